"""Asking the model's server whether it accepts the credential, against a server on loopback."""

import json

import pytest

from pipeline.cli import main
from tests.helpers.flows import environment
from tests.helpers.repos import team
from tests.helpers.server import Answer, MessagesServer, hang_up, status

COUNTED = Answer(raw='{"input_tokens": 8}', headers={"content-type": "application/json"})
KEY = "sk-ant-secret-that-nobody-may-see"


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    return team(tmp_path_factory.mktemp("clone"), {})


def ask(clone, capsys, answer=COUNTED, **environ):
    """Return the exit code, the word, and what the server was asked."""
    with MessagesServer(answer) as server:
        given = {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": server.url} | environ
        with environment(given):
            code = main(["-C", str(clone.root), "doctor", "--ask-model", "--json"])
        told = capsys.readouterr()
        assert KEY not in told.out + told.err
        return code, json.loads(told.out)["answer"], server.requests


def test_one_call_that_costs_nothing_is_made(clone, capsys):
    code, answered, (asked,) = ask(clone, capsys)
    assert (code, answered) == (0, "accepted")
    assert asked.path.split("?")[0] == "/v1/messages/count_tokens"
    assert sorted(asked.body) == ["messages", "model"]


@pytest.mark.parametrize(
    ("answer", "code", "word"),
    [
        (status(401, "invalid x-api-key", "authentication_error"), 1, "refused"),
        (status(403, "not allowed", "permission_error"), 1, "refused"),
        (status(402, "pay first", "billing_error"), 1, "unpaid"),
        (status(404, "no such path", "not_found_error"), 0, ""),
        (status(405, "not here", "error"), 0, ""),
        (status(400, "odd", "invalid_request_error"), 0, ""),
        (status(429, "slow down", "rate_limit_error", retry_after=0), 0, "accepted"),
        (Answer(status=301, headers={"location": "https://example.org/"}), 1, "no api"),
    ],
)
def test_the_word_for_each_answer(clone, capsys, answer, code, word):
    assert ask(clone, capsys, answer)[:2] == (code, word)


def test_a_server_that_hangs_up_is_not_reached(clone, capsys):
    assert ask(clone, capsys, hang_up())[:2] == (1, "unreachable")


@pytest.mark.parametrize("key", ["  ", "\n", f"{KEY}\n", f" {KEY}"])
def test_a_key_with_space_around_it_is_not_sent(clone, capsys, key):
    assert ask(clone, capsys, ANTHROPIC_API_KEY=key) == (1, "blank", [])


def test_where_nothing_is_set_or_no_model_is_wanted_nobody_is_asked(clone, capsys, tmp_path):
    assert ask(clone, capsys, ANTHROPIC_API_KEY="") == (0, "", [])
    embedded = team(
        tmp_path / "b", {}, "---\nlanguage: en\nlibrarian: extractive\n---\nBe brief.\n"
    )
    assert ask(embedded, capsys) == (0, "", [])


def test_in_a_run_on_github_the_word_is_an_output_and_the_job_is_green(clone, capsys, tmp_path):
    output = tmp_path / "output"
    refused = status(401, "invalid x-api-key", "authentication_error")
    where = {"GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": str(output)}
    code, answered, _ = ask(clone, capsys, refused, **where)
    assert (code, answered) == (0, "refused")
    mark = output.read_text("utf-8").split("<<")[1].split("\n")[0]
    assert output.read_text("utf-8") == f"answer<<{mark}\nrefused\n{mark}\n"
