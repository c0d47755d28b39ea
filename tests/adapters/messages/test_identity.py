"""Access by the identity of a job on GitHub, over real HTTP: how long it lasts, and what is said where there is none."""

import logging
import threading
from functools import partial
from itertools import count

import pytest

from pipeline.adapters.messages.credentials import AccessError, has_credential
from pipeline.adapters.messages.identity import IdentityError, JobIdentity
from pipeline.core.errors import UserError
from tests.adapters.conftest import KEY
from tests.helpers.asking import QUESTION, failure, question
from tests.helpers.clock import Clock
from tests.helpers.federation import IDENTITY, MINTED, Federation
from tests.helpers.server import MessagesServer, ok

HELLO = ok('{"title": "Gas"}')


@pytest.fixture
def job(chat_with, monkeypatch):
    """A chat in a job that has no key."""

    def make(server, **more):
        chat = chat_with(server)
        monkeypatch.delenv("ANTHROPIC_API_KEY")
        for name, value in (
            server.variables | server.job | {"GITHUB_ACTIONS": "true"} | more
        ).items():
            monkeypatch.setenv(name, value)
        return chat

    return make


def identity(server, **more):
    """The credentials alone, with hardly any waiting."""
    made = JobIdentity(server.variables | server.job | more, wait_seconds=0.01)
    made.bind_base_url(server.url)
    return made


def authorizations(server):
    return [
        seen.headers["authorization"] for seen in server.requests if seen.path == "/v1/messages"
    ]


def test_a_compile_goes_on_when_its_access_token_has_expired(job):
    clock = Clock()
    with Federation(HELLO, identity_seconds=5, clock=clock) as server:
        chat = job(server)
        for number in range(4):
            assert chat.send(question(f"Source {number}")).text == HELLO.text
            clock.sleep(10)  # as long as an access token lives
    assert len(set(authorizations(server))) == 4
    assert server.exchanged == list(server.given)


def test_calls_beside_each_other_never_exchange_an_identity_token_twice(job):
    asked, two = count(), threading.Barrier(2)

    def answer(body):
        if next(asked) in (1, 2):  # the first call is made alone
            two.wait(60)
        return HELLO

    with Federation(answer, identity_seconds=4, clock=Clock()) as server:
        chat = job(server)
        answers = chat.run_all(
            [partial(chat.send, question(f"Source {number}")) for number in range(8)]
        )
    assert [answer.text for answer in answers] == [HELLO.text] * 8
    assert server.most_at_once > 1


def test_an_access_token_that_still_lives_is_used_again(job):
    with Federation(HELLO) as server:
        chat = job(server)
        for number in range(3):
            chat.send(question(f"Source {number}"))
    assert authorizations(server) == [f"Bearer {MINTED}-1"] * 3
    assert len(server.given) == 1


def test_an_access_token_that_is_refused_is_replaced(job):
    with Federation(HELLO) as server:
        chat = job(server)
        chat.send(QUESTION)
        server.revoke()
        chat.send(question("Another source"))
    assert authorizations(server) == [f"Bearer {MINTED}-{number}" for number in (1, 1, 2)]


def test_one_identity_token_alone_ends_with_its_access_token(job):
    clock = Clock()
    with Federation(HELLO, identity_seconds=5, clock=clock) as server:
        _, given = server.give(
            "bearer request-token",
            {"api-version": ["2.0"], "audience": ["https://api.anthropic.com"]},
        )
        chat = job(server, ANTHROPIC_IDENTITY_TOKEN=given["value"])
        chat.send(QUESTION)
        clock.sleep(10)
        assert "Token exchange failed (HTTP 401)" in failure(
            chat, question("Another source"), AccessError
        )


@pytest.mark.parametrize("fault", ["github", "exchange"])
def test_what_passes_is_tried_again_with_a_new_identity_token(fault):
    with Federation(HELLO) as server:
        server.faults[fault] = [503, 429, 500]
        assert identity(server)().token == f"{MINTED}-1"
        assert server.exchanged == list(server.given)[-1:]
        server.faults[fault] = [503] * 4
        with pytest.raises(IdentityError, match="503") as caught:
            identity(server)()
    assert caught.value.hint == "Try again later; replies that were paid for are kept."


