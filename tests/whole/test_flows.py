"""What people meet on GitHub, workflow by workflow: pull requests, issues, comments, and what is left alone."""

import hashlib
import json
import re
from itertools import product

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.changes.proposal_naming import branch_of_source
from pipeline.core.github.state import (
    AMEND_RAW_LABEL,
    CONFLICT_LABEL,
    FAILED_LABEL,
    LOOK_AGAIN_LABEL,
    PROPOSAL_LABEL,
    PullRequest,
    make_marker,
)
from pipeline.operations.github.check import check_change
from pipeline.operations.github.results import key_of
from tests.helpers import scripted
from tests.helpers.flows import KETTLE, SAMOVAR, TEAPOT, offered
from tests.helpers.repos import source
from tests.helpers.server import MessagesServer, status
from tests.helpers.share import share

BOT = "github-actions[bot]"
A, B, C = "raw/a.md", "raw/b.md", "raw/c.md"
KETTLES = source("About kettles", KETTLE.format(n=31))
TEAPOTS = source("Of teapots", TEAPOT.format(n=45), "2024-02-01")
SAMOVARS = source("Samovars", SAMOVAR.format(n=58), "2024-03-01")
MORE_KETTLES = source("More on kettles", KETTLE.format(n=32), "2024-04-01")
BROKEN = b"%PDF-1.7\nnothing that a reader could use\n%%EOF\n"


# --- a push becomes pull requests ---


def test_two_sources_that_share_no_page_become_two_pull_requests(world):
    w = world({A: KETTLES, B: SAMOVARS})
    assert w.flows.compile() == {"plan": 0, A: 0, B: 0, "publish": 0}
    assert w.offered == {1: [A], 2: [B]}
    assert [p.head for p in w.forge.pulls.values()] == [branch_of_source(A), branch_of_source(B)]
    assert [p.labels for p in w.forge.pulls.values()] == [[PROPOSAL_LABEL.name]] * 2
    assert w.forge.pulls[1].title == "New page: Kettle"


def test_two_sources_about_one_thing_become_one_pull_request_with_a_commit_each(world):
    w = world({A: KETTLES, B: MORE_KETTLES, C: SAMOVARS})
    w.flows.compile()
    assert w.offered == {1: [A, B], 2: [C]}
    assert w.subjects(1) == ["Compile About kettles", "Compile More on kettles"]


def test_a_first_run_that_was_copied_goes_on_as_one_that_was_run(world):
    """Tests that begin alike share their first compile (`tests/helpers/first_runs.py`)."""
    ran, copied = (world({A: KETTLES, C: SAMOVARS}) for _ in range(2))
    codes = [w.flows.compile() for w in (ran, copied)]
    assert codes[0] == codes[1]
    assert ran.forge.git.git("for-each-ref") == copied.forge.git.git("for-each-ref")
    for w in (ran, copied):
        assert w.flows.clone.is_relative_to(w.flows.published[1].parents[1])
        assert w.written(w.flows.publish) == []
        w.forge.merge_pull(1)
        assert w.flows.refresh() == 0
        assert w.forge.mergeable(2)
        w.push({A: KETTLES + "\nThe Kettle whistles when 3 litres boil.\n"})
        assert w.flows.compile()["publish"] == 0
    assert ran.files() == copied.files()
    assert ran.offered == copied.offered


def test_everything_run_again_changes_nothing(world):
    w = world({A: KETTLES, B: MORE_KETTLES, C: SAMOVARS, "raw/d.pdf": BROKEN})
    w.flows.compile()
    for _ in range(2):
        w.flows.compile()  # until what fails is left alone
    assert w.written(w.everything_again) == []
    assert w.written(w.flows.publish) == []


