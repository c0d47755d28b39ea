"""Pull requests that live for a while: sources change under them, people edit them, texts are tampered with, limits are reached."""

import json

import pytest

from pipeline.core.changes.proposal_naming import branch_of_source
from pipeline.core.github.state import CONFLICT_LABEL, FAILED_LABEL
from tests.helpers import scripted
from tests.helpers.flows import BOT, KETTLE, SAMOVAR
from tests.helpers.repos import source
from tests.helpers.server import MessagesServer

A, B, C, D = "raw/a.md", "raw/b.md", "raw/c.md", "raw/d.md"
KETTLES = [
    source(f"Kettles, part {n}", KETTLE.format(n=30 + n), f"2024-0{n}-01") for n in (1, 2, 3)
]
SAMOVARS = source("Samovars", SAMOVAR.format(n=58), "2024-05-01")
MORE = "\nThe Kettle whistles when 3 litres boil.\n"
PAGE = "wiki/entities/kettle.md"


@pytest.fixture
def three(world):
    """One pull request about three sources that share a page."""
    w = world(dict(zip((A, B, C), KETTLES, strict=True)))
    w.flows.compile()
    assert w.offered == {1: [A, B, C]}
    return w


@pytest.mark.parametrize("path", [A, B, C])
def test_one_source_of_three_changes_and_is_compiled_on_top_of_the_others(three, path):
    three.push({path: three.forge.file(path) + MORE})
    codes = three.flows.compile()  # what was made on top of the changed one is made again
    assert set(codes.values()) == {0}
    assert {"plan", path, "publish"} <= codes.keys()
    assert (path == C) == (len(codes) == 3)
    assert {n: sorted(paths) for n, paths in three.offered.items()} == {1: [A, B, C]}
    assert three.issues() == {}
    assert "whistles" in "".join(
        three.forge.file(p, branch_of_source(A))
        for p in three.files(three.head(1))
        if "/sources/" in p
    )
    assert three.written(three.everything_again) == []


def test_one_source_of_three_is_removed_and_another_changes(three):
    three.push({B: None, C: three.forge.file(C) + MORE})
    three.flows.compile()
    three.flows.refresh()
    three.flows.settle()
    assert three.offered == {1: [A, C]}
    assert three.issues() == {}


@pytest.mark.parametrize("how", ["garbage", "gone"])
def test_change_sets_that_cannot_be_read_cost_a_compile_and_stop_nothing(three, how):
    ref = "refs/wiki/proposals/" + branch_of_source(A).removeprefix("wiki/compile/")
    if how == "gone":
        three.forge.git.git("update-ref", "-d", ref)
    else:
        three.forge.git.git("update-ref", ref, "main")
    three.push({B: three.forge.file(B) + MORE, D: SAMOVARS})
    three.flows.compile()
    assert {n: sorted(paths) for n, paths in three.offered.items()} == {1: [A, B, C], 2: [D]}
    assert three.issues() == {}


def test_a_new_version_that_fails_is_told_on_the_pull_request_of_the_old_one(world):
    w = world({"raw/a.md": KETTLES[0]})
    w.flows.compile()
    w.push({A: "---\ntitle: Nothing\n---\n\n"})
    w.flows.compile()
    assert w.issues() == {A: 1}
    (number,) = [i.number for i in w.forge.issues.values() if FAILED_LABEL.name in i.labels]
    assert (
        f"its new version could not be compiled (#{number}). What is offered here is of the version before."
        in w.said(1)
    )
    w.push({A: KETTLES[0] + MORE})
    w.flows.compile()
    assert w.issues() == {}
    assert w.offered == {1: [A]}


# --- texts that people change ---


@pytest.mark.parametrize(
    "text",
    [
        "Nicer words of my own.",
        '<!-- wiki:proposal {"sources":[]} -->',
        "<!-- wiki:proposal {] -->",
    ],
)
def test_a_pull_request_that_lost_its_marker_is_known_by_its_commits(three, text):
    three.forge.edit(1, "bob", body=text)
    assert three.written(three.everything_again) == []
    three.push({B: three.forge.file(B) + MORE})
    three.flows.compile()
    assert three.offered == {1: [A, B, C]}


def test_a_failure_issue_without_its_label_is_found_and_labelled_again(world):
    w = world({A: "---\ntitle: Nothing\n---\n\n"})
    w.flows.compile()
    (issue,) = w.forge.issues
    w.forge.remove_label("bob", issue, FAILED_LABEL.name)
    w.flows.compile()
    assert list(w.forge.issues) == [issue]
    assert w.issues() == {A: 2}


