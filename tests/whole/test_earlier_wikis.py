"""Wikis that an earlier version compiled: today's lint and check find no errors, and sources can be read anew."""

import shutil

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.cli import main
from pipeline.operations.github.check import check_change
from pipeline.operations.lint.lint import lint_wiki
from pipeline.operations.repository.snapshot import take_snapshot
from tests.helpers.corpora import corpus
from tests.helpers.repos import ROOT, team

WIKIS = ROOT / "tests" / "wikis" / "earlier"
DAY = "2026-12-01"
SOURCES = {"example": "", "guides": "pdf-guides", "ethereum": "ethereum-gas"}


@pytest.fixture(params=SOURCES)
def earlier(request, tmp_path):
    """The wiki with its sources, upgraded to this version."""
    name = request.param
    raw = corpus(SOURCES[name]) / "raw" if SOURCES[name] else WIKIS / name / "raw"
    log = (WIKIS / name / "log.md").read_text("utf-8")
    files = {f.name: f.read_bytes() for f in raw.iterdir() if f"raw/{f.name}" in log}
    made = team(tmp_path / "team", files)
    shutil.copytree(WIKIS / name / "wiki", made.root / "wiki")
    made.add("log.md", log, "The log")
    made.git("add", "-A")
    made.git("commit", "-qm", "The wiki")
    return made


def linted(made):
    with open_repository(made.root) as repo:
        return lint_wiki(take_snapshot(repo, repo.head()), DAY)


def errors_of_change(made, head):
    with open_repository(made.root) as repo:
        report = check_change(repo, repo.resolve("main"), repo.resolve(head))
    return [f for f in report.findings if f.severity == "error"]


def test_a_lint_finds_no_errors(earlier):
    found = linted(earlier)
    assert not [f for f in found if f.severity == "error"]
    anew = [f.path for f in found if f.rule == "read-anew"]
    assert len(anew) == len(set(anew))


def test_a_person_may_go_on_writing_on_every_page(earlier):
    earlier.git("switch", "-qc", "words")
    for path in sorted((earlier.root / "wiki").glob("*/*.md")):
        text = path.read_text("utf-8")
        path.write_text(text.replace("\n## ", "\nPeople know more of this.\n\n## ", 1), "utf-8")
    earlier.git("commit", "-qam", "More words")
    assert not [f for f in errors_of_change(earlier, "words") if f.rule != "not-derived"]


def test_an_invented_citation_in_a_change_is_an_error(earlier):
    earlier.git("switch", "-qc", "words")
    changed = sorted((earlier.root / "wiki" / "sources").glob("*.md"))
    for path in changed:
        text = path.read_text("utf-8")
        at = text.rindex('): "') + len('): "')
        path.write_text(f"{text[:at]}Words that nobody wrote, and {text[at:]}", "utf-8")
    earlier.git("commit", "-qam", "Invented")
    told = {f.path for f in errors_of_change(earlier, "words") if f.rule == "quote-not-found"}
    assert told == {path.relative_to(earlier.root).as_posix() for path in changed}


def test_what_is_proposed_by_reading_anew_passes_the_check_and_a_second_run_proposes_nothing(
    earlier, capsys
):
    for _ in range(5):
        assert (
            main(["-C", str(earlier.root), "compile", "--reread", "--librarian", "extractive"]) == 0
        )
        branches = earlier.branches()
        if not branches:
            break
        assert errors_of_change(earlier, f"refs/heads/{branches[0]}") == []
        earlier.merge(branches[0])
        for branch in branches:
            earlier.git("branch", "-qD", branch)
    assert "Nothing to do: every text that is kept is of today's reader." in capsys.readouterr().out
    assert not [f for f in linted(earlier) if f.rule == "read-anew"]
