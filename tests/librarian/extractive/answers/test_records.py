"""What the wiki records of a source becomes a sentence, and only where nothing else is asked."""

import pytest

from pipeline.core.answers.material import KnownSource, Material, ShownPage
from pipeline.librarian.extractive.answers.question import read_asked
from pipeline.librarian.extractive.answers.readings import readings_of_records
from pipeline.librarian.extractive.answers.records import (
    asks_only_records,
    named_sources,
    tell_records,
)

NINE = KnownSource(
    "raw/ex-9.md",
    "ex-9",
    "better-saws",
    "Better saws",
    author="Ada Berg (@ada), Bo Lund <bo@example.org>",
    status="Withdrawn",
    published="2020-01-02",
    effective="block 5,000",
)
TEN = KnownSource("raw/ex-10.md", "ex-10", "no-saws", "No saws", author="Cy Dahl", status="Final")
KNOWN = Material(
    (
        ShownPage(
            "better-saws", "Better saws", "wiki/sources/better-saws.md", "source-summary", (), 0
        ),
        ShownPage("no-saws", "No saws", "wiki/sources/no-saws.md", "source-summary", (), 0),
    ),
    {},
    (NINE, TEN),
)


def told(question):
    asked = read_asked(question, "en", {"EX"})
    sources = named_sources(asked, KNOWN)
    if not asks_only_records(asked, sources):
        return []
    return [said.text for said in tell_records(asked, sources, KNOWN)]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Is EX-9 final?", "EX-9 has the status Withdrawn."),
        ("What is the status of “Better saws”?", "EX-9 has the status Withdrawn."),
        ("Who wrote EX-9?", "EX-9 is by Ada Berg, Bo Lund."),
        ("When was EX-9 published?", "EX-9 is dated 2020-01-02."),
        ("At which block does EX-9 apply?", "EX-9 applies from block 5,000."),
    ],
)
def test_a_record_is_told(question, answer):
    assert told(question) == [answer]


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the study of timber that EX-9 quotes?",
        "At which block does EX-10 apply?",
        "Who wrote EX-11?",
    ],
)
def test_what_is_not_recorded_is_not_told(question):
    assert told(question) == []


def test_a_question_for_the_author_of_no_document_is_asked_back():
    asked = read_asked("Who is the author of the document?", "en", {"EX"})
    assert readings_of_records(asked, KNOWN) == (
        "Who is the author of EX-9?",
        "Who is the author of EX-10?",
    )