def test_an_edited_source_renews_its_pull_request(world):
    w = world({A: KETTLES})
    w.flows.compile()
    w.push({A: KETTLES + "\nThe Kettle whistles when 3 litres boil.\n"})
    w.flows.compile()
    assert list(w.forge.pulls) == [1]
    assert "whistles" in w.forge.file("wiki/sources/about-kettles.md", branch_of_source(A))
    assert offered(w.forge)[1][A] == hashlib.sha256(w.forge.git.read("main", A)).hexdigest()
    assert w.subjects(1) == ["Compile About kettles"]


def test_an_edited_source_of_two_leaves_the_other_in_the_pull_request(world):
    w = world({A: KETTLES, B: MORE_KETTLES})
    w.flows.compile()
    w.push({A: KETTLES + "\nThe Kettle whistles when 3 litres boil.\n"})
    w.flows.compile()
    assert w.offered == {1: [A, B]}
    assert {"wiki/sources/about-kettles.md", "wiki/sources/more-on-kettles.md"} <= set(
        w.files(w.head(1))
    )


def test_a_merged_source_is_compiled(world):
    w = world({A: KETTLES})
    w.flows.compile()
    w.forge.merge_pull(1)
    assert w.written(w.everything_again) == []
    assert "wiki/entities/kettle.md" in w.files()


def test_a_pull_request_closed_unmerged_is_a_no_until_the_source_changes(world):
    w = world({A: KETTLES})
    w.flows.compile()
    w.forge.close_pull(1)
    assert w.written(w.everything_again) == []
    w.flows.compile()
    assert "its pull request was closed; it waits until it changes (#1)" in w.flows.summary
    w.push({A: KETTLES + "\nThe Kettle whistles when 3 litres boil.\n"})
    w.flows.compile()
    assert w.offered == {2: [A]}


def test_a_rejected_source_comes_back_when_it_is_forced(world):
    w = world({A: KETTLES})
    w.flows.compile()
    w.forge.close_pull(1)
    w.flows.comment("bob", 1, "/recompile")
    assert "rejected" in w.said(1)
    assert not w.forge.dispatched
    w.flows.comment("bob", 1, "/recompile --force")
    w.flows.settle()
    assert w.offered == {2: [A]}
    assert w.said(1).startswith("Opened: #2.")


def test_a_source_named_by_a_person_is_compiled_although_it_was_rejected_only_with_force(world):
    w = world({A: KETTLES})
    w.flows.compile()
    w.forge.close_pull(1)
    for force, now in (("false", {}), ("true", {2: [A]})):
        inputs = {"sources": A, "force": force, "feedback": "", "pull": ""}
        event = w.forge.event("workflow_dispatch", "bob", workflow="compile.yml", inputs=inputs)
        w.flows.compile("workflow_dispatch", event)
        assert w.offered == now


def test_only_so_many_are_open_and_a_merge_makes_room(world):
    w = world({A: KETTLES, B: TEAPOTS, C: SAMOVARS}, most_open=2)
    w.flows.compile()
    assert w.offered == {1: [A], 2: [B]}
    assert (
        "## Waiting (1)\n\n- `raw/c.md`: no more than 2 are opened at a time; it follows when one is merged or closed\n"
        in w.flows.summary
    )
    assert w.written(w.everything_again) == []
    w.forge.merge_pull(1)
    w.flows.refresh()
    assert w.flows.settle() == ["compile.yml"]
    assert w.offered == {2: [B], 3: [C]}


def test_a_source_that_is_gone_again_is_not_compiled(world):
    w = world({A: KETTLES, B: SAMOVARS})
    w.push({B: None})
    w.flows.compile()
    assert w.offered == {1: [A]}


# --- what fails ---

PDF, EMPTY = "raw/b.pdf", "raw/b.html"


def test_one_of_three_fails_and_leaves_one_issue(world):
    w = world({A: KETTLES, PDF: BROKEN, C: SAMOVARS})
    assert w.flows.compile() == {"plan": 0, A: 0, PDF: 1, C: 0, "publish": 0}
    assert w.offered == {1: [A], 2: [C]}
    (issue,) = w.forge.issues.values()
    assert (issue.title, issue.labels, w.issues()) == (
        "Could not compile raw/b.pdf",
        [FAILED_LABEL.name],
        {PDF: 1},
    )
    for tries in (2, 3):
        w.flows.compile()
        assert w.issues() == {PDF: tries}
    assert "it is not tried again by itself" in issue.body
    assert w.written(w.everything_again) == []
    assert "it failed too often" in _plan(w)


