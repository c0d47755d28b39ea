"""A chart on the wiki of the ethereum run, whose values a model chose: each stands in a quote, and the page is kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.cli import main
from tests.helpers.server import MessagesServer
from tests.runs.kept_runs import DAY, ETHEREUM
from tests.runs.replay import Replay

HERE = Path(__file__).parent
KEPT = HERE / "charts"
ASKED = "How did the price of SLOAD change over time?"


def test_a_chart_of_a_model_shows_the_price_of_sload_with_its_documents(
    golden, monkeypatch, capsys, tmp_path
):
    pytest.importorskip("matplotlib")
    wiki = ETHEREUM.team(tmp_path / "wiki")
    shutil.copytree(HERE / "ethereum/wiki", wiki.root / "wiki", dirs_exist_ok=True)
    wiki.git("add", "-A")
    wiki.git("commit", "-qm", "The wiki of the run")
    replay = Replay(KEPT / "exchanges.jsonl")
    with MessagesServer(replay) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
        command = ["make", "chart", ASKED, "--librarian", "model", "--date", DAY]
        code = main(["-C", str(wiki.root), *command])
    assert replay.missed == [], "a prompt, or what a prompt shows, has changed: record the run anew"
    said = capsys.readouterr()
    assert code == 0, said.err
    assert "struck" not in said.err + said.out
    (branch,) = wiki.git("branch", "--format=%(refname:short)", "--list", "wiki/upkeep/*").split()
    folder = "wiki/outputs"
    golden(
        KEPT,
        {
            "gas-cost-of-sload.md": wiki.at(branch, f"{folder}/gas-cost-of-sload-over-time.md"),
            "gas-cost-of-sload.json": wiki.at(
                branch, f"{folder}/charts/gas-cost-of-sload-over-time.json"
            ),
        },
    )
