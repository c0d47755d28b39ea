"""`wiki lint --judge` from the commit to the file for the next job, on a wiki of two sources that disagree."""

from __future__ import annotations

import argparse
import json

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.cli import lint_judge
from pipeline.core import strict_json
from pipeline.core.issues.judging_report import LintReport
from pipeline.operations.repository.snapshot import take_snapshot
from tests.helpers.judging import answer
from tests.helpers.repos import team
from tests.helpers.server import MessagesServer, status

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
IGNORE = "<!-- lint-ignore superseded-claim: people know -->"
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
NEW = (
    OLD.replace("2020", "2023")
    .replace("The Council", "The Bridge Office")
    .replace("10 crowns", "25 crowns")
)


@pytest.fixture
def bridge(tmp_path, monkeypatch):
    """A wiki compiled by the embedded librarian, in which the two sources say different tolls; its snapshot, and a parser."""
    from pipeline.cli import main

    made = team(tmp_path / "w", {"tolls-2020.md": OLD.encode(), "tolls-2023.md": NEW.encode()})
    for name in ("tolls-2020", "tolls-2023"):
        main(
            [
                "-C",
                str(made.root),
                "compile",
                f"raw/{name}.md",
                "--librarian",
                "extractive",
                "--date",
                "2026-11-22",
            ]
        )
        for branch in made.branches():
            made.merge(branch)
            made.git("branch", "-qD", branch)
    made.add("wiki/concepts/long-bridge.md", PAGE)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
    with open_repository(made.root) as repo:
        yield take_snapshot(repo, repo.head())


def given(*options):
    parser = argparse.ArgumentParser()
    lint_judge.add_options(parser)
    return parser.parse_args(options)


def test_what_the_judge_reports_is_a_finding_and_crosses_to_the_next_job(
    bridge, monkeypatch, tmp_path
):
    args = given("--result", str(tmp_path / "out"))
    with MessagesServer(answer) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        judgement = lint_judge.judge_claims(args, bridge)
        lint_judge.write_report(args.result, judgement, bridge, "2026-11-22")
        again = lint_judge.judge_claims(given("--judge"), bridge)
    told = strict_json.load(LintReport, (tmp_path / "out/lint.json").read_text("utf-8"))
    assert (told.commit, told.pairs) == (bridge.commit, len(judgement.judged))
    assert told.pairs > 0
    assert again.calls == 0
    found = lint_judge.findings_of(judgement, bridge.wiki)
    assert [f.rule for f in found] == ["superseded-claim"]
    assert "25" in found[0].message
    assert lint_judge.judging_lines(judgement, "2026-11-22")[0].endswith(
        "judged, 0 of them before."
    )


def test_a_server_that_fails_leaves_a_result_in_which_everything_waits(
    bridge, monkeypatch, tmp_path
):
    args = given("--result", str(tmp_path / "out"))
    with MessagesServer(status(401, "no", "authentication_error")) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        judgement = lint_judge.judge_claims(args, bridge)
    told = lint_judge.write_report(args.result, judgement, bridge, "2026-11-22")
    assert told.waiting == told.pairs > 0
    assert "does not accept the credential" in told.notes[0]


def test_an_estimate_and_the_embedded_rules_ask_nobody(bridge, monkeypatch):
    with MessagesServer(answer) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        assert "of them new: about $" in lint_judge.estimate_text(given("--estimate"), bridge)
        judgement = lint_judge.judge_claims(given("--judge", "--librarian", "extractive"), bridge)
    assert server.requests == []
    assert {j.judge for j in judgement.judged} == {"extractive"}
    assert (judgement.calls, judgement.notes, judgement.waiting) == (0, (), ())


EMBEDDED = ("--judge", "--librarian", "extractive")


def lint(bridge, capsys, *args):
    """Run the command; return the judgements and what is wrong with comments as (rule, line), and the notes."""
    from pipeline.cli import main

    capsys.readouterr()
    main(["-C", str(bridge.repo.root), "lint", "--format", "json", *args])
    told = json.loads(capsys.readouterr().out)
    rules = ("superseded-claim", "contradiction", "bad-ignore")
    return [(f["rule"], f["line"]) for f in told["findings"] if f["rule"] in rules], told["notes"]


def edit(bridge, old, new):
    path = bridge.repo.root / "wiki/concepts/long-bridge.md"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


SAID = "that crosses it.[^tolls-2020-1]"


def test_a_comment_silences_a_judgement_and_is_told_when_nothing_is_left_to_ignore(bridge, capsys):
    assert lint(bridge, capsys, *EMBEDDED)[0] == [("superseded-claim", 12)]
    edit(bridge, SAID, f"{SAID} {IGNORE}")
    assert lint(bridge, capsys, *EMBEDDED)[0] == []
    edit(bridge, "takes 10 crowns", "took, until 2023, 10 crowns")
    assert lint(bridge, capsys)[0] == []
    assert lint(bridge, capsys, *EMBEDDED)[0] == [("bad-ignore", 12)]
    assert lint(bridge, capsys, *EMBEDDED, "--rule", "dead-link")[0] == []


def test_since_judges_what_stands_on_changed_pages(bridge, capsys):
    found, notes = lint(bridge, capsys, *EMBEDDED, "--since", "HEAD")
    assert found == []
    assert notes[0].startswith("0 pairs of claims: 0 judged")
    assert "left out: neither page has changed since that commit." in notes[1]
    found, notes = lint(bridge, capsys, *EMBEDDED, "--since", "HEAD~1")
    assert found == [("superseded-claim", 12)]
    edit(bridge, SAID, f"{SAID} It is long.")
    assert lint(bridge, capsys, *EMBEDDED, "--since", "HEAD")[0] == [("superseded-claim", 12)]


def test_since_narrows_an_estimate_and_what_was_left_out_waits_in_the_result(
    bridge, capsys, tmp_path
):
    estimate = lint_judge.estimate_text(given("--estimate"), bridge, "HEAD")
    assert estimate.startswith("0 pairs")
    assert estimate.endswith("left out: neither page has changed since that commit.")
    args = given("--result", str(tmp_path / "out"), "--librarian", "extractive")
    told = lint_judge.write_report(
        args.result, lint_judge.judge_claims(args, bridge, "HEAD"), bridge, "2026-11-22"
    )
    assert (told.verdicts, told.waiting) == ((), told.pairs)
    assert told.pairs > 0


def test_a_page_that_was_renamed_is_still_found_at_odds(bridge, capsys):
    from pipeline.cli import main

    root = str(bridge.repo.root)
    main(["-C", root, "rename", "long-bridge", "Great Crossing", "--date", "2026-11-23"])
    (branch,) = (name for name in bridge.repo.branches("wiki/") if "rename" in name)
    bridge.repo.merge(branch)
    assert "The Long Bridge takes" in (
        bridge.repo.root / "wiki/concepts/great-crossing.md"
    ).read_text("utf-8")
    assert [rule for rule, _ in lint(bridge, capsys, *EMBEDDED)[0]] == ["superseded-claim"]
