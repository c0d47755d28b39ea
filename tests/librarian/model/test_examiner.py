"""The examiner over real HTTP: batches, replies of no use, refusals, a reply that is cut off."""

from __future__ import annotations

import json

import pytest

from pipeline.adapters.messages.budget import Budget
from pipeline.adapters.messages.chat import Chat
from pipeline.core.errors import UserError
from pipeline.librarian.model.examiner import ModelExaminer
from pipeline.librarian.model.steps.support import MOST_ITEMS
from pipeline.operations.compile.prompt_files import prompt_texts
from tests.helpers.server import MessagesServer, ok, refused, status, stopped
from tests.helpers.supporting import answer, items, reply, rows_of


@pytest.fixture
def examine(monkeypatch):
    """Examine statements at one server; return the kinds found, the examiner and the server."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")

    def go(answers, some, dollars=None):
        with MessagesServer(answers) as server:
            monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
            chat = Chat(
                budget=Budget(dollars_per_source=dollars),
                deadline_seconds=60,
                backoff_seconds=0.01,
                max_retries=1,
            )
            examiner = ModelExaminer(chat, chat, prompt_texts(), "claude-haiku-5-5")
            found = examiner.examine(some)
        return [v and v.kind for v in found], examiner, server

    return go


def test_statements_are_asked_about_in_batches_and_answered_in_their_order(examine):
    count = MOST_ITEMS + 5
    found, examiner, server = examine(answer, items(count, doubtful=(1, count)))
    assert found == ["partly", *["wholly"] * (count - 2), "partly"]
    assert [len(rows_of(r.body)) for r in server.requests] == [MOST_ITEMS, 5]
    assert examiner.notes == ()


def test_a_row_of_no_use_is_asked_for_once_more(examine):
    def first_wrong(body):
        said = reply(body)
        if len(body["messages"]) == 1:
            said["items"][0]["kind"] = "perhaps"
        return ok(json.dumps(said))

    found, examiner, server = examine(first_wrong, items(3, doubtful=(1,)))
    assert found == ["partly", "wholly", "wholly"]
    assert len(server.requests) == 2
    assert examiner.notes == ()


def test_a_row_that_is_wrong_twice_is_not_judged_and_said(examine):
    def wrong(body):
        said = reply(body)
        for row in said["items"]:
            row["words"] = "no such words" if row["item"] == 1 else row["words"]
        return ok(json.dumps(said))

    found, examiner, _ = examine(wrong, items(3, doubtful=(1,)))
    assert found == [None, "wholly", "wholly"]
    assert examiner.notes == ("A statement's answer was of no use, also when asked again.",)


def test_less_is_asked_where_an_answer_is_cut_off(examine):
    def short(body):
        return stopped("max_tokens") if len(rows_of(body)) > 2 else answer(body)

    found, _, server = examine(short, items(4, doubtful=(3,)))
    assert found == ["wholly", "wholly", "partly", "wholly"]
    assert [len(rows_of(r.body)) for r in server.requests] == [4, 2, 2]


def test_a_refusal_concerns_the_statement_that_is_refused(examine):
    def choosy(body):
        bad = any("Ferry 2" in row["statement"] for row in rows_of(body))
        return refused("cyber") if bad else answer(body)

    found, examiner, _ = examine(choosy, items(4))
    assert found == ["wholly", None, "wholly", "wholly"]
    assert examiner.notes == ("The model refused to judge a statement (cyber).",)


def test_a_server_that_fails_raises_its_error(examine):
    with pytest.raises(UserError, match="no"):
        examine(lambda body: status(400, "no such thing"), items(2))


def test_a_budget_that_is_used_up_asks_nothing_and_is_said(examine):
    found, examiner, server = examine(answer, items(2), dollars=0.0001)
    assert found == [None, None]
    assert server.requests == []
    assert "The budget is reached" in examiner.notes[0]
