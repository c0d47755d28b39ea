"""The model adapter over real HTTP, against a server that behaves well and badly; what a person reads, word for word."""

import json
import logging
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest

from pipeline.adapters.budget import Budget
from pipeline.adapters.cache import FolderCache
from pipeline.adapters.credentials import AccessError
from pipeline.core.errors import BudgetError, UserError
from pipeline.core.model import StepCost, Usage
from pipeline.core.pricing import Price
from pipeline.core.request import Block
from tests.adapters.asking import QUESTION, question
from tests.adapters.conftest import KEY
from tests.server import (
    MessagesServer,
    broken_events,
    cut,
    drop,
    error_event,
    hang_up,
    ok,
    page,
    pings,
    refused,
    slow,
    status,
    stopped,
    thinking,
)


def failure(chat, request=QUESTION, kind=UserError):
    with pytest.raises(kind) as caught:
        chat.send(request)
    return str(caught.value)


# --- good replies, and what is sent for them -----------------------------------------------------------------


def test_a_reply_comes_back_with_what_it_took(chat_with):
    answer = ok('{"title": "Gas"}', input_tokens=10, output_tokens=7, cache_read_input_tokens=900)
    with MessagesServer(replace(answer, usage={**answer.usage, "cache_creation_input_tokens": 50})) as server:
        chat = chat_with(server)
        reply = chat.send(QUESTION)
    assert (reply.text, reply.stop, reply.model) == ('{"title": "Gas"}', "end_turn", "claude-sonnet-5-5")
    assert reply.usage == Usage(input=10, cached=900, written=50, output=7)
    assert chat.costs == (StepCost("extract", "claude-sonnet-5-5", 1, reply.usage, pytest.approx(395e-6)),)
    assert chat.notes == ()


def test_the_request_streams_marks_the_shared_prefix_and_asks_for_the_schema(chat_with):
    with MessagesServer(ok("{}")) as server:
        chat_with(server).send(QUESTION)
        body = server.requests[0].body
    assert body["stream"] is True
    assert body["max_tokens"] == 30_000
    assert body["system"] == [
        {"type": "text", "text": "You keep a wiki."},
        {"type": "text", "text": "Its rules.", "cache_control": {"type": "ephemeral"}},
    ]
    assert body["output_config"]["format"] == {
        "type": "json_schema",
        "schema": {
            "type": "object",
            "properties": {"title": {"type": "string", "description": "{maxLength: 80}"}},
            "additionalProperties": False,
            "required": ["title"],
        },
    }
    assert not {"temperature", "tools", "tool_choice", "thinking"} & set(body)


def test_a_repair_round_sends_the_reply_back_with_what_is_wrong_with_it(chat_with):
    with MessagesServer(ok("{}")) as server:
        chat_with(server).send(question(repair=(("{", "That is no JSON."),)))
        turns = server.requests[0].body["messages"][1:]
    assert turns == [{"role": "assistant", "content": "{"}, {"role": "user", "content": "That is no JSON."}]


def test_thinking_is_not_part_of_the_text(chat_with):
    with MessagesServer(thinking('{"title": "Gas"}')) as server:
        assert chat_with(server).send(QUESTION).text == '{"title": "Gas"}'


def test_a_reply_that_is_no_json_is_handed_on_as_it_is(chat_with):
    with MessagesServer(ok("Sure! Here is your JSON:\n```json\n{}\n```")) as server:
        assert chat_with(server).send(QUESTION).text == "Sure! Here is your JSON:\n```json\n{}\n```"


def test_a_server_that_reports_no_cache_counts_is_understood(chat_with):
    with MessagesServer(replace(ok("{}"), usage={"output_tokens": 3})) as server:
        assert chat_with(server).send(QUESTION).usage == Usage(output=3)


# --- stop reasons --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["max_tokens", "refusal", "model_context_window_exceeded"])
def test_a_stop_that_is_an_outcome_is_handed_on(chat_with, reason):
    with MessagesServer(stopped(reason, '{"ti')) as server:
        assert chat_with(server).send(QUESTION).stop == reason


def test_a_refusal_says_its_category(chat_with):
    with MessagesServer(refused("frontier_llm")) as server:
        assert chat_with(server).send(QUESTION).category == "frontier_llm"


