"""A deck on the wiki of the ethereum run, as a real model drafted it: what each slide rests on stands in its notes."""

from __future__ import annotations

import shutil
from pathlib import Path

from pipeline.cli import main
from tests.helpers.server import MessagesServer
from tests.runs.kept_runs import DAY, ETHEREUM
from tests.runs.replay import Replay

HERE = Path(__file__).parent
KEPT = HERE / "decks"
ASKED = (
    "How have contract authors been told to deal with SELFDESTRUCT, from its deprecation to what it"
    " does today?"
)


def test_a_deck_of_a_model_has_its_quotes_in_the_notes(golden, monkeypatch, capsys, tmp_path):
    # Where Marp is on the path, slides are measured by rendering, and cut elsewhere.
    monkeypatch.setenv("PATH", str(Path(shutil.which("git") or "").parent))
    wiki = ETHEREUM.merged(tmp_path / "wiki")
    deck, replay = tmp_path / "deck.md", Replay(KEPT / "exchanges.jsonl")
    with MessagesServer(replay) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
        command = ["make", "slides", ASKED, "--to", "marp", "--out", str(deck), "--date", DAY]
        code = main(["-C", str(wiki.root), *command, "--librarian", "model"])
    assert replay.missed == [], "a prompt, or what a prompt shows, has changed: record the run anew"
    said = capsys.readouterr()
    assert code == 0, said.err
    assert "struck" not in said.err
    golden(KEPT, {"selfdestruct.md": deck.read_text("utf-8")})
