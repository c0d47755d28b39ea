"""The three questions: what may be answered, what holds where nobody does, and that the workflow offers the same lists."""

import json

import pytest
import yaml

from pipeline.core.declared_settings import read_declared
from pipeline.core.errors import UserError
from pipeline.core.setup.answers import (
    QUESTIONS,
    StartAnswers,
    answers_of_rules,
    choices_of,
    take_answers,
)
from pipeline.core.setup.start_wish import AS_IT_IS
from pipeline.core.wiki.schema import Rules, Schema
from tests.helpers.repos import ROOT, SCHEMA, example_or_skip


def test_where_nobody_answers_it_is_as_the_schema_has_it():
    assert answers_of_rules() == StartAnswers(Rules().language, Rules().librarian, Rules().links)
    finnish = Schema.parse("---\nlanguage: fi\n---\nBe brief.\n").rules
    assert answers_of_rules(finnish).language == "fi"


def test_every_answer_is_one_that_the_schema_takes():
    for question in QUESTIONS:
        for value in question.values():
            assert getattr(read_declared(Rules, {question.key: value}), question.key) == value


def test_what_the_template_ships_is_on_the_lists():
    example_or_skip()
    shipped = answers_of_rules(Schema.parse(SCHEMA).rules)
    assert [q.key for q in QUESTIONS if shipped.value(q.key) not in q.values()] == []


def test_the_usual_answer_comes_first_also_where_it_is_on_no_list():
    links = QUESTIONS[2]
    assert [c.value for c in choices_of(links, "wikilink")] == ["wikilink", "markdown"]
    assert [c.value for c in choices_of(QUESTIONS[0], "fi")][:2] == ["fi", "en"]


def test_an_answer_that_is_on_no_list_is_refused_with_the_list():
    usual = answers_of_rules()
    given = take_answers(usual, {"language": "de", "links": ""}, True)
    assert given == StartAnswers("de", usual.librarian, usual.links, True)
    with pytest.raises(UserError, match="there is no 'gpt'") as refused:
        take_answers(usual, {"librarian": "gpt"})
    assert "auto, model, extractive" in refused.value.hint
    assert take_answers(StartAnswers("fi", "auto", "markdown"), {"language": "fi"}).language == "fi"


def test_the_workflow_offers_the_same_lists():
    text = (ROOT / ".github/workflows/setup.yml").read_text("utf-8")
    inputs = yaml.load(text, yaml.BaseLoader)["on"]["workflow_dispatch"]["inputs"]
    for question in QUESTIONS:
        assert inputs[question.key]["options"] == [AS_IT_IS, *question.values()]
        assert inputs[question.key]["default"] == AS_IT_IS
    assert inputs["tests"]["options"] == [AS_IT_IS, "leave out", "keep"]


def test_the_first_push_starts_the_workflow_though_github_looks_at_300_files_of_it():
    """https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax: diffs are limited to 300 files."""
    text = (ROOT / ".github/workflows/setup.yml").read_text("utf-8")
    paths = yaml.load(text, yaml.BaseLoader)["on"]["push"]["paths"]
    listed = json.loads((ROOT / "pipeline/product.json").read_text("utf-8"))["files"]
    first = sorted(listed, key=str.encode)[:200]
    assert set(paths) & set(first) == {".github/workflows/setup.yml"}
