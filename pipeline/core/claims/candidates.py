"""Which statements are worth comparing: for each claim its k most promising others, so that cost
grows with claims × k.

Nearness is BM25 over words and subjects (`core/search/bm25.py`): the slugs of the pages that a
statement names count as words, and hubs tell little because many statements hold them. What differs
in a value goes first, what says the same last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.core.claims.claim_index import ClaimNames, Indexed, content, indexed, unquoted
from pipeline.core.claims.judgement import Pair, Statement
from pipeline.core.claims.named_figures import Definitions
from pipeline.core.claims.plausibility import Odds, within
from pipeline.core.search.bm25 import Ranking, terms
from pipeline.core.search.reranking import Closeness
from pipeline.core.wiki.schema import COMPARISON, SUMMARY
from pipeline.core.wiki.wiki import Wiki

_SUBJECT = 2.0  # how much a page named in both counts, in words
_AROUND = 1.0  # the same where it is named nearby only
LOOKED_AT = 20  # times k: how many of the nearest are looked at more closely
_POSTINGS = 1_500  # of the index, for one claim
_FAR = 4  # times as many where a claim is asked whose nearest it may belong to
_ALIKE = 0.8  # of the words of the shorter: two wordings of one passage that are one claim


def candidates(statements: Sequence[Statement], k: int, wiki: Wiki | None = None) -> list[Pair]:
    """Return the pairs to compare, each once, in the order of their places; at most k for each
    claim, and its own quotes.

    Without the wiki a page is called by its slug, and no page is known to be a record or a
    comparison.
    """
    search = CandidateSearch(statements, k, wiki)
    numbers = range(len(search.claims))
    return search.pairs({number: search.nearest(number) for number in numbers}, numbers)


class CandidateSearch:
    """The claims of a wiki, by number, made ready to be asked for what is nearest to each of
    them."""

    def __init__(self, statements: Sequence[Statement], k: int, wiki: Wiki | None = None) -> None:
        self.k = k
        self.records = _records(wiki)
        self.claims = one_each(_indexed(_by_rank(statements, wiki), wiki))
        self.definitions = Definitions(self.claims)
        self._ranking = Ranking([_terms(claim) for claim in self.claims])
        self._odds = Odds(self.claims, self._ranking.rarity, self.records)
        self._closer = Closeness(
            [(claim.title, claim.statement.text) for claim in self.claims], content
        )

    def nearest(self, number: int) -> list[int]:
        """Return the k others most likely to be at odds with a claim; what only names their figure
        comes along with them."""
        claims, k = self.claims, self.k
        scores = self._scores(number, _POSTINGS, k * LOOKED_AT)
        gains = self._odds.gains(number, scores)
        near = {n: scores[n] for n in gains}
        if len(near) > k:  # else all are taken, and which is closer does not matter
            near = self._closer.scores(claims[number].statement.text, near)
        first = _varied(sorted(near, key=lambda n: (-near[n] * gains[n], n)), claims, k)
        with_names = dict.fromkeys(
            m for n in first for m in (n, *self.definitions.of(n)) if m != number
        )
        return list(with_names)[:k]

    def partners(self, number: int) -> set[int]:
        """Return the claims to whose nearest this one may belong: all that it may be at odds with,
        as far as it sees."""
        return self._odds.partners(number, self._scores(number, _FAR * _POSTINGS, len(self.claims)))

    def _scores(self, number: int, most: int, k: int) -> dict[int, float]:
        scores = self._ranking.nearest(_asked(self.claims[number]), most, k + 1)
        if scores.pop(number, None) is None and len(scores) > k:
            scores.popitem()
        return scores

    def pairs(self, nearest: Mapping[int, Iterable[int]], apart: Iterable[int]) -> list[Pair]:
        """Return the pairs of claims with those nearest to them, and beside their own quotes those
        of some claims."""
        claims = self.claims
        numbers = {
            (min(one, other), max(one, other))
            for one, others in nearest.items()
            for other in others
        }
        found = [pair_of(claims[a], claims[b]) for a, b in sorted(numbers)]
        found += [pair for number in apart if (pair := against_quotes(claims[number].statement))]
        return sorted(found, key=lambda pair: (_place(pair.a), _place(pair.b)))


def _indexed(statements: Iterable[Statement], wiki: Wiki | None) -> Iterator[Indexed]:
    """Yield statements as the index holds them, with what is named around them."""
    names = None if wiki is None else ClaimNames(wiki)
    known: dict[str, frozenset[str]] = {}

    def named(text: str) -> frozenset[str]:
        if text not in known:
            known[text] = frozenset(names.within(text) if names else ())
        return known[text]

    for found in statements:
        if wiki is None or found.slug not in wiki:
            yield indexed(found)
            continue
        facts = wiki.facts[found.slug]
        records = (wiki.records[path] for path in found.sources if path in wiki.records)
        texts = [found.heading, *(t for f in (facts, *records) for t in (f.title, f.summary))]
        yield indexed(found, facts.title, frozenset().union(*map(named, texts)))


def _by_rank(statements: Iterable[Statement], wiki: Wiki | None) -> list[Statement]:
    """Return statements such that the wiki's own voice comes before comparisons, and these before
    records of sources."""
    types = {} if wiki is None else {slug: facts.type for slug, facts in wiki.facts.items()}
    later = {COMPARISON: 1, SUMMARY: 2}
    return sorted(statements, key=lambda s: (later.get(types.get(s.slug, ""), 0), s.path, s.line))


def _records(wiki: Wiki | None) -> frozenset[str]:
    """Return the slugs of the pages that hold one source's words, or set several side by side."""
    kinds = {} if wiki is None else wiki.facts
    return frozenset(slug for slug, facts in kinds.items() if facts.type in (COMPARISON, SUMMARY))


