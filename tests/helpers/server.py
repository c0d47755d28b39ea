"""A Messages server on loopback that answers as it is told, well or badly.

    with MessagesServer(drop(after_events=2), ok('{"title": "Gas"}')) as server:
        ...                                  # point ANTHROPIC_BASE_URL at server.url
    assert len(server.requests) == 2         # what came in, in order
    assert server.requests[0].body["model"] == "claude-sonnet-5-5"

Answers are given in order, and the last one again and again. Instead of answers a function `body -> Answer` may
decide: `MessagesServer(lambda body: ok(...))`. An Answer is a value: `replace(ok("{}"), wait=1)` is a slow one.

Message batches are answered as `batching` says; without it there are none, as on most servers that are not the real one.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What one request gets. An answer with status 200 is a message, streamed where the request asks for that."""

    text: str = ""
    status: int = 200
    stop: str | None = "end_turn"
    usage: Mapping[str, int] = field(
        default_factory=lambda: {"input_tokens": 100, "output_tokens": 20}
    )
    thinking: str = ""  # a block of it before the text
    category: str = ""  # of a refusal
    error: Mapping[str, str] | None = (
        None  # {"type": ..., "message": ...}; `{authorization}` stands for that header
    )
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0  # seconds before anything is sent
    events: int | None = None  # send so many events of the stream, then do what `then` says
    # "drop" the connection, "end" the stream as if it were whole, "error" event, "ping" or "silence" for ever
    then: str = ""
    hang_up: bool = False  # close the connection without a byte
    raw: str = ""  # this text as it is, with `headers`, for what is no Messages API at all


def ok(text: str, **usage: int) -> Answer:
    """A good reply; `usage` as the API names it: `ok("{}", input_tokens=10, cache_read_input_tokens=900)`."""
    return Answer(text, usage={"input_tokens": 100, "output_tokens": 20, **usage})


def stopped(reason: str | None, text: str = "") -> Answer:
    """A reply that stops for `reason`: max_tokens, refusal, model_context_window_exceeded, pause_turn, ..."""
    return Answer(text, stop=reason)


def refused(category: str) -> Answer:
    """A refusal with its category."""
    return Answer("I cannot", stop="refusal", category=category)


def thinking(text: str) -> Answer:
    """A reply that begins with a block of thinking."""
    return Answer(text, thinking="First I wonder.")


def status(
    code: int,
    message: str = "no",
    kind: str = "invalid_request_error",
    retry_after: float | None = None,
) -> Answer:
    """An error. `{authorization}` in the message is replaced by that header of the request, as careless servers do."""
    headers = {} if retry_after is None else {"retry-after": f"{retry_after:g}"}
    return Answer(status=code, error={"type": kind, "message": message}, headers=headers)


def hang_up() -> Answer:
    """The connection is closed before a single byte of a response."""
    return Answer(hang_up=True)


def drop(after_events: int, text: str = '{"half": "of it') -> Answer:
    """The connection breaks in mid-stream."""
    return Answer(text, events=after_events, then="drop")


def cut(after_events: int, text: str = '{"half": "of it') -> Answer:
    """The stream ends early, and properly as far as HTTP can tell."""
    return Answer(text, events=after_events, then="end")


def error_event(kind: str, after_events: int = 2, message: str = "Overloaded") -> Answer:
    """An `error` event in mid-stream, in a response whose status was 200."""
    return Answer(
        "half", events=after_events, then="error", error={"type": kind, "message": message}
    )


def pings(after_events: int = 2) -> Answer:
    """A stream that is kept open by pings and never ends."""
    return Answer("half", events=after_events, then="ping")


def silence(after_events: int = 2) -> Answer:
    """A stream that stops in the middle, on a connection that stays open."""
    return Answer("half", events=after_events, then="silence")


def slow(seconds: float, answer: Answer) -> Answer:
    """`answer`, after a silence."""
    return replace(answer, wait=seconds)


def page(
    html: str = "<html>Welcome to the hotel's network</html>", kind: str = "text/html"
) -> Answer:
    """Something with status 200 that is no message at all."""
    return Answer(raw=html, headers={"content-type": kind})


def broken_events(text: str = 'event: message_start\ndata: {"type": "mess\n\n') -> Answer:
    """An event stream whose data is no JSON."""
    return page(text, "text/event-stream")


@dataclass(frozen=True)
class Batching:
    """How a server treats the batches it is handed, each item of which gets the answer its request would get alone."""

    looks: int = 2  # at a batch until it has ended, handing it in is the first; with -1 it never ends by itself
    # by place: "errored", "invalid", "expired", "canceled"
    fates: Mapping[int, str] = field(default_factory=dict)
    refusals: tuple[Answer, ...] = ()  # to the first attempts to hand one in
    swallow: bool = False  # take the first batch and break the connection off before saying so
    cut: int = 0  # so many readings of results break off in the middle
    short: int = 0  # so many readings of results end properly, but half-way
    answered: int = 0  # items that are answered before a batch is cancelled
    elsewhere: str = ""  # another server, which is named as the place of the results
    lingers: bool = False  # a cancelled batch does not end


