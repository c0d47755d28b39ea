"""What AGENTS.md tells agents to do can be done."""

import re
import shlex

import pytest

from pipeline.cli import make_parser
from pipeline.cli.command_list import COMMANDS
from pipeline.operations.setup.example import example_manifest
from pipeline.operations.setup.product import is_products
from tests.project.docs import ROOT

TEXT = (ROOT / "AGENTS.md").read_text("utf-8")
SPANS = [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", TEXT)]
NAMED = [span for span in SPANS if span.startswith("wiki ")]


def test_it_is_short_enough_to_be_read_each_time():
    assert len(TEXT.splitlines()) <= 15


@pytest.mark.parametrize("command", NAMED)
def test_each_command_that_it_names_is_there(command):
    _, name, *rest = shlex.split(command)
    assert name in COMMANDS
    if rest:
        made = make_parser([name]).parse_args([name, *rest])
        assert callable(made.run)


def test_each_file_that_it_names_is_there():
    named = [span for span in SPANS if span.endswith((".md", "/"))]
    assert {"schema.md", "raw/"} <= {*named}
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_it_is_the_products_and_a_new_wiki_keeps_it():
    assert is_products("AGENTS.md")
    assert "AGENTS.md" not in example_manifest()