@pytest.mark.parametrize("reason", ["pause_turn", "tool_use", "tired"])
def test_a_stop_that_nobody_asked_for_is_said(chat_with, reason):
    with MessagesServer(stopped(reason, "{}")) as server:
        said = failure(chat_with(server))
    assert said == f"The model stopped in extract for a reason this program does not know: “{reason}”."


@pytest.mark.parametrize(
    "message",
    [
        "prompt is too long: 1000123 tokens > 1000000 maximum",
        "input length and `max_tokens` exceed context limit: 990000 + 30000 > 1000000",
        "the request exceeds the available context size (n_ctx=4096), try increasing it",
        "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.",
    ],
)
def test_a_prompt_that_does_not_fit_is_an_outcome_and_not_an_error(chat_with, message):
    with MessagesServer(status(400, message)) as server:
        chat = chat_with(server)
        reply = chat.send(QUESTION)
    assert (reply.stop, reply.text, reply.usage) == ("model_context_window_exceeded", "", Usage())
    assert chat.costs == ()


# --- what the SDK tries again --------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [408, 409, 429, 500, 503, 529])
def test_a_passing_failure_is_tried_again_after_the_time_the_server_asks_for(chat_with, code):
    with MessagesServer(status(code, retry_after=0.2), ok("{}")) as server:
        began = time.monotonic()
        assert chat_with(server).send(QUESTION).stop == "end_turn"
    assert 0.2 <= time.monotonic() - began < 2
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            429,
            "The model's server lets no more calls through for now (429: Slow down). Try again later, or raise the limit of the account.",
        ),
        (529, "The model's server is overloaded (529: Slow down). Try again later."),
        (500, "The model's server fails (500: Slow down). Try again later."),
    ],
)
def test_a_failure_that_does_not_pass_is_said_after_the_last_try(chat_with, code, said):
    with MessagesServer(status(code, "Slow down", retry_after=0.01)) as server:
        assert failure(chat_with(server)) == said
    assert len(server.requests) == 3


def test_a_wait_that_would_pass_the_deadline_is_not_begun(chat_with):
    with MessagesServer(status(429, retry_after=60)) as server:
        began = time.monotonic()
        said = failure(chat_with(server))
    assert time.monotonic() - began < 2
    assert said == (
        "The model's server asks us to wait 60 seconds: 5 seconds are allowed for one source. "
        "Raise `deadline_seconds` in schema.md, or try again later; what is finished is kept."
    )


def test_a_connection_closed_before_the_answer_is_tried_again(chat_with):
    with MessagesServer(hang_up(), ok("{}")) as server:
        assert chat_with(server).send(QUESTION).stop == "end_turn"


def test_a_server_that_is_not_there_is_named(chat_with):
    with MessagesServer(ok("{}")) as server:
        chat = chat_with(server, max_retries=0)
    assert failure(chat) == (
        "The model's server at 127.0.0.1 could not be reached, or broke off before it answered. "
        "Check the network and ANTHROPIC_BASE_URL, or try again later."
    )


# --- what the SDK does not try again, and we do --------------------------------------------------------------

BROKEN = [
    pytest.param(drop(after_events=0), id="dropped before the first event"),
    pytest.param(drop(after_events=3), id="dropped in mid-stream"),
    pytest.param(cut(after_events=3), id="ended in mid-stream"),
    pytest.param(cut(after_events=0), id="ended before the first event"),
    pytest.param(stopped(None, "{}"), id="ended without a stop reason"),
    pytest.param(error_event("overloaded_error"), id="overloaded in mid-stream"),
    pytest.param(error_event("api_error"), id="failed in mid-stream"),
]


@pytest.mark.parametrize("broken", BROKEN)
def test_a_reply_that_breaks_off_is_asked_for_again_as_a_whole(chat_with, broken):
    with MessagesServer(broken, ok('{"title": "whole"}')) as server:
        assert chat_with(server).send(QUESTION).text == '{"title": "whole"}'
    assert server.requests[0].body == server.requests[1].body


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (drop(after_events=3), "the connection broke off in mid-reply"),
        (cut(after_events=3), "the reply ended before it was whole"),
        (error_event("overloaded_error"), "the server broke off with “Overloaded”"),
    ],
)
def test_a_reply_that_always_breaks_off_is_given_up(chat_with, broken, why):
    with MessagesServer(broken) as server:
        said = failure(chat_with(server))
    assert (
        said
        == f"The reply to extract broke off 3 times: {why}. Try again later; nothing of an unfinished reply is used."
    )
    assert len(server.requests) == 3


