"""What people meet on GitHub, workflow by workflow: pull requests, issues, comments, and what is left alone."""

import hashlib
import json

import pytest

from pipeline.core.changes.proposal_naming import branch_of_source
from pipeline.core.github.state import (
    AMEND_RAW_LABEL,
    FAILED_LABEL,
    PROPOSAL_LABEL,
    make_marker,
)
from tests.helpers import scripted
from tests.helpers.flows import KETTLE, SAMOVAR, TEAPOT, offered
from tests.helpers.repos import source
from tests.helpers.server import MessagesServer, status

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

PDF = "raw/b.pdf"


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
