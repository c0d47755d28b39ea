"""Turn the reported verdicts of a judge into findings, which are never more than warnings."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pipeline.core.claims.judgement import REPORTED_KINDS, Judged, Pair, Statement, Verdict
from pipeline.core.markup.ignore_comments import CONTRADICTION_RULE, SUPERSEDED_RULE
from pipeline.core.text import shorten
from pipeline.core.values import Finding

LONGEST_QUOTE = 160  # characters of one side


def make_findings(judged: Iterable[Judged], identity: Callable[[Pair], str]) -> list[Finding]:
    """Return one finding for each contradiction, by place.

    The same two claims on several pages are one finding: `identity` tells which pairs are the same.
    """
    found: dict[str, Finding] = {}
    for row in judged:
        if row.verdict.kind in REPORTED_KINDS:
            told = make_finding(row, identity(row.pair))
            found.setdefault(told.subject, told)
    return sorted(found.values(), key=lambda f: (f.path, f.line, f.subject))


def make_finding(judged: Judged, subject: str) -> Finding:
    """Return the finding of one judged pair, at the statement that is to be changed."""
    pair, verdict = judged.pair, judged.verdict
    a, b = _quoted(pair.a, verdict.words_a), _quoted(pair.b, verdict.words_b)
    here = statements_to_change(judged)[0]
    if verdict.kind == "contradicts":
        message = f"{a} and {b} cannot both be right: {verdict.why}"
        return _at(
            here,
            CONTRADICTION_RULE,
            subject,
            message,
            "Find out which holds, and let the pages say so.",
        )
    old, new = (b, a) if verdict.current == "a" else (a, b)
    since = f" since {verdict.since}" if verdict.since else ""
    message = f"{old} no longer holds{since}, as {new} says: {verdict.why}"
    hint = "Tell what holds now first, and this as what held earlier."
    return _at(here, SUPERSEDED_RULE, subject, message, hint)


def rule_of_verdict(verdict: Verdict) -> str:
    """Return the name that a reported verdict has among findings."""
    return CONTRADICTION_RULE if verdict.kind == "contradicts" else SUPERSEDED_RULE


def statements_to_change(judged: Judged) -> tuple[Statement, ...]:
    """Return the statements that are to be changed; the finding stands at the first of them.

    Of a contradiction either side may be wrong, of a replaced claim only the old one. A side that
    is the source's own words stands on no page, and is left out.
    """
    pair = judged.pair
    sides: tuple[Statement, ...] = (pair.a, pair.b)
    if judged.verdict.kind == "supersedes":
        sides = sides[::-1] if judged.verdict.current == "a" else sides
        sides = sides[:1] if sides[0].slug else sides[1:]
    return tuple(side for side in sides if side.slug) or (pair.b,)


def _at(where: Statement, rule: str, subject: str, message: str, suggestion: str) -> Finding:
    return Finding(rule, "warning", where.path, where.line, subject, message, suggestion)


def _quoted(side: Statement, words: str) -> str:
    """Return the words of a side with the place where they stand, and the source they rest on."""
    place = f"{side.path}:{side.line}" if side.slug else "its source"
    dated = [
        f"{name} of {day}" if day else name
        for name, day in zip(side.sources, _days(side), strict=True)
    ]
    said = shorten(words if words in side.text else side.text, LONGEST_QUOTE)
    also = f", deciding: “{shorten(words, LONGEST_QUOTE)}”" if words not in side.text else ""
    return f"“{said}” ({place}; {', '.join(dated[:2]) or 'no source'}{also})"


def _days(side: Statement) -> list[str]:
    return [*side.published, *[""] * len(side.sources)][: len(side.sources)]
