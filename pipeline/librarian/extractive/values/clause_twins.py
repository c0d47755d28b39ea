"""Compare clauses of two statements that say the same but for one number.

Two pages seldom put one thing into the same sentence, but often into the same clause: one says who
speaks or since when ("According to the manual, …", "With the third reform, …"), the other draws a
consequence of it ("…, which suggests that …"). So what introduces a clause is set aside, where it
only names a source or a time, and the clauses are compared as whole sentences are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from pipeline.core.claims.claim_index import content_words
from pipeline.core.language.quantities import quantities
from pipeline.core.language.sentences import cut_into_sentences
from pipeline.librarian.extractive.values.attributes import holds_name
from pipeline.librarian.extractive.values.cases import EVENTS
from pipeline.librarian.extractive.values.compare import ValueDifference, compare_twins

_SAID = (
    r"(?:say|state|suggest|mean|impl(?:y|ie)|show|predict|report|tell|declare|require|provide|assume"
    r"|argue|claim|let|make|cause|propose|specif(?:y|ie)|lay)(?:s|d|ed|ing|es)?"
)
_CUT = re.compile(
    r"[;:]\s|,\s(?=(?:and|but|so|which|while|whereas|where|who)\b)"
    rf"|\b(?:that|which) (?:[a-z]+ ){{0,2}}?(?={_SAID} that )"
    rf"|\b{_SAID} (?:[a-z]+ (?:[a-z]+ )?)?that\s",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"^(?:with|since|from|as of|after|starting with|beginning with) (?:the |its )?"
    rf"(?:[\w-]+ ){{0,4}}(?:{EVENTS})(?: on)?,? (?=\S)",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"^(?:(?:[Aa]ccording to|[Aa]s per) [^,]{2,60}"
    r"|(?:[Uu]nder|[Pp]er|[Bb]y|[Ii]n) [A-Z][\w-]*\d[\w.-]*), (?=\S)"
)
_SPEAKS = re.compile(rf"^(?P<who>[A-Z][^,;:.]{{1,40}}?) {_SAID} (?=\S)")
_POINTER = re.compile(
    r"^(?:this|these|that|those|it|its|they|their|he|she|both|each)\b", re.IGNORECASE
)
_DENIAL = re.compile(
    r"\b(?:not|never|no|without|except|unless|only|neither)\b|n['’]t\b", re.IGNORECASE
)
_FEWEST_LETTERS = 20


def compare_clauses(
    new: str, old: str, names: frozenset[str], sources: tuple[Collection[str], Collection[str]]
) -> ValueDifference | None:
    """Return how two clauses that are the same but for one number differ in it, if two are.

    They must name the thing with these name keys. `sources` are the names of each statement's own
    sources, in lower case, that may stand in front of what they say.
    """
    for mine in _clauses(new, frozenset(sources[0])):
        for yours in _clauses(old, frozenset(sources[1])):
            found = compare_twins(mine, yours, _stems) if mine != yours else None
            if found and holds_name(mine, names) and holds_name(yours, names):
                return found
    return None


def _stems(text: str) -> frozenset[str]:
    denied = {"not"} if _DENIAL.search(text) else set()
    return frozenset(w for w in content_words(text) if not w[0].isdigit()) | denied


@lru_cache(maxsize=5_000)
def _clauses(text: str, sources: frozenset[str]) -> tuple[str, ...]:
    return tuple(_read_clauses(text, sources))


def _read_clauses(text: str, sources: frozenset[str]) -> Iterator[str]:
    """Yield the clauses of a text that hold a number and name their subject."""
    for sentence in cut_into_sentences("", text):
        for piece in _CUT.split(sentence):
            clause = without_opening(piece.strip().rstrip(".,"), sources)
            if len(clause) >= _FEWEST_LETTERS and not _POINTER.match(clause) and quantities(clause):
                yield clause


def without_opening(clause: str, sources: frozenset[str] = frozenset()) -> str:
    """Return a clause without what only says who speaks, or since when."""
    bare = _WHO.sub("", _WHEN.sub("", clause))
    speaks = _SPEAKS.match(bare)
    if speaks and speaks["who"].lower() in sources:
        return bare[speaks.end() :]
    return bare
