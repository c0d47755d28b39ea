"""How well a statement supports an answer: which words of the question it holds, and where.

Something similar is always found, so a score alone cannot say that a wiki does not know: the best
score of a question about a thing that is not there is among the best of all. What separates is
whether *everything* that the question names stands in one statement or over it, together with its
property and a value of the kind asked for. Only then the score decides, among those that pass.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.core.language.quantities import quantities
from pipeline.core.search.terms import terms_of
from pipeline.librarian.extractive.answers.asked_kind import holds_kind
from pipeline.librarian.extractive.answers.asking_words import family_of
from pipeline.librarian.extractive.answers.evidence import Evidence
from pipeline.librarian.extractive.answers.negation import denied_terms, denies, denies_at_once
from pipeline.librarian.extractive.answers.question import AskedName, Question

_ENOUGH = 0.6  # of the weight of the property's terms
_RARE = 0.8  # the weight from which a word is rare
_MANY_RARE = 4  # rare words of one question
_HEAD = 40  # characters in which the subject of a definition stands
_SHORTEST_STEM = 5
_AROUND = 0.85  # what a term counts that stands over the statement and not in it
_OPENING = 0.5  # what a term counts by which the page says first what its thing is
_EARLIER = re.compile(
    r"\b(?:before|previously|formerly|earlier|had been|used to|until then|no longer"
    r"|replaced|replaces|rejects|rejected"
    r"|from \S+(?: \S+)? to|was planned|is planned|vorher|zuvor|früher|bis dahin)\b",
    re.IGNORECASE,
)
_VALUE = r"(?:[\w~]+\s){0,2}?\S*\d\S*"
_FROM_TO = re.compile(
    rf"\bfrom\s{_VALUE}\s(?:\S+\s){{0,3}}?to\s{_VALUE}|\bvon\s{_VALUE}\s(?:\S+\s){{0,3}}?auf\s{_VALUE}",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\bbefore\b|\breplac\w+|\bearlier\b|\bhad\b|\bwas\b|\b(?:down|up)\s+from\b|→",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"\b(?:changed|history|histor\w+|before|earlier|former|geschichte|früher)\b", re.IGNORECASE
)
_IS = re.compile(
    r".{0,80}?\b(?:is|are|was|were|means|ist|sind|war|waren)\b|\w+:|.{0,60}\(", re.IGNORECASE
)
_VALUE_COLUMN = re.compile(r"values?|amount|wert|werte", re.IGNORECASE)
_HYPOTHESIS = re.compile(r"\b(?:would|could|might|würde|könnte)\b", re.IGNORECASE)
_WHICH = re.compile(r"\W*(?:which|welche\w*)\b", re.IGNORECASE)
_FIGURE = re.compile(r"(?<![\w-])\d[\d,.]*")
_PROPOSED = re.compile(
    r"\b(?:would|proposes?|proposed|proposal|planned|stagnant|deferred|draft)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Support:
    """A statement that passes, with its score; `covered` is the share of the property it holds."""

    evidence: Evidence
    score: float
    covered: float


def support_of(question: Question, evidence: Evidence) -> Support | None:
    """Return how a statement supports an answer; None where it cannot be one."""
    if evidence.cells and not _names_row(question, evidence):
        return None
    if not _is_of_subject(question, evidence):
        return None
    named = [_name_counts(name, evidence) for name in question.names]
    if not all(named):
        return None
    covered = coverage(question, evidence)
    if question.focus and _held(question.focus, question, evidence) < _AROUND:
        return None
    if _lacks_rare(question, evidence) or not _denies_alike(question, evidence):
        return None
    if covered < (_ENOUGH if question.names or question.kind != "any" else 0.75):
        return None
    if question.kind == "definition":
        if not _defines(question, evidence):
            return None
    elif not question.wanted and not question.names:
        return None
    if question.day and not _fits_day(question, evidence):
        return None
    if (question.history or question.before) and not (
        evidence.cells or _tells_change(question, evidence)
    ):
        return None
    if not holds_kind(question, evidence):
        return None
    own = sum(named) / len(named) if named else 0.5
    return Support(evidence, 2 * covered + own + _preference(question, evidence), covered)


def _is_of_subject(question: Question, evidence: Evidence) -> bool:
    """Tell whether a statement may be about what the question is about.

    One such as "SIZE: 32" is about what stands before its colon. Where the question gives no name,
    the statement holds half of its words itself, or stands on a page that is called by them.
    """
    asked = (*question.terms, *terms_of(question.day, question.language))
    if evidence.subject:
        held = [
            t
            for t in evidence.subject
            if any(holds_term(t, frozenset((a,)), question.language) for a in asked)
        ]
        if 2 * len(held) < len(evidence.subject):
            return False
    if question.names or question.kind in ("any", "definition", "reason"):
        return True
    if not evidence.holds_title(question.terms):
        return False
    whole = sum(weight for _, weight in question.wanted)
    own = sum(w for t, w in question.wanted if holds_term(t, evidence.own_set, question.language))
    return 2 * own >= whole or evidence.is_called_by(question.terms)


def _denies_alike(question: Question, evidence: Evidence) -> bool:
    """Tell whether a statement denies what the question denies, and else not what it asks for."""
    if question.denials:
        return all(denies(evidence.plain, one, question.language) for one in question.denials)
    if _WHICH.match(question.text):  # "does not need" names none of those that need it
        asked = {*terms_of(question.text, question.language)}
        return denied_terms(evidence.plain, question.language).isdisjoint(asked)
    return not (
        question.focus and denies_at_once(evidence.plain, question.focus, question.language)
    )


def _names_row(question: Question, evidence: Evidence) -> bool:
    """Tell whether the question names what a row of a table is about, its first cell."""
    if _VALUE_COLUMN.fullmatch(evidence.cells[0].over):
        return True
    first = frozenset(terms_of(evidence.cells[0].value, question.language))
    asked = (*question.terms, *terms_of(question.day, question.language))
    return any(holds_term(term, first, question.language) for term in asked)


def _name_counts(name: AskedName, evidence: Evidence) -> float:
    """Return how surely a statement is about a name: 0 where it is not."""
    if evidence.own_place_of(name) >= 0:
        return 1.0
    if _tells_of_another(name, evidence):
        return 0.0
    if evidence.names_it(name):
        return 0.8
    if evidence.names_no_subject and evidence.has_in_title(name) and not name.exact:
        return 0.6
    if name.exact:
        return 0.4 if evidence.cites(name) else 0.0
    if evidence.stands_over(name):
        return 0.7
    if evidence.cites(name):
        return 0.4
    if len(name.terms) > 1:
        return _parts_count(name, evidence)
    return 0.0


def _tells_of_another(name: AskedName, evidence: Evidence) -> bool:
    """Tell whether a statement names another of the same kind: 3.7.1 where 3.7.0 is asked for."""
    versions = [t for t in name.terms if "." in t and t[:1].isdigit()]
    return any(
        version not in evidence.own_set
        and any(_is_sibling(version, other) for other in evidence.own_set)
        for version in versions
    )


def _is_sibling(one: str, other: str) -> bool:
    mine, theirs = one.split("."), other.split(".")
    same_shape = len(mine) == len(theirs) and all(map(str.isdigit, theirs))
    return same_shape and one != other and mine[0] == theirs[0]


def _parts_count(name: AskedName, evidence: Evidence) -> float:
    """Return how the words of a longer name count that stand apart from one another.

    Of "Python 3.7.1" the number must stand in the statement itself; it must tell by itself, as no
    bare number does. Of a name of words all must stand in the statement.
    """
    numbers = [t for t in name.terms if t[:1].isdigit()]
    if numbers:
        if not all("." in t and t in evidence.own_set for t in numbers):
            return 0.0
        rest = {*name.terms} - {*numbers}
        return 0.7 if rest <= evidence.own_set | evidence.around else 0.0
    return 0.5 if {*name.terms} <= evidence.own_set else 0.0


def _lacks_rare(question: Question, evidence: Evidence) -> bool:
    """Tell whether a rare word of the question is missing; of many, one may be."""
    rare = [term for term, weight in question.wanted if weight >= _RARE]
    missing = [t for t in rare if _held(t, question, evidence) < _OPENING]
    return len(missing) > (len(rare) >= _MANY_RARE)


def coverage(question: Question, evidence: Evidence) -> float:
    """Return which share of the property's weight a statement holds, by itself or over it."""
    whole = sum(weight for _, weight in question.wanted)
    if not whole:
        return 1.0
    held = 0.0
    for term, weight in question.wanted:
        held += weight * _held(term, question, evidence)
    return held / whole


