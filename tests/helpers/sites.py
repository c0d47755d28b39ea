"""Sites on loopback under names of the public web, for whoever fetches addresses.

    with Sites() as sites:
        sites.page("https://site.test/a", "<p>…</p>")
        fetch_address("https://site.test/a", "2026-11-30", sites.access())

Each host stands on one server for HTTP and one for HTTPS, whose certificate covers every `*.test` and the hosts that are
named. Only the numbers that `sites.numbers` gives to a host count as public, so the way to 127.0.0.1 is open to nobody else.
"""

from __future__ import annotations

import datetime
import gzip
import socket
import ssl
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.adapters.web.get_once import WebAccess

PUBLIC = "93.184.215.14"  # the number of every host, unless a test says otherwise
NAMES = (
    *("site.test", "*.site.test", "other.test", "arxiv.org", "export.arxiv.org", "github.com"),
    *("raw.githubusercontent.com", "gist.githubusercontent.com", "gist.github.com", "files.test"),
    *("evil.test", "login.test", "consent.test"),
)


WAY_HERE = """import socket
import ssl

from pipeline.adapters.web.get_once import WebAccess


def _connect(number, port, seconds):
    assert number == {public!r}
    return socket.create_connection(("127.0.0.1", {ports}[port == 443]), seconds)


def web_access(contact=""):
    return WebAccess(
        f"git-llm-wiki/test {{contact}}",
        look_up=lambda host, *_: [{{"evil.test": "169.254.169.254"}}.get(host, {public!r})],
        connect=_connect,
        certificates=lambda: ssl.create_default_context(cafile={certificate!r}),
    )
"""


@dataclass
class Reply:
    """What one address gives: a body, or a function that writes to the connection itself."""

    body: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    write: Callable | None = None


def html(text: str, title: str = "", head: str = "") -> str:
    """A page of our own."""
    return f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title>{head}</head><body>{text}</body></html>"


ARTICLE = "".join(
    f"<p>Kettle number {n} holds {n + 2} litres of water and boils it in {n + 90} seconds, as the makers said in spring.</p>"
    for n in range(1, 9)
)


class Sites:
    """Sites that answer by their addresses, and remember who asked for what."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[tuple[str, dict]] = []
        self.connected: list[str] = []
        self.numbers: dict[str, list[str] | Callable[[], list[str]]] = {}
        self.public = {PUBLIC}

    def __enter__(self) -> Sites:
        sites = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                scheme = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
                address = f"{scheme}://{self.headers['host']}{self.path}"
                sites.asked.append((address, dict(self.headers)))
                usual = Reply(b"none", 404, {"Content-Type": "text/plain"})
                reply = sites.replies.get(address, usual)
                self.close_connection = True
                if reply.write:
                    reply.write(self)
                    return
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in reply.headers:
                    self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, *_):
                """A client that had enough is no error of the test."""
                if not isinstance(sys.exc_info()[1], OSError):
                    super().handle_error(*_)

        self.servers = [Server(("127.0.0.1", 0), Handler) for _ in range(2)]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_certificate())
        self.servers[1].socket = context.wrap_socket(
            self.servers[1].socket, server_side=True, do_handshake_on_connect=False
        )
        for server in self.servers:
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        for server in self.servers:
            server.shutdown()
            server.server_close()

    def access(self, **changes) -> WebAccess:
        """The way to these sites, and to nothing else."""
        given = {"seconds": 5.0, **changes}
        return WebAccess(
            "git-llm-wiki/test",
            look_up=self._look_up,
            is_public=lambda number: number in self.public,
            connect=self._connect,
            certificates=lambda: ssl.create_default_context(cafile=_certificate()),
            **given,
        )

    def as_module(self) -> str:
        """The text of a module that stands for `adapters/web/way_out.py` in a repository, and leads here."""
        ports = [server.server_port for server in self.servers]
        return WAY_HERE.format(ports=ports, certificate=_certificate(), public=PUBLIC)

    def _look_up(self, host, port, seconds):
        if ":" in host or host.replace(".", "").isdecimal():
            return [host]
        found = self.numbers.get(host, [PUBLIC])
        return found() if callable(found) else found

    def _connect(self, number, port, seconds):
        self.connected.append(number)
        server = self.servers[1 if port == 443 else 0]
        return socket.create_connection(("127.0.0.1", server.server_port), seconds)

    def page(
        self,
        address: str,
        body: str | bytes,
        status: int = 200,
        kind: str = "text/html; charset=utf-8",
        **headers,
    ):
        """Put something at an address; names of headers with `_` for `-`."""
        data = body.encode() if isinstance(body, str) else body
        said = {"Content-Type": kind} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        self.replies[address] = Reply(data, status, said)

    def gzipped(self, address: str, data: bytes, kind: str = "text/html"):
        """Put something at an address that comes packed."""
        self.replies[address] = Reply(
            gzip.compress(data), 200, {"Content-Type": kind, "Content-Encoding": "gzip"}
        )

    def moved(self, address: str, to: str, status: int = 302):
        """Let an address lead elsewhere."""
        self.replies[address] = Reply(b"", status, {"Location": to})

    def writes(self, address: str, write: Callable):
        """Let a function answer, which is given the handler."""
        self.replies[address] = Reply(write=write)

    def pages_asked(self) -> list[str]:
        """The addresses that were asked for, without those of robots.txt."""
        return [address for address, _ in self.asked if urlsplit(address).path != "/robots.txt"]


@cache
def _folder() -> tempfile.TemporaryDirectory:
    """A folder that goes with the run."""
    return tempfile.TemporaryDirectory(prefix="sites-")


@cache
def _certificate() -> str:
    """A certificate that signs itself, with its key, made once a run."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sites of tests")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.datetime(2020, 1, 1))
        .not_valid_after(datetime.datetime(2099, 1, 1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in NAMES]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    file = Path(_folder().name) / "both.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return str(file)
