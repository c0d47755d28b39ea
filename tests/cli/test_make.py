"""`wiki make` as a person runs it: what it proposes, what it writes, and what it refuses."""

import json

import pytest

from pipeline.cli import main
from pipeline.cli.make import _FORMATS
from pipeline.outputs import KINDS, kind_called
from tests.helpers.charting import pump_team

DAY = "2026-11-22"
PAGE = "wiki/outputs/power-draw-of-the-pump.md"
SPEC = "wiki/outputs/charts/power-draw-of-the-pump.json"
PICTURE = "wiki/outputs/charts/power-draw-of-the-pump.svg"


@pytest.fixture(scope="module")
def pump(tmp_path_factory):
    return pump_team(tmp_path_factory.mktemp("pump") / "wiki")


def make(team, *words):
    return main(["-C", str(team.root), "make", *words])


def made_branches(team):
    return team.git("branch", "--format=%(refname:short)", "--list", "wiki/upkeep/make-*").split()


def test_a_chart_becomes_a_proposal_with_its_page_picture_and_values(pump, capsys):
    before = pump.git("rev-parse", "HEAD"), pump.git("status", "--porcelain")
    assert make(pump, "chart", "power draw of the Pump", "--date", DAY) == 0
    assert (pump.git("rev-parse", "HEAD"), pump.git("status", "--porcelain")) == before
    (branch,) = made_branches(pump)
    page = pump.at(branch, PAGE)
    assert "| 2,100 watts | 2022-05-01 | Rule-3 | proposed[^rule-3-1] |" in page
    assert "made: chart\nasked: power draw of the Pump\n" in page
    assert "rests_on:\n- pump@" in page
    spec = json.loads(pump.at(branch, SPEC))
    assert [row["value"] for row in spec["data"]["values"]] == [50, 200, 800, 2100]
    assert pump.at(branch, PICTURE).startswith("<svg ")
    said = capsys.readouterr().out
    assert f"new: `{PICTURE}`" in said
    assert "make | Make a chart: Power draw of the Pump" in pump.at(branch, "log.md")
    assert main(["-C", str(pump.root), "check", "--head", branch, "--base", "main"]) == 0


def test_making_it_again_changes_nothing(pump, capsys):
    make(pump, "chart", "power draw of the Pump", "--date", DAY)
    (branch,) = made_branches(pump)
    tip = pump.git("rev-parse", branch)
    assert make(pump, "chart", "power draw of the Pump", "--date", DAY) == 0
    assert pump.git("rev-parse", branch) == tip
    assert "unchanged:" in capsys.readouterr().out


def test_a_dry_run_writes_nothing(pump, capsys):
    state = pump.state()
    assert make(pump, "chart", "timeline of Valve", "--dry-run") == 0
    assert pump.state() == state
    assert "Nothing was written." in capsys.readouterr().out


def test_a_chart_becomes_a_file_where_a_format_is_named(pump, tmp_path, capsys):
    for to in ("svg", "csv", "json"):
        target = tmp_path / f"it.{to}"
        assert make(pump, "chart", "power draw of the Pump", "--to", to, "--out", str(target)) == 0
        assert capsys.readouterr().out == f"{target}\n"
        assert "Rule-3" in target.read_text()
    brought = str(tmp_path / "it.json")
    assert make(pump, "chart", brought, "--to", "svg", "--out", str(tmp_path / "again.svg")) == 0
    assert (tmp_path / "again.svg").read_bytes() == (tmp_path / "it.svg").read_bytes()


def test_a_spec_that_somebody_brings_is_held_against_the_claims(pump, tmp_path, capsys):
    target = tmp_path / "it.json"
    make(pump, "chart", "power draw of the Pump", "--to", "json", "--out", str(target))
    target.write_text(target.read_text().replace('"value": 800', '"value": 900'))
    assert make(pump, "chart", str(target)) == 1
    assert "no quote of rule-2-1 says 800" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["chart", "the weather"], "No page of the wiki is named"),
        (["chart", "colour of the Pump"], "Its claims give these"),
        (["chart", "power draw of the Pump", "--to", "docx"], "makes no 'docx'"),
        (["chart", "power draw of the Pump", "--out", "x.svg"], "Say which: `--to FORMAT`"),
        (["chart", "gone.json"], "gone.json cannot be read"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_is_written(pump, words, why, capsys):
    state = pump.state()
    assert make(pump, *words) == 1
    assert why in capsys.readouterr().err
    assert pump.state() == state


def test_no_document_is_written_among_sources_or_pages(pump, capsys):
    target = str(pump.root / "wiki" / "outputs" / "x.svg")
    assert make(pump, "chart", "power draw of the Pump", "--to", "svg", "--out", target) == 1
    assert "among sources or pages" in capsys.readouterr().err


def test_a_team_without_the_page_type_is_told_how_to_get_it(tmp_path, capsys):
    team = pump_team(tmp_path / "wiki")
    text = (team.root / "schema.md").read_text()
    at = text.index("  - name: report")
    team.add("schema.md", text[:at] + text[text.index("models:", at) :], "No reports")
    assert make(team, "chart", "power draw of the Pump") == 1
    assert "Add under `types`: `- name: report` and `folder: outputs`" in capsys.readouterr().err


def test_a_picture_with_a_script_does_not_pass_the_check(pump, capsys):
    make(pump, "chart", "power draw of the Pump", "--date", DAY)
    (branch,) = made_branches(pump)
    pump.git("checkout", "-q", "-b", "evil", branch)
    text = (pump.root / PICTURE).read_text().replace("</svg>", "<script>alert(1)</script></svg>")
    pump.add(PICTURE, text, "A script")
    pump.git("checkout", "-q", "main")
    capsys.readouterr()
    assert main(["-C", str(pump.root), "check", "--head", "evil", "--base", "main"]) == 1
    assert "bad-chart" in capsys.readouterr().out


def test_the_help_names_every_format():
    for name in KINDS:
        formats = ", ".join(kind_called(name).FORMATS)
        assert f"{name} as {formats}" in _FORMATS