def _held(term: str, question: Question, evidence: Evidence) -> float:
    """Return what a term counts by the place where it stands; 0 where it does not."""
    if holds_term(term, evidence.own_set, question.language):
        return 1.0
    if holds_term(term, evidence.around, question.language):
        return _AROUND
    return _OPENING if holds_term(term, evidence.opening, question.language) else 0.0


def holds_term(term: str, there: frozenset[str], language: str) -> bool:
    """Tell whether a term, one of its family, or one of the same root is among some terms."""
    if term in there:
        return True
    family = family_of(language).get(term)
    if family and not family.isdisjoint(there):
        return True
    if len(term) < _SHORTEST_STEM or term.isdigit():
        return False
    german = language.partition("-")[0].lower() == "de"
    return any(_same_root(term, other, german) for other in there)


def _same_root(one: str, other: str, german: bool) -> bool:
    """Tell whether the shorter of two stems begins the longer; in German it may also end it."""
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST_STEM:
        return False
    if german:
        return long.startswith(short) or long.endswith(short)
    return long.startswith(short) and len(long) - len(short) <= 4


def _tells_change(question: Question, evidence: Evidence) -> bool:
    """Tell whether a statement says what something was before, or how it changed."""
    plain = evidence.plain
    if _FROM_TO.search(plain):
        return True
    former = (
        _CHANGE.search(plain) or _EARLIER.search(plain) or _HISTORY.search(evidence.said.heading)
    )
    return bool(former) and (question.before or len(_FIGURE.findall(plain)) > 1)


