"""Who may come in: this computer's own programs with the token, and no browser led here."""

import asyncio

import pytest

from pipeline.mcp.http_guard import HttpGuard

TOKEN = "a-token-of-some-length"
GOOD = {"host": "127.0.0.1:8470", "authorization": f"Bearer {TOKEN}"}


def ask(headers, kind="http"):
    """The status that a request is answered with; 200 comes from the application behind."""
    sent = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message):
        sent.append(message)

    rows = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    asyncio.run(HttpGuard(app, 8470, TOKEN)({"type": kind, "headers": rows}, None, send))
    return sent


def status(**changed):
    headers = {**GOOD, **changed}
    return ask([(name, value) for name, value in headers.items() if value is not None])[0]["status"]


def test_a_program_of_this_computer_with_the_token_comes_in():
    assert status() == 200
    assert status(host="localhost:8470", origin="http://localhost:8470") == 200
    assert status(authorization=f"bearer  {TOKEN}") == 200


@pytest.mark.parametrize(
    "host", [None, "", "evil.example", "evil.example:8470", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8470.evil.example", "127.0.0.1:84700", "[::1]:8470", "0.0.0.0:8470"]
)  # fmt: skip
def test_another_host_is_refused(host):
    assert status(host=host) == 421


@pytest.mark.parametrize(
    "origin", ["", "null", "http://evil.example", "https://127.0.0.1:8470", "http://127.0.0.1", "http://127.0.0.1:8470.evil.example", "http://localhost:3000"]
)  # fmt: skip
def test_a_page_of_another_site_is_refused(origin):
    assert status(origin=origin) == 403


@pytest.mark.parametrize(
    "given", [None, "", TOKEN, "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}", "Bearer é"]
)  # fmt: skip
def test_no_token_or_a_wrong_one_is_refused(given):
    assert status(authorization=given) == 401


def test_headers_that_stand_twice_are_refused():
    rows = list(GOOD.items())
    assert ask([*rows, ("host", "evil.example")])[0]["status"] == 421
    assert ask([*rows, ("authorization", "Bearer other")])[0]["status"] == 401
    assert ask([*rows, ("origin", "http://localhost:8470"), ("origin", "null")])[0]["status"] == 403


def test_a_refusal_says_why_and_how_to_come_in():
    start, body = ask([("host", "127.0.0.1:8470")])
    assert (b"www-authenticate", b"Bearer") in start["headers"]
    assert body["body"] == b"The request has no bearer token, or a wrong one."


def test_a_web_socket_is_never_opened():
    assert ask(GOOD.items(), "websocket") == []
