"""What the template ships for assistants: the server they start, and the skill they read."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from pipeline.cli import make_parser
from pipeline.mcp.tools import TOOLS
from pipeline.operations.setup.product import MANIFEST
from tests.helpers.repos import ROOT
from tests.project.test_docs import misread

SKILLS = sorted((ROOT / ".claude" / "skills").glob("*/SKILL.md"))
MOST_LINES = 500  # of a skill, which an assistant reads whole


def test_the_server_that_clients_start_is_the_command_that_make_installs():
    said = json.loads((ROOT / ".mcp.json").read_text("utf-8"))
    assert said == {
        "mcpServers": {"wiki": {"type": "stdio", "command": ".venv/bin/wiki", "args": ["mcp"]}}
    }
    assert make_parser().parse_args(said["mcpServers"]["wiki"]["args"]).write is False


def test_what_the_guide_shows_for_a_client_is_what_the_parser_takes():
    guide = (ROOT / "docs" / "mcp.md").read_text("utf-8")
    (block,) = re.findall(r"```json\n(.*?)```", guide, re.DOTALL)
    (server,) = json.loads(block)["servers"].values()
    assert server["type"] == "stdio"
    assert make_parser().parse_args(server["args"])


def test_there_is_a_skill_for_the_wiki():
    assert [path.parent.name for path in SKILLS] == ["wiki"]


@pytest.mark.parametrize("path", SKILLS, ids=lambda path: path.parent.name)
def test_a_skill_is_as_the_standard_of_agent_skills_wants_it(path):
    """https://agentskills.io/specification: name and description, and what else may stand there."""
    text = path.read_text("utf-8")
    front, body = re.fullmatch(r"---\n(.*?)\n---\n(.*)", text, re.DOTALL).groups()
    fields = yaml.safe_load(front)
    assert set(fields) <= {
        "name",
        "description",
        "license",
        "compatibility",
        "metadata",
        "allowed-tools",
    }
    assert fields["name"] == path.parent.name
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", fields["name"])
    assert len(fields["name"]) <= 64
    assert 1 <= len(fields["description"]) <= 1_024
    assert "Use when" in fields["description"]
    assert not re.search(r"[<>]", front)
    assert body.strip()
    assert text.count("\n") < MOST_LINES


@pytest.mark.parametrize("path", SKILLS, ids=lambda path: path.parent.name)
def test_a_skill_names_only_commands_and_tools_that_there_are(path):
    names = re.findall(r"`([^`\n]+)`", path.read_text("utf-8"))
    tools = {tool.name for tool in TOOLS}
    for said in names:
        if found := re.fullmatch(r"wiki ([a-z]+)((?: .*)?)", said):
            assert not misread(found[1], found[2]), said
        elif re.fullmatch(r"[a-z]+(?:_[a-z]+)*", said):
            assert said in tools | {"related"}, said


def test_the_files_are_part_of_the_product():
    listed = (ROOT / MANIFEST).read_text("utf-8")
    for path in (".mcp.json", ".claude/skills/wiki/SKILL.md"):
        assert f'"{path}"' in listed
