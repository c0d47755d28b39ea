"""Titles say what a proposal changes, in at most seventy characters."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.changes.assemble import assemble
from pipeline.core.changes.change_set import Conflict, ReviseTldr
from pipeline.core.changes.proposal import Part
from pipeline.core.changes.proposal_title import LONGEST_TITLE, pull_request_title
from tests.core.changes.pull_request.test_pull_request import first, second
from tests.helpers.making import SCHEMA, change, claim, creates, source, summary, updates, wiki_of
from tests.helpers.strategies import foreign_text


def told(note, topic="Kettle litres", relation="supersedes", new="A kettle holds 2 litres."):
    """The title of a source that says something else of the kettle than the wiki does."""
    before = first().done.after
    of = source(new, "raw/teapot.md")
    claims = (claim("teapot-1", new),)
    row = Conflict(topic, relation, ("teapot-1",), ("kettle-1",), "", note, ("kettle",))
    edits = updates("kettle", claims, ReviseTldr(f"{new}[^teapot-1]"))
    one = change(of, claims, summary(claims, "Teapot report"), edits, conflicts=(row,))
    return pull_request_title([Part(one, assemble(one, before, "", {}, SCHEMA), before)])


OLD = "A kettle holds 1 litre."


def of_values(note, topic, new, old):
    """The title where both sides are quotes with values."""
    texts = (old, new)
    before = wiki_of({})
    for number, text in enumerate(texts):
        of = source(text, f"raw/report{'ab'[number]}.md")
        claims = (claim(f"report{'ab'[number]}-1", text),)
        rows = (
            Conflict(topic, "supersedes", ("reportb-1",), ("reporta-1",), "", note, ("kettle",)),
        )
        edits = (
            updates("kettle", claims, ReviseTldr(f"{text}[^reportb-1]"))
            if number
            else creates("Kettle", claims)
        )
        pages = (summary(claims, f"Report {number}"), edits)
        one = change(of, claims, *pages, conflicts=rows if number else ())
        done = assemble(one, before, "", {}, SCHEMA)
        part = Part(one, done, before)
        before = done.after
    return pull_request_title([part])


def test_a_value_that_changes_is_told_as_was_and_is_with_what_it_counts():
    said = of_values("1 → 2", "Kettle litres", "A kettle holds 2 litres.", OLD)
    assert said == "Kettle: 1 → 2 litres"


def test_a_quantity_that_no_number_counts_stands_before_the_values():
    new, old = "The launch of the kettle is set for 2028.", "The kettle will be launched in 2027."
    assert of_values("2027 → 2028", "Kettle launch", new, old) == "Kettle launch: 2027 → 2028"


def test_values_are_read_from_a_sentence_where_the_quotes_hold_them():
    note = "The new report replaces the 1 litre of the old one by 2 for a hot and 3 for a cold one."
    new = "A kettle holds 2 litres when hot and 3 when cold."
    assert of_values(note, "Volume of kettle", new, OLD) == "Kettle volume: 1 → 2 or 3"


@pytest.mark.parametrize("note", ["1 → 7", "9 → 2", "It is now larger."])
def test_values_that_no_quote_holds_are_not_told(note):
    said = of_values(note, "Kettle litres", "A kettle holds 2 litres.", OLD)
    assert said == "Kettle litres changes"


def test_further_changes_are_counted():
    one = first()
    two = second(one.done.after)
    rows = tuple(
        Conflict(f"Kettle {x}", "supersedes", ("teapot-1",), ("kettle-1",), "", "", ("kettle",))
        for x in ("volume", "weight", "colour")
    )
    part = replace(two, change=replace(two.change, conflicts=rows))
    assert pull_request_title([part]) == "Kettle volume changes, and 2 more changes"


def test_a_contradiction_is_told_as_a_question():
    assert told("2 or a", relation="contradicts").startswith("Kettle litres: ")
    assert told("", relation="contradicts") == "Kettle litres: contradiction"


def test_what_is_only_proposed_is_no_change():
    assert told("1 → 2", relation="proposed") == "More about Kettle"


def test_new_pages_are_named_those_with_most_claims_first():
    of = source("A. B. C.", "raw/a.md")
    claims = tuple(claim(f"a-{i}", f"Fact {i}.") for i in range(5))
    pages = [creates(name, claims[:n]) for name, n in (("Lid", 1), ("Spout", 4), ("Handle", 3))]
    one = change(of, claims, summary(claims, "Parts"), *pages)
    part = Part(one, assemble(one, wiki_of({}), "", {}, SCHEMA), wiki_of({}))
    assert pull_request_title([part]) == "New pages: Spout, Handle and Lid"


def test_a_source_that_gets_no_page_but_its_summary_is_named():
    of = source("A fact.", "raw/a.md")
    claims = (claim("a-1", "A fact."),)
    one = change(of, claims, summary(claims, "Parts"))
    one = replace(one, extraction=replace(one.extraction, title="All about parts"))
    done = assemble(one, wiki_of({}), "", {}, SCHEMA)
    assert pull_request_title([Part(one, done, wiki_of({}))]) == "New source: All about parts"
    assert pull_request_title([Part(one, done, done.after)]) == "Read again: All about parts"


@given(st.lists(foreign_text, min_size=1, max_size=4), st.integers(1, 200))
def test_no_title_is_longer_than_a_phone_shows(titles, count):
    part = first()
    rows = tuple(
        Conflict(t * 9, "supersedes", ("kettle-1",), ("kettle-2",), t, t, ("kettle",))
        for t in titles
    )
    for conflicts in ((), rows):
        parts = [
            replace(
                part,
                change=replace(
                    part.change,
                    extraction=replace(part.change.extraction, title=t * 30),
                    conflicts=conflicts,
                ),
            )
            for t in (titles * count)[:count]
        ]
        said = pull_request_title(parts)
        assert 0 < len(said) <= LONGEST_TITLE
        assert "\n" not in said
