"""The embedded answerer: our own questions with floors, and how each kind of answer comes out."""

from dataclasses import replace

import pytest

from pipeline.core.answers.material import Material
from pipeline.librarian.extractive.answerer import ExtractiveAnswerer
from pipeline.operations.ask.ask import ask_question
from tests.helpers.expected_answers import (
    WIKIS,
    ask_all,
    pages_of,
    read_questions,
    wiki_to_ask,
)
from tests.helpers.repos import SCHEMA, example_or_skip
from tests.librarian.extractive.answers.made import material


def graded(tmp_path, name):
    with wiki_to_ask(tmp_path / "w", pages_of(WIKIS[name])) as wiki:
        return ask_all(wiki, read_questions(name), ExtractiveAnswerer())


def shares(rows):
    """The shares of right pages and values, and the questions that were not told apart."""
    there = [row for row in rows if row.asked.status == "answered"]
    wrong = [
        row.asked.question for row in rows if row.asked.status != "answered" and not row.status
    ]
    return sum(r.page for r in there) / len(there), sum(r.value for r in there) / len(there), wrong


def test_forty_questions_over_the_ethereum_wiki(tmp_path):
    rows = graded(tmp_path, "ethereum")
    pages, values, wrong = shares(rows)
    assert len(rows) == 40
    assert pages >= 0.92
    assert values >= 0.9
    assert wrong == []


@pytest.mark.parametrize(("name", "least"), [("example", 0.9), ("python-releases", 0.8)])
def test_questions_over_other_wikis(tmp_path, name, least):
    if name == "example":
        example_or_skip()
    pages, values, _ = shares(graded(tmp_path, name))
    assert pages >= least
    assert values >= least


def test_what_is_not_there_names_the_nearest_pages(tmp_path):
    with wiki_to_ask(tmp_path / "w", pages_of(WIKIS["ethereum"])) as wiki:
        answer = ask_question(wiki, "What is the value of SSTORE_SET_GAS?", ExtractiveAnswerer())
    assert answer.status == "unknown"
    assert not answer.sentences
    assert "sstore" in [page.slug for page in answer.nearest]


def test_every_sentence_is_a_statement_of_the_wiki_or_a_record(tmp_path):
    with wiki_to_ask(tmp_path / "w", pages_of(WIKIS["ethereum"])) as wiki:
        for row in ask_all(wiki, read_questions("ethereum"), ExtractiveAnswerer()):
            shown = {said.plain for said in row.answer.material.statements()}
            for said in row.answer.sentences:
                assert said.text in shown or (said.pages and not said.labels)


SOURCE = '[brücken](../../raw/brücken.md?plain=1#L{line}): "{quote}"'
BRIDGE = "Die Hohe Brücke"


def german_page(title, *sentences, aliases=""):
    body = " ".join(f"{said}[^bruecken-{n}]" for n, said in enumerate(sentences, 1))
    notes = "\n".join(
        f'[^bruecken-{n}]: [bruecken](../../raw/bruecken.md?plain=1#L{n}): "{said}"'
        for n, said in enumerate(sentences, 1)
    )
    return f"---\ntitle: {title}\ntype: entity\naliases: [{aliases}]\n---\n\n{body}\n\n{notes}\n"


GERMAN = {
    "wiki/entities/hohe-bruecke.md": german_page(
        "Hohe Brücke",
        "Die Hohe Brücke ist eine Bogenbrücke über die Talau.",
        "Die Hohe Brücke wurde 1904 eröffnet.",
        "Die Hohe Brücke ist 182 Meter lang.",
        "Der Bau der Hohen Brücke kostete 2,4 Millionen Mark.",
        "Die Pläne zeichnete Anna Berger.",
    ),
    "wiki/entities/untere-bruecke.md": german_page(
        "Untere Brücke",
        "Die Untere Brücke ist eine Hängebrücke über die Talau.",
        "Die Untere Brücke ist 96 Meter lang.",
        "Die Untere Brücke wurde 1931 gesperrt, weil ein Pfeiler unterspült war.",
    ),
}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Wie lang ist die Hohe Brücke?", "182 Meter"),
        ("Wann wurde die Hohe Brücke eröffnet?", "1904"),
        ("Was kostete der Bau der Hohen Brücke?", "2,4 Millionen"),
        ("Was ist die Untere Brücke?", "Hängebrücke"),
        ("Warum wurde die Untere Brücke gesperrt?", "unterspült"),
        ("Wer zeichnete die Pläne der Hohen Brücke?", "Anna Berger"),
    ],
)
def test_german_questions_are_answered_from_german_pages(tmp_path, question, told):
    schema = SCHEMA.replace("language: en", "language: de")
    with wiki_to_ask(tmp_path / "w", GERMAN, schema) as wiki:
        answer = ask_question(wiki, question, ExtractiveAnswerer("de"))
    assert answer.status == "answered"
    assert told in answer.sentences[0].text


@pytest.mark.parametrize(
    "question", ["Wie hoch ist die Hohe Brücke?", "Wann wurde die Untere Brücke eröffnet?"]
)
def test_what_german_pages_do_not_say_is_not_answered(tmp_path, question):
    schema = SCHEMA.replace("language: en", "language: de")
    with wiki_to_ask(tmp_path / "w", GERMAN, schema) as wiki:
        assert ask_question(wiki, question, ExtractiveAnswerer("de")).status == "unknown"


def test_of_it_is_asked_back_with_things_alone():
    made = material(
        ("Saturn", "Saturn has 274 moons."),
        ("Jupiter", "Jupiter has 95 moons since February 2023."),
        ("Shift-and-stack method", "The method adds images together."),
        ("Saturn Retakes the Record", "Saturn has 145 moons as of May 2023."),
    )
    pages = tuple(
        replace(page, type="source-summary") if page.slug == "saturn-retakes-the-record" else page
        for page in made.pages
    )
    made = Material(pages, made.citations, made.sources)
    draft = ExtractiveAnswerer().answer("How many moons does it have?", made, (), lambda _: [])
    assert draft.status == "ask_back"
    assert {*draft.ask_back} == {
        "How many moons does Saturn have?",
        "How many moons does Jupiter have?",
    }
    assert len({said.text for said in draft.sentences}) == len(draft.sentences)