def _defines(question: Question, evidence: Evidence) -> bool:
    """Tell whether a statement says what the thing of the question is."""
    things = [[*name.terms] for name in question.names] or [[t for t, _ in question.wanted]]
    return any(thing and _says_what_is(thing, question, evidence) for thing in things)


def _says_what_is(thing: list[str], question: Question, evidence: Evidence) -> bool:
    if evidence.is_opening and evidence.is_called(thing):
        return True
    terms = evidence.own[: len(thing) + 4]
    begins = any([*terms[at : at + len(thing)]] == thing for at in range(5))
    return begins and (
        bool(_IS.match(evidence.plain)) or any(name.exact for name in question.names)
    )


def _fits_day(question: Question, evidence: Evidence) -> bool:
    """Tell whether a statement holds the date of the question, or a part of it."""
    dates = [q.date for q in quantities(f"{evidence.plain}") if q.kind == "date"]
    return any(d.startswith(question.day) or question.day.startswith(d) for d in dates)


def _preference(question: Question, evidence: Evidence) -> float:
    """Return what speaks for a statement beside the words that it shares with the question."""
    plain = evidence.plain
    score = 0.15 / (1 + evidence.place)
    if evidence.is_first:
        score += 0.2
    elif evidence.is_opening:
        score += 0.1
    if evidence.page.type == "source-summary":
        score -= 0.1
    if evidence.leans:
        score -= 0.25
    if evidence.cells:
        score -= 0.1
    if _HYPOTHESIS.search(plain):
        score -= 0.2
    if question.before:
        score += 0.3 if _CHANGE.search(plain) else 0.0
    elif not (question.once or question.history):
        score -= 0.35 if _EARLIER.search(plain) else 0.0
        score -= 0.35 if _HISTORY.search(evidence.said.heading) else 0.0
        score -= 0.2 if _PROPOSED.search(plain) else 0.0
    score += _of_names(question, evidence)
    if question.history:
        score += 0.4 if _FROM_TO.search(plain) or plain.startswith(("Before", "Earlier")) else 0.0
    score += 0.4 * _binds_value(question, evidence)
    score -= min(0.3, len(plain) / 2_000)
    return score


def _of_names(question: Question, evidence: Evidence) -> float:
    """Return what speaks for a statement by where the names stand: at its head, on their page."""
    if not question.names:
        return 0.0
    score = 0.2 if any(evidence.is_called(name.terms) for name in question.names) else 0.0
    places = [at for name in question.names if (at := evidence.own_place_of(name)) >= 0]
    if places:
        score -= 0.3 * min(places) / len(evidence.plain)
        score += 0.6 if question.kind == "definition" and min(places) < _HEAD else 0.0
    return score


def _binds_value(question: Question, evidence: Evidence) -> float:
    """Return how near a name of the question stands before a number: at once is 1."""
    if question.kind not in ("number", "date", "block", "byte"):
        return 0.0
    places = [(evidence.own_place_of(name), len(name.text)) for name in question.names]
    best = 0.0
    for at, size in places:
        if at >= 0 and (m := re.search(r"\b\d[\d,.]*", evidence.plain[at + size :])):
            best = max(best, 1 - min(1.0, m.start() / 120))
    return best
