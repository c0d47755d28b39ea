"""Where the question stands in what people type, and in what the form makes of it."""

import pytest
import yaml

from pipeline.core.answers.asked_text import FORM_HEADING, question_of_comment, question_of_issue
from pipeline.core.github.state import ASK_LABEL
from tests.helpers.repos import ROOT

FORM = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/ask.yml").read_text("utf-8"))


def test_the_form_has_the_label_and_the_heading_by_which_its_issues_are_known():
    assert FORM["labels"] == [ASK_LABEL.name]
    (field,) = FORM["body"]
    assert f"### {field['attributes']['label']}" == FORM_HEADING


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ("/ask How hot?", "How hot?"),
        ("/ask\nHow hot?\r\n\r\nAnd why?", "How hot?\r\n\r\nAnd why?"),
        ("/ask", ""),
        ("/asked How hot?", None),
        ("How hot? /ask", None),
        ("", None),
    ],
)
def test_a_comment_asks_by_its_first_word(body, asked):
    assert question_of_comment(body) == asked


@pytest.mark.parametrize(
    ("body", "labels", "asked"),
    [
        (f"{FORM_HEADING}\n\nHow hot?\n\n### Why?", (), "How hot?\n\n### Why?"),
        (f"{FORM_HEADING}\r\n\r\nHow hot?", (), "How hot?"),
        (f"{FORM_HEADING}\n\n_No response_", (), "Title"),
        ("How hot?", (ASK_LABEL.name,), "How hot?"),
        ("", (ASK_LABEL.name,), "Title"),
        ("How hot?", ("bug",), None),
        (f"See {FORM_HEADING}", (), None),
    ],
)
def test_an_issue_asks_by_its_form_or_its_label(body, labels, asked):
    assert question_of_issue("Title", body, labels) == asked


def test_of_a_flood_only_the_beginning_is_looked_at():
    assert len(question_of_comment("/ask " + "x" * 65_000)) < 20_001