def test_a_reopened_pull_request_that_was_replaced_says_which_one_is_newer(world):
    w = world({A: KETTLES[0]})
    w.flows.compile()
    w.forge.commit(
        "bob",
        branch_of_source(A),
        {"wiki/entities/kettle.md": w.forge.file(PAGE, branch_of_source(A)) + "\nMine.\n"},
    )
    w.forge.close_pull(1)
    w.flows.comment("bob", 1, "/recompile --force")
    w.flows.settle()
    assert w.offered == {2: [A]}
    w.forge.reopen_pull(1)
    w.flows.refresh()
    assert w.said(1) == "#2 is about the same source: merge one of the two, and close the other."


# --- people's commits ---


def test_a_pull_request_with_peoples_commits_stays_open_when_its_source_goes(world):
    w = world({A: KETTLES[0]})
    w.flows.compile()
    w.forge.commit(
        "bob", branch_of_source(A), {PAGE: w.forge.file(PAGE, branch_of_source(A)) + "\nMine.\n"}
    )
    w.push({A: None})
    w.flows.refresh()
    assert w.forge.pulls[1].state == "open"
    assert "People have committed here, so it stays open: merge or close it." in w.said(1)


def test_an_edit_in_the_browser_gets_its_bookkeeping_by_refresh(world, tmp_path):
    """The check asks for `wiki derive`, which needs a clone; a reviewer on a phone has none."""
    w = world({A: KETTLES[0]})
    w.flows.compile()
    text = w.forge.file(PAGE, branch_of_source(A))
    theirs = w.forge.commit(
        "bob", branch_of_source(A), {PAGE: text.replace("a vessel of copper", "a pot of copper", 1)}
    )
    stale = w.forge.file("wiki/index.md", branch_of_source(A))
    w.flows.comment("bob", 1, "/refresh")
    w.flows.settle()
    assert w.said(1) == "The bookkeeping was renewed after the edits by hand."
    assert w.forge.file("wiki/index.md", branch_of_source(A)) != stale
    assert "a pot of copper" in w.forge.file("wiki/index.md", branch_of_source(A))
    assert w.holds(theirs, w.head(1))
    w.flows.comment("bob", 1, "/refresh")
    w.flows.settle()
    assert w.said(1) == "Nothing had to be done: this merges as it is."


# --- what is asked for in vain ---


def test_what_is_compiled_and_is_forced_fails_nothing(world):
    w = world({A: KETTLES[0]})
    w.flows.compile()
    w.forge.merge_pull(1)
    event = w.forge.event(
        "workflow_dispatch", "bob", workflow="compile.yml", inputs={"sources": A, "force": "true"}
    )
    codes = w.flows.compile("workflow_dispatch", event)
    assert set(codes.values()) == {0}
    assert w.issues() == {}
    assert "nothing in it is new to the wiki" in w.flows.summary
    assert w.offered == {}


def test_a_pull_request_merged_while_it_is_compiled_again_is_left_alone(world):
    w = world({A: KETTLES[0]})
    w.flows.compile()
    w.flows.comment("bob", 1, "/recompile shorter")
    (each,) = w.forge.dispatched
    w.forge.dispatched.clear()
    event = w.forge.event("workflow_dispatch", "bob", workflow="compile.yml", inputs=each.inputs)
    codes = w.flows.compile(
        "workflow_dispatch", event, before_publish=lambda _: w.forge.merge_pull(1)
    )
    assert codes["publish"] == 0
    assert w.offered == {}
    assert "its pull request was merged meanwhile" in w.said(1)


def test_a_reviewer_is_told_where_planning_fails(world):
    w = world({A: KETTLES[0]})
    w.flows.compile()
    w.flows.comment("bob", 1, "/recompile shorter")
    w.push({"schema.md": "---\nlanguag: en\n---\n"})
    w.flows.settle()
    assert w.said(1).startswith("That did not work: it could not be found out what to compile.")


