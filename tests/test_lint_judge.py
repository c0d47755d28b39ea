"""`wiki lint --judge` from the commit to the file for the next job, on a wiki of two sources that disagree."""

from __future__ import annotations

import argparse

import pytest

from pipeline.adapters.git import repository
from pipeline.cli import lint_judge
from pipeline.core import wire
from pipeline.core.lint_report import LintReport
from pipeline.snapshot import take
from tests.judging import answer
from tests.repos import team
from tests.server import MessagesServer, status

OLD = """---
title: The tolls of 2020
author: The Council
published: 2020-01-01
status: Final
---

# Tolls

The toll of the Long Bridge is 10 crowns for every cart that crosses it.
"""
# A page that states the old toll as if it held: a summary speaks for its source, and no page tells both.
PAGE = """---
title: Long Bridge
type: concept
aliases: []
sources: [raw/tolls-2020.md]
related: []
created: 2026-11-22
updated: 2026-11-22
confidence: medium
---

The Long Bridge takes 10 crowns of every cart that crosses it.[^tolls-2020-1]

[^tolls-2020-1]: [tolls-2020](../../raw/tolls-2020.md?plain=1#L10): "The toll of the Long Bridge is 10 crowns for every cart that crosses it."
"""
NEW = OLD.replace("2020", "2023").replace("The Council", "The Bridge Office").replace("10 crowns", "25 crowns")


@pytest.fixture
def bridge(tmp_path, monkeypatch):
    """A wiki compiled by the embedded librarian, in which the two sources say different tolls; its snapshot, and a parser."""
    from pipeline.cli import main

    made = team(tmp_path / "w", {"tolls-2020.md": OLD.encode(), "tolls-2023.md": NEW.encode()})
    for name in ("tolls-2020", "tolls-2023"):
        main(["-C", str(made.root), "compile", f"raw/{name}.md", "--librarian", "extractive", "--date", "2026-11-22"])
        for branch in made.branches():
            made.merge(branch)
            made.git("branch", "-qD", branch)
    made.add("wiki/concepts/long-bridge.md", PAGE)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
    with repository(made.root) as repo:
        yield take(repo, repo.head())


def given(*options):
    parser = argparse.ArgumentParser()
    lint_judge.add_options(parser)
    return parser.parse_args(options)


def test_what_the_judge_reports_is_a_finding_and_crosses_to_the_next_job(bridge, monkeypatch, tmp_path):
    args = given("--result", str(tmp_path / "out"))
    with MessagesServer(answer) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        judgement = lint_judge.judged(args, bridge)
        lint_judge.write_result(args.result, judgement, bridge, "2026-11-22")
        again = lint_judge.judged(given("--judge"), bridge)
    told = wire.load(LintReport, (tmp_path / "out/lint.json").read_text("utf-8"))
    assert (told.commit, told.pairs) == (bridge.commit, len(judgement.judged))
    assert told.pairs > 0
    assert again.calls == 0
    found = lint_judge.findings_of(judgement, bridge.wiki)
    assert [f.rule for f in found] == ["superseded-claim"]
    assert "25" in found[0].message
    assert lint_judge.lines(judgement)[0].endswith("judged, 0 of them before.")


def test_a_server_that_fails_leaves_a_result_in_which_everything_waits(bridge, monkeypatch, tmp_path):
    args = given("--result", str(tmp_path / "out"))
    with MessagesServer(status(401, "no", "authentication_error")) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        judgement = lint_judge.judged(args, bridge)
    told = lint_judge.write_result(args.result, judgement, bridge, "2026-11-22")
    assert told.waiting == told.pairs > 0
    assert "does not accept the credential" in told.notes[0]


def test_an_estimate_and_the_embedded_rules_ask_nobody(bridge, monkeypatch):
    with MessagesServer(answer) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        assert "of them new: about $" in lint_judge.estimate_text(given("--estimate"), bridge)
        judgement = lint_judge.judged(given("--judge", "--librarian", "extractive"), bridge)
    assert server.requests == []
    assert {j.judge for j in judgement.judged} == {"extractive"}
    assert (judgement.calls, judgement.notes, judgement.waiting) == (0, (), ())