def _plan(w):
    w.flows.compile()
    return w.flows.summary


def test_a_source_that_changes_is_tried_anew_and_its_issue_closes_when_it_compiles(world):
    w = world({"raw/a.html": "<p></p>"})
    for _ in range(4):
        w.flows.compile()
    assert w.issues() == {"raw/a.html": 3}
    w.push({"raw/a.html": "<p> </p>"})
    w.flows.compile()
    assert w.issues() == {"raw/a.html": 1}
    w.push({"raw/a.html": f"<h1>Kettles</h1><p>{KETTLE.format(n=31)}</p>"})
    w.flows.compile()
    assert (w.issues(), list(w.offered.values())) == ({}, [["raw/a.html"]])
    (issue,) = w.forge.issues.values()
    assert [c.body for c in w.forge.comments_on(issue.number)] == [
        f"Compiled now: #{max(w.offered)}."
    ]


def test_the_issue_of_a_source_that_is_removed_closes(world):
    w = world({A: KETTLES, PDF: BROKEN})
    w.flows.compile()
    w.push({PDF: None, C: SAMOVARS})
    w.flows.compile()
    assert w.issues() == {}


def test_the_issue_of_a_source_that_is_removed_closes_also_when_nothing_else_is_compiled(world):
    w = world({A: KETTLES, PDF: BROKEN})
    w.flows.compile()
    w.push({PDF: None})
    w.everything_again()
    assert w.issues() == {}


def test_a_model_that_fails_for_one_of_three(world):
    def answer(body):
        return (
            status(400, "no such thing") if "Jupiter" in json.dumps(body) else scripted.answer(body)
        )

    raw = {
        A: "Saturn has 145 known moons in this list.\n",
        B: "Jupiter has 79 moons as of today.\n",
    }
    raw[C] = "The Kettle boils at exactly 99 degrees.\n"
    with MessagesServer(answer) as server:
        w = world(
            raw,
            {"ANTHROPIC_BASE_URL": server.url, "ANTHROPIC_API_KEY": "sk-ant-test"},
            librarian="model",
        )
        codes = w.flows.compile()
    assert codes == {"plan": 0, A: 0, B: 1, C: 0, "publish": 0}
    assert (list(w.offered.values()), w.issues()) == ([[A], [C]], {B: 1})
    (issue,) = w.forge.issues.values()
    assert "no such thing" in issue.body


def test_without_a_credential_one_issue_says_so(world):
    w = world({A: KETTLES}, librarian="model")
    assert w.flows.compile()["publish"] == 0
    (issue,) = w.forge.issues.values()
    assert "ANTHROPIC_API_KEY" in issue.body
    assert w.offered == {}


FOUR = {f"raw/{name}.md": f"The {name} works has 9 presses.\n" for name in "abcd"}


def test_one_cause_is_one_issue_no_source_failed_and_all_go_on_once_it_is_mended(world):
    well = False

    def answer(body):
        return scripted.answer(body) if well else status(401, "no @alice #7")

    with MessagesServer(answer) as server:
        known = {"ANTHROPIC_BASE_URL": server.url, "ANTHROPIC_API_KEY": "sk-ant-test"}
        w = world(FOUR, known, librarian="model", most_open=9)
        for runs in (1, 2):
            w.flows.compile()
            (issue,) = w.forge.issues.values()
            assert issue.title == "Compiling is stopped: the model refuses the key"
            assert (issue.labels, w.issues()) == ([FAILED_LABEL.name], {})
            assert f"Met in {runs} run" in issue.body
        assert "**4 sources wait.** Nothing is lost" in issue.body
        assert "- `raw/d.md`" in issue.body
        assert "no @alice" not in issue.body
        assert w.written(w.flows.publish) == []  # a job that is run again is the same run
        well = True
        w.flows.compile()
    assert sorted(x for paths in w.offered.values() for x in paths) == [*FOUR]
    (issue,) = w.forge.issues.values()
    assert issue.state == "closed"
    assert [c.body for c in w.forge.comments_on(issue.number)] == [
        "The model answers again, and the sources that waited are being compiled."
    ]


