"""Good replies over real HTTP, what is sent for them, and servers that can do less than Anthropic's."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from pipeline.adapters.messages.credentials import AccessError
from pipeline.core.model_call import PromptBlock, StepCost, Usage
from tests.helpers.asking import QUESTION, failure, question
from tests.helpers.server import (
    MessagesServer,
    broken_events,
    ok,
    page,
    refused,
    status,
    stopped,
    thinking,
)

# --- good replies, and what is sent for them ---


def test_a_reply_comes_back_with_what_it_took(chat_with):
    answer = ok('{"title": "Gas"}', input_tokens=10, output_tokens=7, cache_read_input_tokens=900)
    with MessagesServer(
        replace(answer, usage={**answer.usage, "cache_creation_input_tokens": 50})
    ) as server:
        chat = chat_with(server)
        reply = chat.send(QUESTION)
    assert (reply.text, reply.stop, reply.model) == (
        '{"title": "Gas"}',
        "end_turn",
        "claude-sonnet-5-5",
    )
    assert reply.usage == Usage(input=10, cached=900, written=50, output=7)
    assert chat.costs == (
        StepCost("extract", "claude-sonnet-5-5", 1, reply.usage, pytest.approx(395e-6)),
    )
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
    assert turns == [
        {"role": "assistant", "content": "{"},
        {"role": "user", "content": "That is no JSON."},
    ]


def test_thinking_is_not_part_of_the_text(chat_with):
    with MessagesServer(thinking('{"title": "Gas"}')) as server:
        assert chat_with(server).send(QUESTION).text == '{"title": "Gas"}'


def test_a_reply_that_is_no_json_is_handed_on_as_it_is(chat_with):
    with MessagesServer(ok("Sure! Here is your JSON:\n```json\n{}\n```")) as server:
        assert chat_with(server).send(QUESTION).text == "Sure! Here is your JSON:\n```json\n{}\n```"


def test_a_server_that_reports_no_cache_counts_is_understood(chat_with):
    with MessagesServer(replace(ok("{}"), usage={"output_tokens": 3})) as server:
        assert chat_with(server).send(QUESTION).usage == Usage(output=3)


def test_the_sdk_is_not_loaded_before_the_first_call():
    program = "import sys, pipeline.adapters.messages.chat; sys.exit('anthropic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


def test_blocks_without_text_are_not_sent(chat_with):
    with MessagesServer(ok("{}")) as server:
        chat_with(server).send(
            replace(QUESTION, system=(PromptBlock(""), PromptBlock("  ", cache=True)))
        )
    assert "system" not in server.requests[0].body


# --- stop reasons ---


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
    assert (
        said == f"The model stopped in extract for a reason this program does not know: “{reason}”."
    )


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


# --- what other servers cannot do ---


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (400, "The compiled grammar is too large, which would cause performance issues."),
        (400, "output_config.format: Extra inputs are not permitted"),
        (422, "unknown field `output_config`"),
    ],
)
def test_a_server_that_refuses_structured_output_is_asked_in_words_from_then_on(
    chat_with, code, message
):
    with MessagesServer(status(code, message), ok("{}")) as server:
        chat = chat_with(server)
        assert chat.send(QUESTION).stop == "end_turn"
        assert chat.send(QUESTION).stop == "end_turn"
        bodies = [seen.body for seen in server.requests]
    assert ["output_config" in body for body in bodies] == [True, False, False]
    words = bodies[1]["messages"][0]["content"][-1]["text"]
    assert words.startswith("Answer with one JSON object and nothing else")
    assert words.endswith(json.dumps(QUESTION.schema))
    assert chat.notes == (
        "The server refused `output_config.format` for extract; its JSON was asked for in words.",
    )


def test_a_server_that_refuses_cache_marks_is_asked_without(chat_with):
    with MessagesServer(
        status(400, "system.1.cache_control: Extra inputs are not permitted"), ok("{}")
    ) as server:
        chat = chat_with(server)
        chat.send(QUESTION)
        assert "cache_control" not in json.dumps(server.requests[1].body)
    assert chat.notes == (
        "The server refused `cache_control` for extract; nothing is cached between its calls.",
    )


def test_a_request_refused_for_another_reason_is_said_in_the_servers_words(chat_with):
    with MessagesServer(
        status(400, "messages: at least one\nmessage\x1b[31m is required")
    ) as server:
        said = failure(chat_with(server))
    assert (
        said
        == "The model's server refused the request (400: messages: at least one message [31m is required)."
    )


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
    assert (
        said
        == "The model's server sent a stream that cannot be read as a reply. Check ANTHROPIC_BASE_URL."
    )
