"""A long source over real HTTP: read in parts, side by side; every part accounted for."""

from __future__ import annotations

import json

import pytest

from pipeline.cli import main
from tests.helpers import scripted
from tests.helpers.flows import BOT, repository
from tests.helpers.repos import SCHEMA, source, team
from tests.helpers.server import MessagesServer, refused
from tests.helpers.terminal import run_at_terminal

FILLER = "It was seen by many people who came to the harbour on that day and told of it. " * 12
CHAPTERS = 14


def chapter(n):
    return (
        f"## Chapter {n}\n\nSaturn has {n + 20} known moons in list {n}.\n\n"
        + f"{FILLER}\n\n" * 6
        + f"Titan was passed by probe number {n} at noon."
    )


def book(chapters=CHAPTERS):
    return source("A long book of moons", "\n\n".join(map(chapter, range(chapters))))


def short(body):
    """Answer as the scripted model, but take only what names a moon or a planet."""
    said = scripted.reply(body)
    said["claims"] = [c for c in said["claims"] if c["concepts"]]
    return scripted.ok(json.dumps(said))


def answers(extract=short):
    return lambda body: (
        extract(body) if scripted.step_of(body) == "extract" else scripted.answer(body)
    )


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Compile a team's long source against a server; return code, words, server and the team."""

    def compile_(answer, *args, text=None, schema=SCHEMA):
        made = team(tmp_path / "wiki", {"book.md": text or book()}, schema)
        with MessagesServer(answer) as server:
            monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
            monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789abcdef")
            code = main(["-C", str(made.root), "compile", "--date", "2026-01-02", *args])
        said = capsys.readouterr()
        return code, said.out + said.err, server, made

    return compile_


def parts_asked(server):
    return [r.body for r in server.requests if scripted.step_of(r.body) == "extract"]


def text_of_proposal(made):
    return next((made.root / ".git/wiki/proposals").glob("*.md")).read_text()


def test_a_long_source_is_read_in_parts_and_becomes_one_proposal(run):
    code, said, server, made = run(answers(), "--yes")
    assert code == 0, said
    assert len(parts_asked(server)) >= 3
    assert sum(scripted.step_of(r.body) == "plan" for r in server.requests) == 1
    (branch,) = made.branches()
    titan = made.at(branch, "wiki/entities/titan.md")
    assert all(f"probe number {n} at noon.[^" in titan for n in range(CHAPTERS))
    assert "all 14 claims placed" in text_of_proposal(made)


def test_the_claims_stand_in_the_order_of_the_source_whichever_part_was_read_first(run):
    _, _, _, made = run(answers(), "--yes")
    titan = made.at(made.branches()[0], "wiki/entities/titan.md")
    at = [titan.index(f"probe number {n} at noon.[^") for n in range(CHAPTERS)]
    assert at == sorted(at)


def test_a_part_that_fails_is_asked_for_once_more_alone(run):
    failed = []

    def once(body):
        if "part 2 of" in scripted.text_of(body) and not failed:
            failed.append(body)
            return refused("other")
        return short(body)

    code, said, server, made = run(answers(once), "--yes")
    assert code == 0, said
    assert parts_asked(server).count(failed[0]) == 2
    assert "Nothing came of" not in text_of_proposal(made)


def test_a_part_that_fails_again_is_told_with_the_reason_and_the_others_are_used(run):
    def never(body):
        return refused("other") if "part 2 of" in scripted.text_of(body) else short(body)

    code, said, _, made = run(answers(never), "--yes")
    assert code == 0, said
    text = text_of_proposal(made)
    assert "**Nothing came of 1 of 3 parts and 5 of 14 sections.** *More* says which." in text
    assert "part 2 of 3, lines " in text
    assert "it was asked about twice, and failed" in text


def test_where_no_part_can_be_read_the_source_fails(run):
    code, said, _, made = run(answers(lambda body: refused("other")), "--yes")
    assert code == 1
    assert "refused to answer" in said
    assert not made.branches()


# --- a commit a chapter ---

THINGS = ("weir", "lock", "mill", "ferry")


def river():
    """A long text of which the embedded librarian makes a page in each of several chapters."""
    return source(
        "A guide to the river",
        "\n\n".join(
            f"## The {name}\n\nThe Tamsin {name} is a {name} of oak and stone on the river Tam, and was"
            f" built in 18{n}0. The Tamsin {name} holds {n + 3} boats at noon. The Tamsin {name} is run"
            f" by the Norbach town council.\n\n" + f"{FILLER}\n\n" * 12
            for n, name in enumerate(THINGS)
        ),
    )


def test_each_chapter_is_a_commit_and_the_last_brings_the_rest(run):
    few = SCHEMA.replace("librarian: auto", "librarian: extractive")
    code, said, _, made = run(answers(), text=river(), schema=few)
    assert code == 0, said
    (branch,) = made.branches()
    subjects = made.git("log", "--reverse", "--format=%s", f"main..{branch}").splitlines()
    assert subjects == [
        *(f"Compile A guide to the river: The {name}" for name in THINGS),
        "Compile A guide to the river",
    ]
    for n, name in enumerate(THINGS):
        files = made.git("show", "--format=", "--name-only", f"{branch}~{len(THINGS) - n}").split()
        assert [x.rpartition("/")[2] for x in files] == [f"tamsin-{name}.md"]
    tip = made.git("rev-parse", branch)
    assert main(["-C", str(made.root), "compile", "--date", "2026-01-02"]) == 0
    assert made.git("rev-parse", branch) == tip


