"""The server of the official SDK, with our tools, prompts and resources."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline import __version__
from pipeline.adapters.processes.standard_streams import take_standard_streams
from pipeline.core.errors import UserError
from pipeline.core.extras import imported_for
from pipeline.mcp.answer_call import ToolReply, answer_call, offered_tools
from pipeline.mcp.prompts import PROMPTS, make_prompt
from pipeline.mcp.resources import TEMPLATE, list_resources, read_resource
from pipeline.mcp.served_wiki import ServedWiki
from pipeline.mcp.tool import NOTE, Tool
from pipeline.mcp.tools import TOOLS

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server
    from mcp.types import Tool as ToolOffer

NAME = "git-llm-wiki"
MOST_AT_ONCE = 4  # quick calls; the others wait for their turn
MOST_WAITING = 8  # slow calls, that which runs among them
INSTRUCTIONS = (
    "A wiki compiled from committed sources, in which each statement carries the mark of a verbatim"
    " quote. Find pages with `search`, read them with `fetch` or `read_section`, and see what a"
    " statement rests on with `sources_of`. Ids of pages are their paths. Long answers come in"
    f" pieces: give `next` back as `cursor`. {NOTE}"
)
NEEDED = "The wiki is served to other programs with the SDK of the Model Context Protocol"
T = TypeVar("T")


SLOW = frozenset(tool.name for tool in TOOLS if tool.hints.slow)
TOO_MANY = ToolReply(
    f"{MOST_WAITING} calls like this one wait for their turn already. Wait for their answers.",
    failed=True,
)


class SlowCalls:
    """Lets slow calls have their turn one after the other, and only a few of them wait."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(1, "wiki-mcp-slow")
        self._waiting = 0

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Count one call for as long as it lasts; give whether there is room for it."""
        may = self._waiting < MOST_WAITING
        self._waiting += may
        try:
            yield may
        finally:
            self._waiting -= may


def make_server(wiki: ServedWiki) -> Server[Any]:
    """Return a server for a wiki; `UserError` where the SDK is not installed."""
    with imported_for(NEEDED, "mcp"):
        from mcp import types
        from mcp.server.lowlevel import Server
        from mcp.shared.exceptions import MCPError

    threads = ThreadPoolExecutor(MOST_AT_ONCE, "wiki-mcp")
    slow = SlowCalls()

    async def in_thread(work: Callable[[], T], pool: ThreadPoolExecutor = threads) -> T:
        """Run a work that waits for disk or network beside the loop, a few at a time."""
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, work)
        except UserError as error:
            raise MCPError(code=types.INVALID_PARAMS, message=str(error)) from error

    async def list_tools(_: Any, params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_offer(tool) for tool in offered_tools(wiki)])

    async def call_tool(_: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        given = params.arguments or {}
        work = partial(answer_call, wiki, params.name, given)
        if params.name in SLOW:
            with slow.turn() as may:
                reply = await in_thread(work, slow.threads) if may else TOO_MANY
        else:
            reply = await in_thread(work)
        return types.CallToolResult(
            content=[types.TextContent(type="text", text=reply.text)],
            structured_content=reply.values,
            is_error=reply.failed,
        )

    async def list_pages(_: Any, params: Any) -> types.ListResourcesResult:
        cursor = str(params.cursor or "") if params else ""
        pages, end = await in_thread(lambda: list_resources(wiki, cursor))
        return types.ListResourcesResult(
            resources=[
                types.Resource(
                    uri=page.address, name=page.name, title=page.title, mime_type="text/markdown"
                )
                for page in pages
            ],
            next_cursor=end or None,
        )

    async def list_templates(_: Any, params: Any) -> types.ListResourceTemplatesResult:
        template = types.ResourceTemplate(
            uri_template=TEMPLATE,
            name="page",
            title="A page of the wiki",
            description="The text of a page, by its path.",
            mime_type="text/markdown",
        )
        return types.ListResourceTemplatesResult(resource_templates=[template])

    async def read_page(
        _: Any, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        text = await in_thread(lambda: read_resource(wiki, str(params.uri)))
        return types.ReadResourceResult(
            contents=[
                types.TextResourceContents(uri=params.uri, text=text, mime_type="text/markdown")
            ]
        )

    async def list_prompts(_: Any, params: Any) -> types.ListPromptsResult:
        prompts = [
            types.Prompt(
                name=prompt.name,
                title=prompt.title,
                description=prompt.what,
                arguments=[
                    types.PromptArgument(name=a.name, description=a.what, required=a.required)
                    for a in prompt.arguments
                ],
            )
            for prompt in PROMPTS
        ]
        return types.ListPromptsResult(prompts=prompts)

    async def get_prompt(_: Any, params: types.GetPromptRequestParams) -> types.GetPromptResult:
        given = params.arguments or {}
        text = await in_thread(lambda: make_prompt(wiki, params.name, given))
        content = types.TextContent(type="text", text=text)
        return types.GetPromptResult(messages=[types.PromptMessage(role="user", content=content)])

    return Server(
        NAME,
        version=__version__,
        title="The team's wiki",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_pages,
        on_list_resource_templates=list_templates,
        on_read_resource=read_page,
        on_list_prompts=list_prompts,
        on_get_prompt=get_prompt,
    )


def _offer(tool: Tool) -> ToolOffer:
    """Return a tool as a host lists it."""
    from mcp import types

    hints = tool.hints
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.what,
        input_schema=_without_titles(tool.arguments.model_json_schema()),
        output_schema=_without_titles(tool.answer.model_json_schema(mode="serialization")),
        annotations=types.ToolAnnotations(
            title=tool.title,
            read_only_hint=not hints.writes,
            destructive_hint=False,
            idempotent_hint=hints.idempotent,
            open_world_hint=hints.open_world,
        ),
    )


def _without_titles(schema: Any, are_names: bool = False) -> Any:
    """Return a schema without the titles that pydantic makes of names: models read all of it."""
    if isinstance(schema, dict):
        return {
            key: _without_titles(value, not are_names and key in ("properties", "$defs"))
            for key, value in schema.items()
            if are_names or key != "title"
        }
    return [_without_titles(one) for one in schema] if isinstance(schema, list) else schema


def serve_stdio(wiki: ServedWiki) -> None:
    """Serve one client over standard input and output, until it closes them."""
    server = make_server(wiki)
    from mcp.server.stdio import stdio_server

    streams = take_standard_streams()
    others = sys.stdin, sys.stdout

    async def serve() -> None:
        # The SDK takes the streams that it finds here, and gives them back when the client is gone.
        # Calls may still be running then, so they must not be the streams to which others print.
        sys.stdin, sys.stdout = streams.incoming, streams.outgoing
        async with stdio_server() as (incoming, outgoing):
            sys.stdin, sys.stdout = others
            await server.run(incoming, outgoing, server.create_initialization_options())

    with asyncio.Runner() as runner:
        try:
            runner.run(serve())
        finally:
            streams.end_input()  # a signal ends the server while its client is still there
