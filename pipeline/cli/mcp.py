"""`wiki mcp`: serve the wiki to other programs, by the Model Context Protocol."""

from __future__ import annotations

import argparse
import datetime
import os

from pipeline.cli.output import Commands, err
from pipeline.core.errors import UserError

TOKEN = "WIKI_MCP_TOKEN"  # the variable of the environment
SHORTEST_TOKEN = 16
PORT = 8470


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "mcp", help="serve the wiki to other programs, by the Model Context Protocol"
    )
    parser.description = (
        "Without options one program is served over standard input and output, and starts this"
        f" command itself. With --http the token is read from {TOKEN}; without it a new one is"
        " printed."
    )
    parser.add_argument(
        "--write", action="store_true", help="let programs make proposals, which people merge"
    )
    parser.add_argument(
        "--http", action="store_true", help="serve over HTTP on this computer, behind a token"
    )
    parser.add_argument(
        "--port", type=_port, default=PORT, metavar="N", help=f"with --http: the port ({PORT})"
    )
    parser.set_defaults(run=_serve)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:6]) <= 65_535):
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is no port from 0 to 65535")
    return int(text)


def _serve(args: argparse.Namespace) -> int:
    import logging
    import sys

    from pipeline.mcp.http_server import serve_http
    from pipeline.mcp.served_wiki import ServedWiki
    from pipeline.mcp.server import serve_stdio

    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(name)s: %(message)s")
    wiki = ServedWiki(args.folder, lambda: datetime.date.today().isoformat(), args.write)
    try:
        if args.http:
            serve_http(wiki, args.port, _token(), lambda address: err(f"serving {address}"))
        else:
            serve_stdio(wiki)
    finally:
        wiki.close()
    return 0


def _token() -> str:
    """Return the token that clients must send; a new one is printed, for nobody else knows it."""
    import secrets

    from pipeline.adapters.secrets import keep_secret

    given = os.environ.get(TOKEN, "")
    if given and (len(given) < SHORTEST_TOKEN or not given.isascii() or not given.isprintable()):
        raise UserError(
            f"{TOKEN} is no good token.",
            f"Give it {SHORTEST_TOKEN} letters and digits or more, or unset it for a new one.",
        )
    token = given or secrets.token_urlsafe(32)
    if not given:
        err(f"token   {token}")
    keep_secret(token)
    return token
