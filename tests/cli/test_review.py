"""`wiki review`, `accept` and `reject`: proposals read at a terminal, and decided."""

from __future__ import annotations

import pytest

from pipeline.cli import main
from tests.helpers.repos import source, team
from tests.helpers.terminal import run_at_terminal

WEIR = "The Tamsin weir is 9 metres wide. The Tamsin weir was built in 1871 by two brothers."
LOCK = "The Tamsin lock has 3 gates of oak. The Tamsin lock was closed in 1950 by the county."
MILL = "The Tamsin mill grinds 40 sacks a day. The Tamsin mill belongs to the county since 1950."


@pytest.fixture
def wiki(tmp_path, monkeypatch):
    for name in ("ANTHROPIC_API_KEY", "NO_COLOR", "GIT_PAGER", "PAGER"):
        monkeypatch.delenv(name, raising=False)
    return team(
        tmp_path / "wiki",
        {
            "weir.md": source("The weir", WEIR, "2026-01-01"),
            "lock.md": source("The lock", LOCK, "2026-01-02"),
            "mill.md": source("The mill", MILL, "2026-01-03"),
        },
    )


@pytest.fixture
def run(wiki, capsys):
    def go(*args):
        code = main(["-C", str(wiki.root), *args])
        said = capsys.readouterr()
        return code, said.out, said.err

    return go


def states(run):
    rows = run("status")[1].splitlines()
    return {row.split()[1]: row.split()[0] for row in rows if "raw/" in row}


def test_all_proposals_are_accepted_by_one_command_and_the_wiki_passes_its_check(wiki, run):
    base = wiki.git("rev-parse", "HEAD").strip()
    run("compile", "--date", "2026-01-04")
    code, out, err = run("accept", "--all")
    assert (code, err) == (0, "")
    assert "3 of 3 proposals accepted." in out
    assert "not compared with one another" in out
    assert set(states(run).values()) == {"compiled"}
    assert wiki.branches() == []
    assert wiki.git("status", "--porcelain") == ""
    assert run("check", "--base", base)[0] == 0
    assert run("derive", "--check")[0] == 0
    log = (wiki.root / "log.md").read_text("utf-8")
    assert log.count("] ingest | ") == 3
    assert "There is no proposal." in run("accept", "--all")[1]


def test_one_is_accepted_by_the_name_of_its_source_or_its_branch(wiki, run):
    run("compile", "--date", "2026-01-04")
    code, out, _ = run("accept", "raw/lock.md")
    assert (code, out) == (0, "accepted  raw/lock.md: The lock\n")
    branch = next(name for name in wiki.branches() if "mill" in name)
    assert run("accept", branch)[0] == 0
    assert states(run) == {
        "raw/lock.md": "compiled",
        "raw/mill.md": "compiled",
        "raw/weir.md": "proposed",
    }


def test_of_a_source_that_was_accepted_it_is_said_that_it_is_in_the_wiki(wiki, run):
    run("compile", "raw/lock.md", "--date", "2026-01-04")
    for verb in ("accept", "reject"):
        why = ["--why", "no"] if verb == "reject" else []
        assert "There is no proposal for “raw/mill.md”." in run(verb, "raw/mill.md", *why)[2]
    run("accept", "raw/lock.md")
    for words in (["accept", "raw/lock.md"], ["reject", "raw/lock.md"], ["show", "raw/lock.md"]):
        code, _, err = run(*words)
        assert code == 1
        assert "The source raw/lock.md is in the wiki already" in err
    (wiki.root / "raw" / "lock.md").write_text("The lock has 4 gates.\n", "utf-8")
    wiki.git("commit", "-qam", "The lock is another one")
    assert "There is no proposal for “raw/lock.md”." in run("accept", "raw/lock.md")[2]


def test_two_that_make_one_page_are_both_accepted(wiki, run):
    body = "Tamsin stone is a grey sandstone of the valley. Tamsin stone weighs 2,300 kg a cubic metre. "
    for name, more in (
        ("a", "Tamsin stone splits along its bed."),
        ("b", "Tamsin stone is quarried at Hale."),
    ):
        text = source(f"Quarry note {name}", body + more, "2026-02-01")
        wiki.add(f"raw/note-{name}.md", text)
    run("compile", "raw/note-a.md", "raw/note-b.md", "--date", "2026-02-02")
    code, out, err = run("accept", "--all")
    assert (code, err) == (0, ""), out + err
    pages = wiki.git("grep", "-h", "quarried at Hale", "--", "wiki")
    assert "quarried at Hale" in pages
    assert run("derive", "--check")[0] == 0


