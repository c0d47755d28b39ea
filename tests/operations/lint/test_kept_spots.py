"""Dead links are kept page by page, and never longer than what they were judged by."""

import sqlite3
from contextlib import closing

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.operations.lint import lint
from pipeline.operations.repository.snapshot import take_snapshot
from tests.helpers.repos import team

DAY = "2026-04-11"
POT = "---\ntitle: Pot\n---\n\nSee [[tea#Brewing teas]], [[nowhere]] and [[teh]].\n"
TEA = "---\ntitle: Tea\n---\n\n## Brewing tea\n\nSee [[pot]].\n"


@pytest.fixture
def wiki(tmp_path):
    made = team(tmp_path / "team", {})
    made.add("wiki/concepts/tea.md", TEA)
    made.add("wiki/concepts/pot.md", POT)
    made.add("wiki/concepts/cup.md", "---\ntitle: Cup\n---\n\nSee [[sauser]].\n")
    return made


def dead(root):
    """The dead links as they are told, after a look at whether a run without a cache tells others."""
    with open_repository(root) as repo:
        found = [
            [
                (f.path.rsplit("/", 1)[-1], f.subject, f.suggestion)
                for f in lint.lint_wiki(take_snapshot(kept, kept.head()), DAY, {"dead-link"})
            ]
            for kept in (repo, *_without_cache(root))
        ]
    assert found[0] == found[1]
    return found[0]


def _without_cache(root):
    with open_repository(root, root / ".git/wiki-anew") as repo:
        (root / ".git/wiki-anew/facts.sqlite").unlink(missing_ok=True)
        yield repo


def rows(root):
    """How many rows of dead links are kept, under how many keys."""
    with closing(sqlite3.connect(root / ".git/wiki/facts.sqlite")) as db:
        return db.execute(
            "SELECT count(*), count(DISTINCT version) FROM facts WHERE kind = 'dead-link'"
        ).fetchone()


FIRST = [
    ("cup.md", "sauser", "Link to a page that exists."),
    ("pot.md", "nowhere", "Link to a page that exists."),
    ("pot.md", "tea#brewing teas", "Did you mean the heading “Brewing tea”?"),
    ("pot.md", "teh", "Link to a page that exists."),
]


def test_a_second_run_tells_what_was_kept(wiki):
    assert dead(wiki.root) == FIRST
    assert rows(wiki.root) == (2, 1)
    with closing(sqlite3.connect(wiki.root / ".git/wiki/facts.sqlite")) as db, db:
        db.execute("UPDATE facts SET value = replace(value, 'exists', 'is there')")
    with open_repository(wiki.root) as repo:
        found = lint.lint_wiki(take_snapshot(repo, repo.head()), DAY, {"dead-link"})
    assert [f.suggestion for f in found if f.subject == "nowhere"] == [
        "Link to a page that is there."
    ]


def test_a_page_that_comes_or_has_another_name_is_seen_from_the_others(wiki):
    assert dead(wiki.root) == FIRST
    wiki.add("wiki/concepts/saucer.md", "---\ntitle: Saucer\n---\n\nSee [[cup]].\n")
    assert dead(wiki.root)[0] == ("cup.md", "sauser", "Did you mean [[saucer]]?")
    wiki.add(
        "wiki/concepts/saucer.md", "---\ntitle: Saucer\naliases: [sauser]\n---\n\nA [[cup]].\n"
    )
    assert dead(wiki.root) == FIRST[1:]
    assert rows(wiki.root) == (1, 1)


def test_a_heading_that_changes_is_seen_from_the_page_that_links_to_it(wiki):
    assert dead(wiki.root) == FIRST
    # only how it is written, so that the same links lead to it
    wiki.add("wiki/concepts/tea.md", TEA.replace("Brewing tea", "BREWING tea"))
    assert ("pot.md", "tea#brewing teas", "Did you mean the heading “BREWING tea”?") in dead(
        wiki.root
    )
    wiki.add("wiki/concepts/tea.md", TEA.replace("Brewing tea", "Brewing teas"))
    assert "tea#brewing teas" not in {subject for _, subject, _ in dead(wiki.root)}


def test_a_file_beside_the_wiki_and_a_change_of_the_page_itself_are_seen(wiki):
    wiki.add("wiki/concepts/cup.md", "---\ntitle: Cup\n---\n\nSee [a](../../raw/plan.txt).\n")
    assert dead(wiki.root)[0][:2] == ("cup.md", "raw/plan.txt")
    wiki.add("raw/plan.txt", "A plan.\n")
    assert dead(wiki.root) == FIRST[1:]
    wiki.add("wiki/concepts/pot.md", POT.replace("[[teh]]", "tea"))
    assert dead(wiki.root) == FIRST[1:3]


@pytest.mark.parametrize("row", ["null", "{", "[1]", '["x", {}, [], [], [], []]', "nonsense"])
def test_a_damaged_row_is_not_believed(wiki, row):
    assert dead(wiki.root) == FIRST
    with closing(sqlite3.connect(wiki.root / ".git/wiki/facts.sqlite")) as db, db:
        db.execute("UPDATE facts SET value = ? WHERE kind = 'dead-link'", (row,))
    assert dead(wiki.root) == FIRST
