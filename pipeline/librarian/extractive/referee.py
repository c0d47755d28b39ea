"""The embedded referee, which judges pairs of statements by values, denials, dates and status.

It compares as the embedded librarian does (`values/compare.py`) and knows little more: where the
words do not make sure that both statements speak of one attribute of one thing, it is unsure. A
false contradiction costs more than one that is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipeline.core.claims.judgement import Pair, Statement, Verdict
from pipeline.core.claims.tense import is_history, is_now
from pipeline.core.language.asides import strip_bracketed_dates, strip_comparison
from pipeline.core.language.instances import are_other_instances, instances_in
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.extractive.values.attributes import holds_name
from pipeline.librarian.extractive.values.bounds import compare_with_bound
from pipeline.librarian.extractive.values.cases import are_for_other_cases
from pipeline.librarian.extractive.values.compare import (
    ValueDifference,
    compare_values,
    is_term,
)
from pipeline.librarian.extractive.values.denials import find_denial
from pipeline.librarian.extractive.values.on_pages import compare_on_pages, without_speaker
from pipeline.librarian.extractive.values.renewal import (
    find_announced_change,
    find_name_for_number,
    find_only_values,
)
from pipeline.librarian.extractive.words.tokens import tokenize

_ROW = re.compile(r"^\|?\s*(?P<key>[^|]{2,80}?)\s*\|\s*(?P<value>[^|]{1,60}?)\s*\|?$")
_LAST_CELL = re.compile(r"^.*; [^;:]{3,40}: (?=[A-Z`])")
_CHANGE_WORDS = re.compile(
    r"\b(?:chang|renam|replac|remov|deprecat|disabl|redefin|abolish|rework)\w*", re.IGNORECASE
)
_PLANNED_CHANGE = re.compile(
    r"\b(?:should|shall|must|will|to"
    r" be)\b.*\b(?:updat|rais|increas|lower|reduc|chang|set|mov|switch)\w*",
    re.IGNORECASE,
)
Side = Literal["a", "b", ""]


class ExtractiveReferee:
    """The referee that judges by rules, without a model."""

    name = "extractive"
    judge_key = "extractive-5"  # raise it when a pair may be judged otherwise

    def judge(self, pairs: Sequence[Pair], schema: Schema) -> list[Verdict | None]:
        """Judge pairs, in their order; every pair gets a verdict."""
        return [judge_pair(pair) for pair in pairs]


@dataclass(frozen=True)
class _Order:
    """Which side of a pair is newer, and which one rests on a source that is not in force."""

    newer: Side
    proposed: Side  # the side whose source is not in force, where the other's is or may be

    @classmethod
    def of(cls, pair: Pair) -> _Order:
        a, b = _in_force(pair.a), _in_force(pair.b)
        mine, yours = max(pair.a.published, default=""), max(pair.b.published, default="")
        short = min(len(mine), len(yours))
        mine, yours = mine[:short], yours[:short]
        newer: Side = "" if mine == yours else "a" if mine > yours else "b"
        return cls(
            newer, "" if a and b else "b" if a else "a" if b else "a" if newer == "a" else "b"
        )


def _in_force(side: Statement) -> bool:
    return not side.standing or any(s in ("in-force", "unknown") for s in side.standing)


def judge_pair(pair: Pair) -> Verdict:
    """Judge one pair.

    The tests run from the surest to the least sure, and the first that finds something decides: the
    values that both give to one thing they name; the values of tables, lists, constants and
    clauses; a value outside a bound; a denial; a present value beside one it is to change to; a
    change that is only proposed; a newer statement that names, or reports done, what the older
    counted or announced. Where none finds anything, the verdict is unsure. Statements about
    different instances of a series, such as Line 4 and Line 7, are not compared.
    """
    if are_other_instances(instances_in(pair.a.text), instances_in(pair.b.text)):
        return Verdict("unsure", why="They speak of different ones of a series.")
    order = _Order.of(pair)
    things = tuple(_shared_things(pair))
    for names in things:
        found = _value_difference(pair, names, order)
        if found:
            return _verdict_on_values(pair, order, *found)
    if found := _difference_on_pages(pair, order, things):
        return _verdict_on_values(pair, order, *found)
    return (
        (_judge_bound(pair, order) if things else None)
        or _judge_denial(pair, order)
        or _judge_planned_change(pair, order, things)
        or (_judge_proposed_change(pair, order) if things else None)
        or _judge_renewal(pair, order)
        or Verdict("unsure", why="The rules find nothing in both that they can compare.")
    )


def _shared_things(pair: Pair) -> Iterator[frozenset[str]]:
    """Yield what both statements name, each as the keys under which it stands in their words.

    Identifiers come first, then the pages that both are on or mention.
    """
    ours, theirs = (dict.fromkeys((side.text, *side.quotes)) for side in (pair.a, pair.b))
    mine, yours = (frozenset().union(*map(_identifiers, side)) for side in (ours, theirs))
    for key in sorted(mine & yours):
        yield frozenset({key})
    shared = {pair.a.slug, *pair.a.entities} & ({pair.b.slug, *pair.b.entities}) - {""}
    for slug in sorted(shared if pair.b.slug else {pair.a.slug, *pair.a.entities}):
        names = _spelt_names(pair, slug)
        keys = frozenset().union(
            *(_keys_where_written(text, words) for text in (*ours, *theirs) for words in names)
        )
        if keys and not keys <= mine & yours:
            yield keys


# A statement meets several others, and each of its texts is asked about many times for each pair.
@lru_cache(maxsize=10_000)
def _identifiers(text: str) -> frozenset[str]:
    return frozenset(t.key for t in tokenize(text) if t.identifier)


def _spelt_names(pair: Pair, slug: str) -> set[tuple[str, ...]]:
    """Return the names of a page word by word: the file's name, its title, its aliases.

    So a page that was renamed stays known.
    """
    named = {
        name
        for side in (pair.a, pair.b)
        if slug in (side.slug, *side.entities)
        for name in side.names_of(slug)
    }
    return {tuple(slug.split("-")), *map(_low_words, named)} - {()}


@lru_cache(maxsize=10_000)
def _low_words(text: str) -> tuple[str, ...]:
    return tuple(t.low for t in tokenize(text))


@lru_cache(maxsize=10_000)
def _singular_words(text: str) -> tuple[str, ...]:
    return tuple(low.removesuffix("s") for low in _low_words(text))


@lru_cache(maxsize=20_000)
def _keys_where_written(text: str, words: tuple[str, ...]) -> frozenset[str]:
    """Return the keys of the places where a name stands, in whatever number and case."""
    found, name, size = _singular_words(text), tuple(w.removesuffix("s") for w in words), len(words)
    places = [i for i, word in enumerate(found) if word == name[0] and found[i : i + size] == name]
    tokens = tokenize(text) if places else []
    return frozenset(" ".join(t.key for t in tokens[i : i + size]) for i in places)


def _texts(side: Statement) -> tuple[str, ...]:
    """Return what a side says: its own words, then those of its sources that are table rows.

    Its words come without who says them and without what does the same. A table row comes as "key:
    value".
    """
    return _read_texts(side.text, side.quotes)


@lru_cache(maxsize=10_000)
def _read_texts(text: str, quotes: tuple[str, ...]) -> tuple[str, ...]:
    bare = strip_comparison(without_speaker(_LAST_CELL.sub("", text)))
    rows = [m for q in quotes if (m := _ROW.match(q))]
    keyed = [f"{m['key'].strip('`')}: {m['value'].strip('`')}" for m in rows]
    return tuple(dict.fromkeys([bare, *keyed]))


def _value_difference(
    pair: Pair, names: frozenset[str], order: _Order
) -> tuple[ValueDifference, Side] | None:
    """Return how the values of both sides differ, and which side was taken as the newer."""
    turns: tuple[Side, ...] = (order.newer,) if order.newer else ("b", "a")
    agreed: tuple[ValueDifference, Side] | None = None
    for newer in turns:
        new, old = (pair.a, pair.b) if newer == "a" else (pair.b, pair.a)
        for one in _texts(new):
            for two in _texts(old):
                said = strip_bracketed_dates(one)
                found = compare_values(
                    one if said == strip_bracketed_dates(two) else said,
                    strip_bracketed_dates(two),
                    names,
                )
                if found and (is_term(found.new.text, one) or is_term(found.old.text, two)):
                    continue
                if found and not found.same:
                    return found, newer
                if found and agreed is None:
                    agreed = found, newer
    return agreed


def _difference_on_pages(
    pair: Pair, order: _Order, things: Sequence[frozenset[str]]
) -> tuple[ValueDifference, Side] | None:
    """Return how values differ as pages lay them out, and which side was taken as the newer."""
    newer: Side = order.newer or "b"
    new, old = (pair.a, pair.b) if newer == "a" else (pair.b, pair.a)
    if not (new.slug and old.slug):
        return None
    found = compare_on_pages(new, old, things)
    return (found, newer) if found else None


def _verdict_on_values(pair: Pair, order: _Order, found: ValueDifference, newer: Side) -> Verdict:
    new, old = (pair.a, pair.b) if newer == "a" else (pair.b, pair.a)
    mine, yours = (
        (found.new.text, found.old.text) if newer == "a" else (found.old.text, found.new.text)
    )
    about = f" for {found.label}" if found.label else ""

    def said(
        kind: Literal["contradicts", "supersedes", "scope", "proposed", "agrees", "unsure"],
        why: str,
    ) -> Verdict:
        current: Side = newer if kind == "supersedes" else ""
        since = next((e for e in new.effective if e), "") if kind == "supersedes" else ""
        return Verdict(kind, current, since, why, mine, yours)

    if found.same:
        return said("agrees", f"Both give the same value{about}.")
    if not found.chained and are_for_other_cases(
        new.text, found.new.text, old.text, found.old.text
    ):
        return Verdict("unsure", why="Each may hold for a case of its own.")
    if not (pair.a.slug and pair.b.slug):
        return Verdict(
            "contradicts",
            "",
            "",
            f"The page gives another value{about} than its own source.",
            mine,
            yours,
        )
    if found.past or is_history(old) or is_history(new):
        return said("scope", "One of the two tells how it was, which stays true.")
    if order.proposed:
        current: Side = "b" if order.proposed == "a" else "a"
        return Verdict(
            "proposed", current, "", "The source of one of the two is not in force.", mine, yours
        )
    values = f"{found.new.text} against {found.old.text}{about}"
    if found.chained:
        return said(
            "supersedes", f"{values}: the newer names the older value as the one it replaces."
        )
    if set(new.sources) & set(old.sources):
        return said(
            "unsure", f"{values}, but one source says both, which may be of different things."
        )
    if order.newer:
        return said("supersedes", f"{values}: the source that says {found.new.text} is the newer.")
    return said("contradicts", f"{values}, and neither source is the newer.")


def _judge_bound(pair: Pair, order: _Order) -> Verdict | None:
    """Judge a value beside a statement that only bounds it; both name one thing."""
    newer: Side = order.newer or "b"
    new, old = (pair.a, pair.b) if newer == "a" else (pair.b, pair.a)
    found = compare_with_bound(_texts(new)[0], _texts(old)[0])
    return _verdict_on_values(pair, order, found, newer) if found else None


def _judge_denial(pair: Pair, order: _Order) -> Verdict | None:
    """Judge two sentences of which one denies what the other says."""
    found = find_denial(_texts(pair.a)[0], _texts(pair.b)[0])
    if not found or is_history(pair.a) or is_history(pair.b):
        return None
    if order.proposed:
        return Verdict(
            "proposed",
            "b" if order.proposed == "a" else "a",
            "",
            "One of the two is not in force.",
            *found,
        )
    if set(pair.a.sources) & set(pair.b.sources):
        return Verdict("unsure", why="One denies what the other says, but one source says both.")
    kind: Literal["supersedes", "contradicts"] = "supersedes" if order.newer else "contradicts"
    return Verdict(kind, order.newer, "", "One denies what the other says.", *found)


def _judge_planned_change(
    pair: Pair, order: _Order, things: Sequence[frozenset[str]]
) -> Verdict | None:
    """Judge "X is currently 36" beside "X should be raised to 60".

    One source may well say both, or a newer one the second.
    """
    sides: tuple[tuple[Side, Statement, Statement], ...] = (
        ("b", pair.b, pair.a),
        ("a", pair.a, pair.b),
    )
    for newer, new, old in sides:
        late, early = strip_bracketed_dates(_texts(new)[0]), strip_bracketed_dates(_texts(old)[0])
        if (
            not (is_now(early) and _PLANNED_CHANGE.search(late))
            or not _in_force(new)
            or order.newer not in ("", newer)
        ):
            continue
        for names in things:
            found = compare_values(late, early, names)
            values = (
                (found.new, found.old)
                if found and not found.same
                else find_only_values(late, early)
            )
            if values and all(holds_name(text, names) for text in (late, early)):
                mine, yours = (v.text for v in (values if newer == "a" else values[::-1]))
                return Verdict(
                    "supersedes",
                    newer,
                    "",
                    "The one tells what is, the other to what it changes.",
                    mine,
                    yours,
                )
    return None


def _judge_renewal(pair: Pair, order: _Order) -> Verdict | None:
    """Judge a newer statement that renews an older one without giving another value.

    It names what the older counted, or reports what the older announced.
    """
    if not order.newer or order.proposed or set(pair.a.sources) & set(pair.b.sources):
        return None
    new, old = (pair.a, pair.b) if order.newer == "a" else (pair.b, pair.a)
    if is_history(old) or not (new.slug and old.slug):
        return None
    if found := find_name_for_number(_texts(new)[0], _texts(old)[0], new.quotes):
        why = (
            f"The newer says {found[0]} where the older says {found[1]}, and the rest is the same."
        )
    elif found := find_announced_change(new, old):
        why = "The older announces a change, the newer makes it."
    else:
        return None
    mine, yours = found if order.newer == "a" else found[::-1]
    return Verdict(
        "supersedes", order.newer, next((e for e in new.effective if e), ""), why, mine, yours
    )


def _judge_proposed_change(pair: Pair, order: _Order) -> Verdict | None:
    """Judge two changes of one thing that both name; one is only proposed."""
    if not order.proposed or not _CHANGE_WORDS.search(pair.a.text):
        return None
    if not _CHANGE_WORDS.search(_side(pair, order.proposed).text):
        return None
    current: Side = "b" if order.proposed == "a" else "a"
    return Verdict(
        "proposed", current, "", "One of the two would change it, and its source is not in force."
    )


def _side(pair: Pair, side: Side) -> Statement:
    return pair.a if side == "a" else pair.b