def test_what_a_broken_reply_took_is_counted(chat_with):
    with MessagesServer(drop(after_events=4, text="x" * 330), ok("{}")) as server:
        chat = chat_with(server)
        chat.send(QUESTION)
    (cost,) = chat.costs
    assert (cost.calls, cost.usage) == (2, Usage(input=200, output=100 + 20))


def test_an_error_in_mid_stream_that_would_come_again_is_said_at_once(chat_with):
    with MessagesServer(error_event("invalid_request_error", message="no such thing")) as server:
        said = failure(chat_with(server))
    assert said == "The model's server broke off its reply (invalid_request_error: no such thing)."
    assert len(server.requests) == 1


def test_a_server_that_falls_silent_in_mid_stream_is_asked_again(chat_with):
    with MessagesServer(pings(), ok("{}")) as server:
        chat = chat_with(server, read_seconds=0.02)  # shorter than the server's pings are apart
        assert chat.send(QUESTION).stop == "end_turn"


# --- the deadline --------------------------------------------------------------------------------------------

TOO_LONG = (
    "The model took too long: 0.4 seconds are allowed for one source. "
    "Raise `deadline_seconds` in schema.md, or try again later; what is finished is kept."
)


@pytest.mark.parametrize("late", [slow(10, ok("{}")), pings()], ids=["silent", "kept open by pings"])
def test_a_reply_that_would_come_after_the_deadline_is_not_waited_for(chat_with, late):
    with MessagesServer(late) as server:
        began = time.monotonic()
        said = failure(chat_with(server, deadline_seconds=0.4))
    assert said == TOO_LONG
    assert time.monotonic() - began < 2


def test_the_deadline_is_shared_by_all_calls_over_a_source_and_begins_anew_with_the_next(chat_with):
    with MessagesServer(ok("{}")) as server:
        now = [0.0]
        chat = chat_with(server, clock=lambda: now[0])
        chat.send(QUESTION)
        now[0] = 6.0
        assert failure(chat).startswith("The model took too long")
        chat.begin_source()
        assert chat.send(QUESTION).stop == "end_turn"
    assert len(server.requests) == 2


# --- what other servers cannot do ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (400, "The compiled grammar is too large, which would cause performance issues."),
        (400, "output_config.format: Extra inputs are not permitted"),
        (422, "unknown field `output_config`"),
    ],
)
def test_a_server_that_refuses_structured_output_is_asked_in_words_from_then_on(chat_with, code, message):
    with MessagesServer(status(code, message), ok("{}")) as server:
        chat = chat_with(server)
        assert chat.send(QUESTION).stop == "end_turn"
        assert chat.send(QUESTION).stop == "end_turn"
        bodies = [seen.body for seen in server.requests]
    assert ["output_config" in body for body in bodies] == [True, False, False]
    words = bodies[1]["messages"][0]["content"][-1]["text"]
    assert words.startswith("Answer with one JSON object and nothing else")
    assert words.endswith(json.dumps(QUESTION.schema))
    assert chat.notes == ("The server refused `output_config.format` for extract; its JSON was asked for in words.",)


def test_a_server_that_refuses_cache_marks_is_asked_without(chat_with):
    with MessagesServer(status(400, "system.1.cache_control: Extra inputs are not permitted"), ok("{}")) as server:
        chat = chat_with(server)
        chat.send(QUESTION)
        assert "cache_control" not in json.dumps(server.requests[1].body)
    assert chat.notes == ("The server refused `cache_control` for extract; nothing is cached between its calls.",)


def test_a_request_refused_for_another_reason_is_said_in_the_servers_words(chat_with):
    with MessagesServer(status(400, "messages: at least one\nmessage\x1b[31m is required")) as server:
        said = failure(chat_with(server))
    assert said == "The model's server refused the request (400: messages: at least one message [31m is required)."


def test_a_page_that_is_no_reply_at_all_is_told_from_one(chat_with):
    with MessagesServer(page()) as server:
        said = failure(chat_with(server), kind=AccessError)
    assert said == (
        "What answered is no Messages API: it sent no event of a reply. "
        "Check ANTHROPIC_BASE_URL, and that the server streams."
    )