def test_a_server_that_cannot_be_reached_is_said(monkeypatch):
    with Federation(HELLO) as server:
        elsewhere = identity(server, ACTIONS_ID_TOKEN_REQUEST_URL="http://127.0.0.1:9/token")
        with pytest.raises(
            IdentityError, match="GitHub could not be reached for an identity token"
        ):
            elsewhere()
        far = identity(server)
        far.bind_base_url("http://127.0.0.1:9")
        with pytest.raises(IdentityError, match=r"could not be exchanged.*Failed to reach"):
            far()


def test_a_job_without_the_permission_is_told_so_and_no_other_librarian_takes_over(
    job, monkeypatch
):
    with Federation(HELLO) as server:
        chat = job(server)
        for name in server.job:
            monkeypatch.delenv(name)
        assert has_credential({"HOME": "/nowhere", "GITHUB_ACTIONS": "true", **server.variables})
        said = failure(chat, kind=AccessError)
    assert said == (
        "GitHub offers this job no identity token. Give the job `permissions: id-token: write`, as compile.yml does, or set "
        "ANTHROPIC_API_KEY."
    )
    assert server.requests == []


def test_a_refusal_of_githubs_is_said_without_the_token(job):
    with Federation(HELLO) as server:
        server.faults["github"] = [403]
        said = failure(job(server), kind=AccessError)
    assert said.startswith(
        'GitHub gives this job no identity token (403: {"message": "not with bearer [hidden]"}). Give the job'
    )


def test_a_rule_that_does_not_match_is_said_with_the_audience_and_without_the_token(job, caplog):
    caplog.set_level(logging.DEBUG)
    with Federation(HELLO) as server:
        said = failure(job(server, ANTHROPIC_ORGANIZATION_ID="another"), kind=AccessError)
    assert said.startswith(
        "This job's identity could not be exchanged for access to the model (HTTP 401: "
    )
    assert "its audience https://api.anthropic.com" in said
    assert IDENTITY not in said + caplog.text


def test_a_refresh_that_fails_while_the_token_lives_is_not_missed_and_tells_no_secret(job, caplog):
    caplog.set_level(logging.DEBUG)
    with Federation(HELLO, rule_seconds=60) as server:  # the SDK renews two minutes before the end
        chat = job(server)
        chat.send(QUESTION)
        server.faults["exchange"] = [400]
        chat.send(question("Another source"))
    assert authorizations(server) == [f"Bearer {MINTED}-1"] * 2
    assert "Advisory token refresh failed" in caplog.text
    assert not [secret for secret in (IDENTITY, MINTED, "request-token") if secret in caplog.text]


def test_an_answer_that_is_no_token_is_not_taken_for_one(job):
    with Federation(HELLO) as server:
        server.faults["github"] = [200]
        said = failure(job(server), kind=AccessError)
    assert said.startswith("GitHub gives this job no identity token (200: ")


@pytest.mark.parametrize(
    "first",
    [
        {"ANTHROPIC_API_KEY": KEY},
        {"ANTHROPIC_AUTH_TOKEN": KEY},
        {"ANTHROPIC_CUSTOM_HEADERS": f"Authorization: Bearer {KEY}"},
    ],
)
def test_a_credential_that_is_given_goes_first(job, first):
    with Federation(HELLO) as server, pytest.raises(UserError, match=r"401: expired: .*\[hidden\]"):
        job(server, **first).send(QUESTION)
    assert authorizations(server) == [f"Bearer {KEY}"]
    assert server.given == {}


def test_the_identity_is_exchanged_where_the_model_is(job):
    with Federation(HELLO) as server, MessagesServer(HELLO) as other:
        job(server, ANTHROPIC_WORKSPACE_ID="wrkspc_1").send(QUESTION)
        first = server.requests[0]
    assert (first.path, first.body["workspace_id"]) == ("/v1/oauth/token", "wrkspc_1")
    assert other.requests == []
