"""A small wiki to be served to other programs, and calls of its tools."""

from __future__ import annotations

import asyncio
import os

from pipeline.mcp.answer_call import answer_call
from pipeline.mcp.served_wiki import ServedWiki
from tests.helpers.repos import ROOT, team
from tests.helpers.searching import page

DAY = "2026-11-30"
PRIMER = "# Primer\n\nEuropa is a moon of Jupiter.\nAn ocean of salty water lies below.\n"
PAGES = {
    "wiki/entities/europa.md": page(
        "Europa",
        "Europa is a moon of [[jupiter|Jupiter]] with an icy crust.[^primer-1]\n\n## Ocean\n\n"
        "- Beneath the crust lies an ocean of salty water.[^primer-2]\n- It may hold life.\n\n"
        "## Notes\n\nSomebody remembers it.[^own]\n\n"
        '[^primer-1]: [primer](../../raw/primer.md?plain=1#L3): "Europa is a moon of Jupiter."\n'
        '[^primer-2]: [primer](../../raw/primer.md?plain=1#L4): "An ocean of salty water"\n'
        "[^own]: A letter that nobody kept.\n",
        kind="entity",
        updated="2026-03-01",
        confidence="high",
    ),
    "wiki/entities/jupiter.md": page(
        "Jupiter", "Jupiter is a planet.", aliases=["Jove"], kind="entity"
    ),
    "wiki/entities/juno.md": page(
        "Juno",
        "Juno flies around [[jupiter]], and has seen the crust of [[europa]].",
        kind="entity",
        updated="2026-05-01",
    ),
    "wiki/concepts/ice-giant.md": page("Ice giant", "A planet of ice. [[Jupiter]] is none."),
    "wiki/concepts/alone.md": page("Alone", "Nothing is said here of anything."),
    "wiki/sources/primer.md": page(
        "A primer", "What the primer says.", kind="source-summary", source="raw/primer.md",
        author="Ada", published="2024-01-01",
    ),
}  # fmt: skip


def wiki_of(folder, pages=None, schema=None):
    """A team's repository with these pages committed."""
    made = team(folder, {"primer.md": PRIMER}, **({"schema": schema} if schema else {}))
    for path, text in (PAGES if pages is None else pages).items():
        (made.root / path).parent.mkdir(parents=True, exist_ok=True)
        (made.root / path).write_text(text, "utf-8")
    made.git("add", "-A")
    made.git("commit", "-qm", "Pages", "--allow-empty")
    return made


def serve(made, writes=False):
    """The wiki of a team as a server has it."""
    return ServedWiki(made.root, lambda: DAY, writes)


def told(wiki, name, **asked):
    """The values that a tool answers; it must not fail."""
    reply = answer_call(wiki, name, asked)
    assert not reply.failed, reply.text
    return reply.values


def refusal(wiki, name, **asked):
    """What a tool says that it refuses."""
    reply = answer_call(wiki, name, asked)
    assert reply.failed
    assert reply.values is None
    return reply.text


def talk(server, conversation):
    """Have a client of the SDK talk with a server: one in this process, at an address, or a program."""
    from mcp import Client

    async def run():
        async with Client(server) as client:
            return await conversation(client)

    return asyncio.run(run())


def environment():
    """The environment of a server that is a program."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def message(number, method, **params):
    """A request of the protocol."""
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


HELLO = message(
    1,
    "initialize",
    protocolVersion="2025-06-18",
    capabilities={},
    clientInfo={"name": "test", "version": "1"},
)
