"""Whatever GitHub does to a run, and whatever comes between its jobs, a rerun ends as it should and no forgery is believed."""

import json
import re
from itertools import product

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.changes.proposal_naming import branch_of_source
from pipeline.core.github.state import (
    PROPOSAL_LABEL,
    PullRequest,
)
from pipeline.operations.github.check import check_change
from pipeline.operations.github.results import key_of
from tests.helpers.flows import KETTLE, SAMOVAR, TEAPOT
from tests.helpers.repos import source
from tests.helpers.share import share

BOT = "github-actions[bot]"
EMPTY = "raw/b.html"
A, B, C = "raw/a.md", "raw/b.md", "raw/c.md"
KETTLES = source("About kettles", KETTLE.format(n=31))
TEAPOTS = source("Of teapots", TEAPOT.format(n=45), "2024-02-01")
SAMOVARS = source("Samovars", SAMOVAR.format(n=58), "2024-03-01")


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
