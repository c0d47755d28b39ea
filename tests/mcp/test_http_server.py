"""The server over HTTP, as a program of this computer and as others meet it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from pipeline.mcp.http_server import PATH
from tests.helpers.serving import HELLO, environment, message


@pytest.fixture(scope="module")
def over_http(team_of_wiki):
    """The address of a server that runs, and its token."""
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline", "mcp", "--http", "--port", "0"],
        cwd=team_of_wiki.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as process:
        token = process.stderr.readline().split()[1]
        address = process.stderr.readline().split()[1]
        yield address, token
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in (143, -signal.SIGTERM)
        assert process.stdout.read() == ""


def post(address, body=None, **headers):
    """Send a request of the protocol as a program would; return status and text."""
    given = {
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    data = json.dumps(body or HELLO).encode() if not isinstance(body, bytes) else body
    request = Request(address, data, given)
    for _ in range(50):  # the address is told a moment before it is listened to
        try:
            with urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()
        except ConnectionError:
            time.sleep(0.1)
    raise TimeoutError(address)


def test_over_http_a_program_with_the_token_is_served(over_http):
    address, token = over_http
    status, text = post(address, Authorization=f"Bearer {token}")
    assert status == 200
    assert json.loads(re.search(r"data: (.*)", text)[1])["result"]["serverInfo"]["name"] == (
        "git-llm-wiki"
    )


def test_over_http_nobody_else_is(over_http):
    address, token = over_http
    good = {"Authorization": f"Bearer {token}"}
    port = address.split(":")[2].split("/")[0]
    assert post(address)[0] == 401
    assert post(address, Authorization="Bearer wrong")[0] == 401
    assert post(address, Host="evil.example", **good)[0] == 421
    assert post(address, Host=f"evil.example:{port}", **good)[0] == 421
    assert post(address, Origin="http://evil.example", **good)[0] == 403
    assert post(address.replace(PATH, "/other"), **good)[0] == 404
    assert post(address, Origin=f"http://127.0.0.1:{port}", **good)[0] == 200


def test_over_http_a_body_of_ten_megabytes_is_refused(over_http):
    address, token = over_http
    body = json.dumps(
        message(1, "tools/call", name="search", arguments={"query": "x" * 10_000_000})
    )
    try:
        status, _ = post(address, body.encode(), Authorization=f"Bearer {token}")
    except OSError:  # it was refused before all of it was sent
        status = 413
    assert status == 413
    assert post(address, Authorization=f"Bearer {token}")[0] == 200
