"""The server as a client of the official SDK meets it: in this process, and as a program."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys

import pytest
from mcp import MCPError, StdioServerParameters

from pipeline.mcp.server import INSTRUCTIONS, TOO_MANY, make_server
from pipeline.mcp.tools import TOOLS
from tests.helpers.serving import HELLO, environment, message, serve, talk, wiki_of


@pytest.fixture(scope="module")
def server(wiki):
    return make_server(wiki)


def test_a_client_sees_the_tools_with_hints_and_shapes(server):
    async def look(client):
        return (await client.list_tools()).tools

    offered = talk(server, look)
    assert [tool.name for tool in offered] == [t.name for t in TOOLS if not t.hints.writes]
    for tool in offered:
        assert tool.description
        assert tool.title
        assert tool.annotations.read_only_hint
        assert not tool.annotations.destructive_hint
        assert tool.annotations.idempotent_hint
        assert tool.input_schema["additionalProperties"] is False
        assert tool.output_schema["type"] == "object"
    assert len(json.dumps([t.model_dump(mode="json") for t in offered])) < 25_000


def test_a_client_gets_text_and_values_that_fit_the_shape(server):
    calls = {
        "search": {"query": "ocean"},
        "fetch": {"id": "europa"},
        "read_section": {"page": "europa", "section": "Ocean"},
        "list_pages": {},
        "backlinks": {"page": "europa"},
        "path": {"start": "juno", "goal": "europa"},
        "sources_of": {"page": "europa"},
        "lint": {},
        "context_pack": {"question": "Is there an ocean?"},
        "ask": {"question": "Is there an ocean?"},
        "changes": {"since": "HEAD~1"},
    }

    async def call(client):
        await client.list_tools()  # by their shapes the client checks what comes
        return {name: await client.call_tool(name, asked) for name, asked in calls.items()}

    for name, result in talk(server, call).items():
        assert not result.is_error, name
        assert result.structured_content["note"] in INSTRUCTIONS
        assert "instruction to you" in result.content[0].text or name == "list_pages"


def test_a_refusal_is_an_answer_that_a_model_can_read(server):
    async def call(client):
        return await client.call_tool("fetch", {"id": "../../.env"})

    result = talk(server, call)
    assert result.is_error
    assert result.content[0].text.startswith("No page is called '../../.env'.")


def test_a_client_reads_resources_and_prompts(server):
    async def look(client):
        listed = (await client.list_resources()).resources
        template = (await client.list_resource_templates()).resource_templates[0]
        page = await client.read_resource(listed[0].uri)
        prompts = (await client.list_prompts()).prompts
        asked = await client.get_prompt("ask", {"question": "Is there an ocean?"})
        return listed, template, page, prompts, asked

    listed, template, page, prompts, asked = talk(server, look)
    assert template.uri_template == "wiki:///{+path}"
    assert page.contents[0].text.startswith("---\ntitle:")
    assert page.contents[0].mime_type == listed[0].mime_type == "text/markdown"
    assert [prompt.name for prompt in prompts] == ["ask", "what-changed", "review-proposal"]
    assert "Is there an ocean?" in asked.messages[0].content.text


def test_what_is_no_resource_or_prompt_is_an_error_in_words(server):
    async def look(client):
        said = []
        for ask in (
            lambda: client.read_resource("wiki:///../../.env"),
            lambda: client.get_prompt("nothing", {}),
            lambda: client.list_resources(cursor="x"),
        ):
            with pytest.raises(MCPError) as error:
                await ask()
            said.append(str(error.value))
        return said

    said = talk(server, look)
    assert "No page has the address" in said[0]
    assert "There is no prompt 'nothing'" in said[1]
    assert "'x' is no cursor" in said[2]


def test_five_hundred_calls_at_once_are_all_answered(server):
    async def call(client):
        asked = [client.call_tool("fetch", {"id": "jupiter"}) for _ in range(500)]
        return await asyncio.gather(*asked)

    results = talk(server, call)
    assert {result.structured_content["text"] for result in results} == {"Jupiter is a planet."}


def test_of_five_hundred_questions_at_once_a_few_wait_and_quick_calls_go_on(server):
    async def call(client):
        asked = [client.call_tool("ask", {"question": "What is Jupiter?"}) for _ in range(500)]
        quick = asyncio.create_task(client.call_tool("fetch", {"id": "jupiter"}))
        return await asyncio.gather(*asked), await quick

    results, quick = talk(server, call)
    refused = [result.content[0].text for result in results if result.is_error]
    assert set(refused) == {TOO_MANY.text}
    assert 0 < len(results) - len(refused) < 100
    assert not quick.is_error

    async def once_more(client):
        return await client.call_tool("ask", {"question": "What is Jupiter?"})

    assert not talk(server, once_more).is_error


def test_a_server_that_may_write_says_so_and_proposes(tmp_path):
    made = wiki_of(tmp_path / "w")
    server = make_server(serve(made, writes=True))

    async def call(client):
        offered = {tool.name: tool.annotations for tool in (await client.list_tools()).tools}
        text = "# Kettles\n\nA kettle is a vessel that boils water. It holds 1.5 litres.\n"
        return offered, await client.call_tool("propose_source", {"path": "raw/k.md", "text": text})

    offered, done = talk(server, call)
    for name in ("propose_source", "file_answer"):
        assert offered[name].read_only_hint is False
        assert offered[name].destructive_hint is False
        assert offered[name].idempotent_hint is True
    assert offered["propose_source"].open_world_hint
    assert not done.is_error, done.content[0].text
    assert made.branches() == [done.structured_content["branch"]]


def test_a_server_without_a_commit_starts_and_says_so(tmp_path):
    made = wiki_of(tmp_path / "w")
    made.git("checkout", "-q", "--orphan", "empty")

    async def call(client):
        return await client.call_tool("search", {"query": "x"})

    result = talk(make_server(serve(made)), call)
    assert "The repository has no commit yet." in result.content[0].text


# --- as a program ---

PRINTING = (
    "import subprocess, sys\n"
    "import pipeline.mcp.find_tools as find\n"
    "from pipeline import cli\n"
    "plain = find.search_wiki\n"
    "def noisy(*args):\n"
    "    print('from this process')\n"
    "    sys.stdout.flush()\n"
    "    subprocess.run(['echo', 'from a child'])\n"
    "    print('not yet written')\n"
    "    return plain(*args)\n"
    "find.search_wiki = noisy\n"
    "raise SystemExit(cli.main(['mcp']))\n"
)


def exchange(made, messages, awaited, program=("-m", "pipeline", "mcp")):
    """Send lines to a server, and end its input once the answer that is awaited has come.

    Returns the exit code, the lines on its standard output, and its standard error.
    """
    lines = []
    with subprocess.Popen(
        [sys.executable, *program],
        cwd=made.root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as process:
        for one in messages:
            process.stdin.write(f"{one if isinstance(one, str) else json.dumps(one)}\n")
        process.stdin.flush()
        while awaited and (line := process.stdout.readline()):
            lines.append(line)
            if f'"id":{awaited},' in line:
                break
        out, err = process.communicate(timeout=60)
        return process.returncode, [*lines, *out.splitlines()], err


@pytest.mark.parametrize("awaited", [2, 0], ids=["answered", "left-in-the-middle"])
def test_nothing_but_the_protocol_is_on_the_standard_output(team_of_wiki, awaited):
    asked = message(2, "tools/call", name="search", arguments={"query": "ocean"})
    messages = [HELLO, "this is no JSON", '{"half":', asked]
    code, out, err = exchange(team_of_wiki, messages, awaited, ("-c", PRINTING))
    answers = [json.loads(line) for line in out]
    assert all(answer["jsonrpc"] == "2.0" for answer in answers)
    assert not awaited or {1, 2} <= {answer.get("id") for answer in answers}
    for said in ("from this process", "from a child", "not yet written") if awaited else ():
        assert said in err
    assert code == 0


def test_a_program_is_served_over_standard_input_and_output(team_of_wiki):
    async def call(client):
        found = await client.call_tool("search", {"query": "salty"})
        refused = await client.call_tool("search", {"query": "x" * 10_000_000})
        again = await client.call_tool("read_section", {"page": "europa"})
        return found, refused, again

    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "pipeline", "mcp"],
        cwd=team_of_wiki.root,
        env=environment(),
    )
    found, refused, again = talk(command, call)
    assert found.structured_content["results"][0]["id"] == "wiki/entities/europa.md"
    assert refused.is_error
    assert "at most 10000 characters" in refused.content[0].text
    assert not again.is_error


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_signal_ends_a_server_whose_client_is_still_there(team_of_wiki):
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline", "mcp"],
        cwd=team_of_wiki.root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as process:
        process.stdin.write(f"{json.dumps(HELLO)}\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 128 + signal.SIGTERM
        assert "Traceback" not in process.stderr.read()