def test_a_budget_that_has_no_room_for_the_first_source_is_a_failure_and_not_a_wait(world):
    with MessagesServer(scripted.answer) as server:
        env = {"ANTHROPIC_BASE_URL": server.url, "ANTHROPIC_API_KEY": "sk-ant-test-0123456789"}
        w = world({A: KETTLES[0]}, env, librarian="model")
        rules = w.forge.file("schema.md").replace(
            "dollars_per_run: 20.00", "dollars_per_run: 0.0001"
        )
        w.push({"schema.md": rules})
        w.flows.compile()
    assert w.issues() == {A: 1}
    assert "dollars_per_run" in next(iter(w.forge.issues.values())).body


def test_a_locked_conversation_stops_nothing(world):
    w = world({A: KETTLES[0]})
    w.flows.compile()
    w.forge.lock_item(1)
    assert w.flows.comment("bob", 1, "/recompile shorter") == 0
    assert w.flows.settle() == ["compile.yml"]
    w.forge.merge_pull(1)
    w.push({B: KETTLES[1]})
    w.flows.compile()
    (number,) = w.offered
    w.forge.lock_item(number)
    w.push(
        {
            PAGE: w.forge.file(PAGE).replace(
                "- The Kettle holds", "- Ada was here.\n- A Kettle holds"
            )
        }
    )
    w.flows.refresh()
    assert CONFLICT_LABEL.name in w.forge.pulls[number].labels
    assert w.flows.settle() == ["compile.yml"]
    assert w.forge.mergeable(number)


# --- who may cost money ---


def test_a_push_of_a_source_starts_one_compile_and_not_two(world):
    w = world({})
    before = w.forge.git.branch("main")
    w.push({A: KETTLES[0]})
    w.flows.refresh("push", w.forge.event("push", before=before))
    assert w.forge.dispatched == []
    before = w.forge.git.branch("main")
    w.push({"wiki/notes.md": "x"})
    w.flows.refresh("push", w.forge.event("push", before=before))
    assert [d.workflow for d in w.forge.dispatched] == ["compile.yml"]


def test_a_conflict_label_that_a_person_sets_costs_nothing(world):
    w = world({A: KETTLES[0]})
    w.flows.compile()
    w.forge.add_label("trent", 1, CONFLICT_LABEL.name)
    assert w.flows.compile() == {"plan": 0}


def test_a_failure_of_many_words_gets_its_issue_all_the_same(world):
    w = world({A: KETTLES[0]})

    def long(results):
        (path,) = results.iterdir()
        value = json.loads(path.read_text("utf-8"))
        failure = {
            "source": A,
            "sha256": value["change"]["source"]["sha256"],
            "message": "$ " * 1_900,
            "hint": "$" * 3_900,
        }
        value |= {
            "change": None,
            "failure": failure | {"dollars": 0.0, "waits": False, "nothing": False},
        }
        path.write_text(json.dumps(value), "utf-8")

    w.flows.compile(before_publish=long)
    assert w.issues() == {A: 1}


def test_many_long_names_are_divided_among_runs(world):
    names = [f"raw/{'会议记录' * 15}/{n:03}-{'会议记录' * 19}.md" for n in range(200)]
    w = world({name: f"{KETTLES[0]} It is {n}." for n, name in enumerate(names)}, most_open=100)
    inputs = {"sources": "\n".join(names)}
    event = w.forge.event("workflow_dispatch", "bob", workflow="compile.yml", inputs=inputs)
    queue = w.flows.plan("workflow_dispatch", event)
    assert 100 < len(json.loads(queue)["entries"]) < 200
    assert len(queue.encode()) < 128 * 1024


def test_a_ref_that_is_no_commit_stops_nothing(three):
    ref = "refs/wiki/proposals/" + branch_of_source(A).removeprefix("wiki/compile/")
    blob = three.forge.git.git("rev-parse", "main:log.md").decode().strip()
    three.forge.git.git("update-ref", ref, blob)
    three.push({D: SAMOVARS})
    three.flows.compile()
    three.flows.refresh()
    assert three.offered == {1: [A, B, C], 2: [D]}


def test_sources_that_one_text_cannot_name_wait_for_the_next_run(world):
    """Each dash of a path takes six characters in the marker, which is never cut."""
    names = [f"raw/{'/'.join(['x' + '-' * 235] * 4)}/{n}.md" for n in range(6)]
    text = {
        name: source(f"Kettle {n}", KETTLE.format(n=30 + n), "2024-01-01")
        for n, name in enumerate(names)
    }
    w = world(text, most_open=100)
    w.flows.compile()
    assert 1 < len(w.offered[1]) < 6
    assert len(w.forge.pulls[1].body) < 60_000
    assert "the pull request has no room for more sources" in w.flows.summary
    assert w.issues() == {}


