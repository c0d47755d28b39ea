"""A git server over HTTP with git's own backend, which can ask for a token, fail, and lose an answer after the effect."""

import os
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.helpers.git_settings import GIT_SETTINGS


class GitServer:
    """Serves the bare repositories of a folder. `faults`: what becomes of the next requests whose address holds a word."""

    def __init__(self, folder):
        self.folder = folder
        self.faults = []  # (word in the address, "drop" | "lose" | "hang" | a status)
        self.stopping = threading.Event()
        self.seen = []  # (address, Authorization)

    def __enter__(self):
        handler = type("Handler", (_Handler,), {"git": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self._http.handle_error = lambda *_: None
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()

    def fault(self, address):
        for word, what in self.faults:
            if word in address:
                self.faults.remove((word, what))
                return what
        return None

    def backend(self, handler, body):
        """Ask git; return its answer as CGI has it."""
        parts = urlsplit(handler.path)
        environ = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": str(GIT_SETTINGS),
            "REMOTE_USER": "bot",
            "REQUEST_METHOD": handler.command,
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "CONTENT_TYPE": handler.headers.get("content-type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": handler.headers.get("content-encoding", ""),
            "GIT_PROTOCOL": handler.headers.get("git-protocol", ""),
        }
        return subprocess.run(
            ["git", "http-backend"], input=body, env=environ, capture_output=True, timeout=30
        ).stdout


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self):
        body = self._body()
        self.git.seen.append((self.path, self.headers.get_all("authorization") or []))
        fault = self.git.fault(self.path)
        if fault == "hang":
            self.git.stopping.wait()
        if fault in ("drop", "hang"):
            self.close_connection = True
        elif isinstance(fault, int):
            self._send(fault, [], b"no")
        else:
            head, _, out = self.git.backend(self, body).partition(b"\r\n\r\n")
            if fault == "lose":
                self.close_connection = True
                return
            headers = [tuple(line.split(": ", 1)) for line in head.decode().splitlines()]
            status = next(
                (int(value.split()[0]) for name, value in headers if name == "Status"), 200
            )
            self._send(status, headers, out)

    def _body(self):
        if self.headers.get("transfer-encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("content-length") or 0))
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _send(self, status, headers, out):
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("content-length", str(len(out)))
        self.end_headers()
        self.wfile.write(out)

    do_GET = do_POST = _answer

    def log_message(self, *_):
        """Tests say what they need to say themselves."""
