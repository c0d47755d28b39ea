"""Forty questions to the wiki of the ethereum run and to its sources, as a real model answered them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.adapters.messages.budget import Budget
from pipeline.adapters.messages.chat import Chat
from pipeline.core.answers.eval_report import run_as_values
from pipeline.core.answers.golden_questions import read_golden_questions
from pipeline.core.answers.grade import GRADES
from pipeline.librarian.model.answerer import ModelAnswerer
from pipeline.operations.ask.evaluate import evaluate
from pipeline.operations.ask.open_wiki import open_wiki
from pipeline.operations.compile.prompt_files import prompt_texts
from tests.helpers.server import MessagesServer
from tests.helpers.share import share
from tests.runs.kept_runs import ETHEREUM
from tests.runs.replay import Replay

HERE = Path(__file__).parent
KEPT = HERE / "answers"
MODELS = {"route": "claude-haiku-5-5", "answer": "claude-sonnet-5-5"}
# whether of the sources, characters: right, wrong, refused rightly, refused wrongly, answered
# though absent
TABLE = {
    (False, 6_000): (30, 0, 10, 0, 0),
    (False, 1_500): (30, 0, 10, 0, 0),
    (True, 1_500): (15, 4, 10, 11, 0),
    (False, 3_000): (30, 0, 10, 0, 0),
    (True, 6_000): (25, 3, 10, 2, 0),
    (True, 3_000): (19, 6, 10, 5, 0),
    (False, 12_000): (30, 0, 10, 0, 0),
    (True, 12_000): (27, 3, 10, 0, 0),
}


@pytest.fixture(scope="module")
def wiki(tmp_path_factory):
    """The wiki of the kept run, with the sources that it cites."""
    made = ETHEREUM.team(tmp_path_factory.mktemp("answers") / "wiki")
    shutil.copytree(HERE / "ethereum/wiki", made.root / "wiki", dirs_exist_ok=True)
    made.git("add", "-A")
    made.git("commit", "-qm", "The wiki of the run")
    return made


@pytest.mark.parametrize("way", share(TABLE, 4), ids=str)
def test_the_wiki_answers_better_than_its_sources_at_each_budget(wiki, monkeypatch, golden, way):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
    questions = read_golden_questions((KEPT / "questions.yaml").read_text("utf-8")).questions
    replay = Replay(KEPT / "exchanges.jsonl")
    with MessagesServer(replay) as server, open_repository(wiki.root) as repo:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        chat = Chat(budget=Budget(), deadline_seconds=600, max_retries=0)
        answerer = ModelAnswerer(chat, prompt_texts(), MODELS)
        (run,) = evaluate(open_wiki(repo), questions, answerer, [way])
    assert replay.missed == []
    assert tuple(run.score.count(grade) for grade in GRADES) == TABLE[way]
    assert run.score.held == run.score.drafted  # every citation of the model held
    text = json.dumps(run_as_values(run)["answers"], ensure_ascii=False, indent=1)
    golden(KEPT, {f"{run.name}-{way[1]}.json": f"{text}\n"})
