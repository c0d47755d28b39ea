"""The embedded answerer: it gives the statements of the wiki that answer, word for word."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from pipeline.core.answers.answer import AnswerDraft, AnswerSentence, PageRoute
from pipeline.core.answers.material import Material
from pipeline.core.answers.route_request import RouteRequest
from pipeline.core.wiki.schema import COMPARISON_TYPE, REPEATING_TYPES, SUMMARY_TYPE
from pipeline.librarian import DraftCheck
from pipeline.librarian.extractive.answers import readings as open_questions
from pipeline.librarian.extractive.answers.choose import as_sentences, choose_statements
from pipeline.librarian.extractive.answers.earlier_sources import earlier
from pipeline.librarian.extractive.answers.evidence import Evidence, gather
from pipeline.librarian.extractive.answers.question import (
    AskedName,
    Question,
    read_asked,
    split_clauses,
)
from pipeline.librarian.extractive.answers.records import (
    asked_fields,
    asks_only_records,
    named_sources,
    tell_records,
)
from pipeline.librarian.extractive.answers.routing import choose_pages
from pipeline.librarian.extractive.answers.support import Support, support_of

_SERIES = re.compile(r"([a-z]{2,8})-\d+")
_JOINS = re.compile(r"\s*(?:,|,?\s*(?:and|or|und|oder|versus|vs\.?))\s*(?:the\s+)?")
NOT_SAID = "The wiki does not say it: no statement holds all that is asked for."

# Pages that are about other pages, and no things of which something can be asked.
_NO_THINGS = (SUMMARY_TYPE, COMPARISON_TYPE, *REPEATING_TYPES)


class ExtractiveAnswerer:
    """Answers by statements of pages, word for word.

    It words nothing of its own but what is recorded of a source: its status, author and date.
    """

    name: Literal["model", "extractive"] = "extractive"

    def __init__(self, language: str = "en") -> None:
        self._language = language

    def route(self, asked: RouteRequest, known: Collection[str]) -> PageRoute:
        """Return the pages that the question names, then those that search finds."""
        return choose_pages(read_asked(asked.question, self._language), asked, known)

    def answer(
        self, question: str, material: Material, readings: Sequence[str], check: DraftCheck
    ) -> AnswerDraft:
        """Return the cited statements that hold all that is asked for, or say that none does."""
        evidence = gather(material, self._language)
        series = {m[1].upper() for s in material.sources if (m := _SERIES.fullmatch(s.label))}
        titles = [name for page in material.pages for name in (page.title, *page.aliases)]
        parts = [
            read_asked(part, self._language, series, titles)
            for part in split_clauses(question, self._language)
        ] or [read_asked(question, self._language, series, titles)]
        parts = _carry_names(parts)
        told: list[AnswerSentence] = []
        missing = []
        for part in parts:
            sentences, ask_back = self._answer_part(part, material, evidence)
            if ask_back:
                return AnswerDraft("ask_back", tuple(sentences), (), ask_back)
            told += sentences
            if not sentences:
                missing.append(part)
        if not told:
            return AnswerDraft("unknown", unknown=(NOT_SAID,))
        unknown = tuple(f"The wiki does not say: {part.text}" for part in missing)
        return AnswerDraft("answered", tuple(dict.fromkeys(told)), unknown)

    def _answer_part(
        self, question: Question, material: Material, evidence: list[Evidence]
    ) -> tuple[list[AnswerSentence], tuple[str, ...]]:
        """Return the sentences that answer one question, and what to ask back."""
        titles = [name for page in material.pages for name in (page.title, *page.aliases)]
        if asked_fields(question):
            sources = named_sources(question, material)
            if sources and asks_only_records(question, sources):
                told = [*tell_records(question, sources, material)]
                if told:
                    return told, ()
            back = open_questions.readings_of_records(question, material)
            if back:
                return self._of_readings(back, material, evidence), back
        passing = _passing(question, evidence) or earlier(question, material, evidence)
        back = open_questions.readings_of_things(question, passing, titles)
        if back:
            return self._of_readings(back, material, evidence), back
        if open_questions.stands_for_nothing(question, titles):
            things = [p for p in material.pages if p.type not in _NO_THINGS]
            holding = {one.evidence.page.slug for one in passing}
            likely = [p for p in things if p.slug in holding] or things
            return [], open_questions.for_titles(question, [p.title for p in likely])
        if not passing and len(question.names) > 1:
            return self._of_each(question, evidence), ()
        return as_sentences(choose_statements(question, passing)), ()

    def _of_readings(
        self, back: Sequence[str], material: Material, evidence: list[Evidence]
    ) -> list[AnswerSentence]:
        """Return one sentence for each reading that is answered."""
        told: list[AnswerSentence] = []
        for text in back:
            question = read_asked(text, self._language)
            if asked_fields(question):
                told += [*tell_records(question, named_sources(question, material), material)][:1]
            else:
                told += as_sentences(choose_statements(question, _passing(question, evidence))[:1])
        return [*dict.fromkeys(told)]

    def _of_each(self, question: Question, evidence: list[Evidence]) -> list[AnswerSentence]:
        """Return the answer for names asked for side by side; none where one is missing."""
        joined = _joined_names(question)
        if len(joined) < 2:
            return []
        rest = [name for name in question.names if name not in joined]
        told: list[AnswerSentence] = []
        for name in joined:
            one = replace(question.about([name, *rest]), listed=False)
            some = as_sentences(choose_statements(one, _passing(one, evidence))[:1])
            if not some:
                return []
            told += some
        return told


def _passing(question: Question, evidence: list[Evidence]) -> list[Support]:
    return [found for one in evidence if (found := support_of(question, one))]


def _carry_names(parts: list[Question]) -> list[Question]:
    """Return the questions with the names of the first for those that speak of "it"."""
    return [
        part
        if part.names or not parts[0].names or not part.words.pronouns.search(part.text)
        else replace(part, text=_with_name(part, parts[0]), names=parts[0].names)
        for part in parts
    ]


def _with_name(part: Question, first: Question) -> str:
    m = part.words.pronouns.search(part.text)
    return (
        f"{part.text[: m.start()]}{first.names[0].text}{part.text[m.end() :]}" if m else part.text
    )


def _joined_names(question: Question) -> list[AskedName]:
    """Return the names of a question that stand side by side: "A, B and C"."""
    names = sorted(question.names, key=lambda name: question.text.find(name.text))
    found: dict[AskedName, None] = {}
    for one, two in pairwise(names):
        at = question.text.find(one.text) + len(one.text)
        if _JOINS.fullmatch(question.text[at : question.text.find(two.text)]):
            found |= {one: None, two: None}
    return [*found]
