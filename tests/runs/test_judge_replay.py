"""Kept judgements, replayed over HTTP through the real SDK: the same requests, the same verdicts.

`made-up.jsonl` holds a script's answers to made-up pairs. `ethereum-gas.jsonl`, once a language model was asked, holds its
answers to the gold pairs of that corpus (see README.md for how it is recorded); it is replayed where the corpus is.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.helpers.corpora import corpus
from tests.helpers.judging import pair, pairs
from tests.helpers.server import MessagesServer
from tests.project.judge_gold import CORPUS, ask, gold, is_false_alarm, is_right
from tests.runs.replay import Replay

FOLDER = Path(__file__).parent / "judge"


def made_up():
    one, two, three = pairs(3)
    proposal = pair(4, later="proposed")
    in_source = replace(one, b=replace(one.b, slug=""))
    return [
        one,
        two,
        three,
        proposal,
        in_source,
        replace(two, b=replace(two.a, heading="Elsewhere")),
    ]


def replayed(asked, name):
    replay = Replay(FOLDER / f"{name}.jsonl")
    with MessagesServer(replay) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANTHROPIC_BASE_URL", server.url)
        patch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
        verdicts, notes = ask(asked)
    assert replay.missed == [], (
        "prompts/judge.md, or how pairs are shown, has changed: record the answers anew"
    )
    assert replay.unused == set()
    return verdicts, notes


@pytest.mark.parametrize("name", sorted(p.stem for p in FOLDER.glob("*.jsonl")))
def test_the_verdicts_are_those_of_the_kept_run(name, golden):
    asked = made_up() if name == "made-up" else [g.pair for g in gold(corpus(CORPUS))]
    verdicts, notes = replayed(asked, name)
    said = [verdict and asdict(verdict) for verdict in verdicts]
    golden(FOLDER, {f"{name}.json": json.dumps(said, ensure_ascii=False, indent=1) + "\n"})
    assert notes == ()


@pytest.mark.skipif(
    not (FOLDER / f"{CORPUS}.jsonl").exists(), reason="no model's answers are kept yet"
)
def test_a_model_judges_the_gold_pairs_and_raises_no_false_alarm():
    rows = gold(corpus(CORPUS))
    verdicts, _ = replayed([g.pair for g in rows], CORPUS)
    told = list(zip(rows, verdicts, strict=True))
    assert sum(is_right(g, v) for g, v in told) >= 0.9 * len(rows)
    assert [g.id for g, v in told if is_false_alarm(g, v)] == []
