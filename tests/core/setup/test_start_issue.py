"""The issue *Start our wiki*: what it says in each state, and that of it only boxes are read."""

import pytest

from pipeline.core.github.state import read_marker
from pipeline.core.setup.answers import QUESTIONS, StartAnswers
from pipeline.core.setup.start_issue import (
    GO_WORDS,
    StartIssueView,
    answers_of_ticks,
    read_ticks,
    untick_go,
    write_start_issue,
)

USUAL = StartAnswers("en", "auto", "markdown")
BASE = "https://github.com/acme/wiki"


def view(answers=USUAL, **more):
    return StartIssueView(BASE, "main", USUAL, answers, **more)


def ticked(body, *words):
    for word in words:
        assert body.count(f"- [ ] {word}") == 1, word
        body = body.replace(f"- [ ] {word}", f"- [x] {word}")
    return body


def test_it_asks_three_questions_one_setting_and_one_tick():
    body = write_start_issue("ask", view(may=False))
    assert [f"**{q.title}**" in body for q in QUESTIONS] == [True] * 3
    assert body.count("*(default)*") == 3
    assert f"({BASE}/settings/actions)" in body
    assert "[x]" not in body
    assert "**Allow GitHub Actions to create and approve pull requests**" in body
    assert read_ticks(body, USUAL).go is False
    assert "Allow GitHub Actions" not in write_start_issue("ask", view(may=True))


@pytest.mark.parametrize("state", ["ask", "refused", "doubled", "held", "there"])
def test_answers_stand_in_the_issue_as_ticks_and_are_read_back(state):
    for language in ("en", "de", "zh"):
        for lean in (False, True):
            answers = StartAnswers(language, "extractive", "wikilink", lean)
            ticks = read_ticks(write_start_issue(state, view(answers, pull=2)), USUAL)
            assert answers_of_ticks(ticks, USUAL) == answers
            assert not ticks.go


def test_a_tick_is_read_however_it_was_set():
    body = ticked(write_start_issue("ask", view()), "Deutsch", GO_WORDS)
    for text in (body, body.replace("[x]", "[X]"), body.replace("\n", "\r\n")):
        ticks = read_ticks(text, USUAL)
        assert (ticks.given, ticks.go) == ({"language": "de"}, True)
    assert "[x] **Make" not in untick_go(body)
    assert "[x] Deutsch" in untick_go(body)


def test_the_default_beside_another_answer_is_the_other_one():
    ticks = read_ticks(ticked(write_start_issue("ask", view()), "English", "Deutsch"), USUAL)
    assert (ticks.given, ticks.doubled) == ({"language": "de"}, {})


def test_two_other_answers_are_none_and_are_shown_as_they_were_ticked():
    body = ticked(write_start_issue("ask", view()), "Español", "Deutsch", GO_WORDS)
    ticks = read_ticks(body, USUAL)
    assert (ticks.given, ticks.doubled) == ({}, {"language": ("de", "es")})
    said = write_start_issue("doubled", view(doubled=ticks.doubled))
    assert said.startswith("**Two boxes are ticked at *Language of the pages*: leave one,**")
    assert read_ticks(said, USUAL).doubled == ticks.doubled
    assert not read_ticks(said, USUAL).go


def test_words_that_are_no_box_of_the_list_are_not_read():
    body = write_start_issue("ask", view())
    for row in (
        "- [x] Klingon",
        "- [x] language: de\nlibrarian: model",
        "  - [x] Deutsch",
        "- [x] Deutsch and more",
        "* [x] Deutsch",
        f"- [x] {GO_WORDS} now",
    ):
        ticks = read_ticks(f"{body}\n{row}\n", USUAL)
        assert (ticks.given, ticks.go) == ({}, False), row


def test_where_actions_may_not_open_it_one_press_is_said_to_be_missing():
    body = write_start_issue("refused", view())
    assert body.startswith("**The pull request *Start our wiki* is ready, but Actions may not open")
    assert f"{BASE}/compare/main...wiki/setup?expand=1&title=Start+our+wiki" in body
    assert read_ticks(ticked(body, "**Try again**"), USUAL).go


def test_its_marker_says_where_it_stands():
    body = write_start_issue("there", view(pull=2))
    assert read_marker("start", body) == {"pull": 2, "state": "there"}
    assert "#2" in body.split("\n")[0]
    assert "- [ ]" not in write_start_issue("begun", view())
