"""Charts on the wiki of the ethereum run, chosen by a model that was shown the claims: each value stands in a quote."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli import main
from tests.helpers.server import MessagesServer
from tests.runs.kept_runs import DAY, ETHEREUM
from tests.runs.replay import Replay

HERE = Path(__file__).parent
KEPT = HERE / "charts"
ASKED = {
    "sload": ("How did the price of SLOAD change over time?",),
    "accounts": (
        "How did the gas cost of accessing another account, such as with BALANCE or EXTCODEHASH,"
        " change over time?",
    ),
    "eip-150": ("How do the gas costs that EIP-150 sets compare with one another?",),
    "proposals": (
        "When were the proposals about SELFDESTRUCT and gas costs published?",
        "--form",
        "timeline",
    ),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The wiki of the kept run, with the sources that it cites."""
    return ETHEREUM.merged(tmp_path_factory.mktemp("charts") / "wiki")


def offered(made):
    return set(made.git("branch", "--format=%(refname:short)", "--list", "wiki/upkeep/*").split())


@pytest.mark.parametrize("name", ASKED)
def test_a_chart_of_a_model_becomes_a_page_with_every_value_and_its_quote(
    made, golden, monkeypatch, capsys, name
):
    pytest.importorskip("matplotlib")
    before = offered(made)
    replay = Replay(KEPT / "exchanges.jsonl")
    with MessagesServer(replay) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
        command = ["make", "chart", *ASKED[name], "--librarian", "model", "--date", DAY]
        code = main(["-C", str(made.root), *command])
    assert replay.missed == [], "a prompt, or what a prompt shows, has changed: record the run anew"
    said = capsys.readouterr()
    assert code == 0, said.err
    assert "struck" not in said.err + said.out
    assert "Look closer" not in said.out
    (branch,) = offered(made) - before
    files = made.git("ls-tree", "-r", "--name-only", branch, "wiki/outputs").split()
    golden(
        KEPT,
        {
            f"{name}{Path(path).suffix}": made.at(branch, path)
            for path in files
            if path.endswith((".md", ".json"))
        },
    )
