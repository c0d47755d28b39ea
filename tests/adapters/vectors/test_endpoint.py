"""An endpoint that makes vectors is asked in batches, and its key goes nowhere else."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from pipeline.adapters.vectors.endpoint import KEY_VARIABLE, EndpointEmbedder
from pipeline.core.errors import UserError

KEY = "unmistakable-key-4711"


class Server(ThreadingHTTPServer):
    """Answers as it is told: each of `answers` once, then vectors of the texts' lengths."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked, self.heads, self.answers = [], [], []

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/v1/embeddings"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked.append(body)
        self.server.heads.append(dict(self.headers.items()))
        rows = [{"index": n, "embedding": [len(text), 1.0]} for n, text in enumerate(body["input"])]
        status, answer = 200, json.dumps({"data": rows[::-1]})
        if self.server.answers:
            status, answer = self.server.answers.pop(0)
        self.send_response(status)
        if status == 302:
            self.send_header("location", "/elsewhere")
        self.send_header("content-length", str(len(answer.encode())))
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    with Server() as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def make(server, pauses):
    def make(style="openai", environ=None):
        given = {KEY_VARIABLE: KEY} if environ is None else environ
        return EndpointEmbedder(server.address, "small", style, given, pauses.append)

    return make


def numbers(vector):
    return memoryview(vector).cast("f").tolist()


def test_texts_are_sent_in_batches_and_come_back_in_their_order(server, make):
    texts = ["x" * n for n in range(130)]
    found = make().embed_texts(texts)
    assert [len(body["input"]) for body in server.asked] == [64, 64, 2]
    assert server.asked[0]["model"] == "small"
    assert "input_type" not in server.asked[0]
    slopes = [numbers(vector)[0] / numbers(vector)[1] for vector in found[1:]]
    assert slopes == pytest.approx(range(1, 130), rel=1e-4)


def test_voyage_is_told_what_is_a_question(server, make):
    model = make("voyage")
    model.embed_texts(["a"])
    model.embed_question("b")
    assert [body["input_type"] for body in server.asked] == ["document", "query"]


def test_the_key_is_sent_and_never_told(server, make):
    server.answers = [(401, f"wrong key {KEY}")]
    with pytest.raises(UserError, match="answers 401") as caught:
        make().embed_question("a")
    assert server.heads[0]["authorization"] == f"Bearer {KEY}"
    assert KEY not in str(caught.value.message) + str(caught.value.hint)
    server.answers = [(401, "who are you?")]
    with pytest.raises(UserError) as caught:
        make(environ={}).embed_question("a")
    assert KEY_VARIABLE in caught.value.hint
    assert "authorization" not in server.heads[1]


def test_a_busy_server_is_asked_again_and_a_refusal_is_not(server, make, pauses):
    server.answers = [(503, ""), (429, "")]
    assert make().embed_question("a")
    assert pauses == [1.0, 4.0]
    server.answers = [(400, "no such model")]
    with pytest.raises(UserError, match="no such model"):
        make().embed_question("a")
    assert len(pauses) == 2


@pytest.mark.parametrize(
    "answer",
    [
        "no json",
        "{}",
        '{"data": []}',
        '{"data": [{"index": 0, "embedding": []}]}',
        '{"data": [{"index": 0, "embedding": ["a"]}]}',
        '{"data": [{"index": 0, "embedding": [1, NaN]}]}',
        '{"data": [{"index": 0, "embedding": [Infinity]}]}',
        '{"data": [{"index": 1, "embedding": [1]}]}',
        '{"data": {"index": 0}}',
    ],
)
def test_an_answer_without_vectors_is_refused(server, make, answer):
    server.answers = [(200, answer)]
    with pytest.raises(UserError, match="The server that makes vectors"):
        make().embed_question("a")


def test_a_redirect_is_not_followed(server, make):
    server.answers = [(302, "")]
    with pytest.raises(UserError, match="302"):
        make().embed_question("a")
    assert len(server.asked) == 1


def test_a_server_that_is_not_there_is_told(pauses):
    model = EndpointEmbedder("http://127.0.0.1:9/", "m", "openai", {}, pauses.append)
    with pytest.raises(UserError, match="could not be reached"):
        model.embed_question("a")


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/v1",
        "http://localhost.example.org/v1",
        "https://user:word@example.org/v1",
        "https://",
        "file:///etc/passwd",
        "https://exa\x00mple.org",
        "https://[::1",
        "",
    ],
)
def test_a_key_is_sent_to_no_other_kind_of_address(address):
    with pytest.raises(UserError, match="none that a key may be sent to"):
        EndpointEmbedder(address, "m", "openai", {KEY_VARIABLE: KEY})


def test_another_model_or_address_has_another_key(server, make):
    other = EndpointEmbedder(server.address, "large", "openai", {})
    assert make().key != other.key
    assert KEY not in make().key
