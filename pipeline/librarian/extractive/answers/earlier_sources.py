"""What held before a document or on a day, from the sources that are older than it.

Where no statement says itself what was before, the newest source does that is older than the one
which changed it: a value holds until a later document replaces it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.core.answers.material import Material
from pipeline.core.search.terms import terms_of
from pipeline.librarian.extractive.answers.evidence import Evidence
from pipeline.librarian.extractive.answers.question import AskedName, Question
from pipeline.librarian.extractive.answers.support import Support, support_of

_VALUES = ("number", "date", "version", "block", "byte", "person", "place")


def earlier(question: Question, material: Material, evidence: Iterable[Evidence]) -> list[Support]:
    """Return the statements of the newest source before the time that a question sets."""
    if question.kind not in _VALUES:
        return []
    limit = question.day if question.day else _day_of(question.then, material)
    if not limit:
        return []
    rest = tuple(name for name in question.names if name not in question.then)
    asked = replace(question, names=rest, before=False, day="", once=True)
    fitting = [
        found
        for one in evidence
        if one.holds
        and _is_before(one.dated, limit, bool(question.day))
        and (found := support_of(asked, one))
    ]
    newest = max((one.evidence.dated for one in fitting), default="")
    return [one for one in fitting if one.evidence.dated == newest]


def _is_before(dated: str, limit: str, or_on: bool) -> bool:
    return bool(dated) and (dated < limit or (or_on and dated.startswith(limit)))


def _day_of(names: Iterable[AskedName], material: Material) -> str:
    """Return the day of the source that one of the names is the label of."""
    for name in names:
        for source in material.sources:
            if tuple(terms_of(source.label)) == name.terms:
                return source.published
    return ""
