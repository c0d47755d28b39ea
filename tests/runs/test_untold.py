"""The lint over a wiki that tells of no conflict: what each referee finds of the corpus's gold pairs, and that it finds nothing else.

`untold/exchanges.jsonl`, once a language model was asked, holds its answers about the pairs of `untold/asked.json` (see README.md).
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import asdict

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.cli import main
from pipeline.cli.lint_judge import findings_of
from pipeline.operations.lint.claim_pairs import find_pairs
from pipeline.operations.lint.judge import Judgement
from pipeline.operations.repository.snapshot import take_snapshot
from tests.helpers.corpora import corpus
from tests.helpers.server import MessagesServer
from tests.project.judge_gold import CORPUS
from tests.project.judge_untold import FOLDER, judge, make_team, pairs_of_keys, score
from tests.runs.replay import Replay

KEPT = FOLDER / "exchanges.jsonl"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    made = make_team(tmp_path_factory.mktemp("untold"), corpus(CORPUS).parent)
    with ExitStack() as stack:
        repo = stack.enter_context(open_repository(made.root))
        yield take_snapshot(repo, repo.head())


@pytest.fixture(scope="module")
def embedded(snapshot):
    return judge(find_pairs(snapshot), snapshot, "extractive")


def test_nearly_all_gold_pairs_are_compared(snapshot, embedded):
    found = score(embedded, snapshot)
    for kind in ("superseded", "proposed"):
        among, total = found.share(kind, found.candidates)
        assert among >= 0.9 * total


def test_the_embedded_referee_finds_seven_in_ten_and_nothing_else(snapshot, embedded):
    found = score(embedded, snapshot)
    told, total = found.share("superseded", found.told)
    assert told >= 0.7 * total
    assert [(one.pair.a.text, one.pair.b.text) for one in found.false] == []
    right, total = found.share("proposed", found.right)
    assert right == total


def test_the_command_says_what_the_referee_finds(snapshot, embedded, capsys):
    command = ["lint", "--judge", "--librarian", "extractive", "--format", "json"]
    assert main(["-C", str(snapshot.repo.root), *command]) == 0
    said = json.loads(capsys.readouterr().out)
    found = findings_of(Judgement(tuple(embedded)), snapshot.wiki)
    judged = [row for row in said["findings"] if row["severity"] == "warning"]
    assert {row["subject"] for row in judged} == {one.subject for one in found}
    assert said["counts"]["error"] == 0


@pytest.mark.skipif(not KEPT.exists(), reason="no model's answers are kept yet")
def test_a_model_finds_nine_in_ten_and_nothing_else(snapshot, golden, monkeypatch):
    replay = Replay(KEPT)
    asked = json.loads((FOLDER / "asked.json").read_text("utf-8"))
    with MessagesServer(replay) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
        judged = judge(pairs_of_keys(asked, snapshot), snapshot, "model")
    assert replay.missed == [], (
        "prompts/judge.md, the wiki, or how pairs are shown, has changed: record the answers anew"
    )
    rows = [json.dumps(asdict(one.verdict), ensure_ascii=False) for one in judged]
    golden(FOLDER, {"verdicts.json": "[\n" + ",\n".join(rows) + "\n]\n"})
    found = score(judged, snapshot)
    right, total = found.share("superseded", found.right)
    assert right >= 0.9 * total
    assert [(one.pair.a.text, one.pair.b.text) for one in found.false] == []
