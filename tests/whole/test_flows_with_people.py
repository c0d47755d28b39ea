"""The workflows leave alone what people committed, and bring open pull requests up to date."""

import re

import pytest

from pipeline.core.changes.proposal_naming import branch_of_source
from pipeline.core.github.state import (
    CONFLICT_LABEL,
    LOOK_AGAIN_LABEL,
)
from tests.helpers.flows import KETTLE, SAMOVAR, TEAPOT
from tests.helpers.repos import source

A, B, C = "raw/a.md", "raw/b.md", "raw/c.md"
KETTLES = source("About kettles", KETTLE.format(n=31))
TEAPOTS = source("Of teapots", TEAPOT.format(n=45), "2024-02-01")
SAMOVARS = source("Samovars", SAMOVAR.format(n=58), "2024-03-01")
MORE_KETTLES = source("More on kettles", KETTLE.format(n=32), "2024-04-01")


# --- commits by people ---


@pytest.fixture
def edited(world):
    """A pull request whose page a person has changed."""
    w = world({A: KETTLES, B: SAMOVARS})
    w.flows.compile()
    page = w.forge.file("wiki/entities/kettle.md", branch_of_source(A))
    w.theirs = w.push(
        {"wiki/entities/kettle.md": page.replace("degrees", "degrees Celsius", 1)},
        branch_of_source(A),
        "bob",
    )
    return w


def test_a_changed_source_leaves_a_persons_branch_alone_and_says_so(edited):
    w = edited
    w.push({A: KETTLES + "\nThe Kettle whistles when 3 litres boil.\n"})
    assert w.flows.compile()["publish"] == 0
    assert w.head(1) == w.theirs
    assert w.said(1).startswith(
        "`raw/a.md` was to be compiled again, but its branch holds commits by people"
    )
    assert "## Left to people" in w.flows.summary or "left to people" in w.flows.summary
    assert w.written(w.everything_again) == []


def test_the_message_of_a_commit_takes_no_effect_where_it_is_named(world):
    w = world({A: KETTLES})
    w.flows.compile()
    w.forge.commit(
        "bob", branch_of_source(A), {"wiki/n.md": "x\n"}, "Fixes #1, @octocat <img src=x> [x](//y)"
    )
    w.push({A: KETTLES + "\nThe Kettle whistles when 3 litres boil.\n"})
    w.flows.compile()
    assert not re.search(r"Fixes #1|@octocat|(?<!\\)<img|(?<!\\)\]\(", w.said(1))


@pytest.mark.parametrize("command", ["/recompile", "/recompile --force"])
def test_a_command_leaves_a_persons_branch_alone(edited, command):
    edited.flows.comment("bob", 1, command)
    assert edited.said(1).startswith(
        "This branch holds commits by people, which are never overwritten"
    )
    assert edited.forge.dispatched == []
    assert edited.head(1) == edited.theirs


def test_a_dispatch_with_force_leaves_a_persons_branch_alone(edited):
    inputs = {"sources": A, "force": "true", "feedback": "", "pull": ""}
    event = edited.forge.event("workflow_dispatch", "bob", workflow="compile.yml", inputs=inputs)
    edited.flows.compile("workflow_dispatch", event)
    assert edited.head(1) == edited.theirs
    assert edited.offered == {1: [A], 2: [B]}


def test_a_commit_that_comes_while_the_source_is_compiled_is_kept(world):
    w = world({A: KETTLES})
    w.flows.compile()
    w.push({A: KETTLES + "\nThe Kettle whistles when 3 litres boil.\n"})
    made = []
    w.flows.compile(
        before_publish=lambda _: made.append(
            w.push({"wiki/n.md": "x\n"}, branch_of_source(A), "bob")
        )
    )
    assert w.head(1) == made[0]
    assert w.said(1).startswith(
        "`raw/a.md` was to be compiled again, but its branch holds commits by people"
    )


def test_a_refresh_keeps_what_people_committed(edited):
    w = edited
    w.forge.merge_pull(2)
    assert not w.forge.mergeable(1)
    w.flows.refresh()
    assert w.forge.mergeable(1)
    assert w.holds(w.theirs, w.head(1))
    parents = w.forge.git.git("rev-parse", f"{w.head(1)}^@").decode().split()
    assert parents == [w.theirs, w.forge.git.branch("main")]
    assert "degrees Celsius" in w.forge.file("wiki/entities/kettle.md", branch_of_source(A))


def test_a_closed_pull_request_with_a_persons_commits_gives_way_to_another_branch(edited):
    w = edited
    w.forge.close_pull(1)
    w.push({A: KETTLES + "\nThe Kettle whistles when 3 litres boil.\n"})
    w.flows.compile()
    (number,) = set(w.offered) - {2}
    assert w.forge.pulls[number].head == f"{branch_of_source(A)}-2"
    assert w.forge.git.branch(branch_of_source(A)) == w.theirs


# --- refresh ---


def test_what_merges_cleanly_is_not_touched(world):
    w = world({A: KETTLES})
    w.flows.compile()
    w.push({"notes.md": "beside\n"})
    assert w.written(w.flows.refresh) == []