def test_the_issue_of_a_stop_closes_when_nothing_waits_any_more(world):
    w = world({A: KETTLES}, librarian="model")
    w.flows.compile()
    w.push({A: None})
    w.everything_again()
    (issue,) = w.forge.issues.values()
    assert (issue.state, issue.title) == (
        "closed",
        "Compiling is stopped: the model refuses the key",
    )


# --- what other people wrote ---


def test_a_marker_that_somebody_copied_means_nothing(world):
    w = world({A: KETTLES, PDF: BROKEN})
    forged = make_marker(
        "proposal",
        {"sources": [[A, hashlib.sha256(KETTLES.encode()).hexdigest()]], "base": "", "run": ""},
    )
    failed = make_marker(
        "failure", {"source": PDF, "sha256": hashlib.sha256(BROKEN).hexdigest(), "tries": 9}
    )
    w.push({"wiki/x.md": "x\n"}, "wiki/compile/x-00000000", "bob")
    mine = w.forge.open_pull("bob", "wiki/compile/x-00000000", "Add kettles", forged)
    issue = w.forge.open_issue("bob", "Could not compile raw/b.pdf", failed)
    w.forge.add_label("alice", issue, FAILED_LABEL.name)
    before = w.head(mine)
    w.flows.compile()
    w.flows.refresh()
    assert list(w.offered.values()) == [[A]]
    assert w.issues() == {PDF: 1}
    assert (w.forge.issues[issue].state, w.forge.issues[issue].body, w.head(mine)) == (
        "open",
        failed,
        before,
    )
    assert w.forge.comments_on(mine) == w.forge.comments_on(issue) == []
    assert w.forge.pulls[mine].labels == []


def test_somebody_else_on_the_branch_name_is_left_alone(world):
    w = world({A: KETTLES})
    w.push({"notes.md": "mine\n"}, branch_of_source(A), "bob")
    theirs = w.forge.open_pull("bob", branch_of_source(A), "My own", "")
    before = w.head(theirs)
    w.flows.compile()
    (number,) = w.offered
    assert (w.forge.pulls[number].head, w.head(theirs)) == (f"{branch_of_source(A)}-2", before)


def test_a_pull_request_from_a_fork_with_a_marker_means_nothing(world):
    w = world({A: KETTLES})
    sha = hashlib.sha256(KETTLES.encode()).hexdigest()
    body = make_marker("proposal", {"sources": [[A, sha]], "base": "", "run": ""})
    w.forge.open_fork_pull("mallory", "Kettles", {"wiki/x.md": "x\n"}, body, branch_of_source(A))
    w.flows.compile()
    assert list(w.offered.values()) == [[A]]


def test_labels_are_renewed_with_the_pull_request_and_a_persons_stay(world):
    w = world({A: KETTLES})
    w.flows.compile()
    w.forge.remove_label("bob", 1, PROPOSAL_LABEL.name)
    w.forge.add_label("bob", 1, "good first review")
    w.forge.add_label("bob", 1, AMEND_RAW_LABEL.name)
    w.everything_again()
    assert w.forge.pulls[1].labels == ["good first review", AMEND_RAW_LABEL.name]
    w.push({A: KETTLES + "\nThe Kettle whistles when 3 litres boil.\n"})
    w.flows.compile()
    assert sorted(w.forge.pulls[1].labels) == sorted(
        ["good first review", AMEND_RAW_LABEL.name, PROPOSAL_LABEL.name]
    )


