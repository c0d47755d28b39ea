"""Three reports on the wiki of the ethereum run, as a real model drafted them: every sentence holds, and the pages are kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.cli import main
from tests.helpers.server import MessagesServer
from tests.runs.kept_runs import DAY, ETHEREUM
from tests.runs.replay import Replay

HERE = Path(__file__).parent
KEPT = HERE / "reports"
ASKED = {
    "sload.md": "What does SLOAD cost, and how did it change?",
    "state-access.md": "How do the six proposals protect the network against state-access attacks, and"
    " what did each cost contract authors?",
    "selfdestruct.md": "What became of SELFDESTRUCT, and what must a contract author know?",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The wiki of the kept run, with the sources that it cites."""
    return ETHEREUM.merged(tmp_path_factory.mktemp("reports") / "wiki")


def offered(made):
    return set(made.git("branch", "--format=%(refname:short)", "--list", "wiki/upkeep/*").split())


@pytest.mark.parametrize("name", ASKED)
def test_a_report_of_a_model_becomes_a_page_on_which_every_sentence_is_marked(
    made, golden, monkeypatch, capsys, name
):
    pytest.importorskip("matplotlib")
    before = offered(made)
    replay = Replay(KEPT / "exchanges.jsonl")
    with MessagesServer(replay) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
        command = ["-C", str(made.root), "make", "report", ASKED[name], "--librarian", "model"]
        code = main([*command, "--date", DAY])
    assert replay.missed == [], "a prompt, or what a prompt shows, has changed: record the run anew"
    assert code == 0
    (branch,) = offered(made) - before
    files = made.git("diff", "--name-only", f"HEAD...{branch}").split()
    (page,) = [path for path in files if re.fullmatch(r"wiki/outputs/[^/]+\.md", path)]
    golden(KEPT, {name: made.at(branch, page)})
    said = capsys.readouterr().out
    assert "no footnote" not in said
    assert "not in it, because" not in said
