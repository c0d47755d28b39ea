"""Setting keys of schema.md: the value changes and nothing else does."""

import difflib

import pytest

from pipeline.core.errors import UserError
from pipeline.core.setup.schema_settings import set_schema_values
from pipeline.core.wiki.schema import Schema
from tests.helpers.repos import SCHEMA, example_or_skip


def changed(before, after):
    rows = difflib.ndiff(before.splitlines(), after.splitlines())
    return [row for row in rows if row[0] in "-+"]


def test_only_the_values_of_the_shipped_schema_change():
    example_or_skip()
    made = set_schema_values(
        SCHEMA, {"language": "de", "librarian": "extractive", "links": "markdown"}
    )
    rules = Schema.parse(made).rules
    assert (rules.language, rules.librarian, rules.links) == ("de", "extractive", "markdown")
    assert {row[2:].split(":")[0] for row in changed(SCHEMA, made)} <= {
        "language",
        "librarian",
        "links",
    }
    assert set_schema_values(made, {"language": "de"}) == made


def test_a_comment_stays_and_names_the_other_choice():
    text = "---\nlinks: wikilink          # or: markdown\nlanguage: en # ours\n---\nx\n"
    made = set_schema_values(text, {"links": "markdown", "language": "zh"})
    assert made == "---\nlinks: markdown          # or: wikilink\nlanguage: zh # ours\n---\nx\n"


def test_a_key_that_is_missing_is_added_and_line_ends_stay():
    text = "---\r\nlanguage: en\r\n---\r\nBe brief.\r\n"
    made = set_schema_values(text, {"language": "de", "librarian": "extractive"})
    assert made == "---\r\nlibrarian: extractive\r\nlanguage: de\r\n---\r\nBe brief.\r\n"


@pytest.mark.parametrize("line", ['language: "en"', "language:\n  en", "{language: en}"])
def test_a_form_that_cannot_be_replaced_is_refused_and_never_guessed(line):
    text = f"---\n{line}\n---\nx\n"
    with pytest.raises(UserError):
        set_schema_values(text, {"language": "de"})


def test_prose_that_looks_like_a_setting_is_left_alone():
    text = "---\nlanguage: en\n---\nlanguage: en\n"
    assert set_schema_values(text, {"language": "de"}) == "---\nlanguage: de\n---\nlanguage: en\n"


def test_no_foreign_text_can_become_a_setting():
    with pytest.raises(ValueError):
        set_schema_values("---\nlanguage: en\n---\n", {"language": "de\nlibrarian: model"})