# --- commands ---


@pytest.mark.parametrize("who", ["mallory", "rita", "trent"])
@pytest.mark.parametrize("text", ["/recompile", "/recompile --force", "/refresh", "/wiki help"])
def test_without_write_access_a_command_is_only_frowned_at(world, who, text):
    w = world({A: KETTLES})
    w.flows.compile()
    done = w.written(lambda: w.flows.comment(who, 1, text))
    comment = w.forge.comments_on(1)[-1]
    assert [each.path.rpartition("/")[2] for each in done] == ["reactions"]
    assert w.forge.reactions_to(comment.id) == {(BOT, "confused")}
    assert w.forge.dispatched == []


@pytest.mark.parametrize("who", ["bob", "alice"])
def test_a_writer_is_answered_at_once_and_told_what_came_of_it(world, who):
    w = world({A: KETTLES})
    w.flows.compile()
    assert w.flows.comment(who, 1, "/recompile") == 0
    assert w.forge.reactions_to(w.forge.comments_on(1)[-1].id) == {(BOT, "eyes")}
    assert (
        w.said(1)
        == "The sources of this pull request are being compiled again; this comment will say what came of it."
    )
    assert w.flows.settle() == ["compile.yml"]
    assert w.said(1).startswith("Compiled again")
    assert w.offered == {1: [A]}


def test_what_the_embedded_librarian_cannot_do_is_said(world):
    w = world({A: KETTLES})
    w.flows.compile()
    w.flows.comment("bob", 1, "/recompile say less about litres")
    w.flows.settle()
    assert "litres" in w.forge.pulls[1].body


@pytest.mark.parametrize(
    "text",
    ["please /recompile", " /recompile", "/recompiled", "/Recompile", "> /recompile", "hello"],
)
def test_what_is_no_command_to_the_letter_is_not_even_looked_at(world, text):
    w = world({A: KETTLES})
    w.flows.compile()
    assert w.written(lambda: w.flows.comment("bob", 1, text)) == []


def test_commands_in_other_places(world):
    w = world({A: KETTLES})
    w.flows.compile()
    issue = w.forge.open_issue("bob", "A question")
    w.push({"notes.md": "mine\n"}, "topic", "bob")
    other = w.forge.open_pull("bob", "topic", "Mine")
    for number in (issue, other):
        w.flows.comment("bob", number, "/recompile")
        assert w.said(number).startswith(
            "This works only on the pull requests that a compile opens"
        )
    w.forge.merge_pull(1)
    w.flows.comment("bob", 1, "/recompile")
    assert w.said(1).startswith("This is merged.")
    w.flows.comment("bob", 1, "/refresh")
    assert w.said(1) == "This is closed; there is nothing to bring up to date."
    assert w.forge.dispatched == []


def test_recompile_of_a_failing_source_says_so_where_it_was_asked(world):
    w = world({A: KETTLES})
    w.flows.compile()
    w.push({A: "\n"})
    w.flows.comment("bob", 1, "/recompile")
    w.flows.settle()
    assert w.said(1).startswith("`raw/a.md`: ")
    assert w.issues() == {A: 1}


def test_recompile_of_a_source_that_is_gone_says_so(world):
    w = world({A: KETTLES})
    w.flows.compile()
    w.push({A: None})
    w.flows.comment("bob", 1, "/recompile")
    w.flows.settle()
    assert "this comment will say what came of it" not in w.said(1)


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
                "- The Kettle was", "- Ada was here.\n- A Kettle was"
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


# --- what GitHub does to us ---

FAULTS = {
    "limited for a while": {"status": 403, "headers": {"Retry-After": "60"}},
    "limited": {"status": 403},
    "broken": {"status": 502},
    "broken after": {"status": 502, "after": True},
    "dropped": {"drop": True},
    "dropped after": {"drop": True, "after": True},
}
PLACES = [
    ("POST", "/pulls$"),
    ("POST", "/labels$"),
    ("PATCH", "/pulls/"),
    ("POST", "/issues$"),
    ("GET", "/pulls$"),
]


