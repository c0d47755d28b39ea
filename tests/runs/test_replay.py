"""Kept runs of a real language model, replayed over HTTP through the real SDK: same wiki, same texts."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from pipeline import rules
from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.findings.view import View
from pipeline.operations.repository.snapshot import take_snapshot
from tests.helpers.repos import Team
from tests.helpers.server import MessagesServer
from tests.runs.kept_runs import ETHEREUM, PYTHON_RELEASES, KeptRun, compile_each
from tests.runs.replay import Replay, drop_unused, without_cost


@dataclass(frozen=True)
class Replayed:
    """A run that was replayed: its team, what answered, and the proposals' texts by file name."""

    run: KeptRun
    team: Team
    replay: Replay
    texts: dict


def replay_run(run, folder):
    made = run.team(folder / "w")
    replay = Replay(run.folder / "exchanges.jsonl")
    with MessagesServer(replay) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANTHROPIC_BASE_URL", server.url)
        patch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
        codes = compile_each(run, made)
    assert replay.missed == [], "a prompt, or what a prompt shows, has changed: record the run anew"
    assert codes == [0] * len(run.sources)
    texts = {p.name: p.read_text("utf-8") for p in (made.root / ".git/wiki/proposals").glob("*.md")}
    return Replayed(run, made, replay, texts)


@pytest.fixture(scope="module")
def ethereum(tmp_path_factory):
    return replay_run(ETHEREUM, tmp_path_factory.mktemp("ethereum"))


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    return replay_run(PYTHON_RELEASES, tmp_path_factory.mktemp("releases"))


@pytest.fixture(params=["ethereum", "releases"])
def replayed(request):
    return request.getfixturevalue(request.param)


def test_the_wiki_is_what_the_run_made(replayed, golden, update_golden):
    folder, made = replayed.run.folder, replayed.team
    if update_golden:
        drop_unused(replayed.replay.unused, folder / "exchanges.jsonl")
    else:
        assert replayed.replay.unused == set()
    wiki = {
        p.relative_to(made.root).as_posix(): p.read_text("utf-8")
        for p in (made.root / "wiki").rglob("*.md")
    }
    proposals = {f"proposals/{name}": without_cost(t) for name, t in replayed.texts.items()}
    log = {"log.md": (made.root / "log.md").read_text("utf-8")}
    golden(folder, {**wiki, **proposals, **log})


def test_no_rule_finds_an_error_and_every_quote_holds(replayed):
    with open_repository(replayed.team.root) as repo:
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


def test_sload_tells_all_its_prices_the_current_one_first(ethereum):
    page = (ethereum.team.root / "wiki/entities/sload.md").read_text("utf-8").split("\n---\n", 1)[1]
    places = [
        re.search(rf"(?<![\d,]){value}(?!\d)", page.replace(",", ""))
        for value in ("2100", "800", "200", "50")
    ]
    assert all(places)
    assert places[0].start() == min(p.start() for p in places)


def test_a_stagnant_proposal_is_not_told_as_in_force(ethereum):
    text = next(t for name, t in ethereum.texts.items() if name.startswith("eip-4758"))
    assert "Stagnant" in text
    assert not re.search(r"\d values? change|statements? change", text.split("### More")[0])
    assert "in force" not in text.split("### What changes")[0]
