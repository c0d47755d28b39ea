"""Check boxes on GitHub: each does what its command does, for whoever may, once, whether GitHub told of the tick or not."""

from datetime import UTC, datetime

import pytest

from pipeline.core.changes.proposal_marker import read_mark
from tests.helpers import scripted
from tests.helpers.flows import BOT, KETTLE
from tests.helpers.repos import source
from tests.helpers.server import MessagesServer, status

A, B = "raw/a.md", "raw/b.md"
TWO = {
    A: source("About kettles", KETTLE.format(n=31)),
    B: source("More @kettles #7", KETTLE.format(n=32), "2024-02-01"),
}


def comment(w, number=1):
    (ours,) = [c for c in w.forge.comments_on(number) if c.author == BOT]
    return ours


def dropped(w):
    return [x.number for x in read_mark(w.forge.pulls[1].body).dropped]


def test_a_source_is_unticked_to_leave_it_out_and_ticked_to_have_it_back(world):
    w = world(TWO)
    w.flows.compile()
    text = comment(w).body
    assert "- [x] ① About kettles\n- [x] ② More " in text
    assert "@kettles #7" not in text
    assert text.index("- [ ] Compile it again") > text.index("②")
    w.tick("alice", 1, "②", on=False)
    assert w.flows.settle() == ["compile.yml"]
    assert (w.offered, dropped(w)) == ({1: [A]}, [2])
    assert "- [ ] ② More" in comment(w).body
    w.tick("bob", 1, "②")
    assert w.flows.settle() == ["compile.yml"]
    assert (w.offered, dropped(w)) == ({1: [A, B]}, [])
    assert "- [x] ② More" in comment(w).body
    assert w.written(w.everything_again) == []


@pytest.mark.parametrize(
    ("words", "workflow"), [("Compile it again", "compile.yml"), ("Bring it up", "refresh.yml")]
)
def test_an_action_is_done_once_and_its_tick_taken_off(world, words, workflow):
    w = world(TWO)
    w.flows.compile()
    w.tick("alice", 1, words)
    assert "[x] " + words not in comment(w).body
    assert [x.workflow for x in w.forge.dispatched] == [workflow]
    # The event comes a second time, and a run sweeps up.
    w.flows.read("issue_comment", "alice", comment=comment(w).id, action="edited")
    w.flows.settle()
    assert w.written(w.everything_again) == []


def test_nobody_without_write_access_and_no_edit_of_words_sets_off_anything(world):
    w = world(TWO)
    w.flows.compile()
    before = comment(w).body
    for words, on in (("Compile it again", True), ("②", False)):
        w.tick("rita", 1, words, on)
        assert (comment(w).body, w.forge.dispatched) == (before, [])
    for old, new in (
        ("- [ ] Compile it again", "- [x] Compile them again"),
        ("- [ ] Compile it again (`/recompile`)", "- [x] Compile it again (`/recompile`)\nNow!"),
        ("Untick a source", "Untick no source"),
        ("① About", "② About"),
    ):
        both = before.replace(old, new).replace("- [ ] Bring", "- [x] Bring")
        w.forge.edit_comment("alice", comment(w).id, both)
        w.flows.read("issue_comment", "alice", comment=comment(w).id, action="edited")
        assert (w.forge.dispatched, dropped(w)) == ([], [])
    # What a stranger writes that looks like ours is nothing, whoever ticks it.
    asked = w.forge.comment("eve", 1, before)
    w.forge.edit_comment("alice", asked, before.replace("- [ ] Bring", "- [x] Bring"))
    w.flows.read("issue_comment", "alice", comment=asked, action="edited")
    assert w.forge.dispatched == []


def test_two_ticks_in_one_moment_are_each_served_once(world):
    w = world(TWO)
    w.flows.compile()
    w.tick("alice", 1, "②", on=False, tell=False)
    first = w.forge.event("issue_comment", "alice", comment=comment(w).id, action="edited")
    w.tick("bob", 1, "Bring it up", tell=False)
    second = w.forge.event("issue_comment", "bob", comment=comment(w).id, action="edited")
    for event in (first, second, first, second):
        w.flows.tell("issue_comment", event)
    assert [x.workflow for x in w.forge.dispatched] == ["compile.yml", "refresh.yml"]
    w.flows.settle()
    assert dropped(w) == [2]


def test_a_tick_that_github_told_nobody_of_is_swept_up_by_the_next_run(world):
    w = world(TWO)
    w.flows.compile()
    w.forge.now = datetime(2026, 4, 11, 9, tzinfo=UTC)  # the day of the runs
    w.tick("alice", 1, "②", on=False, tell=False)
    w.flows.compile("schedule")
    w.flows.settle()
    assert (w.offered, dropped(w)) == ({1: [A]}, [2])
    w.tick("rita", 1, "②", tell=False)
    w.flows.compile("schedule")
    assert (w.forge.dispatched, dropped(w)) == ([], [2])
    assert "- [ ] ②" in comment(w).body
    assert w.written(w.everything_again) == []


def test_the_only_source_that_is_left_stays_and_its_box_says_so(world):
    w = world(TWO)
    w.flows.compile()
    w.tick("alice", 1, "②", on=False)
    w.flows.settle()
    w.tick("alice", 1, "①", on=False)
    assert w.forge.dispatched == []
    assert "- [x] ①" in comment(w).body
    assert "① is the only source that is left." in w.said(1)


def test_the_box_of_a_stop_starts_what_waits_and_the_issue_closes(world):
    well = False

    def answer(body):
        return scripted.answer(body) if well else status(401, "no")

    with MessagesServer(answer) as server:
        known = {"ANTHROPIC_BASE_URL": server.url, "ANTHROPIC_API_KEY": "sk-ant-test"}
        w = world({A: "The a works has 9 presses.\n"}, known, librarian="model")
        w.flows.compile()
        (issue,) = w.forge.issues.values()
        for login, started in (("rita", []), ("alice", ["compile.yml"])):
            w.tick(login, issue.number, "Try now", tell=login == "rita")
            if login == "alice":
                well = True
                w.flows.read("issues", login, number=issue.number, action="edited")
            assert "- [ ] Try now" in issue.body
            assert w.flows.settle() == started
    assert (issue.state, w.offered) == ("closed", {2: [A]})


def test_the_box_of_a_failed_source_compiles_it(world):
    w = world({"raw/a.html": "<p></p>"})
    for _ in range(3):
        w.flows.compile()
    (issue,) = w.forge.issues.values()
    w.tick("alice", issue.number, "Try again")
    assert "- [ ] Try again" in issue.body
    assert w.flows.settle() == ["compile.yml"]
    assert w.issues() == {"raw/a.html": 4}