@pytest.mark.parametrize(
    ("fault", "place"),
    share(product(FAULTS, PLACES), 3),
    ids=lambda x: x if isinstance(x, str) else " ".join(x),
)
def test_after_any_fault_a_rerun_ends_with_one_pull_request_and_one_issue(world, fault, place):
    w = world({A: KETTLES, EMPTY: "<p></p>"})
    struck = w.forge.fail(*place, **FAULTS[fault])
    codes = w.flows.compile()
    hit = struck not in w.forge.faults
    assert codes.get("publish", 1) == (1 if hit else 0)
    w.forge.faults.clear()
    assert (w.flows.publish() if w.flows.published else w.flows.compile()["publish"]) == 0
    assert (w.offered, list(w.issues())) == ({min(w.offered): [A]}, [EMPTY])
    assert w.forge.pulls[min(w.offered)].labels == [PROPOSAL_LABEL.name]


@pytest.mark.parametrize(
    "push", [{"message": "GH013: Repository rule violations found"}, {"after": True}]
)
def test_after_a_failed_push_too(world, push):
    w = world({A: KETTLES, B: SAMOVARS})
    w.forge.fail("PUSH", "a-", **push)
    assert w.flows.compile()["publish"] == (0 if "after" in push else 1)
    assert w.flows.publish() == 0
    assert sorted(w.offered.values()) == [[A], [B]]


def test_one_sources_trouble_is_its_own(world):
    w = world({A: KETTLES, B: SAMOVARS})
    w.forge.fail("PUSH", "a-", message="GH013: Repository rule violations found")
    w.flows.compile()
    assert w.offered == {1: [B]}
    assert "could not be done" in w.flows.summary
    assert "GH013" in w.flows.summary


def test_an_old_run_that_is_run_again_neither_revives_nor_overwrites_anything(world):
    w = world({A: KETTLES, B: SAMOVARS, C: TEAPOTS})
    w.flows.compile()
    old = w.flows.published
    w.forge.merge_pull(1, "squash")
    w.forge.delete_branch(branch_of_source(A))
    w.forge.close_pull(2)
    w.push({C: TEAPOTS + "\nThe Teapot cracks at 99 degrees.\n"})
    w.everything_again()
    w.flows.published = old
    assert w.written(w.flows.publish) == []
    assert w.offered == {
        3: [B],
        4: [C],
    }  # B was mended by the refresh; the old run does not undo that


def test_a_pull_request_closed_while_its_source_is_compiled_stays_closed(world):
    w = world({A: KETTLES})
    w.flows.compile()
    w.flows.comment("bob", 1, "/recompile")
    event = w.forge.event(
        "workflow_dispatch", BOT, workflow="compile.yml", inputs=w.forge.dispatched.pop().inputs
    )
    w.flows.compile("workflow_dispatch", event, lambda _: w.forge.close_pull(1))
    assert w.offered == {}
    assert "its pull request was closed" in w.said(1)


def test_a_source_that_was_removed_and_came_back_is_not_rejected(world):
    w = world({A: KETTLES})
    w.flows.compile()
    w.push({A: None})
    w.flows.refresh()
    assert w.offered == {}
    assert "no longer on the default branch" in w.said(1)
    w.push({A: KETTLES})
    w.flows.compile()
    assert w.offered == {2: [A]}


def test_where_pull_requests_may_not_be_created_the_run_says_so(world):
    w = world({A: KETTLES})
    w.forge.may_create_pulls = False
    assert w.flows.compile()["publish"] == 1
    assert "Allow GitHub Actions to create and approve pull requests" in w.flows.summary
    w.forge.may_create_pulls = True
    w.flows.compile()
    assert w.offered == {1: [A]}


# --- artifacts that were altered between the jobs ---


