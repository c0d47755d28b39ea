"""A server that answers GitHub's client as a test says, one answer after the other; for what the Forge would never do.

with Hub(answer(403, {"message": "no"}, retry_after=3), answer(200, {"default_branch": "main"})) as hub:
    hub.connect(waits.append).default_branch()
assert [seen.path for seen in hub.seen] == ["/repos/acme/wiki"] * 2
"""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pipeline.adapters.github.client import GitHub

TOKEN = "ghs_aTokenThatNobodyMayRead0123456789"


@dataclass
class Answer:
    """`drop`: close the connection without a byte; `short`: after half of the body."""

    status: int = 200
    data: object = None
    headers: dict = field(default_factory=dict)
    drop: bool = False
    short: bool = False


def answer(status, data=None, **headers):
    return Answer(
        status, data, {name.replace("_", "-"): str(value) for name, value in headers.items()}
    )


@dataclass
class Seen:
    """One request as it came in."""

    verb: str
    path: str  # with its query
    headers: dict  # names in lower case
    body: object


class Hub:
    """Answers in order, the last one again and again; an answer may be a function of the request."""

    def __init__(self, *answers):
        self._answers = list(answers)
        self.seen = []

    def __enter__(self):
        handler = type("Handler", (_Handler,), {"hub": self})
        self._http = _Server(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        self._made = []
        return self

    def __exit__(self, *_):
        for made in self._made:
            made.close()
        self._http.shutdown()
        self._http.server_close()

    def connect(self, sleep=lambda seconds: None, **environ):
        """A client of this server."""
        usual = {
            "GITHUB_API_URL": self.url,
            "GITHUB_REPOSITORY": "acme/wiki",
            "GITHUB_TOKEN": TOKEN,
        }
        self._made.append(GitHub.connect({**usual, "WIKI_GITHUB_PACE": "0", **environ}, sleep))
        return self._made[-1]

    def take(self, seen):
        self.seen.append(seen)
        given = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return given(seen) if callable(given) else given


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_):
        """A client that goes away is no error of the test."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self):
        size = int(self.headers.get("content-length") or 0)
        body = json.loads(self.rfile.read(size)) if size else None
        headers = {name.lower(): value for name, value in self.headers.items()}
        given = self.hub.take(Seen(self.command, self.path, headers, body))
        if given.drop:
            self.close_connection = True
            return
        data = given.data if isinstance(given.data, bytes) else json.dumps(given.data).encode()
        data = b"" if given.status == 204 else data
        self.send_response_only(given.status)
        for name, value in {
            "content-type": "application/json; charset=utf-8",
            **given.headers,
        }.items():
            self.send_header(name, value.replace("{url}", self.hub.url))
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if given.short else data)
        self.close_connection = given.short

    do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = _answer

    def log_message(self, *_):
        """Tests say what they need to say themselves."""
