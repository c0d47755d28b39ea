"""A kept run of a real language model over six sources, replayed over HTTP through the real SDK: same wiki, same texts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline import rules
from pipeline.adapters.git.repository import open_repository
from pipeline.cli import main
from pipeline.core.findings.view import View
from pipeline.operations.repository.snapshot import take_snapshot
from tests.helpers.corpora import corpus
from tests.helpers.repos import SCHEMA, team
from tests.helpers.server import MessagesServer
from tests.runs.replay import KEPT, Replay, drop_unused, without_cost

SIX = ("eip-150", "eip-1884", "eip-2929", "eip-4758", "eip-6049", "eip-6780")
GOLDEN = Path(__file__).parent / "ethereum"


@pytest.fixture(scope="module")
def replayed(tmp_path_factory):
    """Compile the six, each merged before the next; return the team, the replay, and the proposals' texts."""
    raw = {
        f"{name}.md": (corpus("ethereum-gas") / "raw" / f"{name}.md").read_bytes() for name in SIX
    }
    made = team(tmp_path_factory.mktemp("replay") / "w", raw, SCHEMA)
    replay = Replay(KEPT)
    with MessagesServer(replay) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANTHROPIC_BASE_URL", server.url)
        patch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
        codes = []
        for name in SIX:
            command = ["compile", f"raw/{name}.md", "--date", "2026-11-22", "--librarian", "model"]
            codes.append(main(["-C", str(made.root), *command]))
            for branch in made.branches():
                made.merge(branch)
                made.git("branch", "-qD", branch)
    assert replay.missed == [], "a prompt, or what a prompt shows, has changed: record the run anew"
    assert codes == [0] * len(SIX)
    texts = {p.name: p.read_text("utf-8") for p in (made.root / ".git/wiki/proposals").glob("*.md")}
    return made, replay, texts


def test_the_wiki_is_what_the_run_made(replayed, golden, update_golden):
    made, replay, texts = replayed
    if update_golden:
        drop_unused(replay.unused)
    else:
        assert replay.unused == set()
    wiki = {
        p.relative_to(made.root).as_posix(): p.read_text("utf-8")
        for p in (made.root / "wiki").rglob("*.md")
    }
    proposals = {f"proposals/{name}": without_cost(text) for name, text in texts.items()}
    golden(GOLDEN, {**wiki, **proposals, "log.md": (made.root / "log.md").read_text("utf-8")})


def test_no_rule_finds_an_error_and_every_quote_holds(replayed):
    with open_repository(replayed[0].root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        pages = tuple(snapshot.wiki.page(slug) for slug in snapshot.wiki.facts)
        view = View(
            pages,
            snapshot.wiki,
            snapshot.schema,
            snapshot.source_or_none,
            raw_stems=snapshot.raw_stems,
        )
        found = rules.run(view)
        assert [f for f in found if f.severity == "error" and f.rule != "name-clash"] == []
        assert len([f for f in found if f.rule == "uncited-statement"]) <= len(pages)


def test_sload_tells_all_its_prices_the_current_one_first(replayed):
    page = (replayed[0].root / "wiki/entities/sload.md").read_text("utf-8").split("\n---\n", 1)[1]
    places = [
        re.search(rf"(?<![\d,]){value}(?!\d)", page.replace(",", ""))
        for value in ("2100", "800", "200", "50")
    ]
    assert all(places)
    assert places[0].start() == min(p.start() for p in places)


def test_a_stagnant_proposal_is_not_told_as_in_force(replayed):
    text = next(t for name, t in replayed[2].items() if name.startswith("eip-4758"))
    assert "Stagnant" in text
    assert "Superseded" not in text.split("## Pages")[0]
