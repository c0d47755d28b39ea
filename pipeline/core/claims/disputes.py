"""Lay verdicts on the pairs of claims of one commit: what is reported, settled or not judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.core.claims.candidate_pairs import pair_of
from pipeline.core.claims.claim_index import index_alone
from pipeline.core.claims.judgement import REPORTED_KINDS, Judged, Pair, Statement, VerdictRow
from pipeline.core.claims.tense import is_history
from pipeline.core.claims.verdict_checks import exchange_sides, problems_of_verdict

Identity = Callable[[Pair], str]
IsTold = Callable[[Judged], bool]
"""Tells whether the pages themselves say how the two statements of a verdict stand."""
SideLabels = tuple[
    Sequence[str], Sequence[str]
]  # the labels of both sides, as an issue remembers them


@dataclass(frozen=True)
class Dispute:
    """One contradiction or supersession: the pair that stands for it, and its other wordings."""

    id: str
    found: Judged
    others: tuple[Judged, ...]


@dataclass(frozen=True)
class Disputes:
    """The disputes of one commit, and what is known of all its claims.

    `strange` counts the verdicts that are about no pair of the commit; `unjudged` are the pairs on
    which there is no verdict.
    """

    found: tuple[Dispute, ...]
    claims: Claims
    strange: int
    unjudged: tuple[Pair, ...] = ()


def lay_verdicts(
    pairs: Sequence[Pair],
    statements: Iterable[Statement],
    rows: Iterable[VerdictRow],
    identity: Identity,
    open_: Iterable[tuple[str, SideLabels]] = (),
    is_told: IsTold = lambda _: False,
    may_be_reported: Callable[[Pair], bool] = lambda _: True,
) -> Disputes:
    """Lay verdicts on the pairs of claims of one commit.

    `identity` tells which pairs are the same dispute. `open_` has the identities of open issues,
    with the labels that their sides cited: the answer says which of them the wiki still holds.
    `is_told` tells whether the pages themselves already say what a reported verdict found, and
    `may_be_reported` whether a pair without a verdict could be reported at all: one that could not
    was never asked about, and counts as told.

    A verdict whose words do not stand on its pair is dropped: verdicts come from another job, and
    nothing in them is believed. That job may have found a pair that this search has not, because it
    knows what was nearest at earlier runs; so a verdict on any two statements of the wiki is used.
    """
    given = {(row.a, row.b): row for row in rows}
    statements = tuple(statements)
    pairs = (*pairs, *_found_elsewhere(given, pairs, statements))
    groups: dict[str, list[tuple[Pair, Judged | None]]] = {}
    settled: set[str] = set()  # the keys of pairs that need no verdict
    met = set()
    for pair in pairs:
        judged, key = _judged(pair, given)
        met.add(key)
        if judged is None and not may_be_reported(pair):
            settled.add(pair.key)
        groups.setdefault(identity(pair), []).append((pair, judged))
    found = tuple(
        d
        for id, group in groups.items()
        if (d := _dispute(id, [j for _, j in group if j], is_told))
    )
    reported = {d.id for d in found}
    open_ids = {
        id
        for id, group in groups.items()
        if any(_undecided(j) and p.key not in settled for p, j in group)
    } - reported
    pool = {s.key: s for s in (*statements, *(side for pair in pairs for side in (pair.a, pair.b)))}
    present = {
        id for id, labels in open_ if id in groups or _said(id, labels, pool.values(), identity)
    }
    claims = Claims(
        keys=frozenset(pool),
        pairs=frozenset(
            pair.key
            for group in groups.values()
            for pair, judged in group
            if not _unsure(judged) or pair.key in settled
        ),
        cleared=frozenset(groups.keys() - reported - open_ids),
        open=frozenset(open_ids),
        present=frozenset(present),
        told=frozenset(
            id
            for id, group in groups.items()
            if any(_reported(j) for _, j in group) or all(p.key in settled for p, _ in group)
        )
        - reported,
    )
    unjudged = tuple(
        pair
        for group in groups.values()
        for pair, judged in group
        if judged is None and pair.key not in settled
    )
    return Disputes(found, claims, len(given.keys() - met), unjudged)


def _found_elsewhere(
    given: Iterable[tuple[str, str]], pairs: Iterable[Pair], statements: Iterable[Statement]
) -> Iterator[Pair]:
    known = {pair.key for pair in pairs}
    # A statement that stands in several places counts at the first of them.
    sides = {side.key: side for side in reversed([*statements])}
    for a, b in given:
        if a in sides and b in sides and a != b and "-".join(sorted((a, b))) not in known:
            yield pair_of(index_alone(sides[a]), index_alone(sides[b]))


def _judged(
    pair: Pair, given: dict[tuple[str, str], VerdictRow]
) -> tuple[Judged | None, tuple[str, str]]:
    key, other = (pair.a.key, pair.b.key), (pair.b.key, pair.a.key)
    if row := given.get(key):
        return _sound(Judged(pair, row.verdict, row.judge)), key
    if row := given.get(other):
        return _sound(Judged(pair, exchange_sides(row.verdict), row.judge)), other
    return None, key


def _sound(judged: Judged) -> Judged | None:
    return None if problems_of_verdict(judged.pair, judged.verdict) else judged


def _unsure(judged: Judged | None) -> bool:
    return judged is None or judged.verdict.kind == "unsure"


def _undecided(judged: Judged | None) -> bool:
    """Tell whether a pair may be a contradiction that no judge has decided.

    Where a judge is unsure, a pair with a side that tells the past counts as decided: it is none.
    """
    if judged is None or not _unsure(judged):
        return judged is None
    return not (is_history(judged.pair.a) or is_history(judged.pair.b))


def _reported(judged: Judged | None) -> bool:
    return judged is not None and judged.verdict.kind in REPORTED_KINDS


def _dispute(id: str, group: Sequence[Judged], is_told: IsTold) -> Dispute | None:
    """Return the dispute that the judged pairs of one identity make; None where it is none.

    The graver verdict stands for it, and among equals the first by place.
    """
    found = [
        judged for judged in group if judged.verdict.kind in REPORTED_KINDS and not is_told(judged)
    ]
    if not found:
        return None
    first, *others = sorted(found, key=_rank)
    return Dispute(id, first, tuple(others))


def _rank(judged: Judged) -> tuple[object, ...]:
    pair = judged.pair
    return (
        REPORTED_KINDS.index(judged.verdict.kind),
        pair.a.path,
        pair.b.path,
        pair.a.line,
        pair.b.line,
        pair.key,
    )


def _said(id: str, labels: SideLabels, pool: Iterable[Statement], identity: Identity) -> bool:
    """Tell whether two statements of the pool are still what an issue is about."""
    one, other = (frozenset(side) for side in labels)
    kept = list(pool)
    return any(identity(pair) == id for pair in _pairs(kept, one, other))


def _pairs(pool: Sequence[Statement], one: frozenset[str], other: frozenset[str]) -> Iterator[Pair]:
    for a in pool:
        for b in pool if one & set(a.labels) else ():
            if a is not b and other & set(b.labels):
                yield Pair(a, b)


@dataclass(frozen=True)
class Claims:
    """What one run knows of its claims; without it no contradiction's issue is closed.

    `keys` are those of all statements, `pairs` those of the pairs that were judged in this run.
    `cleared` are identities of which every pair was judged and none is a contradiction; `open` are
    identities with a pair that was not judged; `present` are identities that the wiki still holds.
    `told` are those of the `cleared` of which the pages themselves say how the two stand: the run
    sees that for itself, and need not believe a judge in it.
    """

    keys: frozenset[str] = frozenset()
    pairs: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()
    present: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
