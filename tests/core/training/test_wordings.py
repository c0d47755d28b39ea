"""Every language has all wordings, at least six of each kind, with the same gaps to fill in."""

from __future__ import annotations

import dataclasses
import string

import pytest

from pipeline.core.training.phrasings import FEWEST
from pipeline.core.training.wordings import WORDED_LANGUAGES, wordings_of

LISTS = (
    *("by_topic", "by_gap", "dated", "closed", "choice", "superseded", "before", "since"),
    *("between", "compared", "two_hop", "summary", "refused", "refusals"),
)


def gaps(template):
    return {name.lower() for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("language", WORDED_LANGUAGES)
def test_each_kind_has_six_wordings_and_no_two_are_the_same(language):
    words = wordings_of(language)
    assert words.language == language
    for name in LISTS:
        rows = getattr(words, name)
        assert len({*rows}) == len(rows) >= FEWEST, name


@pytest.mark.parametrize("language", WORDED_LANGUAGES)
def test_every_language_fills_in_what_english_does(language):
    words, english = wordings_of(language), wordings_of("en")
    for field in dataclasses.fields(words):
        mine, theirs = getattr(words, field.name), getattr(english, field.name)
        if isinstance(mine, str) and field.name not in ("articles_before_name", "language"):
            assert gaps(mine) == gaps(theirs), field.name
        elif field.name in LISTS and field.name != "by_topic":
            wanted = (
                {frozenset(gaps(x) - {"title"}) for x in theirs}
                if field.name == "dated"
                else {frozenset(gaps(x)) for x in theirs}
            )
            assert {
                frozenset(gaps(x) - ({"title"} if field.name == "dated" else set())) for x in mine
            } == wanted, field.name
    assert words.conclusions.keys() == english.conclusions.keys()


def test_a_language_without_wordings_gets_those_of_english():
    assert wordings_of("fi").language == "en"
    assert wordings_of("de-AT").language == "de"
