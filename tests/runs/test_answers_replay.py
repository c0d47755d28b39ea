"""Forty questions to a wiki of 27 sources and to those sources themselves, as a real model answered them."""

from __future__ import annotations

import json
import shutil

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
from tests.runs.kept_runs import ANSWERS
from tests.runs.replay import Replay

MODELS = {"route": "claude-haiku-5-5", "answer": "claude-sonnet-5-5"}
# whether of the sources, characters: right, wrong, refused rightly, refused wrongly, answered
# though absent, sentences whose citations did not hold
TABLE = {
    (False, 6_000): (29, 1, 10, 0, 0, 0),
    (False, 1_500): (24, 5, 10, 1, 0, 0),
    (True, 1_500): (13, 9, 10, 8, 0, 0),
    (False, 3_000): (27, 2, 10, 1, 0, 0),
    (True, 6_000): (24, 2, 10, 4, 0, 0),
    (True, 3_000): (21, 4, 10, 5, 0, 0),
    (False, 12_000): (30, 0, 10, 0, 0, 0),
    (True, 12_000): (29, 1, 10, 0, 0, 0),
}


@pytest.fixture(scope="module")
def wiki(tmp_path_factory):
    """The wiki of the kept run, with the sources that it cites."""
    made = ANSWERS.team(tmp_path_factory.mktemp("answers") / "wiki")
    shutil.copytree(ANSWERS.folder / "wiki", made.root / "wiki", dirs_exist_ok=True)
    made.git("add", "-A")
    made.git("commit", "-qm", "The wiki of the run")
    return made


@pytest.mark.parametrize("way", share(TABLE, 4), ids=str)
def test_what_the_wiki_and_its_sources_answer_at_each_budget(wiki, monkeypatch, golden, way):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
    written = (ANSWERS.folder / "questions.yaml").read_text("utf-8")
    questions = read_golden_questions(written).questions
    replay = Replay(ANSWERS.folder / "exchanges.jsonl")
    with MessagesServer(replay) as server, open_repository(wiki.root) as repo:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        chat = Chat(budget=Budget(), deadline_seconds=600, max_retries=0)
        answerer = ModelAnswerer(chat, prompt_texts(), MODELS)
        (run,) = evaluate(open_wiki(repo), questions, answerer, [way])
    assert replay.missed == []
    struck = run.score.drafted - run.score.held
    assert (*(run.score.count(grade) for grade in GRADES), struck) == TABLE[way]
    text = json.dumps(run_as_values(run)["answers"], ensure_ascii=False, indent=1)
    golden(ANSWERS.folder, {f"{run.name}-{way[1]}.json": f"{text}\n"})
