"""Find the pairs of statements that are worth comparing: a bounded number for each claim.

For each claim its k most promising others are found, so that the cost grows with the number of
claims times k, and not with its square. The search has three stages, each of which sees fewer texts
and looks at them more closely.

First, `core/search/bm25.py` ranks all claims by words and subjects (BM25: Robertson and Zaragoza,
2009). The slugs of the pages that a statement names count as words too; a page that very many
statements name tells little, as a frequent word does. A bounded number of entries of the index is
read for each claim.

Then `core/claims/plausibility.py` says how much more likely a pair is to be at odds: one that
differs in a value goes first, one that says the same goes last. The nearest few are taken in any
case, because more than half of what is at odds differs in names, roles, bounds or wording, which
code cannot tell from agreement. All others that differ in nothing comparable are dropped.

Last, where more than k are left, `core/search/reranking.py` ranks the best of them anew by parts of
words and pairs of words, which would cost too much for all: in dense numeric text nearly each of
the nearest differs in a value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from pipeline.core.claims.claim_index import (
    ClaimNames,
    Indexed,
    content_words,
    index_alone,
    index_statement,
)
from pipeline.core.claims.judgement import Pair, Statement
from pipeline.core.claims.named_figures import Definitions
from pipeline.core.claims.plausibility import Odds, are_values_within, values_apart
from pipeline.core.search.bm25 import Ranking, best_scores, count_terms
from pipeline.core.search.reranking import Closeness
from pipeline.core.wiki.schema import COMPARISON_TYPE, SUMMARY_TYPE
from pipeline.core.wiki.wiki import Wiki

_SUBJECT_WEIGHT = 2.0  # how much a page named in both counts, in words
_AROUND_WEIGHT = 1.0  # the same where it is named nearby only
POOL_FACTOR = 20  # times k: of how many of the nearest is asked what differs
CLOSER_FACTOR = 8  # times k: how many of those that may be at odds are ranked anew
_MOST_POSTINGS = 1_500  # entries of the index that are read for one claim
_PARTNER_FACTOR = 4  # times as many, to find the claims whose nearest it may be
MOST_PARTNERS = 50  # such claims, each of which is ranked anew when a claim is new
_ALIKE_SHARE = 0.8  # of the words of the shorter: two wordings of one passage that are one claim


def find_candidate_pairs(
    statements: Sequence[Statement], k: int, wiki: Wiki | None = None
) -> list[Pair]:
    """Return the pairs to compare, each once, in the order of their places.

    There are at most k pairs for each claim, and beside them the claim against its own quotes.
    Without the wiki a page is called by its slug, and no page is known to be a source summary or a
    comparison.
    """
    search = CandidateSearch(statements, k, wiki)
    numbers = range(len(search.claims))
    return search.pairs({number: search.nearest(number) for number in numbers}, numbers)


class CandidateSearch:
    """The claims of a wiki, numbered and indexed, to be asked for the nearest of each.

    The numbers are places in `claims`. The index is built once, when the object is made. `names`
    are those of the wiki's pages, where the caller has them already. Where only few claims will be
    asked about, `asked` tells which: what no question of theirs reads is not indexed.
    """

    def __init__(
        self,
        statements: Sequence[Statement],
        k: int,
        wiki: Wiki | None = None,
        names: ClaimNames | None = None,
        asked: Callable[[Statement], bool] | None = None,
    ) -> None:
        self.k = k
        self.records = _records(wiki)
        self.claims = keep_one_wording(_indexed(_by_rank(statements, wiki), wiki, names))
        self.definitions = Definitions(self.claims)
        self._places = _number_places(self.claims)
        few = (
            None
            if asked is None
            else [n for n, claim in enumerate(self.claims) if asked(claim.statement)]
        )
        wanted = None if few is None else {term for n in few for term in _asked(self.claims[n])}
        self._ranking = Ranking([_terms(claim) for claim in self.claims], wanted)
        self._odds = Odds(self.claims, self._ranking.rarity, self.records, few)
        self._closer = Closeness(
            [(claim.title, claim.statement.text) for claim in self.claims], content_words
        )

    def nearest(self, number: int) -> list[int]:
        """Return the numbers of the k claims most likely to be at odds with a claim.

        Four of ten are the nearest by words, whatever differs in them. The others are ranked by
        nearness times the gain of `Odds.gains`. A claim that only names a figure of one of them
        comes along right behind it, and counts among the k.
        """
        k = self.k
        scores = self._scores(number, _MOST_POSTINGS, k * POOL_FACTOR)
        gains = self._odds.gains(number, scores)
        closest = self._closest(number, scores)
        near = self._look_closer(number, {n: scores[n] for n in gains}, gains)
        worth = {n: -score * gains[n] for n, score in near.items()}
        ranked = _varied(sorted(sorted(worth), key=worth.__getitem__), self._places, k)
        first = [n for n in ranked if n not in closest][: k - len(closest)] + closest
        with_names = dict.fromkeys(
            m for n in first for m in (n, *self.definitions.of(n)) if m != number
        )
        return list(with_names)[:k]

    def _look_closer(
        self, number: int, near: Mapping[int, float], gains: Mapping[int, float]
    ) -> Mapping[int, float]:
        """Return how near claims are by parts of words, of the best of them.

        Where no more than k are left all are taken, and which is closer does not matter.
        """
        if len(near) <= self.k:
            return near
        if len(near) > self.k * CLOSER_FACTOR:
            worth = {n: score * gains[n] for n, score in near.items()}
            near = {n: near[n] for n in best_scores(worth, self.k * CLOSER_FACTOR)}
        return self._closer.scores(self.claims[number].statement.text, near)

    def _closest(self, number: int, scores: Mapping[int, float]) -> list[int]:
        """Return the nearest claims of which a judge could say something, though code cannot.

        On the revisions of VitaminC, where each claim has one that refutes it, four of these find
        92 in 100 on a wiki of 500 pages; what `Odds.gains` lets through finds 59.
        """
        k = self.k
        found = (n for n in best_scores(scores, 2 * k) if self._odds.may_differ(number, n))
        return list(islice(found, max(1, k * 2 // 5)))

    def partners(self, number: int) -> set[int]:
        """Return the claims among whose nearest this one may be: fifty at most.

        They are looked for within four times as many entries of the index as `nearest` reads. On
        the sentences of SciFact that hold a number, 88 in 100 of the pairs of a claim that a search
        of all claims finds are found from its own list and the lists of these; of dense numeric
        text, where a claim may be at odds with hundreds, 98.
        """
        scores = self._scores(number, _PARTNER_FACTOR * _MOST_POSTINGS, MOST_PARTNERS)
        odds = self._odds
        return {n for n in scores if odds.may_differ(number, n)} | odds.partners(number, scores)

    def _scores(self, number: int, most: int, k: int) -> dict[int, float]:
        scores = self._ranking.nearest(_asked(self.claims[number]), most, k + 1)
        if scores.pop(number, None) is None and len(scores) > k:
            scores.popitem()
        return scores

    def pairs(self, nearest: Mapping[int, Iterable[int]], apart: Iterable[int]) -> list[Pair]:
        """Return the pairs of claims with those nearest to them, in the order of their places.

        The claims numbered in `apart` are also paired with their own quotes, where one of their
        values does not stand in them.
        """
        claims = self.claims
        numbers = {
            (min(one, other), max(one, other))
            for one, others in nearest.items()
            for other in others
        }
        found = [pair_of(claims[a], claims[b]) for a, b in sorted(numbers)]
        found += [pair for number in apart if (pair := pair_with_quotes(claims[number]))]
        return sorted(found, key=lambda pair: (_place(pair.a), _place(pair.b)))


def _indexed(
    statements: Iterable[Statement], wiki: Wiki | None, names: ClaimNames | None
) -> Iterator[Indexed]:
    """Yield statements as the index holds them, with the pages that are named around them."""
    names = ClaimNames(wiki) if wiki and not names else names
    known: dict[str, frozenset[str]] = {}

    def named(text: str) -> frozenset[str]:
        if text not in known:
            known[text] = frozenset(names.within(text) if names else ())
        return known[text]

    for found in statements:
        if wiki is None or found.slug not in wiki:
            yield index_alone(found)
            continue
        facts = wiki.facts[found.slug]
        records = (wiki.records[path] for path in found.sources if path in wiki.records)
        texts = [found.heading, *(t for f in (facts, *records) for t in (f.title, f.summary))]
        yield index_statement(found, facts.title, frozenset().union(*map(named, texts)))


def _by_rank(statements: Iterable[Statement], wiki: Wiki | None) -> list[Statement]:
    """Return statements such that the wiki's own pages come first, and summaries last.

    Comparisons stand between. `keep_one_wording` keeps the first of several wordings of one claim.
    """
    types = {} if wiki is None else {slug: facts.type for slug, facts in wiki.facts.items()}
    later = {COMPARISON_TYPE: 1, SUMMARY_TYPE: 2}
    return sorted(statements, key=lambda s: (later.get(types.get(s.slug, ""), 0), s.path, s.line))


def _records(wiki: Wiki | None) -> frozenset[str]:
    """Return the slugs of source summaries and comparisons, which pass on what sources say."""
    kinds = {} if wiki is None else wiki.facts
    return frozenset(
        slug for slug, facts in kinds.items() if facts.type in (COMPARISON_TYPE, SUMMARY_TYPE)
    )


def _place(side: Statement) -> tuple[bool, str, int, str]:
    return (not side.slug, side.path, side.line, side.text)


def keep_one_wording(claims: Iterable[Indexed]) -> list[Indexed]:
    """Return every claim once.

    What several pages cite from the same passages, in much the same words and with the same values,
    is one claim; the first statement of it is kept.
    """
    families: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Indexed]] = {}
    for claim in claims:
        known = families.setdefault(claim.family, [])
        if not any(_one(claim, other) for other in known):
            known.append(claim)
    return [claim for known in families.values() for claim in known]


def _one(a: Indexed, b: Indexed) -> bool:
    if a.statement.text == b.statement.text:
        return True
    if a.negated != b.negated or not (
        are_values_within(a.values, b.values) and are_values_within(b.values, a.values)
    ):
        return False
    mine, yours = set(a.words), set(b.words)
    return len(mine & yours) >= _ALIKE_SHARE * max(1, min(len(mine), len(yours)))


def _terms(claim: Indexed) -> Counter[str]:
    found = count_terms(
        content_words(claim.title), (*claim.words, *content_words(claim.statement.heading))
    )
    for slug in (*claim.subject, *claim.around):
        found["@" + slug] += 1
    return found


def _asked(claim: Indexed) -> dict[str, float]:
    asked = dict.fromkeys(
        (*content_words(claim.title), *content_words(claim.statement.heading)), 0.5
    )
    asked |= dict.fromkeys(claim.words, 1.0)
    asked |= {"@" + slug: _AROUND_WEIGHT for slug in claim.around}
    return asked | {"@" + slug: _SUBJECT_WEIGHT for slug in claim.subject}


def _varied(ranked: Iterable[int], places: Sequence[tuple[int, int]], k: int) -> list[int]:
    """Return the first k such that no page and no source has more than a third of them.

    A contradiction mostly lies between two sources. Where there are not enough others, the rest is
    filled up in the order of the ranking. `places` are page and sources of each claim, as numbers.
    """
    most, kept, left = (k + 2) // 3, [], []
    pages: Counter[int] = Counter()
    sources: Counter[int] = Counter()
    for n in ranked:
        page, source = places[n]
        if pages[page] < most and sources[source] < most:
            pages[page] += 1
            sources[source] += 1
            kept.append(n)
            if len(kept) == k:
                return kept
        else:
            left.append(n)
    return [*kept, *left][:k]


def _number_places(claims: Iterable[Indexed]) -> list[tuple[int, int]]:
    """Return page and sources of each claim, as numbers that are the same for the same."""
    pages: dict[str, int] = {}
    sources: dict[tuple[str, ...], int] = {}
    return [
        (
            pages.setdefault(c.statement.path, len(pages)),
            sources.setdefault(c.statement.sources, len(sources)),
        )
        for c in claims
    ]


def pair_of(a: Indexed, b: Indexed) -> Pair:
    """Return two claims as a pair, in the order of their places, with what makes them alike."""
    first, second = sorted((a, b), key=lambda claim: _place(claim.statement))
    return Pair(first.statement, second.statement, "; ".join(_reasons(first, second)))


def _reasons(a: Indexed, b: Indexed) -> Iterator[str]:
    shared = sorted(a.subject & b.subject)
    if a.statement.path == b.statement.path:
        yield "on one page"
    elif shared:
        yield f"both on {', '.join(shared[:3])}"
    else:
        words = [w for w in dict.fromkeys(a.words) if w in b.words]
        yield f"alike: {', '.join(words[:5])}"
    mine, yours = ([m.shown for m in some[:3]] for some in values_apart(a.values, b.values))
    if mine and yours:
        yield f"{', '.join(mine)} against {', '.join(yours)}"
    elif a.negated != b.negated:
        yield "one denies"


def pair_with_quotes(claim: Indexed) -> Pair | None:
    """Return a statement paired with its own quotes; None where they hold all its values."""
    found, apart = claim.statement, claim.unquoted
    if not apart:
        return None
    text = " […] ".join(found.quotes)
    source = Statement(
        "", found.sources[0], "", text, found.labels, found.quotes, found.sources,
        found.published, found.effective, found.standing,
    )  # fmt: skip
    return Pair(found, source, f"not in its quotes: {', '.join(m.text for m in apart[:3])}")