def _altered(path, value):
    """Return a hook that changes one place of the result of raw/a.md."""

    def alter(results):
        file = results / f"{key_of(A)}.json"
        data = json.loads(file.read_text("utf-8"))
        *way, last = path.split(".")
        at = data
        for step in way:
            at = at[int(step) if step.isdecimal() else step]
        at[int(last) if last.isdecimal() else last] = value
        file.write_text(json.dumps(data), "utf-8")

    return alter


ALTERED = [
    ("key", "0" * 16),
    ("change.source.path", "raw/../.github/workflows/x.yml"),
    ("change.source.path", C),
    ("change.source.sha256", "0" * 64),
    ("change.base", "0" * 40),
    ("change.date", "2031-01-01"),
    ("change.pages.1.plan.slug", "../../.github/workflows/x"),
    ("change.pages.1.plan.title", "x" * 100_000),
    ("change.extraction.claims.0.quotes.0.text", "The Kettle is free."),
    ("after", [A]),
    ("strange", True),
]


@pytest.mark.parametrize(("path", "value"), ALTERED, ids=lambda value: str(value)[:40])
def test_an_altered_result_is_refused_with_a_reason_and_nothing_is_written(world, path, value):
    w = world({A: KETTLES, B: SAMOVARS})
    w.flows.compile(before_publish=_altered(path, value))
    assert list(w.offered.values()) == [[B]]
    assert w.issues() == {A: 1}
    (issue,) = w.forge.issues.values()
    assert re.search(r"\*\*What went wrong:\*\* .{20}", issue.body)
    assert w.forge.git.branch(branch_of_source(A)) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"key": 1}'])
def test_a_result_that_is_none_is_refused(world, text):
    w = world({A: KETTLES})
    w.flows.compile(before_publish=lambda results: (results / f"{key_of(A)}.json").write_text(text))
    assert w.offered == {}
    assert w.issues() == {A: 1}


def test_a_result_that_is_missing_and_one_too_many(world):
    w = world({A: KETTLES, B: SAMOVARS})

    def swap(results):
        (results / f"{key_of(A)}.json").rename(results / "0000.json")

    w.flows.compile(before_publish=swap)
    assert list(w.offered.values()) == [[B]]
    assert w.issues() == {A: 1}
    assert "was not expected and not read" in w.flows.summary


def _queue(w, **changed):
    """Give the job that writes another queue than the one that the job that plans decided."""
    env, results = w.flows.published
    queue = json.loads(env["WIKI_QUEUE"])
    change = {name: value(queue) if callable(value) else value for name, value in changed.items()}
    w.flows.published = {**env, "WIKI_QUEUE": json.dumps(queue | change)}, results


FORGED = {
    "another commit": {"base": lambda q: "e" * 40},
    "no commit": {"base": "HEAD"},
    "an option": {"base": "--upload-pack=x"},
    "no day": {"date": "2026-02-31"},
    "a text for a day": {"date": "now"},
    "somebody who asked": {"asked": 1},
    "a comment": {"feedback": 7},
    "against a rejection": {"force": True},
    "a yes": {"yes": True},
    "a source twice": {"entries": lambda q: q["entries"] * 2},
    "another hash": {"entries": lambda q: [{**q["entries"][0], "sha256": "0" * 64}]},
    "another key": {"entries": lambda q: [{**q["entries"][0], "key": "0" * 16}]},
    "a file elsewhere": {"entries": lambda q: [{**q["entries"][0], "source": "schema.md"}]},
    "a branch of people": {"entries": lambda q: [{**q["entries"][0], "stack": "main"}]},
}


@pytest.mark.parametrize("name", FORGED)
def test_a_queue_is_believed_in_nothing_that_can_be_looked_up(world, name):
    w = world({A: KETTLES})
    w.flows.compile()
    honest = w.flows.published
    assert w.flows.publish() == 0
    _queue(w, **FORGED[name])
    assert w.written(w.flows.publish) == []
    w.flows.published = honest[0], honest[1]
    _queue(w, **FORGED[name])
    assert w.flows.publish() == 1


