"""`wiki mcp` before it serves: what it refuses, and what it says is missing."""

import subprocess
import sys

import pytest

from pipeline.cli import main
from tests.helpers.repos import ROOT


@pytest.mark.parametrize("token", ["short", "a token of spaces\n and lines", "é" * 20])
def test_a_token_that_is_easily_guessed_or_no_header_is_refused(monkeypatch, capsys, token):
    monkeypatch.setenv("WIKI_MCP_TOKEN", token)
    assert main(["mcp", "--http", "--port", "0"]) == 1
    said = capsys.readouterr()
    assert "WIKI_MCP_TOKEN is no good token." in said.err
    assert said.out == ""


@pytest.mark.parametrize("port", ["70000", "-1", "x", "٨٠"])
def test_what_is_no_port_is_wrong_usage(capsys, port):
    with pytest.raises(SystemExit) as stop:
        main(["mcp", "--http", f"--port={port}"])
    assert stop.value.code == 2
    assert "is no port from 0 to 65535" in capsys.readouterr().err


def test_without_the_extra_the_command_that_installs_it_is_named():
    missing = "import sys; sys.modules['mcp'] = None\nfrom pipeline.cli import main\nsys.exit(main(['mcp']))"
    done = subprocess.run([sys.executable, "-c", missing], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "which is not installed." in done.stderr
    assert "Run `make mcp`" in done.stderr
    assert done.stdout == ""