def test_a_conflict_in_bookkeeping_is_mended(world):
    w = world({A: KETTLES, B: SAMOVARS})
    w.flows.compile()
    before = w.head(2)
    w.forge.merge_pull(1)
    assert not w.forge.mergeable(2)
    w.flows.refresh()
    assert w.forge.mergeable(2)
    assert w.holds(before, w.head(2))
    assert w.written(w.everything_again) == []


def _in_order(w, numbers):
    w.flows.compile()
    for number in numbers:
        w.forge.merge_pull(number)
        w.flows.refresh()
        w.flows.settle()
    assert w.offered == {}
    assert w.written(w.everything_again) == []
    return {path: blob for path, blob in w.files().items() if path != "log.md"}, w.forge.file(
        "log.md"
    )


def test_both_orders_of_merging_give_the_same_wiki(world):
    raw = {A: KETTLES, B: TEAPOTS, C: SAMOVARS}
    (one, log), (other, gol) = (_in_order(world(raw), order) for order in ((1, 2, 3), (3, 2, 1)))
    assert one == other
    assert sorted(log.splitlines()) == sorted(gol.splitlines())


def _collide(world):
    """A pull request that adds a page which the default branch gets meanwhile."""
    w = world({A: KETTLES})
    w.flows.compile()
    w.push({B: MORE_KETTLES})
    w.flows.compile()
    assert w.offered == {1: [A], 2: [B]}
    return w


def test_edits_that_still_fit_are_laid_over_newer_pages_for_the_reviewer_to_look_at(world):
    w = _collide(world)
    w.forge.merge_pull(1)
    before = w.head(2)
    assert not w.forge.mergeable(2)
    w.flows.refresh()
    assert w.forge.mergeable(2)
    assert w.holds(before, w.head(2))
    assert LOOK_AGAIN_LABEL.name in w.forge.pulls[2].labels
    assert w.said(2).startswith(
        "The default branch has changed `wiki/entities/kettle.md` since this was made."
    )
    merged = w.forge.file("wiki/entities/kettle.md", w.forge.pulls[2].head)
    assert "a-1" in merged
    assert "b-1" in merged
    assert w.written(w.everything_again) == []


def test_words_that_both_changed_are_compiled_again(world):
    w = world({A: KETTLES})
    w.flows.compile()
    w.forge.merge_pull(1)
    w.push({B: MORE_KETTLES})
    w.flows.compile()
    (number,) = w.offered
    page = w.forge.file("wiki/entities/kettle.md")
    w.push(
        {
            "wiki/entities/kettle.md": page.replace(
                "- The Kettle holds", "- Ada was here.\n- A Kettle holds"
            )
        }
    )
    assert not w.forge.mergeable(number)
    w.flows.refresh()
    assert CONFLICT_LABEL.name in w.forge.pulls[number].labels
    assert w.flows.settle() == ["compile.yml"]
    assert w.forge.mergeable(number)
    assert CONFLICT_LABEL.name not in w.forge.pulls[number].labels
    assert "Ada was here." in w.forge.file("wiki/entities/kettle.md", w.forge.pulls[number].head)
    assert w.written(w.everything_again) == []


def test_words_that_people_and_the_default_branch_changed_are_left_to_people(edited):
    w = edited
    w.push(
        {"wiki/entities/kettle.md": "---\ntitle: Kettle\ntype: entity\n---\n\nA kettle is a pot.\n"}
    )
    w.flows.refresh()
    assert w.head(1) == w.theirs
    assert CONFLICT_LABEL.name in w.forge.pulls[1].labels
    assert "merge the default branch by hand" in w.said(1)
    assert w.flows.settle() == []
    assert w.written(w.everything_again) == []


def test_a_reviewer_asks_for_a_refresh(world):
    w = world({A: KETTLES, B: SAMOVARS})
    w.flows.compile()
    w.flows.comment("bob", 2, "/refresh")
    assert w.flows.settle() == ["refresh.yml"]
    assert w.said(2) == "Nothing had to be done: this merges as it is."
    w.forge.merge_pull(1)
    w.flows.comment("bob", 2, "/refresh")
    w.flows.settle()
    assert w.said(2).startswith("Brought up to date: ")


def test_a_pull_request_closed_before_its_refresh_runs(world):
    w = world({A: KETTLES})
    w.flows.compile()
    w.flows.comment("bob", 1, "/refresh")
    w.forge.close_pull(1)
    assert w.flows.settle() == ["refresh.yml"]
    assert w.said(1) == "This was merged or closed meanwhile; there is nothing to bring up to date."


def test_a_default_branch_that_moved_while_we_compiled_is_followed(world):
    w = world({A: KETTLES, B: SAMOVARS})
    w.flows.compile()
    w.push({C: TEAPOTS})
    w.flows.compile(before_publish=lambda _: w.forge.merge_pull(1))
    assert w.flows.settle() == ["refresh.yml"]
    assert [w.forge.mergeable(number) for number in w.offered] == [True, True]
