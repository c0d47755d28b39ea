"""Servers that fail, over real HTTP: what is tried again, and what a person reads, word for word."""

import time

import pytest

from pipeline.core.model_call import Usage
from tests.helpers.asking import QUESTION, failure
from tests.helpers.server import (
    MessagesServer,
    cut,
    drop,
    error_event,
    hang_up,
    ok,
    silence,
    status,
    stopped,
)

# --- what the SDK tries again ---


@pytest.mark.parametrize("code", [408, 409, 429, 500, 503, 529])
def test_a_passing_failure_is_tried_again_after_the_time_the_server_asks_for(chat_with, code):
    with MessagesServer(status(code, retry_after=0.2), ok("{}")) as server:
        began = time.monotonic()
        assert chat_with(server).send(QUESTION).stop == "end_turn"
    assert 0.2 <= time.monotonic() - began < 30
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
    with MessagesServer(status(429, retry_after=600)) as server:
        began = time.monotonic()
        said = failure(chat_with(server, deadline_seconds=60))
    assert time.monotonic() - began < 60
    assert said == (
        "The model's server asks us to wait 600 seconds: 60 seconds are allowed for one source. "
        "Raise `seconds_per_source` in schema.md, or try again later; what is finished is kept."
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


# --- what the SDK does not try again, and we do ---

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
    with MessagesServer(silence(), ok("{}")) as server:
        assert chat_with(server, read_seconds=1).send(QUESTION).stop == "end_turn"
