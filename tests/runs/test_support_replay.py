"""Kept judgements of support, replayed over HTTP through the real SDK: planted distortions among sound statements.

`support/plants.jsonl` holds a language model's answers to the statements of `support/plants.items.json` (see README.md for how they are
recorded). The answers are those of a strong model; the one that `schema.md` names for the step by default is weaker, and was not asked.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.helpers.server import MessagesServer
from tests.project.support_plants import ask, recall_and_false_alarms, rows
from tests.runs.replay import Replay

FOLDER = Path(__file__).parent / "support"
pytestmark = pytest.mark.skipif(
    not (FOLDER / "plants.jsonl").exists(), reason="no model's answers are kept yet"
)


@pytest.fixture(scope="module")
def verdicts():
    replay = Replay(FOLDER / "plants.jsonl")
    with MessagesServer(replay) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANTHROPIC_BASE_URL", server.url)
        patch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
        found, notes = ask([row.item for row in rows()])
    assert replay.missed == [], (
        "prompts/support.md, or how statements are shown, has changed: record the answers anew"
    )
    assert replay.unused == set()
    assert notes == ()
    return found


def test_the_verdicts_are_those_of_the_kept_run(verdicts, golden):
    said = [verdict and asdict(verdict) for verdict in verdicts]
    golden(FOLDER, {"plants.json": json.dumps(said, ensure_ascii=False, indent=1) + "\n"})


def test_a_model_finds_what_was_planted_and_raises_few_false_alarms(verdicts):
    asked = rows()
    assert sum(not row.planted for row in asked) >= 200
    assert sum(bool(row.planted) for row in asked) >= 20
    recall, false = recall_and_false_alarms(asked, verdicts)
    assert recall >= 0.9
    assert false <= 0.02
