"""Decide whether the wiki already tells what a verdict found, so that nothing needs mending.

Old values stay true as history. What is wrong is a page that states one as if it held now, or a
contradiction of which no page says a word. A source summary speaks for its source, whose date and
status it gives; a comparison sets the values side by side.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.core.claims.judgement import REPORTED_KINDS, Judged, Pair, Statement, Verdict
from pipeline.core.claims.tense import is_dated, is_history, is_now, is_plan, is_set_aside
from pipeline.core.language.asides import strip_comparison
from pipeline.core.name_keys import fold
from pipeline.core.wiki.citations import base_of
from pipeline.core.wiki.schema import COMPARISON_TYPE, REPEATING_TYPES, SUMMARY_TYPE
from pipeline.core.wiki.wiki import Wiki

_REPORTED = (Verdict("contradicts"), Verdict("supersedes", "a"), Verdict("supersedes", "b"))


def select_untold(judged: Iterable[Judged], wiki: Wiki) -> list[Judged]:
    """Return the judgements worth a person's time: reported, and not yet told by the wiki."""
    return [
        one
        for one in judged
        if one.verdict.kind in REPORTED_KINDS and not is_already_told(one, wiki)
    ]


def is_already_told(one: Judged, wiki: Wiki) -> bool:
    """Tell whether the pages themselves say how the two statements stand to each other."""
    a, b = one.pair.a, one.pair.b
    if not (a.slug and b.slug):
        return False
    if one.verdict.kind == "supersedes":
        old, new = (b, a) if one.verdict.current == "a" else (a, b)
        return (
            _speaks_for_source(old, wiki)
            or is_history(old)
            or is_set_aside(new.text)
            or _planned(old, new)
            or _beside(old, new, wiki)
        )
    return (
        _planned(a, b)
        or _planned(b, a)
        or is_set_aside(a.text)
        or is_set_aside(b.text)
        or any(_beside(x, y, wiki) for x, y in ((a, b), (b, a)))
        or _compared(a, b, wiki)
    )


def may_be_reported(pair: Pair, wiki: Wiki) -> bool:
    """Tell whether any verdict on a pair would be reported, so that a judge is worth its price."""
    return any(not is_already_told(Judged(pair, verdict, ""), wiki) for verdict in _REPORTED)


def _kind(side: Statement, wiki: Wiki) -> str:
    return wiki.facts[side.slug].type if side.slug in wiki else ""


def _speaks_for_source(side: Statement, wiki: Wiki) -> bool:
    """Tell whether a statement only passes on what its source said at the time.

    A source summary does, and so does a row of a comparison.
    """
    return _kind(side, wiki) == SUMMARY_TYPE or (
        _kind(side, wiki) == COMPARISON_TYPE and side.raw.startswith("|")
    )


def _beside(old: Statement, new: Statement, wiki: Wiki) -> bool:
    """Tell whether the page of `old` also cites the new claim, and says whose or of when `old` is.

    A row or sentence of a comparison always says whose it is.
    """
    if old.slug not in wiki or not set(new.labels) & set(wiki.facts[old.slug].labels):
        return False
    return _kind(old, wiki) == COMPARISON_TYPE or is_dated(old.text) or _attributed(old, wiki)


def _planned(old: Statement, new: Statement) -> bool:
    """Tell whether one source says what is now (`old`) and what is planned (`new`).

    Such a source agrees with itself; whether the plan came true, other sources must say.
    """
    one_source = bool(new.sources) and set(new.sources) <= set(old.sources)
    return one_source and is_now(old.text) and is_plan(new.text) and not is_plan(old.text)


def _attributed(side: Statement, wiki: Wiki) -> bool:
    """Tell whether a statement names its own source, by title or alias.

    "EIP-150: …" and "according to EIP-150" do; "…, as EIP-150 does" does not.
    """
    said = f" {fold(strip_comparison(side.text))} "
    records = (wiki.records[path] for path in side.sources if path in wiki.records)
    named = ((name, facts.slug) for facts in records for name in facts.names if f" {name} " in said)
    return any(wiki.resolve(name) == slug for name, slug in named)


def _compared(a: Statement, b: Statement, wiki: Wiki) -> bool:
    """Tell whether a page cites both, and so sets them side by side; no summary, and no answer."""
    citing = [{p for label in side.labels for p in wiki.pages_citing(label)} for side in (a, b)]
    bases = {base_of(label) for side in (a, b) for label in side.labels}
    return len(bases) > 1 and any(
        wiki.facts[slug].type not in (SUMMARY_TYPE, *REPEATING_TYPES)
        for slug in citing[0] & citing[1]
    )