def test_a_commit_beside_the_default_branch_is_not_the_base_of_anything(world):
    w = world({A: KETTLES})
    w.flows.compile()
    beside = w.push({"wiki/x.md": "x\n"}, "beside", "bob")
    w.flows._git("fetch", "--quiet", "origin", "beside")
    _queue(w, base=beside)
    assert w.written(w.flows.publish) == []
    assert w.flows.publish() == 1


def test_a_pull_request_that_is_not_about_a_source_is_told_nothing_of_it(world):
    w = world({A: KETTLES, B: SAMOVARS})
    w.flows.compile()
    _queue(w, held=[{"source": A, "why": "x" * 5_000, "pull": n} for n in (1, 2, 3)])
    w.flows.publish()
    said = {number: [w.said(number)] if w.said(number) else [] for number in (1, 2)}
    assert len(said[1]) == 1
    assert len(said[1][0]) < 600
    assert said[2] == []


# --- plausible forgeries in a result: what only the file, or the wiki before, gives away ----------------------------------

FERRY = [
    "The Ferry carries 40 cars across the sound.",
    "The Ferry was built at Lund in 1961.",
    "The Ferry sails every hour in summer.",
]
PLAUSIBLE = {
    "a kept quote": (
        "change.kept",
        [{"id": "a-9", "text": "", "quotes": [{"text": "The Ferry sank.", "start": 3, "end": 3}]}],
    ),
    "what is gone": ("change.gone", ["a-8", "a-9"]),
    "an author": ("change.extraction.author", "Eve Example"),
    "a date": ("change.extraction.published", "2031-01-01"),
    "a status": ("change.extraction.status", "Withdrawn"),
    "a beginning": ("change.extraction.effective", "2031-01-01"),
    "a title": ("change.extraction.title", "The Ferry sank"),
    "an arrival": ("change.source.captured", "1999-01-01"),
    "an address": ("change.source.address", "https://evil.example/"),
    "the source's author": ("change.source.author", "Eve Example"),
    "a quote": (
        "change.extraction.claims.0.quotes.0.text",
        "The Ferry carries 400 cars across the sound.",
    ),
    "a place": ("change.extraction.claims.0.quotes.0.start", 1),
    "a label": ("change.extraction.claims.0.id", "a-2"),
}


@pytest.mark.parametrize("name", PLAUSIBLE)
def test_a_plausible_forgery_is_refused_or_leaves_nothing_on_the_branch(world, name):
    """The pages cite an earlier version of the source, which has moved on by a line; so all of them are renewed."""
    text = source("The Ferry", "\n\n".join(FERRY), "2024-02-01")
    w = world({A: text})
    w.flows.compile()
    w.forge.merge_pull(1)
    w.push(
        {
            A: text.replace(FERRY[0], "A line in front.\n\n" + FERRY[0])
            + "\nThe Ferry burns 90 litres an hour.\n"
        }
    )
    w.flows.compile(before_publish=_altered(*PLAUSIBLE[name]))
    if w.offered == {}:
        assert w.issues() == {A: 1}
        return
    branch = w.forge.pulls[max(w.offered)].head
    texts = "".join(
        w.forge.file(path, branch) for path in w.files(branch) if path.startswith("wiki/")
    )
    for lie in (
        "sank.",
        "Eve Example",
        "2031",
        "Withdrawn",
        "1999-01-01",
        "evil.example",
        "400 cars",
    ):
        assert lie not in texts
    w.flows._git("fetch", "--quiet", "origin", branch)
    body = w.forge.pulls[max(w.offered)].body
    pull = PullRequest(9, "x", body, BOT, branch, "0" * 40, True, "main", "open", False, (), "")
    with open_repository(w.flows.clone) as repo:
        report = check_change(repo, w.flows._checkout(), w.head(max(w.offered)), pull)
    assert [f for f in report.findings if f.severity == "error"] == []
