"""Which values took the place of which: told by one sentence, judged of two, or listed in a table.

A value is superseded only where something says so: a sentence that tells the change ("from 50 to
200"), a verdict on two statements, or rows of a comparison page that an older and a newer source
fill. What a draft would change is left out, and so is a number that only counts what came in
addition, or bounds another. Two values with a third between them are no neighbours, and are left
out as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.core.claims.judgement import Judged, Statement
from pipeline.core.claims.tense import is_set_aside
from pipeline.core.export.contents import ExportedClaim, ExportedSource
from pipeline.core.language.bounds import DOWNWARD, UPWARD
from pipeline.core.language.measures import measures
from pipeline.core.language.sentences import cut_into_sentences
from pipeline.core.markup import markdown
from pipeline.core.name_keys import fold
from pipeline.core.training.claim_table import ClaimTable
from pipeline.core.training.example import Basis
from pipeline.core.training.facts import TrainingFact, holds_words
from pipeline.core.training.questions import rules_of
from pipeline.core.training.questions.rules import QuestionRules
from pipeline.core.wiki.schema import COMPARISON_TYPE

_LONGEST = 400  # characters of a sentence
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_CELL = re.compile(r"^[^:]{1,40}: (?P<said>.*)$")
_IDENTIFIER = re.compile(r"\b(?:[A-ZÄÖÜÀ-Ý][\w-]*[A-Z\d_][\w-]*|[A-ZÄÖÜÀ-Ý][\w-]{2,})\b")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+:")
_OPEN = UPWARD + DOWNWARD


@dataclass(frozen=True)
class Supersession:
    """A value and the one that took its place, each with what it rests on.

    `topic` says of what they are values; it is empty where nothing gives it a name. `is_told` tells
    that one sentence has both. `current` is what holds by now, where that is neither of them.
    """

    topic: str
    old: Basis
    new: Basis
    is_told: bool = False
    current: Basis | None = None


def find_supersessions(
    table: ClaimTable, facts: Sequence[TrainingFact], language: str
) -> list[Supersession]:
    """Return what superseded what among the claims of a split, each pair of neighbours once."""
    rules = rules_of(language)
    told = [*_find_told(table, rules, language)] if rules else []
    topics = {
        (x.label, _value_key(x.asked.answer)): x.asked.topic
        for x in reversed(facts)
        if x.asked.topic and x.asked.kind in ("value", "count") and x.asked.attribute != "new value"
    }
    topics |= {_key(side): one.topic for one in reversed(told) for side in (one.old, one.new)}
    listed = [*_find_judged(table, topics), *_find_rows(table)]
    listed = [one for one in listed if all(_is_replaced(x, rules) for x in (one.old, one.new))]
    found: dict[tuple[tuple[str, str], tuple[str, str]], Supersession] = {}
    for one in (*told, *listed):
        place = _key(one.old), _key(one.new)
        if place[0] != place[1] and not (place in found and found[place].topic):
            found[place] = one
    after: dict[tuple[str, str], list[Supersession]] = {}
    for one in found.values():
        after.setdefault(_key(one.old), []).append(one)
    kept = {
        (_key(one.old), _value_key(one.new.span), one.new.source.path): one
        for one in reversed(found.values())
        if not _has_one_between(one, after) and not _is_bridged(one, told)
    }
    return [replace(one, current=_current(one, after)) for one in reversed(kept.values())]


def day_of(basis: Basis) -> str:
    """Return the day of what a value rests on: when its source was published; "" if unknown."""
    return basis.source.published if _DAY.fullmatch(basis.source.published) else ""


def _find_told(table: ClaimTable, rules: QuestionRules, language: str) -> Iterator[Supersession]:
    for claim in table.claims.values():
        source = table.contents.source(claim.source)
        if source is None or not _may_hold(source) or _is_settled(claim):
            continue
        for quote in claim.quotes:
            for sentence in cut_into_sentences(language, markdown.to_plain_text(quote.text)):
                if len(sentence) > _LONGEST:
                    continue
                for change in rules.find_told_changes(sentence):
                    if all(holds_words(quote.text, x) for x in (change.before, change.after)):
                        basis = Basis(
                            *(claim.label, source, quote.text, change.after),
                            claim.statements[0].slug,
                        )
                        old = replace(basis, span=change.before)
                        yield Supersession(change.topic, old, basis, is_told=True)


def _may_hold(source: ExportedSource) -> bool:
    return source.standing not in ("proposed", "withdrawn")


def _is_settled(claim: ExportedClaim) -> bool:
    return all(is_set_aside(one.text) for one in claim.statements)


def _find_judged(
    table: ClaimTable, topics: Mapping[tuple[str, str], str]
) -> Iterator[Supersession]:
    for judged in table.contents.judged:
        if judged.verdict.kind == "supersedes" and judged.verdict.current:
            old, new = _sides(table, judged)
            if old is None or new is None or old.source == new.source:
                continue
            both = (judged.pair.a, judged.pair.b)
            named = next((x for one in both if (x := _compared(table, one))), "")
            topic = topics.get(_key(old)) or topics.get(_key(new)) or named or _constant(*both)
            yield Supersession(topic, old, new)


def _sides(table: ClaimTable, judged: Judged) -> tuple[Basis | None, Basis | None]:
    """Return what the old and the new side of a verdict rest on."""
    verdict = judged.verdict
    a = table.of_statement(judged.pair.a, verdict.words_a)
    b = table.of_statement(judged.pair.b, verdict.words_b)
    return (a, b) if verdict.current == "b" else (b, a)


def _constant(one: Statement, two: Statement) -> str:
    """Return the constant of which two statements give a value, as a table has them; "" if none."""
    first, second = (_CONSTANT.match(x.text) for x in (one, two))
    return first[0][:-1] if first and second and first[0] == second[0] else ""


def _compared(table: ClaimTable, one: Statement) -> str:
    """Return what a comparison page compares, by its title; "" for another page."""
    facts = table.contents.wiki.facts[one.slug]
    return re.split(r" ?: ", facts.title)[0] if facts.type == COMPARISON_TYPE else ""


def _find_rows(table: ClaimTable) -> Iterator[Supersession]:
    """Yield neighbours of a comparison table: values of one thing, by the days of their sources.

    Two rows on which there is a verdict are left to it.
    """
    judged = {
        frozenset((*x.pair.a.labels, *x.pair.b.labels))
        for x in table.contents.judged
        if x.verdict.kind != "agrees"
    }
    rows: dict[str, list[Basis]] = {}
    for one in table.contents.statements:
        if _compared(table, one) and (basis := _read_row(table, one)):
            rows.setdefault(one.slug, []).append(basis)
    for slug, found in rows.items():
        topic = re.split(r" ?: ", table.contents.wiki.facts[slug].title)[0]
        found.sort(key=day_of)
        for old, new in pairwise(found):
            is_later = day_of(old) < day_of(new) and not day_of(new).startswith(day_of(old))
            is_other = _value_key(old.span) != _value_key(new.span)
            if is_later and is_other and frozenset((old.claim, new.claim)) not in judged:
                yield Supersession(topic, old, new)


def _read_row(table: ClaimTable, one: Statement) -> Basis | None:
    """Return what a row of a comparison of values rests on: its first cell is one value, dated."""
    cells = [m["said"] for cell in one.text.split("; ") if (m := _CELL.match(cell))]
    if len(cells) < 4 or not any(_DAY.fullmatch(cell) for cell in cells):
        return None
    value = next(iter(measures(cells[0])), None)
    basis = table.of_statement(one, value.text) if value and value.start == 0 else None
    is_usable = basis and _may_hold(basis.source) and day_of(basis) and not basis.is_row
    return basis if is_usable else None


def _is_replaced(basis: Basis, rules: QuestionRules | None) -> bool:
    """Tell whether a value may give way to another: it is no bound, and counts no addition."""
    plain = markdown.to_plain_text(basis.quote)
    for one in measures(plain):
        is_it = one.text in basis.span or basis.span in one.text
        counts_more = rules is not None and rules.ADDED.match(plain[one.end :]) is not None
        if is_it and (one.bound in _OPEN or counts_more):
            return False
    return True


def _key(basis: Basis) -> tuple[str, str]:
    return basis.claim, _value_key(basis.span)


def _value_key(text: str) -> str:
    first = next(iter(measures(text)), None)
    return first.key if first else fold(text)


def _has_one_between(
    one: Supersession, after: Mapping[tuple[str, str], Sequence[Supersession]]
) -> bool:
    """Tell whether a third value came after the old one and before the new one."""
    others = [x.new for x in after[_key(one.old)] if _key(x.new) != _key(one.new)]
    return any(
        (day_of(other) and day_of(other) < day_of(one.new))
        or any(_key(x.new) == _key(one.new) for x in after.get(_key(other), ()))
        for other in others
    )


def _is_bridged(one: Supersession, told: Iterable[Supersession]) -> bool:
    """Tell whether a sentence of the time between tells that the old value became a third one."""
    if one.is_told or not one.topic:
        return False
    old, new = _value_key(one.old.span), _value_key(one.new.span)
    names = {*_IDENTIFIER.findall(one.topic)}
    return any(
        _value_key(x.old.span) == old
        and _value_key(x.new.span) != new
        and day_of(one.old) < day_of(x.new) < day_of(one.new)
        and not names.isdisjoint(_IDENTIFIER.findall(x.topic))
        for x in told
    )


def _current(
    one: Supersession, after: Mapping[tuple[str, str], Sequence[Supersession]]
) -> Basis | None:
    """Return what holds by now, where something took the place of the newer value as well."""
    seen, last = {_key(one.old)}, one.new
    nexts = [x.new for x in after[_key(one.old)]]
    while nexts:
        last = max((last, *nexts), key=lambda x: (day_of(x), x == last))
        seen.add(_key(last))
        nexts = [x.new for x in after.get(_key(last), ()) if _key(x.new) not in seen]
        last = nexts[0] if nexts else last
    return None if _value_key(last.span) == _value_key(one.new.span) else last