@dataclass
class Batch:
    """One batch as the server has it."""

    rows: list[dict[str, Any]]
    looks: int
    cancelled: bool = False


@dataclass
class Seen:
    """One request as it came in."""

    path: str
    headers: Mapping[str, str]  # names in lower case
    body: dict[str, Any]
    beside: int  # how many others were being answered when it came

    @property
    def text(self) -> str:
        """All that the model is shown, in one string."""
        return json.dumps([self.body.get("system"), self.body["messages"]], ensure_ascii=False)


class MessagesServer:
    """Listens from `with` to its end. `requests` is what came in; `most_at_once` how many were answered together."""

    handler: type[BaseHTTPRequestHandler]

    def __init__(
        self,
        *answers: Answer | Callable[[dict[str, Any]], Answer],
        batching: Batching | None = None,
    ) -> None:
        self.batching = batching
        self.batches: dict[str, Batch] = {}
        self.readings = 0  # of results
        self._refusals = list(batching.refusals if batching else ())
        self._swallows = bool(batching and batching.swallow)
        self._answers = list(answers)
        self._lock = threading.Lock()
        self._open = 0
        self.stopping = threading.Event()
        self.requests: list[Seen] = []
        self.most_at_once = 0

    def __enter__(self) -> MessagesServer:
        handler = type("Handler", (self.handler,), {"server_": self})
        self._http = _Server(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()

    def take(self, path: str, headers: Mapping[str, str], body: dict[str, Any]) -> Answer:
        """Record a request and give its answer."""
        with self._lock:
            self.requests.append(Seen(path, headers, body, self._open))
            self._open += 1
            self.most_at_once = max(self.most_at_once, self._open)
        return self.choose(path, headers, body)

    def choose(self, path: str, headers: Mapping[str, str], body: dict[str, Any]) -> Answer:
        """Choose the answer to a request."""
        with self._lock:
            answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return answer(body) if callable(answer) else answer

    @property
    def direct(self) -> list[Seen]:
        """The requests that did not come in a batch."""
        return [seen for seen in self.requests if seen.path.split("?")[0] == "/v1/messages"]

    def open_batch(self, body: dict[str, Any]) -> Answer | dict[str, Any]:
        """Take a batch, or say why not."""
        if self.batching is None:
            return status(404, "Not Found", "not_found_error")
        if self._refusals:
            return self._refusals.pop(0)
        name = f"msgbatch_{len(self.batches) + 1}"
        self.batches[name] = Batch(body["requests"], self.batching.looks)
        if self._swallows:
            self._swallows = False
            return hang_up()
        return self.batch(name)

    def batch(self, name: str) -> dict[str, Any]:
        """What a look at a batch shows."""
        assert self.batching is not None
        batch = self.batches[name]
        if batch.looks > 0:
            batch.looks -= 1
        ended = (batch.cancelled and not self.batching.lingers) or batch.looks == 0
        return {
            "id": name,
            "type": "message_batch",
            "processing_status": "ended"
            if ended
            else "canceling"
            if batch.cancelled
            else "in_progress",
            "request_counts": {
                "processing": 0,
                "succeeded": 0,
                "errored": 0,
                "canceled": 0,
                "expired": 0,
            },
            "created_at": "2026-01-01T00:00:00Z",
            "expires_at": "2099-01-01T00:00:00Z",
            "results_url": f"{self.batching.elsewhere or self.url}/v1/messages/batches/{name}/results"
            if ended
            else None,
        }

    def results(self, name: str) -> str:
        """The results of a batch, the last first."""
        assert self.batching is not None
        batch = self.batches[name]
        rows = []
        for place, row in enumerate(batch.rows):
            fate = self.batching.fates.get(place, "succeeded")
            if batch.cancelled and place >= self.batching.answered:
                fate = "canceled"
            rows.append(
                {"custom_id": row["custom_id"], "result": self._result(fate, row["params"])}
            )
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in reversed(rows))

    def _result(self, fate: str, params: dict[str, Any]) -> dict[str, Any]:
        if fate in ("errored", "invalid"):
            kind = "invalid_request_error" if fate == "invalid" else "api_error"
            return {
                "type": "errored",
                "error": {"type": "error", "error": {"type": kind, "message": "no luck"}},
            }
        if fate != "succeeded":
            return {"type": fate}
        return {"type": "succeeded", "message": _message(self.choose("", {}, params), params)}

    def done(self) -> None:
        """One request less is being answered."""
        with self._lock:
            self._open -= 1


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """A client that goes away between two requests is no error of the test."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(*_)


class Handler(BaseHTTPRequestHandler):
    """Answers over HTTP what its server decides."""

    server_: MessagesServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"] or 0)) or b"{}")
        headers = {name.lower(): value for name, value in self.headers.items()}
        if self.path.startswith("/v1/messages/batches"):
            self._post_batch(headers, body)
            return
        answer = self.server_.take(self.path, headers, body)
        try:
            self.server_.stopping.wait(answer.wait)
            self._give(answer, body)
        except (BrokenPipeError, ConnectionResetError):  # the client had enough
            self.close_connection = True
        finally:
            self.server_.done()

    def _post_batch(self, headers: Mapping[str, str], body: dict[str, Any]) -> None:
        server, path = self.server_, self.path.split("?")[0]
        server.requests.append(Seen(path, headers, body, 0))
        if path.endswith("/cancel"):
            name = path.split("/")[-2]
            server.batches[name].cancelled = True
            said: Answer | dict[str, Any] = server.batch(name)
        else:
            said = server.open_batch(body)
        if isinstance(said, Answer):
            self._give(said, body)
        else:
            self.whole(200, json.dumps(said).encode(), {"content-type": "application/json"})

    def do_GET(self) -> None:
        server, parts = self.server_, self.path.split("?")[0].split("/")[4:]
        if not parts or parts[0] not in server.batches:
            self._give(status(404, "Not Found", "not_found_error"), {})
        elif parts[1:] == ["results"]:
            self._give_results(server.results(parts[0]).encode())
        else:
            self.whole(
                200,
                json.dumps(server.batch(parts[0])).encode(),
                {"content-type": "application/json"},
            )

    def _give_results(self, data: bytes) -> None:
        server = self.server_
        assert server.batching is not None
        server.readings += 1
        kind = {"content-type": "application/x-jsonl"}
        if server.readings <= server.batching.short:
            self.whole(200, data[: data.index(b"\n") + 1], kind)
        elif server.readings <= server.batching.cut:
            self.send_response(200)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[: len(data) * 2 // 3])
            self.close_connection = True
        else:
            self.whole(200, data, kind)

    def _give(self, answer: Answer, body: dict[str, Any]) -> None:
        if answer.hang_up:
            self.close_connection = True
        elif answer.raw:
            self.whole(200, answer.raw.encode(), answer.headers)
        elif answer.status != 200:
            message = (
                (answer.error or {})
                .get("message", "")
                .replace("{authorization}", self.headers["authorization"] or "")
            )
            error = {"type": "error", "error": {**(answer.error or {}), "message": message}}
            self.whole(
                answer.status,
                json.dumps(error).encode(),
                {"content-type": "application/json", **answer.headers},
            )
        elif body.get("stream"):
            self._stream(answer, _message(answer, body))
        else:
            self.whole(
                200,
                json.dumps(_message(answer, body)).encode(),
                {"content-type": "application/json"},
            )

    def whole(self, code: int, data: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(code)
        for name, value in {**headers, "content-length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, answer: Answer, message: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for number, (name, data) in enumerate(_events(message)):
            if number == answer.events:
                break
            self._event(name, data)
        if answer.then == "drop":
            self.close_connection = (
                True  # without the last chunk, so that the client sees a broken response
            )
            return
        if answer.then == "error":
            self._event("error", {"type": "error", "error": answer.error})
        if answer.then == "silence":
            self.server_.stopping.wait()
        while answer.then == "ping" and not self.server_.stopping.is_set():
            self._event("ping", {"type": "ping"})
            time.sleep(0.05)
        self.wfile.write(b"0\r\n\r\n")

    def _event(self, name: str, data: object) -> None:
        chunk = f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
        self.wfile.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")


def _message(answer: Answer, body: dict[str, Any]) -> dict[str, Any]:
    content: list[dict[str, Any]] = []
    if answer.thinking:
        content.append({"type": "thinking", "thinking": answer.thinking, "signature": "c2ln"})
    if answer.text:
        content.append({"type": "text", "text": answer.text})
    details = {"type": "refusal", "category": answer.category} if answer.category else None
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": content,
        "stop_reason": answer.stop,
        "stop_sequence": None,
        "stop_details": details,
        "usage": dict(answer.usage),
    }


def _events(message: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The server-sent events that carry a message; text comes in two pieces."""
    start = {
        **message,
        "content": [],
        "stop_reason": None,
        "usage": {**message["usage"], "output_tokens": 1},
    }
    yield "message_start", {"type": "message_start", "message": start}
    for index, block in enumerate(message["content"]):
        kind = block["type"]
        empty = {"type": kind, kind: ""} | ({"signature": ""} if kind == "thinking" else {})
        yield (
            "content_block_start",
            {"type": "content_block_start", "index": index, "content_block": empty},
        )
        middle = len(block[kind]) // 2
        for piece in (block[kind][:middle], block[kind][middle:]):
            delta = {"type": f"{kind}_delta", kind: piece}
            yield (
                "content_block_delta",
                {"type": "content_block_delta", "index": index, "delta": delta},
            )
        yield "content_block_stop", {"type": "content_block_stop", "index": index}
    delta = {key: message[key] for key in ("stop_reason", "stop_sequence", "stop_details")}
    yield "message_delta", {"type": "message_delta", "delta": delta, "usage": message["usage"]}
    yield "message_stop", {"type": "message_stop"}


MessagesServer.handler = Handler