# --- a person's yes ---

MANY = SCHEMA.replace("most: 20", "most: 60")


def test_what_would_make_more_pages_than_allowed_waits_for_a_yes_and_asks_no_model(run):
    code, said, server, made = run(answers())
    assert code == 1
    assert "raw/book.md" in said
    assert "it would make some 35 pages (`pages_per_source.most` is 20) and cost about $" in said
    assert "Say yes with `wiki compile --yes raw/book.md`" in said
    assert server.requests == []
    assert not made.branches()


def test_what_would_cost_more_than_may_be_spent_unasked_waits_for_a_yes(run):
    dear = MANY.replace("budget:\n", "budget:\n  ask_above: 0.20\n")
    code, said, server, _ = run(answers(), schema=dear)
    assert (code, server.requests) == (1, [])
    assert "it would make some 35 pages and cost about $" in said
    assert "(`budget.ask_above` is $0.20)" in said


def test_below_both_limits_nothing_is_asked(run):
    code, said, _, _ = run(answers(), schema=MANY)
    assert code == 0, said


def test_the_embedded_librarian_asks_where_a_book_would_make_many_pages(run):
    few = SCHEMA.replace("most: 20", "most: 3")
    code, said, server, _ = run(answers(), "--librarian", "extractive", schema=few)
    assert (code, server.requests) == (1, [])
    assert "it would make some 4 pages (`pages_per_source.most` is 3)." in said


def test_of_a_short_source_nothing_is_asked_whatever_the_limit(run):
    few = SCHEMA.replace("most: 20", "most: 1")
    code, said, _, _ = run(
        answers(), text=source("Moons", "Titan is a moon of Saturn."), schema=few
    )
    assert code == 0, said


def test_at_a_terminal_a_long_source_is_asked_about_and_a_no_leaves_it(tmp_path):
    few = SCHEMA.replace("most: 20", "most: 3")
    made = team(tmp_path / "wiki", {"book.md": book()}, few)
    state = made.state()
    command = ("compile", "--librarian", "extractive", "--date", "2026-01-02")
    said = run_at_terminal(made.root, command, r"\[y/N\] ", ["n"], ends_with=1)
    assert "raw/book.md" in said
    assert "it would make some 4 pages (`pages_per_source.most` is 3)." in said
    assert made.state() == state
    said = run_at_terminal(made.root, command, r"\[y/N\] ", ["y"])
    assert said.count("[y/N]") == 1
    assert "proposed  raw/book.md" in said
    assert len(made.branches()) == 1


# --- on GitHub ---

BOOK = "raw/book.md"
FEW = {"schema.md": repository()["schema.md"].replace("most: 20", "most: 3")}


def test_on_github_a_long_source_waits_in_an_issue_for_a_yes(world):
    w = world({BOOK: book(), **FEW})
    w.flows.compile()
    assert w.offered == {}
    (issue,) = (i for i in w.forge.issues.values() if i.state == "open")
    assert issue.title == "raw/book.md waits for a yes"
    assert "it would make some 4 pages (`pages_per_source.most` is 3)." in issue.body
    assert "- [ ] Compile it all the same (`/recompile --yes`)" in issue.body
    assert w.written(w.flows.compile) == []
    w.flows.comment("bob", issue.number, "/recompile")
    w.flows.settle()
    assert w.offered == {}
    w.flows.comment("rita", issue.number, "/recompile --yes")
    assert w.flows.settle() == []
    w.flows.comment("bob", issue.number, "/recompile --yes")
    w.flows.settle()
    assert [*w.offered.values()] == [[BOOK]]
    assert w.forge.issues[issue.number].state == "closed"
    assert w.written(w.everything_again) == []


def test_on_github_a_proposal_above_the_limit_is_compiled_again_by_a_yes_alone(world):
    w = world({BOOK: book(), **FEW})
    w.flows.compile()
    w.flows.comment("bob", 1, "/recompile --yes")
    w.flows.settle()
    (number,) = w.offered
    w.flows.comment("bob", number, "/recompile")
    w.flows.settle()
    assert [i.number for i in w.forge.issues.values() if i.state == "open"] == []
    (said,) = [c.body for c in w.forge.comments_on(number) if c.author == BOT]
    assert said.startswith(
        "`raw/book.md` was not compiled again: it would make some 4 pages"
        " (`pages_per_source.most` is 3). Nothing was paid for it. Comment `/recompile --yes` here"
    )
    assert w.written(w.everything_again) == []
    w.flows.comment("bob", number, "/recompile --yes")
    w.flows.settle()
    (said,) = [c.body for c in w.forge.comments_on(number) if c.author == BOT]
    assert said.startswith("Compiled again.")
    assert [i.number for i in w.forge.issues.values() if i.state == "open"] == []
    assert [*w.offered] == [number]


def test_a_long_source_that_changed_is_asked_about_in_its_open_pull_request(world):
    w = world({BOOK: book(), **FEW})
    w.flows.compile()
    w.flows.comment("bob", 1, "/recompile --yes")
    w.flows.settle()
    (number,) = w.offered
    w.push({BOOK: book().replace("2026", "2025") + "\n\nOne more line, which is long enough.\n"})
    w.flows.compile()
    assert [i.number for i in w.forge.issues.values() if i.state == "open"] == []
    (said,) = [c.body for c in w.forge.comments_on(number) if c.author == BOT]
    assert "`raw/book.md` was not compiled again" in said
    assert w.written(w.everything_again) == []
