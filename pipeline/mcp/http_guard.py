"""Let only whoever has the token in, and no browser that was led here by another site.

A web page may make a browser send requests to this computer, and by DNS rebinding it may read the
answers: the page's own name then leads here. Such a request names another host in `Host`, and a
page that is not ours in `Origin`, so both are compared with this server's own. Then the bearer
token is looked at. Nothing of the protocol is read before.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]


class HttpGuard:
    """An ASGI application before another one, for a server on a port of the loopback."""

    def __init__(self, app: AsgiApp, port: int, token: str) -> None:
        self._app = app
        self._hosts = tuple(f"{name}:{port}".encode() for name in ("127.0.0.1", "localhost"))
        self._origins = tuple(b"http://" + host for host in self._hosts)
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that may not come in; hand every other one on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            status, why = self._judge(scope["headers"])
            if status == 200:
                await self._app(scope, receive, send)
            else:
                await _refuse(send, status, why)

    def _judge(self, headers: list[tuple[bytes, bytes]]) -> tuple[int, str]:
        """Return 200 for a request that may come in, else the status and the words that say why."""

        def values(name: bytes) -> list[bytes]:
            return [value for key, value in headers if key.lower() == name]

        hosts, origins, given = values(b"host"), values(b"origin"), values(b"authorization")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return 421, "The request names another host than this server."
        if any(origin.lower() not in self._origins for origin in origins):
            return 403, "The request comes from a page of another site."
        kind, _, token = given[0].partition(b" ") if len(given) == 1 else (b"", b"", b"")
        if kind.lower() != b"bearer" or not hmac.compare_digest(token.strip(), self._token):
            return 401, "The request has no bearer token, or a wrong one."
        return 200, ""


async def _refuse(send: Send, status: int, why: str) -> None:
    body = why.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
