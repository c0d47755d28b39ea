"""`wiki export` as a person uses it: what is written where, and what is never written over."""

from __future__ import annotations

import json
import re

import pytest

from pipeline.cli import main
from tests.helpers.exporting import PLAIN
from tests.helpers.repos import source, team


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A team's repository with a small wiki."""
    raw = {
        "survey.md": source("A survey", "The height of the Old Dam is 14 metres."),
        "report.md": source("Report", "## License\n\nMIT", license="MIT"),
    }
    made = team(tmp_path_factory.mktemp("export") / "wiki", raw)
    for part in PLAIN:
        for path, text in part.items():
            made.add(path, text)
    return made


def export(made, *args):
    return main(["-C", str(made.root), "export", *args])


def files(folder):
    return {p.name: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_claims_are_written_with_the_licence_of_their_sources(made, tmp_path, capsys):
    assert export(made, "jsonl", "--out", str(tmp_path / "out")) == 0
    assert "4 files in" in capsys.readouterr().out
    rows = (tmp_path / "out" / "sources.jsonl").read_text().splitlines()
    assert [json.loads(row)["licence"] for row in rows] == ["MIT", ""]


def test_without_verdicts_all_else_is_the_same(made, tmp_path):
    def rows(*options):
        folder = tmp_path / f"out{len(options)}"
        assert export(made, "jsonl", *options, "--out", str(folder)) == 0
        return [json.loads(row) for row in (folder / "claims.jsonl").read_text().splitlines()]

    told = rows()
    assert any(row["verdicts"] for row in told)
    assert rows("--no-verdicts") == [
        {key: value for key, value in row.items() if key != "verdicts"} for row in told
    ]


@pytest.mark.parametrize("kind", ["csl", "llms.txt", "okf", "training"])
def test_what_has_no_verdicts_to_leave_out_says_so(made, kind, tmp_path, capsys):
    assert export(made, kind, "--no-verdicts", "--out", str(tmp_path / "out")) == 2
    assert "--no-verdicts is of `wiki export graph`" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_graph_without_verdicts_has_no_edge_between_claims(made, tmp_path):
    def graph(*options):
        folder = tmp_path / f"out{len(options)}"
        assert export(made, "graph", *options, "--out", str(folder)) == 0
        return (folder / "wiki.graphml").read_text()

    between = '<edge source="claim:[^"]*" target="claim:'
    assert re.search(between, graph())
    assert not re.search(between, without := graph("--no-verdicts"))
    assert "is quoted from" in without


def test_a_second_export_writes_the_same_bytes_over_the_first(made, tmp_path):
    out = tmp_path / "out"
    assert export(made, "graph", "--out", str(out)) == 0
    first = files(out)
    assert export(made, "graph", "--out", str(out)) == 0
    assert files(out) == first
    assert export(made, "csl", "--out", str(out)) == 0
    assert [*files(out)] == [".wiki-export", "sources.csl.json"]
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_nothing_is_written_over_what_no_export_wrote(made, tmp_path, capsys):
    out = tmp_path / "out"
    export(made, "csl", "--out", str(out))
    (out / "mine.txt").write_text("mine")
    assert export(made, "csl", "--out", str(out)) == 1
    assert "mine.txt" in capsys.readouterr().err
    assert (out / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize("place", [".", "wiki/export", "raw", ".git/export"])
def test_the_wiki_itself_is_no_place_for_an_export(made, place, capsys):
    before = made.state()
    assert export(made, "csl", "--out", str(made.root / place)) == 1
    assert "no place for an export" in capsys.readouterr().err
    assert made.state() == before


def test_without_a_place_it_lies_in_a_folder_of_its_own(made):
    assert export(made, "llms.txt") == 0
    assert (made.root / "export" / "llms.txt" / "llms.txt").is_file()


def test_a_link_is_no_folder(made, tmp_path, capsys):
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    assert export(made, "csl", "--out", str(tmp_path / "out")) == 1
    assert "no folder" in capsys.readouterr().err
