"""Credentials over real HTTP: which are used, what is said where they do not serve, and that nobody sees them."""

import logging
from dataclasses import replace

import pytest

from pipeline.adapters.messages.credentials import AccessError
from pipeline.core.errors import UserError
from tests.adapters.conftest import KEY
from tests.helpers.asking import QUESTION, failure
from tests.helpers.server import MessagesServer, ok, page, status


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
def test_what_bars_every_call_is_said_with_the_setting_that_mends_it(
    chat_with, code, message, said
):
    with MessagesServer(status(code, message)) as server:
        assert failure(chat_with(server), kind=AccessError) == said
    assert len(server.requests) == 1


def test_a_redirection_is_not_followed_with_a_credential(chat_with):
    with MessagesServer(ok("{}")) as elsewhere:
        moved = replace(status(308), headers={"location": f"{elsewhere.url}/v1/messages"})
        with MessagesServer(moved) as server:
            said = failure(chat_with(server), kind=AccessError)
    assert said.startswith(
        "The model's server sends us elsewhere (308), and we do not follow with a credential."
    )
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
    with MessagesServer(
        lambda body: minted if "assertion" in body else status(403, "no: {authorization}")
    ) as server:
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
    assert said.startswith(
        "The credential for the model cannot be used: Token exchange failed (HTTP 400)"
    )
    assert "the job's own token" not in said
