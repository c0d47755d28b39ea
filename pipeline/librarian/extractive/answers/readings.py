"""What an underspecified question may mean, where code can see that it fits several things."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pipeline.core.answers.material import Material
from pipeline.core.language.quantities import month_number
from pipeline.core.search.terms import terms_of
from pipeline.core.wiki.schema import SUMMARY_TYPE
from pipeline.librarian.extractive.answers.asked_kind import values_of
from pipeline.librarian.extractive.answers.evidence import Evidence
from pipeline.librarian.extractive.answers.question import Question
from pipeline.librarian.extractive.answers.records import asked_fields, display_name
from pipeline.librarian.extractive.answers.support import Support

MOST_READINGS = 4
_DEFINITE = re.compile(r"\b(?:the|der|die|das)\b", re.IGNORECASE)
_PLURAL = re.compile(r"\b(?:which|what)\s+\w+s\b|\ball\b|\beach\b", re.IGNORECASE)
_THE_DOCUMENT = re.compile(
    r"(?:the|this|that|der|die|das|dem)\s+"
    r"(?:eip|pep|rfc|document|source|paper|article|report|dokument|quelle)$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\b[A-Z]\w+[- ]\d[\w.]*\w|\b[A-Z]\w+[- ]\d\b")
_VALUES = ("number", "date", "version", "block", "byte", "person", "place")


def readings_of_records(question: Question, material: Material) -> tuple[str, ...]:
    """Return the readings of a question for what is recorded of sources that names none of them."""
    fields = [f for f in asked_fields(question) if question.kind == "person" or f != "author"]
    if not fields or question.names or not _is_open(question):
        return ()
    fitting = [s for s in material.sources if any(getattr(s, field) for field in fields)]
    if len({tuple(getattr(s, f) for f in fields) for s in fitting}) < 2:
        return ()
    return tuple(_for_source(question, display_name(s, material)) for s in fitting[:MOST_READINGS])


def readings_of_things(
    question: Question, passing: Sequence[Support], titles: Collection[str]
) -> tuple[str, ...]:
    """Return the readings of a question that names no thing, one for each thing that answers it.

    Such are "What does it cost?" and "What is the diameter of the moon?", where several pages are
    about something that has one, and the values differ.
    """
    if question.names or question.kind not in _VALUES or _names_page(question, titles):
        return ()
    pronoun = question.words.pronouns.search(question.text)
    is_open = _is_open(question) or question.kind == "date"
    if not (pronoun or (is_open and not _PLURAL.search(question.text))):
        return ()
    values: dict[str, frozenset[str]] = {}
    for one in sorted(passing, key=lambda one: -one.score):
        if thing := _thing_of(one.evidence, question.language):
            values.setdefault(thing, values_of(question, one.evidence))
    if len({*values.values()}) < 2:
        return ()
    return tuple(_for_thing(question, title) for title in [*values][:MOST_READINGS])


def _thing_of(evidence: Evidence, language: str) -> str:
    """Return what a statement is about: its page if that stands first, else a numbered name.

    The title of a document is no thing that has what is asked for, and a month no name.
    """
    title = terms_of(evidence.page.title, language)
    is_thing = evidence.page.type != SUMMARY_TYPE
    if is_thing and title and title[0] in evidence.own[: len(title) + 2]:
        return evidence.page.title
    names = (m[0] for m in _NUMBERED.finditer(evidence.plain))
    return next((name for name in names if not month_number(re.split(r"[- ]", name)[0])), "")


def stands_for_nothing(question: Question, titles: Collection[str]) -> bool:
    """Tell whether a question speaks of "it" and names nothing that "it" could be."""
    if question.names or _names_page(question, titles):
        return False
    return bool(question.words.pronouns.search(question.text))


def for_titles(question: Question, titles: Sequence[str]) -> tuple[str, ...]:
    """Return a question asked of each of some things."""
    return tuple(_for_thing(question, title) for title in titles[:MOST_READINGS])


def _is_open(question: Question) -> bool:
    return bool(_DEFINITE.search(question.text)) or bool(
        question.words.pronouns.search(question.text)
    )


def _names_page(question: Question, titles: Collection[str]) -> bool:
    """Tell whether a whole title, or another name of a page, stands in the question."""
    asked = f" {' '.join(terms_of(question.text, question.language))} "
    return any(
        (terms := terms_of(title, question.language)) and f" {' '.join(terms)} " in asked
        for title in titles
    )


def _for_thing(question: Question, title: str) -> str:
    text = question.text.rstrip(" ?.!")
    if m := question.words.pronouns.search(text):
        return f"{text[: m.start()]}{title}{text[m.end() :]}?"
    return f"{text} ({title})?"


def _for_source(question: Question, name: str) -> str:
    text = question.text.rstrip(" ?.!")
    if m := _THE_DOCUMENT.search(text):
        return f"{text[: m.start()]}{name}?"
    if m := question.words.pronouns.search(text):
        return f"{text[: m.start()]}{name}{text[m.end() :]}?"
    return f"{text} of {name}?"
