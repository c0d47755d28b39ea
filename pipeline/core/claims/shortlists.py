"""Keep the nearest claims of each claim from run to run, so that a change costs only its claims.

This is an approximation, because what a word tells and how long a text is on average depend on all
claims. Ranked anew are the claims that are new or reworded, those that lost one of their nearest,
and the fifty nearest to each new one among those that may be at odds with it. All others keep their
list, though a full search of the changed wiki might order it otherwise.

The error has two bounds. All claims are ranked again as soon as more than a tenth of them came or
went since the last time that all were ranked; and a wiki of fewer than 2,000 claims is always
ranked whole, which takes a second or two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.claims.candidate_pairs import CandidateSearch, pair_with_quotes
from pipeline.core.claims.claim_index import Indexed
from pipeline.core.claims.judgement import Pair

SMALL_WIKI = 2_000  # claims; a wiki of fewer is always ranked whole
MOST_CHANGED_SHARE = 0.1  # of the claims that may come or go before all are ranked anew


@dataclass(frozen=True)
class Shortlists:
    """The claims by their digests, with the digests of the k nearest of each.

    `apart` holds the claims that are also compared with their own quotes. `since` counts the claims
    that came or went since all were ranked. They are `exact` where none was taken over, so that the
    pairs are those of `find_candidate_pairs`.
    """

    k: int
    lists: Mapping[str, tuple[str, ...]]
    apart: frozenset[str]
    since: int = 0
    exact: bool = True


def renew_shortlists(
    search: CandidateSearch, kept: Shortlists | None = None, small: int = SMALL_WIKI
) -> tuple[list[Pair], Shortlists]:
    """Return the pairs to compare, and the shortlists to keep for the next run.

    Without usable `kept` lists all claims are ranked, and the pairs are those of
    `find_candidate_pairs`. Lists are usable if they were made for the same k and the wiki has at
    least `small` claims.
    """
    marks = [_mark(claim, search.records) for claim in search.claims]
    usable = kept if kept and kept.k == search.k and len(marks) >= small else None
    old = usable if usable and _since(marks, usable) <= MOST_CHANGED_SHARE * len(marks) else None
    nearest = (
        {n: search.nearest(n) for n in range(len(marks))}
        if old is None
        else _renewed(search, marks, old)
    )
    unknown = [n for n, one in enumerate(marks) if old is None or one not in old.lists]
    apart = {n for n in unknown if pair_with_quotes(search.claims[n])}
    apart |= {n for n, one in enumerate(marks) if old and one in old.apart}
    lists = {one: tuple(marks[other] for other in nearest[n]) for n, one in enumerate(marks)}
    made = Shortlists(
        search.k,
        lists,
        frozenset(marks[n] for n in apart),
        _since(marks, old) if old else 0,
        exact=old is None,
    )
    return search.pairs(nearest, apart), made


def _since(marks: Sequence[str], kept: Shortlists) -> int:
    """Return how many claims came or went since all were ranked.

    A claim that was reworded counts once.
    """
    there = set(marks)
    return kept.since + max(len(there - kept.lists.keys()), len(kept.lists.keys() - there))


def _renewed(
    search: CandidateSearch, marks: Sequence[str], kept: Shortlists
) -> dict[int, list[int]]:
    """Return the numbers of the nearest of each claim, ranked anew where they may have changed.

    A list is stale where a claim on it has gone, where a claim that came may be among the nearest
    of its owner, and where a claim that came names the figure of a claim on it (a name is listed
    together with the claim that uses it). All others are taken as they were kept.
    """
    numbers = {one: n for n, one in enumerate(marks)}
    old = {n: kept.lists[one] for n, one in enumerate(marks) if one in kept.lists}
    nearest = {n: [numbers[one] for one in others if one in numbers] for n, others in old.items()}
    came = [n for n in range(len(marks)) if n not in nearest]
    stale = {n for n, others in nearest.items() if len(others) < len(old[n])}
    stale.update(came, *(search.partners(n) for n in came))
    stale |= _using({m for n in came for m in search.definitions.using(n)}, nearest)
    return nearest | {n: search.nearest(n) for n in sorted(stale)}


def _using(named: set[int], nearest: Mapping[int, Iterable[int]]) -> set[int]:
    """Return the claims on whose lists one of the `named` stands."""
    return {n for n, others in nearest.items() if not named.isdisjoint(others)} if named else set()


def _mark(claim: Indexed, records: frozenset[str]) -> str:
    """Return the digest of all that a claim by itself brings to the search."""
    s = claim.statement
    seen = (s.path, s.heading, s.text, s.quotes, s.sources, s.published, s.effective, s.entities)
    told = repr((*seen, claim.title, sorted(claim.around), s.slug in records))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]