# --- one status comment, whatever there is to say ---


def theirs(w, number, words="Mine."):
    """A person commits to the branch of a pull request."""
    branch = w.forge.pulls[number].head
    w.forge.commit(
        "bob", branch, {PAGE: w.forge.file(PAGE, branch).replace("\n## ", f" {words}\n\n## ", 1)}
    )


def told(w, number):
    """Return all that our status comment says."""
    (comment,) = [c for c in w.forge.comments_on(number) if c.author == BOT]
    return comment.body


def test_two_changed_sources_of_a_person_s_branch_are_told_together_and_once(three):
    theirs(three, 1)
    three.push({A: three.forge.file(A) + MORE, C: three.forge.file(C) + MORE})
    three.flows.compile()
    assert three.said(1).startswith(
        "`raw/a.md`, `raw/c.md` were to be compiled again, but its branch holds commits by people"
    )
    assert three.written(three.everything_again) == []
    three.push({B: three.forge.file(B) + MORE})
    three.flows.compile()
    assert three.said(1).startswith("`raw/a.md`, `raw/b.md`, `raw/c.md` were to be")
    assert three.written(three.everything_again) == []


def test_what_no_longer_holds_leaves_the_comment(three):
    theirs(three, 1)
    before = three.forge.file(A)
    three.push({A: before + MORE})
    three.flows.compile()
    three.push({A: before})
    three.flows.refresh()
    assert three.said(1) == ""
    assert three.written(three.everything_again) == []


def test_two_sources_of_a_pull_request_that_fail_are_told_together(three):
    nothing = "---\ntitle: Nothing\n---\n\n"
    three.push({A: nothing, B: nothing + "\n", C: nothing + "\n\n"})
    three.everything_again()
    for _ in range(3):
        three.everything_again()
    said = told(three, 1)
    assert "`raw/a.md` has changed since this was made" in said
    assert "`raw/b.md` has changed since this was made" in said
    assert "What is offered here is of the versions before." in said
    assert "so its sources are being compiled again" in said  # their quotes would be found nowhere
    assert three.written(three.everything_again) == []


def test_a_deleted_source_whose_pull_request_conflicts_is_labelled_and_told_so(world):
    w = world({A: KETTLES[0]})
    w.flows.compile()
    w.forge.merge_pull(1)
    w.push({B: KETTLES[1]})
    w.flows.compile()
    (number,) = w.offered
    theirs(w, number, "It is not so.")
    w.push({B: None, PAGE: w.forge.file(PAGE).replace("\n## ", " It is so.\n\n## ", 1)})
    assert not w.forge.mergeable(number)
    w.flows.refresh()
    assert CONFLICT_LABEL.name in w.forge.pulls[number].labels
    said = told(w, number)
    assert (
        "People have committed here, so it stays open: close it, or settle the conflict and merge it."
        in said
    )
    assert f"changed the same words of `{PAGE}`" in said
    assert w.written(w.everything_again) == []
    main = w.forge.git.branch("main")
    branch = w.forge.pulls[number].head
    tree = w.forge.git.git("rev-parse", f"{branch}^{{tree}}").decode().strip()
    person = ("-c", "user.name=Bob", "-c", "user.email=bob@example.org")
    merged = (
        w.forge.git.git(*person, "commit-tree", tree, "-p", branch, "-p", main, "-m", "Settle it")
        .decode()
        .strip()
    )
    w.forge.git.git("update-ref", f"refs/heads/{branch}", merged)
    w.flows.refresh()
    assert CONFLICT_LABEL.name not in w.forge.pulls[number].labels
    said = told(w, number)
    assert "it stays open: merge or close it." in said
    assert "the same words" not in said
    assert w.written(w.everything_again) == []


def test_what_two_workflows_have_to_say_stands_side_by_side(three):
    theirs(three, 1)
    three.forge.close_pull(1)
    three.push({C: None})
    three.flows.comment("bob", 1, "/recompile --force")
    three.flows.settle()
    three.forge.reopen_pull(1)
    three.push({C: KETTLES[2] + MORE})
    three.flows.refresh()
    three.flows.compile()
    said = told(three, 1)
    assert "#2 is about the same source" in said
    assert "`raw/c.md` was to be compiled again, but its branch holds commits by people" in said
    assert three.written(three.everything_again) == []
