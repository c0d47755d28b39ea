"""Who made a commit, and what its trailers say, from what git prints; `test_repository.py` tries it on git itself."""

import pytest

from pipeline.adapters.git.authorship import (
    BOT_EMAIL,
    bot_identity,
    hand_of_commit,
    read_blame,
    read_trailers,
)

ADA, ACTIONS = "ada@example.org", "41898282+github-actions[bot]@users.noreply.github.com"
SHA, OTHER = "a" * 40, "b" * 64


@pytest.mark.parametrize(
    ("author", "changes", "message", "hand"),
    [
        (BOT_EMAIL, True, "Compile", "ours"),
        (ACTIONS, False, "Compile", "ours"),
        (BOT_EMAIL, True, f"Compile\n\nCo-authored-by: Ada <{ADA}>", None),
        (ADA, True, "Reword it", "people"),
        (ADA, False, "Import a vault", None),
        (ADA, True, f"Merge\n\nCo-authored-by: wiki <{BOT_EMAIL}>", None),
        (ADA, True, "Squash\n\nWiki-Source: raw/a.md", None),
    ],
)
def test_a_commit_is_ours_or_of_people_and_what_is_of_both_is_of_nobody(
    author, changes, message, hand
):
    assert hand_of_commit(author, changes, message) == hand


def test_blame_gives_the_commit_of_each_line_and_what_it_says_of_that():
    rows = (f"{SHA} 1 1 2", "author Ada", "boundary", "\tOne", f"{SHA} 2 2", "\tTwo", f"{OTHER} 1 3", "\tauthor no")  # fmt: skip
    lines, about = read_blame("\n".join(rows))
    assert lines == {1: SHA, 2: SHA, 3: OTHER}
    assert about == {SHA: {"author": "Ada", "boundary": ""}, OTHER: {}}


def test_trailers_are_the_last_paragraph_alone():
    message = "Compile it\n\nKey: not this one\n\nWiki-Source: raw/a: b.md\nno trailer\n-x: 1\n"
    assert read_trailers(message) == {"Wiki-Source": "raw/a: b.md"}


def test_the_program_commits_under_its_own_name():
    assert bot_identity()["GIT_COMMITTER_EMAIL"] == BOT_EMAIL == bot_identity()["GIT_AUTHOR_EMAIL"]
