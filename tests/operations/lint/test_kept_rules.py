"""What rules about the whole wiki found is kept, and never longer than what they looked at."""

import sqlite3
from contextlib import closing

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.operations.lint import lint
from pipeline.operations.repository.snapshot import take_snapshot
from tests.helpers.repos import team

DAY = "2026-04-11"
TEA = "---\ntitle: Tea\nupdated: 2026-01-02\nconfidence: high\n---\n\nTea is hot.\n"
CUP = "---\ntitle: Cup\n---\n\nIt holds [[tea]].\n"


@pytest.fixture
def wiki(tmp_path):
    made = team(tmp_path / "team", {})
    made.add("wiki/concepts/tea.md", TEA)
    made.add("wiki/concepts/cup.md", CUP)
    return made


def told(root, *rules, day=DAY):
    with open_repository(root) as repo:
        found = lint.lint_wiki(take_snapshot(repo, repo.head()), day, set(rules))
    return [(f.rule, f.path.rsplit("/", 1)[-1], f.message) for f in found]


def change_rows(root, to):
    with closing(sqlite3.connect(root / ".git/wiki/facts.sqlite")) as db, db:
        db.execute(f"UPDATE facts SET value = {to} WHERE kind = 'whole wiki'")


ALONE = ("orphan-page", "cup.md", "no page links to “Cup”")


def test_a_second_run_tells_what_was_kept_of_each_rule(wiki):
    assert told(wiki.root, "orphan-page") == [ALONE]
    change_rows(wiki.root, "replace(value, 'no page', 'nobody')")
    kept = ("orphan-page", "cup.md", "nobody links to “Cup”")
    assert told(wiki.root, "orphan-page") == [kept]
    # the one is kept, and the other is run, which has nothing to say
    assert told(wiki.root, "orphan-page", "stale-claim") == [kept]


def test_another_day_is_looked_at_anew(wiki):
    assert told(wiki.root, "stale-claim") == []
    assert [rule for rule, *_ in told(wiki.root, "stale-claim", day="2030-01-01")] == [
        "stale-claim"
    ]
    assert told(wiki.root, "stale-claim") == []


@pytest.mark.parametrize(
    ("path", "text", "rule", "found"),
    [
        ("wiki/concepts/tea.md", f"{TEA} In a [[cup]].\n", "orphan-page", []),
        ("raw/pot.md", "# Pot\n", "uncompiled-source", ["pot.md"]),
        ("schema.md", "---\nstale_after: 1 month\n---\n", "stale-claim", ["tea.md"]),
    ],
)
def test_whatever_file_changes_it_is_looked_at_anew(wiki, path, text, rule, found):
    before = told(wiki.root, rule)
    wiki.add(path, text)
    assert [at for _, at, _ in told(wiki.root, rule)] == found != [at for _, at, _ in before]


@pytest.mark.parametrize("row", ["'[1, 2'", "'{}'", "7", "x'ff'"])
def test_a_damaged_row_is_found_anew(wiki, row):
    assert told(wiki.root, "orphan-page") == [ALONE]
    change_rows(wiki.root, row)
    assert told(wiki.root, "orphan-page") == [ALONE]
