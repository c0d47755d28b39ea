"""Choose of the statements that pass those that make an answer: the best, then what adds to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.core.answers.answer import AnswerSentence
from pipeline.librarian.extractive.answers.asked_kind import values_of
from pipeline.librarian.extractive.answers.evidence import Evidence
from pipeline.librarian.extractive.answers.question import Question
from pipeline.librarian.extractive.answers.support import Support

MOST_SENTENCES = 4
_BESIDE, _NEARLY = (
    0.35,
    0.2,
)  # how much lower than the best one a statement may score that is told beside it
_NEWEST, _NOT_IN_FORCE = 0.3, 0.3  # what speaks for the newest source, and against a proposal
_ALIKE = 0.7  # of the shorter one's terms


def choose_statements(question: Question, passing: Sequence[Support]) -> list[Evidence]:
    """Return the statements of an answer, in the order in which they are told.

    A list or a history has up to four; any other answer the best, what stands beside it in its
    score with a value of its own, and what the statement after it goes on to say of it.
    """
    ranked = sorted(_newest_higher(question, passing), key=lambda one: -one.score)
    if not ranked:
        return []
    many = question.history or question.listed or question.kind in ("reason", "any")
    if question.kind == "definition":
        return _with_opening(ranked)
    chosen = [ranked[0].evidence]
    seen = values_of(question, ranked[0].evidence)
    for one in ranked[1:]:
        if len(chosen) >= (MOST_SENTENCES if many else 2):
            break
        if one.score < ranked[0].score - (_BESIDE if many else _NEARLY) * (1 + question.history):
            break
        values = values_of(question, one.evidence)
        if _says_again(one.evidence, chosen) or (seen and values and values <= seen):
            continue
        chosen.append(one.evidence)
        seen |= values
    if question.history:
        chosen.sort(key=lambda one: (one.place, one.said.number))
    return chosen


def _newest_higher(question: Question, passing: Sequence[Support]) -> list[Support]:
    """Return the statements with what is newest raised, where the question wants what holds now.

    What only documents say that are not in force comes after what holds.
    """
    if question.once or question.before or question.history or question.kind == "definition":
        return [*passing]
    days = sorted({one.evidence.dated for one in passing if one.evidence.dated})
    newer = {day: n / max(1, len(days) - 1) for n, day in enumerate(days)}
    return [
        replace(
            one,
            score=one.score
            + _NEWEST * newer.get(one.evidence.dated, 0.0)
            - (0.0 if one.evidence.holds else _NOT_IN_FORCE),
        )
        for one in passing
    ]


def _with_opening(ranked: Sequence[Support]) -> list[Evidence]:
    """Return the best definition, and what the page goes on to say before its first heading."""
    best = ranked[0].evidence
    if not best.is_opening:
        return [best]
    rest = [one.evidence for one in ranked[1:] if one.evidence.page.slug == best.page.slug]
    opening = sorted((one for one in rest if one.is_opening), key=lambda one: one.said.number)
    return [best, *[one for one in opening if one.said.number > best.said.number][:1]]


def as_sentences(chosen: Iterable[Evidence]) -> list[AnswerSentence]:
    """Return statements word for word, each between what it leans on and what goes on with it."""
    told: list[AnswerSentence] = []
    for evidence in chosen:
        lead, on = evidence.lead, evidence.goes_on
        rows = ([lead] if lead and lead.labels and evidence.leans else []) + [evidence.said]
        rows += on
        told += [AnswerSentence(said.plain, said.labels) for said in rows]
    return list(dict.fromkeys(told))[:MOST_SENTENCES]


def _says_again(one: Evidence, chosen: Iterable[Evidence]) -> bool:
    """Tell whether a statement says what is told already: the same claims, or nearly its words."""
    for other in chosen:
        if {*one.said.labels} <= {*other.said.labels}:
            return True
        short, long = sorted(({*one.own}, {*other.own}), key=len)
        if len(short & long) >= _ALIKE * len(short):
            return True
    return False