def test_a_stream_that_cannot_be_read_is_said(chat_with):
    with MessagesServer(broken_events()) as server:
        said = failure(chat_with(server))
    assert said == "The model's server sent a stream that cannot be read as a reply. Check ANTHROPIC_BASE_URL."


# --- access --------------------------------------------------------------------------------------------------


def test_a_missing_credential_is_a_sentence_and_no_call_is_made(chat_with, monkeypatch):
    with MessagesServer(ok("{}")) as server:
        chat = chat_with(server)
        monkeypatch.delenv("ANTHROPIC_API_KEY")
        said = failure(chat, kind=AccessError)
    assert said == (
        "No credential for the model was found. Set ANTHROPIC_API_KEY (for a server of your own that asks for none, to any "
        "value) or the variables of workload identity federation, or set `librarian: extractive` in schema.md."
    )
    assert server.requests == []


def test_a_profile_that_does_not_exist_is_named(chat_with, monkeypatch):
    with MessagesServer(ok("{}")) as server:
        chat = chat_with(server)
        monkeypatch.delenv("ANTHROPIC_API_KEY")
        monkeypatch.setenv("ANTHROPIC_PROFILE", "team")
        said = failure(chat, kind=AccessError)
    assert said.startswith("The credential for the model cannot be used: Config file not found at ")


@pytest.mark.parametrize(
    ("code", "message", "said"),
    [
        (401, "invalid key", "The model's server does not accept the credential (401: invalid key). Check ANTHROPIC_API_KEY (or ANTHROPIC_AUTH_TOKEN, or the federation rule) and ANTHROPIC_BASE_URL."),
        (402, "no credit", "The model's server asks for payment (402: no credit). Check the account's billing."),
        (403, "not yours", "The credential is not allowed to do this (403: not yours). Check what the key in ANTHROPIC_API_KEY may do: its workspace, its models, its limits."),
        (404, "model: claude-x", "The model's server does not know the model “claude-sonnet-5-5” (404: model: claude-x). Name another one under `models` in schema.md."),
        (404, "page not found", "There is no Messages API at this address (404: page not found). Set ANTHROPIC_BASE_URL to the address above /v1/messages."),
    ],
)  # fmt: skip
def test_what_bars_every_call_is_said_with_the_setting_that_mends_it(chat_with, code, message, said):
    with MessagesServer(status(code, message)) as server:
        assert failure(chat_with(server), kind=AccessError) == said
    assert len(server.requests) == 1


def test_a_redirection_is_not_followed_with_a_credential(chat_with):
    with MessagesServer(ok("{}")) as elsewhere:
        moved = replace(status(308), headers={"location": f"{elsewhere.url}/v1/messages"})
        with MessagesServer(moved) as server:
            said = failure(chat_with(server), kind=AccessError)
    assert said.startswith("The model's server sends us elsewhere (308), and we do not follow with a credential.")
    assert elsewhere.requests == []


@pytest.mark.parametrize("code", [400, 401, 403, 404, 429, 500])
def test_a_key_that_the_server_repeats_is_seen_nowhere(chat_with, code, caplog):
    caplog.set_level(logging.DEBUG)
    with MessagesServer(status(code, "your {authorization} is bad", retry_after=0.01)) as server:
        with pytest.raises(UserError) as caught:
            chat_with(server).send(QUESTION)
        assert KEY in server.requests[0].headers["authorization"]
    assert "your Bearer [hidden] is bad" in str(caught.value)
    assert KEY not in repr(caught.value) + caplog.text
    assert caught.value.__cause__ is None


def test_a_token_is_hidden_though_it_looks_like_nothing(chat_with, monkeypatch):
    with MessagesServer(status(401, "unknown: correct horse")) as server:
        chat = chat_with(server)
        monkeypatch.delenv("ANTHROPIC_API_KEY")
        monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "correct horse")
        assert "(401: unknown: [hidden])" in failure(chat)


def test_a_server_that_is_not_anthropics_gets_the_key_in_both_headers(chat_with):
    with MessagesServer(ok("{}")) as server:
        chat_with(server).send(QUESTION)
        headers = server.requests[0].headers
    assert (headers["authorization"], headers["x-api-key"]) == (f"Bearer {KEY}", KEY)


