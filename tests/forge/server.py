"""HTTP: reads a request, finds its answer, writes it, and keeps the log. One request at a time changes anything."""

import json
import socket
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from tests.forge import (
    access,
    graphql,
    owners,
    pushes,
    routes_actions,
    routes_issues,
    routes_pulls,
    routes_repository,
    routes_rules,
)
from tests.forge.follow import follow
from tests.forge.routing import Call, find
from tests.forge.state import Refusal, Request

# importing them registers their routes
HANDLERS = (routes_actions, routes_issues, routes_pulls, routes_rules, routes_repository)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, forge):
        self.forge = forge
        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, request, client_address):
        """Keep what went wrong in a hook's question; a client that went away is no news."""
        if not isinstance(sys.exception(), ConnectionError):
            self.forge.crashed()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # one packet an answer

    def _serve(self):
        forge = self.server.forge
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with forge.lock:
            if self.path in ("/_push", "/_pushed"):
                return self._hook(data.decode("utf-8", "replace"))
            status, body, headers = _answer(forge, self.command, self.path, self.headers, data)
        return self._drop() if not status else self._send(status, body, headers)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve

    def _hook(self, text):
        """Answer a hook of the bare repository, see `hooks.py`."""
        follow(self.server.forge)
        verdict = pushes.judge(self.server.forge, text) if self.path == "/_push" else "ok"
        self.close_connection = True
        self._send(200, verdict, {})

    def _send(self, status, body, headers):
        data = (
            b""
            if body is None
            else body.encode()
            if isinstance(body, str)
            else json.dumps(body).encode()
        )
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        if status != 204:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        self.wfile.flush()

    def _drop(self):
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_):
        """The log is `forge.requests`."""


def _answer(forge, method, address, headers, data):
    """Return status, body and headers; status 0 drops the connection."""
    parts = urlsplit(address)
    parts = parts._replace(path=parts.path.removeprefix(forge.prefix))
    caller, sent = access.Caller(""), {}
    fault = forge.fault(method, parts.path)
    try:
        caller = access.identify(forge, headers.get("Authorization"), headers.get("User-Agent"))
        if fault is None or fault.after:
            status, body, sent = _act(forge, caller, method, parts, data)
    except Refusal as refusal:
        status, body = refusal.status, {"message": refusal.message, "status": str(refusal.status)}
        body |= {"errors": refusal.errors} if refusal.errors else {}
        body["documentation_url"] = "https://docs.github.com/rest"
    except Exception:
        forge.crashed()
        status, body = 500, {"message": forge.crashes[-1]}
    if fault:
        status, body, sent = (0 if fault.drop else fault.status), fault.body(), fault.headers
    elif forge.description and not parts.path.endswith("/graphql"):
        forge.unlike_github += forge.description.find_faults(
            method, parts.path, parts.query, json.loads(data or b"null"), status, body
        )
    forge.requests.append(
        Request(method, parts.path, caller.login, caller.workflow, caller.job, status, parts.query)
    )
    return status, body, sent


def _act(forge, caller, method, parts, data):
    body = _read(data)
    follow(forge)
    if (method, parts.path) == ("POST", "/api/graphql" if forge.prefix else "/graphql"):
        return 200, graphql.answer(forge, caller, body if isinstance(body, dict) else {}), {}
    if (method, parts.path) == ("GET", "/user"):
        if caller.login.endswith("[bot]"):
            raise Refusal(403, access.NOT_ACCESSIBLE)
        return 200, owners.person(forge, caller.login), {}
    prefix = f"/repos/{forge.repository}"
    if parts.path != prefix and not parts.path.startswith(prefix + "/"):
        raise Refusal(404, "Not Found")
    found, names = find(method, parts.path[len(prefix) :])
    access.check(forge, caller, found.scopes, found.level, routes_issues.subject(forge, names))
    call = Call(
        forge, caller, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)), body, names
    )
    told = found.answer(call)
    status, shown = told if isinstance(told, tuple) else (200, told)
    follow(forge)  # a merge moves the base of others
    return status, shown, call.headers


def _read(data):
    try:
        body = json.loads(data) if data else {}
    except ValueError:
        raise Refusal(400, "Problems parsing JSON") from None
    if not isinstance(body, dict | list):
        raise Refusal(400, "Body should be a JSON object")
    return body
