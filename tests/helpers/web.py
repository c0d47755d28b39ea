"""A site on loopback, for whoever tries addresses; and whether lychee is there to try them."""

from __future__ import annotations

import shutil
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

INSTALLED = bool(shutil.which("lychee")) or (Path(sys.executable).parent / "lychee").exists()
needs_lychee = pytest.mark.skipif(not INSTALLED, reason="`make addresses` brings lychee")
USUAL = {"/gone": 404, "/busy": 429, "/broken": 500, "/moved": 302, "/login": 403}


class Web:
    """A site on loopback that answers by its paths, and remembers who asked for what."""

    def __enter__(self):
        web = self
        self.asked = []
        self.status = dict(USUAL)  # by path; 200 for the others

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                web.asked.append((self.path, dict(self.headers)))
                status = web.status.get(self.path, 200)
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/secret")
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_HEAD = do_GET

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