@pytest.fixture
def federation(monkeypatch):
    """The variables of workload identity federation, as a job on GitHub has them, and no key."""

    def instead_of_a_key():
        monkeypatch.delenv("ANTHROPIC_API_KEY")
        monkeypatch.setenv("ANTHROPIC_FEDERATION_RULE_ID", "fdrl_1")
        monkeypatch.setenv("ANTHROPIC_ORGANIZATION_ID", "org")
        monkeypatch.setenv("ANTHROPIC_IDENTITY_TOKEN", "the job's own token")

    return instead_of_a_key


def test_an_identity_token_is_exchanged_and_what_comes_of_it_is_hidden(chat_with, federation):
    minted = page('{"access_token": "minted-and-opaque", "expires_in": 3600}', "application/json")
    with MessagesServer(lambda body: minted if "assertion" in body else status(403, "no: {authorization}")) as server:
        chat = chat_with(server)
        federation()
        said = failure(chat, kind=AccessError)
        paths = [seen.path for seen in server.requests]
    assert paths == ["/v1/oauth/token", "/v1/messages"]
    assert said.startswith("The credential is not allowed to do this (403: no: Bearer [hidden]).")


def test_an_identity_token_that_is_refused_is_said(chat_with, federation):
    with MessagesServer(status(400, "the job's own token is expired")) as server:
        chat = chat_with(server)
        federation()
        said = failure(chat, kind=AccessError)
    assert said.startswith("The credential for the model cannot be used: Token exchange failed (HTTP 400)")
    assert "the job's own token" not in said


# --- budgets -------------------------------------------------------------------------------------------------


def test_a_call_that_could_pass_the_budget_is_not_made(chat_with):
    with MessagesServer(ok("{}", input_tokens=100_000, output_tokens=20_000)) as server:
        chat = chat_with(server, budget=Budget(dollars_per_source=0.60))
        chat.send(QUESTION)  # takes $0.40, and the next could take $0.30 of output
        said = failure(chat, kind=BudgetError)
    assert said == (
        "The budget is reached: this source has taken $0.40, and the next call (extract) could take $0.30 more, "
        "past `dollars_per_source: 0.6`. Raise `dollars_per_source` in schema.md to go on; what is finished is kept."
    )
    assert len(server.requests) == 1


def test_a_request_may_expect_less_than_it_allows(chat_with):
    with MessagesServer(ok("{}")) as server:
        chat = chat_with(server, budget=Budget(dollars_per_source=0.10))
        assert chat.send(question(expected=2_000)).stop == "end_turn"
        failure(chat, kind=BudgetError)


def test_the_next_source_has_its_own_budget_within_that_of_the_run(chat_with):
    with MessagesServer(ok("{}", input_tokens=100_000, output_tokens=20_000)) as server:
        chat = chat_with(server, budget=Budget(dollars_per_run=1.00, dollars_per_source=0.60))
        for _ in range(2):
            chat.send(QUESTION)
            chat.begin_source()
        said = failure(chat, kind=BudgetError)
    assert said.startswith(
        "The budget is reached: this run has taken $0.80, and the next call (extract) could take $0.30"
    )


def test_calls_beside_each_other_do_not_pass_the_budget_together(chat_with):
    with MessagesServer(slow(0.05, ok("{}", input_tokens=5, output_tokens=10_000))) as server:
        budget = Budget(dollars_per_source=0.75)  # $0.10 each, and set aside $0.30
        outcomes = chat_with(server, budget=budget).send_all([question(f"part {i}") for i in range(10)])
    assert budget.spent.dollars == pytest.approx(0.50, abs=0.001)
    assert len(server.requests) == 5
    assert sum(isinstance(outcome, BudgetError) for outcome in outcomes) == 5


def test_a_budget_in_dollars_asks_for_the_price_of_an_unknown_model(chat_with):
    with MessagesServer(ok("{}")) as server:
        chat = chat_with(server, budget=Budget(dollars_per_run=1))
        assert failure(chat, replace(QUESTION, model="llama")) == (
            "No price is known for the model “llama”, so a budget in dollars cannot be held. "
            "Add it under `prices` in schema.md, in dollars per million tokens; 0 for a server of your own."
        )
        free = chat_with(server, budget=Budget(dollars_per_run=1), prices={"llama": Price(0, 0)})
        assert free.send(replace(QUESTION, model="llama")).stop == "end_turn"


def test_without_a_budget_in_dollars_an_unknown_price_is_noted(chat_with):
    with MessagesServer(ok("{}")) as server:
        chat = chat_with(server, budget=Budget(tokens_per_source=100_000))
        chat.send(replace(QUESTION, model="llama"))
    assert chat.notes == ("No price is known for the model llama; its cost is counted as 0.",)


