"""The wiki that ships is what the embedded librarian makes of the sources that ship."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.operations.setup.demo import count_repeats
from pipeline.operations.setup.example import example_manifest
from pipeline.operations.setup.init import make_example_manifest
from pipeline.readers import read_source
from tests.helpers.repos import ROOT, example_or_skip, team
from tests.project import example


@pytest.fixture(autouse=True)
def _only_in_the_template():
    example_or_skip()


def files(root: Path):
    return {
        p.relative_to(root).as_posix(): p.read_bytes()
        for p in [*(root / "wiki").rglob("*.md"), root / "log.md"]
    }


def test_recompiling_the_example_gives_the_same_bytes(tmp_path, capsys):
    day = re.search(r"^## \[(\S+)\] ingest", (ROOT / "log.md").read_text("utf-8"), re.MULTILINE)[1]
    assert main(["-C", str(ROOT), "demo", "--date", day, "--into", str(tmp_path)]) == 0
    capsys.readouterr()
    assert files(tmp_path) == files(ROOT)


def test_the_example_reaches_the_floors_of_its_golden_questions(tmp_path, capsys):
    made = team(tmp_path / "wiki", {})
    for folder in ("raw", "wiki"):
        shutil.copytree(ROOT / folder, made.root / folder, dirs_exist_ok=True)
    made.git("add", "-A")
    made.git("commit", "-qm", "The example")
    args = ("eval", "--librarian", "extractive", "--budgets", "6000", "--no-raw", "--floors")
    assert main(["-C", str(made.root), *args, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["runs"][0]
    assert sum(told["grades"].values()) >= 20
    assert told["shares"]["citations"] == 1.0


def test_init_knows_the_files_of_the_example():
    assert make_example_manifest(ROOT) == (ROOT / "pipeline/example.json").read_text("utf-8")
    assert len(example_manifest()) > 20


def test_the_pull_requests_that_the_documents_show_are_what_a_reviewer_gets():
    made = example.pull_requests()
    assert {path: (ROOT / path).read_text("utf-8") for path in made} == made


def test_the_example_has_a_later_source_that_supersedes_an_earlier_number():
    saturn = (ROOT / "wiki/entities/saturn.md").read_text("utf-8")
    assert (
        saturn.index("274")
        < saturn.index("145 recognised moons")
        < saturn.index("Saturn now has 82 known moons")
    )


def test_the_sources_are_few_dated_and_of_two_formats():
    sources = [
        read_source(f"raw/{p.name}", p.read_bytes())
        for p in sorted((ROOT / "raw").iterdir())
        if p.name != ".gitkeep"
    ]
    assert 4 <= len(sources) <= 6
    assert {s.format for s in sources} == {"markdown", "html"}
    assert all(s.title and s.author and s.published and s.address for s in sources)


def test_the_demo_shows_what_a_person_would_look_at(capsys):
    assert main(["-C", str(ROOT), "demo", "--date", "2026-11-22"]) == 0
    out = capsys.readouterr().out
    for wanted in (
        "one page:",
        "one pull request:",
        "where to look next",
        "created",
        "updated",
        "### What changes",
        "[^",
    ):
        assert wanted in out
    assert "▸ Saturn, moons: 145 → 274" in out
    assert "<b>" not in out
    told = [line.split()[0] for line in out.partition("Worth a look:\n")[2].splitlines()[:2]]
    assert told == ["wiki/index.md", "docs/examples/pull-request.md"]
    assert all((ROOT / path).is_file() for path in told)


def test_a_page_that_says_a_thing_twice_is_known():
    once = "---\ntitle: X\n---\n\nThe kettle holds 2 litres.[^a-1] It whistles very loudly.[^a-2]\n"
    assert count_repeats(once) == 0
    assert count_repeats(f"{once}\n- The kettle holds 2 litres of water.[^b-1]\n") == 1
    quoted = f'{once}\n[^a-1]: [a](../raw/a.md): "The kettle holds 2 litres."\n'
    assert count_repeats(quoted) == 0