def test_what_people_must_settle_is_said_and_nothing_is_merged(wiki, run):
    run("compile", "raw/weir.md", "--date", "2026-01-04")
    branch = wiki.branches()[0]
    wiki.git("switch", "-q", branch)
    wiki.add("schema.md", (wiki.root / "schema.md").read_text() + "\nWrite of weirs.\n")
    wiki.git("switch", "-q", "main")
    wiki.add("schema.md", (wiki.root / "schema.md").read_text() + "\nWrite of locks.\n")
    head = wiki.git("rev-parse", "HEAD")
    code, _, err = run("accept", "raw/weir.md")
    assert code == 1
    assert "cannot be merged by the program: schema.md: both sides changed it" in err
    assert wiki.git("rev-parse", "HEAD") == head
    assert wiki.branches() == [branch]


def test_a_file_that_is_not_committed_is_not_overwritten(wiki, run):
    run("compile", "raw/weir.md", "--date", "2026-01-04")
    (wiki.root / "log.md").write_text("mine\n", "utf-8")
    code, _, err = run("accept", "raw/weir.md")
    assert code == 1
    assert "Commit or stash what is not committed" in err
    assert (wiki.root / "log.md").read_text("utf-8") == "mine\n"
    assert len(wiki.branches()) == 1


def test_a_rejected_source_waits_until_it_changes_or_somebody_insists(wiki, run):
    run("compile", "raw/weir.md", "--date", "2026-01-04")
    code, out, _ = run("reject", "raw/weir.md", "--why", "a rumour", "--date", "2026-01-05")
    assert (code, out) == (0, "rejected  raw/weir.md: The weir\n")
    assert wiki.branches() == []
    assert "rejected on 2026-01-05: a rumour" in run("status")[1]
    assert "rejected on 2026-01-05: a rumour; --force" in run("compile", "raw/weir.md")[2]
    run("compile")
    assert states(run)["raw/weir.md"] == "rejected"
    run("compile", "raw/weir.md", "--force")
    assert states(run)["raw/weir.md"] == "proposed"
    run("reject", "raw/weir.md")
    wiki.add(
        "raw/weir.md", source("The weir", f"{WEIR} The Tamsin weir is of stone.", "2026-01-01")
    )
    assert states(run)["raw/weir.md"] == "pending"


def test_names_or_all_but_not_both_and_not_neither(run, capsys):
    for args in (("accept",), ("accept", "--all", "raw/weir.md")):
        with pytest.raises(SystemExit):
            run(*args)
        assert "name proposals, or say --all" in capsys.readouterr().err


def test_in_a_pipe_the_proposals_are_listed_and_the_text_is_as_it_stands(wiki, run):
    run("compile", "--date", "2026-01-04")
    out = run("review")[1]
    assert out.splitlines() == [
        "raw/weir.md: The weir",  # as they were compiled: the oldest published first
        "raw/lock.md: The lock",
        "raw/mill.md: The mill",
    ]
    assert "\x1b" not in run("show", "raw/weir.md")[1]


# --- at a terminal ---


def at_a_terminal(root, keys, **env):
    """Run `wiki review`, answer each question with the next key, and return what it shows."""
    command = ["review", "--date", "2026-01-05"]
    return run_at_terminal(root, command, r"\[q\]uit: |no reason\): ", keys, **env)


def test_one_after_another_is_shown_and_decided(wiki, run):
    run("compile", "--date", "2026-01-04")
    shown = at_a_terminal(wiki.root, ["d", "r", "too old", "a", "q"])
    assert "1 of 3 · [a]ccept [r]eject [d]iff [s]kip [q]uit" in shown
    assert "\x1b[32m+" in shown  # the diff
    assert "rejected  raw/weir.md" in shown
    assert "accepted  raw/lock.md: The lock" in shown
    assert "1 proposal left." in shown
    assert states(run) == {
        "raw/weir.md": "rejected",
        "raw/lock.md": "compiled",
        "raw/mill.md": "proposed",
    }


def test_without_colours_where_they_are_not_wanted_and_foreign_escapes_are_gone(wiki, run):
    text = source("The \x1b[31mweir", f"{WEIR} It \x1b]0;evil\x07 leaks.", "2026-01-01")
    wiki.add("raw/weir.md", text)
    run("compile", "raw/weir.md", "--date", "2026-01-04")
    shown = at_a_terminal(wiki.root, ["d", "q"], NO_COLOR="1")
    assert "\x1b[31m" not in shown
    assert "\x1b]0" not in shown
    assert "\x1b[32m" not in shown
