"""Serve the wiki over HTTP, on the loopback alone, to whoever has the token."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.adapters.web.loopback import listen_on_loopback
from pipeline.mcp.http_guard import HttpGuard
from pipeline.mcp.served_wiki import ServedWiki
from pipeline.mcp.server import make_server

PATH = "/mcp"
MOST_SESSIONS = 100
MOST_BYTES = 4_000_000  # of one request
IDLE_SECONDS = 1_800.0  # after which a session that nobody uses ends
SECONDS_TO_END = 2  # for streams that clients keep open when the server is told to end


def serve_http(wiki: ServedWiki, port: int, token: str, say: Callable[[str], None]) -> None:
    """Serve until the process is told to end; `say` is told the address, once it can be reached.

    Port 0 takes any port that is free.
    """
    server = make_server(wiki)
    import uvicorn
    from mcp.server.transport_security import TransportSecuritySettings

    with listen_on_loopback(port) as listening:
        taken: int = listening.getsockname()[1]
        app = server.streamable_http_app(
            streamable_http_path=PATH,
            max_request_body_size=MOST_BYTES,
            session_idle_timeout=IDLE_SECONDS,
            max_sessions=MOST_SESSIONS,
            transport_security=TransportSecuritySettings(
                enable_dns_rebinding_protection=True,
                allowed_hosts=[f"127.0.0.1:{taken}", f"localhost:{taken}"],
                allowed_origins=[f"http://127.0.0.1:{taken}", f"http://localhost:{taken}"],
            ),
        )
        config = uvicorn.Config(
            HttpGuard(app, taken, token),
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan="on",
            timeout_graceful_shutdown=SECONDS_TO_END,
        )
        say(f"http://127.0.0.1:{taken}{PATH}")
        uvicorn.Server(config).run(sockets=[listening])
