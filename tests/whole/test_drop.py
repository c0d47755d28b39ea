"""`/drop` and `/keep` on a pull request of several sources: what goes, what stays, and what is remembered."""

import pytest

from pipeline.core.changes.proposal_marker import read_mark
from pipeline.core.changes.proposal_naming import branch_of_source
from tests.helpers import scripted
from tests.helpers.flows import KETTLE, SAMOVAR
from tests.helpers.repos import ROOT, source
from tests.helpers.server import MessagesServer

A, B, C = "raw/a.md", "raw/b.md", "raw/c.md"
THREE = {
    A: source("About kettles", KETTLE.format(n=31)),
    B: source("More on kettles", KETTLE.format(n=32), "2024-02-01"),
    C: source("Kettles again", KETTLE.format(n=33) + " " + SAMOVAR.format(n=58), "2024-03-01"),
}
EXAMPLE = {
    path.relative_to(ROOT).as_posix(): path.read_bytes()
    for path in sorted((ROOT / "raw").iterdir())
    if path.is_file()
}


def mark(w, number=1):
    return read_mark(w.forge.pulls[number].body)


def pages(w, revision):
    """Return the files of the wiki as a revision has them, without their dates of making."""
    return {path: w.forge.file(path, revision) for path in w.files(revision)}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_what_is_left_is_what_compiling_the_rest_alone_gives(world, number):
    dropped = [*THREE][number - 1]
    w, alone = world(THREE), world({p: t for p, t in THREE.items() if p != dropped})
    for each in (w, alone):
        each.flows.compile()
    assert w.offered == {1: [*THREE]}
    w.flows.comment("alice", 1, f"/drop {number}")
    w.flows.settle()
    assert w.offered == alone.offered == {1: [p for p in THREE if p != dropped]}
    assert pages(w, w.head(1)) == pages(alone, alone.head(1))
    assert [x.path for x in mark(w).dropped] == [dropped]
    assert not mark(w).stale


def test_a_source_may_be_taken_back_until_the_merge_and_all_is_as_it_was(world):
    w = world(THREE)
    w.flows.compile()
    before, body = pages(w, w.head(1)), w.forge.pulls[1].body
    w.flows.comment("alice", 1, "/drop 2")
    w.flows.settle()
    w.flows.comment("alice", 1, "/drop 1")
    w.flows.settle()
    assert w.offered == {1: [C]}
    assert "Without ① About kettles, ② More on kettles: left out" in w.forge.pulls[1].body
    for number in (2, 1):
        w.flows.comment("bob", 1, f"/keep {number}")
        w.flows.settle()
    assert w.offered == {1: [*THREE]}
    assert pages(w, w.head(1)) == before
    assert mark(w).sources == dict(read_mark(body).sources)
    assert not mark(w).dropped
    assert w.said(1) == "Made anew with all its sources."


def test_what_was_left_out_counts_as_rejected_also_after_the_merge_until_it_changes(world):
    w = world(THREE)
    w.flows.compile()
    w.flows.comment("alice", 1, "/drop 2")
    assert "② More on kettles is left out." in w.said(1)
    w.flows.settle()
    assert "Made anew without ② More on kettles." in w.said(1)
    assert w.written(w.everything_again) == []
    assert "a reviewer left it out; it waits until it changes (#1)" in _plan(w)
    w.forge.merge_pull(1)
    assert w.written(w.everything_again) == []
    w.push({B: THREE[B] + "\nThe Kettle whistles when 3 litres boil.\n"})
    w.flows.compile()
    assert w.offered == {2: [B]}


def _plan(w):
    w.flows.compile()
    return w.flows.summary


def test_what_cannot_be_left_out_is_answered_once_and_nothing_is_started(world):
    w = world(
        {**THREE, "raw/z.md": source("Owls", "The Owl hunts 9 voles at night.", "2024-05-01")}
    )
    w.flows.compile()
    assert w.offered == {1: [*THREE], 2: ["raw/z.md"]}
    for number, text, answer in (
        (1, "/drop 7", "There is no source ⑦ here. The sources are ①, ②, ③."),
        (1, "/keep 1", "① is part of this pull request already."),
        (
            2,
            "/drop 1",
            "This pull request has one source. To leave it out, close the pull request instead.",
        ),
    ):
        w.flows.comment("alice", number, text)
        assert answer in w.said(number)
        assert not w.forge.dispatched
    before = w.said(1)
    asked = w.forge.comment("eve", 1, "/drop 1")
    w.flows.read("issue_comment", "eve", comment=asked)
    assert (w.said(1), w.forge.dispatched) == (before, [])
    w.flows.comment("alice", 1, "/drop 1")
    w.flows.settle()
    w.flows.comment("alice", 1, "/drop 1")
    assert "① is left out of this pull request already." in w.said(1)
    w.flows.comment("alice", 1, "/drop 2")
    w.flows.settle()
    w.flows.comment("alice", 1, "/drop 3")
    assert "③ is the only source that is left." in w.said(1)
    assert not w.forge.dispatched
    w.forge.commit("bob", branch_of_source(A), {"wiki/entities/x.md": "x\n"}, "Mine")
    w.flows.comment("alice", 1, "/keep 1")
    assert "commits by people" in w.said(1)
    assert not w.forge.dispatched


def test_two_drops_at_once_are_both_done_and_a_run_that_was_lost_is_made_up_for(world):
    w = world(THREE)
    w.flows.compile()
    w.flows.comment("alice", 1, "/drop 1")
    w.flows.comment("bob", 1, "/drop 2")
    w.forge.dispatched.clear()  # GitHub lost both
    w.flows.compile()
    assert w.offered == {1: [C]}
    assert not mark(w).stale
    assert w.written(w.everything_again) == []


MOONS = {
    A: "Saturn has 82 known moons in this list.\n",
    B: "Titan was found in 1655 near Saturn here.\n",
    C: "Saturn has 274 known moons in this list.\n",
}


def test_with_a_model_what_fits_is_laid_anew_and_nothing_is_paid(world):
    with MessagesServer(scripted.answer) as server:
        known = {"ANTHROPIC_BASE_URL": server.url, "ANTHROPIC_API_KEY": "sk-ant-test"}
        w = world(MOONS, known, librarian="model")
        w.flows.compile()
        first = pages(w, w.head(1))

        def asked(text):
            before = len(server.requests)
            w.flows.comment("alice", 1, text)
            w.flows.settle()
            return [scripted.step_of(x.body) for x in server.requests[before:]]

        assert asked("/drop 3") == []
        assert w.offered == {1: [A, B]}
        assert asked("/keep 3") == []
        again = asked("/drop 1")  # whose page the others add to
        assert w.offered == {1: [B, C]}
        assert "plan" in again
        assert "extract" not in again
        assert asked("/keep 1") == []
        assert w.offered == {1: [A, B, C]}
        assert pages(w, w.head(1)) == first
