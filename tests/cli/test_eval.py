"""`wiki eval`: the wiki beside its sources, within a budget; and the floors in the check."""

from __future__ import annotations

import json

import pytest

from pipeline.cli import main
from tests.helpers.answering import answered, kettle_team, routed, said
from tests.helpers.scripted import text_of
from tests.helpers.server import MessagesServer

QUESTIONS = """
floors: {right: 1.0}
questions:
  - question: At how many degrees does the kettle boil?
    expect: ["95"]
    pages: [kettle]
  - question: How loud is the valve?
    absent: true
  - question: Where is the valve told of?
    pages: [valve]
"""
HOT = said("The kettle boils at 95 degrees.", "kettle-2024-1")
RAW = said("Since 2024 the kettle boils at 95 degrees.", "kettle-2024-p1")


@pytest.fixture
def kettles(tmp_path):
    made = kettle_team(tmp_path / "wiki")
    made.add("wiki/questions.yaml", QUESTIONS)
    return made


def run(team, capsys, *args):
    code = main(["-C", str(team.root), *args])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_same_questions_are_asked_of_wiki_and_sources_with_the_same_budget(
    kettles, capsys, monkeypatch
):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")

    def reply(body):
        text = text_of(body)
        if "stands" in json.dumps(body["output_config"]):
            return routed("kettle")
        if "boil?" not in text:
            return answered(status="unknown", unknown=["The wiki does not say it."])
        return answered(RAW if "kettle-2024-p1" in text else HOT)

    with MessagesServer(reply) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        code, out, err = run(kettles, capsys, "eval", "--budgets", "600", "--json")
    told = json.loads(out)
    assert (code, err, told["librarian"]) == (0, "", "model")
    wiki, sources = told["runs"]
    assert (wiki["asked"], wiki["grades"]["right"], wiki["grades"]["refused_rightly"]) == (
        "wiki",
        1,
        1,
    )
    assert wiki["grades"]["refused_wrongly"] == 1
    # That a page is cited cannot be asked of the sources.
    assert [a["grade"] for a in sources["answers"]] == ["right", "refused rightly"]
    assert wiki["dollars"] > sources["dollars"] > 0


def test_what_the_budget_leaves_is_said(kettles, capsys, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
    with MessagesServer(lambda body: routed("kettle")) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        code, out, _ = run(kettles, capsys, "eval", "--dollars", "0.0001")
    assert code == 0
    assert "questions were not asked, because the budget had ended." in out


def test_below_a_floor_it_fails_where_that_is_asked_for(kettles, capsys):
    args = ("--librarian", "extractive", "--budgets", "6000", "--no-raw")
    kettles.add("wiki/questions.yaml", QUESTIONS.replace('"95"', '"1234"'))
    code, out, err = run(kettles, capsys, "eval", *args)
    assert (code, "| wiki | 6,000 |" in out) == (0, True)
    assert "it lacks 1234: At how many degrees does the kettle boil?" in out
    code, _, err = run(kettles, capsys, "eval", *args, "--floors")
    assert (code, "error: 6,000 characters: right answers:" in err) == (1, True)


def test_kept_answers_and_what_is_marked_so_count_for_no_floor(kettles, capsys):
    args = ("--librarian", "extractive", "--budgets", "6000", "--no-raw", "--floors")
    asked = QUESTIONS.replace('["95"]', '["1234"]').split("  - question: Where")[0]
    kettles.add("wiki/questions.yaml", asked)
    assert run(kettles, capsys, "eval", *args)[0] == 1
    kettles.add("wiki/questions.yaml", asked.replace("pages:", "floor: false\n    pages:"))
    code, out, _ = run(kettles, capsys, "eval", *args)
    assert code == 0
    assert "it lacks 1234" in out
    assert "1 question comes from an answer that was kept, or is marked `floor: false`" in out


def test_in_a_workflow_the_table_stands_on_the_page_of_the_run(
    kettles, capsys, monkeypatch, tmp_path
):
    asked = QUESTIONS.replace("degrees does the kettle", "degrees does the @kettle <b>x</b>")
    kettles.add("wiki/questions.yaml", asked.replace('"95"', '"1234"'))
    page = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    assert run(kettles, capsys, "eval", "--librarian", "extractive", "--budgets", "6000")[0] == 0
    told = page.read_text("utf-8")
    assert told.startswith("### How the golden questions are answered\n\n| asked |")
    assert "Answered by the extractive librarian at commit" in told
    assert "@&#8203;kettle" in told
    assert "<b>" not in told


def test_a_change_that_answers_worse_than_the_floors_allow_fails_the_check(kettles, capsys):
    floor = QUESTIONS.replace("right: 1.0", "right: 0.5").split("  - question: How loud")[0]
    kettles.add("wiki/questions.yaml", floor)
    assert run(kettles, capsys, "check", "--base", "HEAD~1")[0] == 0
    kettle = kettles.root / "wiki/entities/kettle.md"
    kettle.write_text(kettle.read_text().replace("boils at 95 degrees since 2024", "boils"))
    kettles.git("commit", "-qam", "Vaguer")
    code, out, _ = run(kettles, capsys, "check", "--base", "HEAD~1", "--json")
    rules = {f["rule"]: f["message"] for f in json.loads(out)["findings"]}
    assert code == 1
    assert rules["golden-questions"].startswith("right answers: 0.00, and the floor is 0.50")


def test_a_file_of_questions_that_is_wrong_fails_the_check_and_says_where(kettles, capsys):
    kettles.add("wiki/questions.yaml", "questions: [{question: Q?}]")
    code, out, _ = run(kettles, capsys, "check", "--base", "HEAD~1")
    assert (code, "say what a right answer holds" in out) == (1, True)


def test_without_questions_it_says_how_to_begin(tmp_path, capsys):
    code, _, err = run(kettle_team(tmp_path / "none"), capsys, "eval")
    assert (code, "There are no golden questions" in err) == (1, True)


@pytest.mark.parametrize("budgets", ["", "x", "10", "1500,,9999999", ",".join(["1500"] * 11)])
def test_budgets_of_no_use_are_refused(kettles, capsys, budgets):
    with pytest.raises(SystemExit):
        run(kettles, capsys, "eval", "--budgets", budgets)