# --- many calls ----------------------------------------------------------------------------------------------


def test_the_first_call_goes_alone_and_the_others_beside_each_other_with_a_bound(chat_with):
    with MessagesServer(lambda body: slow(0.1, ok(body["messages"][0]["content"][0]["text"]))) as server:
        replies = chat_with(server, concurrency=3).send_all([question(f"page {i}") for i in range(8)])
    assert [reply.text for reply in replies] == [f"page {i}" for i in range(8)]
    assert [seen.beside for seen in server.requests[:2]] == [0, 0]
    assert server.most_at_once == 3


def test_one_call_that_fails_does_not_stop_the_others(chat_with):
    def answer(body):
        return status(400, "bad luck") if "page 0" in str(body) or "page 2" in str(body) else ok("{}")

    with MessagesServer(answer) as server:
        outcomes = chat_with(server).send_all([question(f"page {i}") for i in range(4)])
    assert [isinstance(outcome, UserError) for outcome in outcomes] == [True, False, True, False]


def test_a_credential_that_is_refused_is_not_tried_again_for_every_page(chat_with):
    with MessagesServer(status(401, "no")) as server:
        outcomes = chat_with(server).send_all([question(f"page {i}") for i in range(9)])
    assert len(server.requests) == 1
    assert len(outcomes) == 9
    assert all(isinstance(outcome, AccessError) for outcome in outcomes)


def test_ctrl_c_stops_calls_under_way_and_begins_no_other(chat_with):
    with MessagesServer(ok("{}"), slow(30, ok("{}"))) as server:
        chat = chat_with(server, deadline_seconds=60)
        threading.Timer(0.3, signal.raise_signal, [signal.SIGINT]).start()
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            chat.send_all([question(f"page {i}") for i in range(20)])
    assert time.monotonic() - began < 2
    assert len(server.requests) <= 5
    assert failure(chat).startswith("The model took too long")


# --- kept replies --------------------------------------------------------------------------------------------


def test_the_same_question_is_paid_for_once(chat_with, tmp_path):
    with MessagesServer(ok('{"title": "Gas"}')) as server:
        chat_with(server, cache=FolderCache(tmp_path)).send(QUESTION)
        again = chat_with(server, cache=FolderCache(tmp_path))
        reply = again.send(QUESTION)
        again.send(question("Another source."))
    assert (reply.text, reply.usage) == ('{"title": "Gas"}', Usage())
    assert len(server.requests) == 2
    assert again.costs[0].calls == 1
    assert again.notes == ("Replies taken from the cache, at no cost: 1.",)


@pytest.mark.parametrize("answer", [stopped("max_tokens", "{"), refused("bio"), status(400, "prompt is too long")])
def test_a_reply_that_is_not_whole_is_not_kept(chat_with, tmp_path, answer):
    with MessagesServer(answer) as server:
        chat = chat_with(server, cache=FolderCache(tmp_path))
        chat.send(QUESTION)
        chat.send(QUESTION)
    assert len(server.requests) == 2
    assert list(tmp_path.rglob("*.json")) == []


def test_a_cache_that_cannot_be_written_loses_no_reply(chat_with, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with MessagesServer(ok("{}")) as server:
        chat = chat_with(server, cache=FolderCache(tmp_path / "file"))
        assert chat.send(QUESTION).stop == "end_turn"
    assert chat.notes == ("Replies could not be kept: Not a directory.",)


def test_a_kept_reply_that_cannot_be_read_is_asked_for_again(chat_with, tmp_path):
    with MessagesServer(ok("{}")) as server:
        chat = chat_with(server, cache=FolderCache(tmp_path))
        chat.send(QUESTION)
        for file in tmp_path.rglob("*.json"):
            file.write_text('{"te')
        chat.send(QUESTION)
    assert len(server.requests) == 2


def test_the_sdk_is_not_loaded_before_the_first_call():
    program = "import sys, pipeline.adapters.chat; sys.exit('anthropic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


def test_blocks_without_text_are_not_sent(chat_with):
    with MessagesServer(ok("{}")) as server:
        chat_with(server).send(replace(QUESTION, system=(Block(""), Block("  ", cache=True))))
    assert "system" not in server.requests[0].body
