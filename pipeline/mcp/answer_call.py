"""Answer one call of a tool: check what is asked, run it, and say in words what went wrong.

This is an edge of the program: whatever a tool raises becomes an answer, so that one call never
ends the server.
"""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from pipeline.adapters.machine_faults import explain_fault
from pipeline.adapters.secrets import find_secrets, redact
from pipeline.core.errors import UserError
from pipeline.core.text import nearest, shorten
from pipeline.mcp.pieces import MOST_OF_ALL, size_of
from pipeline.mcp.served_wiki import ServedWiki
from pipeline.mcp.tool import Tool
from pipeline.mcp.tools import TOOLS

LOG = logging.getLogger("wiki.mcp")
_MOST_FAULTS = 5  # of the arguments of one call that are told
OURS = (
    "This is a mistake in the program, not in your files; what it was stands in the server's log."
)


@dataclass(frozen=True)
class ToolReply:
    """What a client is answered: a text for models, values for programs, and whether it failed."""

    text: str
    values: Any = None
    failed: bool = False


def offered_tools(wiki: ServedWiki) -> tuple[Tool, ...]:
    """Return the tools that this server has: those that write only where it may."""
    return tuple(tool for tool in TOOLS if wiki.writes or not tool.hints.writes)


def answer_call(wiki: ServedWiki, name: str, arguments: Mapping[str, Any]) -> ToolReply:
    """Return the answer to one call."""
    try:
        return _within_limit(_run(wiki, name, arguments))
    except UserError as error:
        return _failure(str(error))
    except Exception as error:
        fault = explain_fault(error)
        if fault is not None:
            return _failure(str(fault))
        LOG.error(redact("".join(traceback.format_exception(error)), find_secrets(os.environ)))
        return _failure(OURS)


def _run(wiki: ServedWiki, name: str, arguments: Mapping[str, Any]) -> ToolReply:
    tool = _find_tool(wiki, name)
    try:
        asked = tool.arguments.model_validate(arguments)
    except ValidationError as error:
        raise UserError(_faults_of(error, tool)) from None
    told = tool.run(wiki, asked)
    return ToolReply(_as_utf8(told.as_text()), _as_utf8(told.model_dump(mode="json")))


def _find_tool(wiki: ServedWiki, name: str) -> Tool:
    tools = {tool.name: tool for tool in offered_tools(wiki)}
    if name in tools:
        return tools[name]
    if any(tool.name == name for tool in TOOLS):
        raise UserError(
            f"`{name}` writes, and this server only reads.", "Start it with `wiki mcp --write`."
        )
    near = nearest(name[:100], tools)
    raise UserError(
        f"There is no tool {name[:100]!r}.",
        f"Did you mean `{near}`?" if near else f"There are: {', '.join(tools)}.",
    )


def _faults_of(error: ValidationError, tool: Tool) -> str:
    """Return what is wrong with the arguments; the values are not repeated."""
    faults = [
        f"{'.'.join(map(str, fault['loc'])) or 'the arguments'}: {fault['msg']}"
        for fault in error.errors(include_input=False, include_url=False)[:_MOST_FAULTS]
    ]
    known = ", ".join(tool.arguments.model_fields)
    return f"`{tool.name}` takes {known}. {shorten('; '.join(faults), 1_000)}."


def _within_limit(reply: ToolReply) -> ToolReply:
    if size_of([reply.text, reply.values]) <= MOST_OF_ALL:
        return reply
    raise UserError(
        "The answer would be larger than what programs like yours take.",
        "Ask for less: for fewer things at a time, or for one section of a page.",
    )


def _failure(text: str) -> ToolReply:
    return ToolReply(_as_utf8(text), failed=True)


def _as_utf8(value: Any) -> Any:
    """Return a value in which what stands for a byte that is no text is spelt out."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_as_utf8(key): _as_utf8(item) for key, item in value.items()}
    return [_as_utf8(item) for item in value] if isinstance(value, list) else value
