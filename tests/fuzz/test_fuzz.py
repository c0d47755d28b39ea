"""Some hostile sources, replies and change sets from a fixed seed; and that what runs them does so as the program does.

More of them: `make soak`, or `python -m tests.fuzz --seed 2 --sources 10000 --replies 10000`.
"""

from __future__ import annotations

import random

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.librarian.extractive import Extractive
from pipeline.operations.compile.compile import CompileRun, compile_source
from pipeline.operations.github.check import check_change
from pipeline.operations.repository.snapshot import take_snapshot
from tests.fuzz import changes, inputs
from tests.fuzz.campaign import campaign
from tests.fuzz.faults import Fault
from tests.fuzz.inputs import Input, ran, run
from tests.fuzz.render import Renderer
from tests.fuzz.replies import HostileChat
from tests.fuzz.shrink import shrunk, shrunk_value
from tests.fuzz.wiki import DAY, start, with_source
from tests.fuzz.workers import Worker
from tests.helpers.repos import Team
from tests.helpers.share import few, share

SEED = "make test"


def figures_of(kind, numbers):
    renderer = Renderer()
    try:
        return campaign(kind, SEED, numbers, renderer)
    finally:
        renderer.close()


def listed(figures):
    """The kinds of failures, a line each."""
    rows = [
        f"{f.count} × {signature}: {' '.join(map(str, f.first))}: {f.fault.where}: {f.fault.what[:200]}"
        for signature, f in figures.listed()
    ]
    return "\n".join(rows)


@pytest.mark.parametrize("numbers", share([range(few(200, 20)), range(200, 400)], 2), ids=str)
def test_no_hostile_source_forges_hides_breaks_or_brings_anything_to_life(numbers):
    figures = figures_of("source", numbers)
    assert listed(figures) == ""
    assert figures.outcomes["source", "proposed"] > len(numbers) / 2  # or nothing was tried


def test_no_hostile_reply_forges_hides_breaks_or_brings_anything_to_life():
    figures = figures_of("reply", range(few(300, 20)))
    assert listed(figures) == ""
    assert figures.outcomes["reply", "proposed"] > few(100, 20)


def test_no_hostile_change_set_forges_hides_breaks_or_brings_anything_to_life():
    figures = figures_of("change", range(few(400, 16)))
    assert listed(figures) == ""
    assert figures.outcomes["change", "proposed"] > few(50, 16)


# --- the fuzzer itself ---


@pytest.mark.parametrize("kind", inputs.KINDS)
def test_the_same_seed_gives_the_same_input_and_the_same_end(kind):
    for number in range(few(8, 3)):
        (one, done), (again, redone) = ran(kind, "same", number), ran(kind, "same", number)
        assert one == again
        assert (done.outcome, done.said, done.faults) == (
            redone.outcome,
            redone.said,
            redone.faults,
        )
        assert [d.text for d in done.documents if hasattr(d, "text")] == [
            d.text for d in redone.documents if hasattr(d, "text")
        ]


@pytest.mark.parametrize("kind", inputs.KINDS)
def test_an_input_that_was_kept_runs_as_it_did(kind):
    for number in range(few(8, 3)):
        one, done = ran(kind, "kept", number)
        again = run(one)
        assert (done.outcome, done.said) == (again.outcome, again.said)


def test_honest_replies_and_change_sets_are_proposed_and_nothing_is_wrong_with_them():
    renderer = Renderer()
    for links in ("wikilink", "markdown"):
        for number, (path, text) in share(enumerate(changes.SOURCES), 2):
            honest = [
                Input("source", links, path, text.encode()),
                Input("reply", links, path, text.encode()),
            ]
            honest += [
                Input(
                    "change",
                    links,
                    path,
                    text.encode(),
                    value=changes.honest(links, number, who)[2],
                )
                for who in ("extractive", "model")
            ]
            for one in honest:
                assert run(one).outcome == "proposed"
                assert inputs.faults(one, renderer) == []
    renderer.close()


def test_a_repository_in_memory_gives_what_git_gives(tmp_path):
    begin = start()
    path, data = "raw/evil.md", changes.SOURCES[0][1].encode()
    snapshot = with_source(begin, path, data)
    team = Team(tmp_path)
    team.git("init", "-qb", "main")
    for blob in snapshot.repo.tree(snapshot.commit):
        (tmp_path / blob.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / blob.path).write_bytes(snapshot.repo.read(blob.sha))
    team.git("add", "-A")
    team.git("commit", "-qm", "Start")
    with open_repository(tmp_path) as real:
        there = take_snapshot(real, real.head())
        assert real.tree(there.commit) == snapshot.repo.tree(snapshot.commit)
        made = [
            compile_source(s.source(path), s, Extractive(), CompileRun(DAY))
            for s in (snapshot, there)
        ]
        assert made[0].files == made[1].files
        texts = {f.path: f.after for f in made[0].files} | {
            "wiki/entities/saturn.md": "broken [[x]]\n",
            "log.md": None,
        }
        reports = [
            check_change(s.repo, s.commit, s.repo.commit(s.commit, texts, "x"))
            for s in (snapshot, there)
        ]
        assert reports[0].findings == reports[1].findings
        assert reports[0].errors > 0
        assert reports[0].gone == reports[1].gone


def test_a_parser_that_breaks_down_costs_one_answer():
    renderer = Renderer()
    assert renderer.render([("*a*", False), ("x <b>", True)]) == [
        "<p><em>a</em></p>\n",
        "<p>x <!-- raw HTML omitted --></p>\n",
    ]
    renderer._process.kill()
    assert renderer.render([("*b*", False)]) in (["<p><em>b</em></p>\n"], [None])
    assert renderer.render([("*c*", False)]) == ["<p><em>c</em></p>\n"]
    renderer.close()


def test_a_process_that_breaks_down_is_a_failure_of_its_run_and_the_rest_is_still_to_do():
    worker = Worker()
    worker.take(("change", "killed", range(0, 40)))
    while worker._at.value < 3:
        assert not worker.connection.poll(0.01)
    worker.process.kill()
    worker.process.join()
    kind, figures, rest = worker.result()
    assert kind == "change"
    assert [f.fault for _, f in figures.listed()] == [
        Fault("traceback", "killed", "", "the process broke down, or hung")
    ]
    assert rest[0] == "change"
    assert rest[2].start > 3
    assert rest[2].stop == 40


def test_a_failing_text_is_made_small():
    assert shrunk("one two\n\nthree <b> four\nfive\n", lambda text: "<b" in text) == "<b"


def test_a_failing_value_is_made_small():
    value = {
        "edits": [{"text": "a"}, {"text": "some words and evil ones"}, {"text": "b"}],
        "n": [1, 2],
    }
    assert shrunk_value(value, lambda new: "evil" in str(new)) == {
        "edits": [{"text": "evil"}],
        "n": [],
    }


def test_hostile_replies_are_those_of_every_step():
    asked = set()
    for number in range(few(30, 2)):
        chat = HostileChat(random.Random(number))
        inputs.runs.answered(
            "wikilink", *changes.SOURCES[0][:1], changes.SOURCES[0][1].encode(), chat
        )
        asked |= {key.split(":")[0] for key in chat.script}
    assert asked == {"extract", "plan", "write_page"}