def _place(side: Statement) -> tuple[bool, str, int, str]:
    return (not side.slug, side.path, side.line, side.text)


def one_each(claims: Iterable[Indexed]) -> list[Indexed]:
    """Return every claim once: what several pages cite from the same passages in much the same
    words is one."""
    families: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Indexed]] = {}
    for claim in claims:
        known = families.setdefault(claim.family, [])
        if not any(_one(claim, other) for other in known):
            known.append(claim)
    return [claim for known in families.values() for claim in known]


def _one(a: Indexed, b: Indexed) -> bool:
    if a.statement.text == b.statement.text:
        return True
    if a.negated != b.negated or not (within(a.values, b.values) and within(b.values, a.values)):
        return False
    mine, yours = set(a.words), set(b.words)
    return len(mine & yours) >= _ALIKE * max(1, min(len(mine), len(yours)))


def _terms(claim: Indexed) -> Counter[str]:
    found = terms(content(claim.title), (*claim.words, *content(claim.statement.heading)))
    for slug in (*claim.subject, *claim.around):
        found["@" + slug] += 1
    return found


def _asked(claim: Indexed) -> dict[str, float]:
    asked = dict.fromkeys((*content(claim.title), *content(claim.statement.heading)), 0.5)
    asked |= dict.fromkeys(claim.words, 1.0)
    asked |= {"@" + slug: _AROUND for slug in claim.around}
    return asked | {"@" + slug: _SUBJECT for slug in claim.subject}


def _varied(ranked: Sequence[int], claims: Sequence[Indexed], k: int) -> list[int]:
    """Return the first k such that no page and no source has more than a third, as far as there are
    others."""
    most, kept, left = (k + 2) // 3, [], []
    held: Counter[object] = Counter()
    for n in ranked:
        places = (claims[n].statement.path, claims[n].statement.sources)
        if all(held[place] < most for place in places):
            held.update(places)
            kept.append(n)
        else:
            left.append(n)
    return [*kept, *left][:k]


def pair_of(a: Indexed, b: Indexed) -> Pair:
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
    mine = [m.text for m in a.values if not any(m.same(o) for o in b.values)]
    yours = [m.text for m in b.values if not any(m.same(o) for o in a.values)]
    if mine and yours:
        yield f"{', '.join(mine[:3])} against {', '.join(yours[:3])}"
    elif a.negated != b.negated:
        yield "one denies"


def against_quotes(found: Statement) -> Pair | None:
    """Return a statement beside its own quotes, where one of its values does not stand in them."""
    apart = unquoted(found)
    if not apart:
        return None
    text = " […] ".join(found.quotes)
    source = Statement(
        "", found.sources[0], "", text, found.labels, found.quotes, found.sources,
        found.published, found.effective, found.standing,
    )  # fmt: skip
    return Pair(found, source, f"not in its quotes: {', '.join(m.text for m in apart[:3])}")
