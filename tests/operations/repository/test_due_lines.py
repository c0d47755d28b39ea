"""Runs of the lint on this computer, and the proposals that tell them."""

from __future__ import annotations

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.cli import main
from pipeline.operations.repository.due_lines import NOTES_FILE, with_lines_of, with_remembered
from pipeline.operations.repository.snapshot import take_snapshot
from tests.helpers.repos import source, team

DAY = "2026-11-25"


@pytest.fixture
def wiki(tmp_path, monkeypatch):
    monkeypatch.setenv("WIKI_DATE", DAY)
    made = team(tmp_path / "w", {"a.md": source("Kettles", "A kettle boils 2 litres of water.")})
    assert compile_all(made) == 0
    for branch in made.branches():
        made.merge(branch)
        made.git("branch", "-D", branch)
    made.add("wiki/concepts/spout.md", "---\ntitle: Spout\ntype: concept\n---\n\nA spout.\n")
    return made


def run(made, *args):
    return main(["-C", str(made.root), *args])


def compile_all(made):
    return run(made, "compile", "--librarian", "extractive", "--date", DAY)


def due(made):
    with open_repository(made.root) as repo:
        return with_remembered(take_snapshot(repo, repo.head())).due


def lint_lines(made, branch):
    return [x for x in made.at(branch, "log.md").splitlines() if "] lint | " in x]


def test_a_run_waits_for_the_next_proposal_and_then_stands_in_the_log(wiki):
    run(wiki, "lint")
    run(wiki, "lint")
    (line,) = due(wiki)
    assert line.startswith(f"## [{DAY}] lint | ")
    wiki.add("raw/b.md", source("Pots", "A pot holds 5 litres of soup."))
    assert compile_all(wiki) == 0
    (branch,) = wiki.branches()
    assert lint_lines(wiki, branch) == [line]
    assert due(wiki) == (line,)  # the proposal may be closed
    wiki.merge(branch)
    run(wiki, "lint")
    assert [x for x in due(wiki) if x == line] == []
    assert len(due(wiki)) == 1


def test_an_upkeep_takes_the_lines_along_too(wiki):
    run(wiki, "lint")
    assert run(wiki, "rename", "spout", "Another name", "--date", DAY) == 0
    branch = wiki.git("branch", "--format=%(refname:short)", "--list", "wiki/upkeep/*").strip()
    assert lint_lines(wiki, branch)[0] == due(wiki)[0]


def test_a_kept_answer_takes_them_along_and_is_a_query_in_the_log(wiki):
    run(wiki, "lint")
    question = "How many litres of water does a kettle boil?"
    args = ("--librarian", "extractive", "--file", "--date", DAY)
    assert run(wiki, "ask", question, *args) == 0
    branch = wiki.git("branch", "--format=%(refname:short)", "--list", "wiki/upkeep/*").strip()
    assert lint_lines(wiki, branch) == [*due(wiki)]
    assert f"## [{DAY}] query | {question}\n" in wiki.at(branch, "log.md")


@pytest.mark.parametrize(
    "args", [("--rule", "dead-link"), ("--since", "HEAD"), ("--commit", "HEAD~1")]
)
def test_a_run_that_saw_less_than_all_is_not_told(wiki, args):
    run(wiki, "lint", *args)
    assert due(wiki) == ()


def test_a_run_over_what_is_not_committed_is_not_told(wiki):
    (wiki.root / "wiki/concepts").mkdir(exist_ok=True)
    (wiki.root / "wiki/concepts/x.md").write_text("---\ntitle: X\ntype: concept\n---\n\nX.\n")
    run(wiki, "lint")
    assert due(wiki) == ()


@pytest.mark.parametrize("text", ["", "{", "[[1]]", '["x"]', "\x00"])
def test_a_memory_that_is_damaged_is_begun_anew(wiki, text):
    file = wiki.root / ".git/wiki" / NOTES_FILE
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    assert due(wiki) == ()
    run(wiki, "lint")
    assert len(due(wiki)) == 1


def test_a_proposal_that_is_made_anew_keeps_the_lines_that_it_has(wiki):
    run(wiki, "lint")
    wiki.add("raw/b.md", source("Pots", "A pot holds 5 litres of soup."))
    compile_all(wiki)
    (branch,) = wiki.branches()
    with open_repository(wiki.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        assert with_lines_of(snapshot, repo.resolve(branch)).due == tuple(lint_lines(wiki, branch))
        assert with_lines_of(snapshot, repo.head()).due == ()
