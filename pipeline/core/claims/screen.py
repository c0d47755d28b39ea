"""Rank candidate pairs by the chance that they are at odds, so that money goes where it matters.

Most pairs that look alike are in order, and a judge is paid for each. So code ranks them first, by
a few things that it can see at once. The score of a pair is

- the share of the telling words that its two statements have in common, of the statement that has
  fewer. A word counts by its rarity, and those of the page's title count with the statement's own,
  since a statement seldom repeats what its page is about;
- less half of the same share of the statement that has more, without titles: two statements that
  share nearly all their words say the same, and what is at odds is mostly one short statement
  against part of a longer one;
- more where the two rest on different sources, since a source seldom contradicts itself, and then a
  little more where values that can be compared differ, and where both tell of a change.

The weights are those of a small grid, chosen on what is known to be at odds in VitaminC, SciFact
and the wiki of `tests/runs/untold` (`bench/screen.py` makes the table, with one of the three held
out at a time). Finer ones, by logistic regression over forty features, were no better on a corpus
that was held out. A word's rarity is that among the statements of the pairs, so only the order of
scores means something, and no score by itself.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.core.claims.already_told import may_be_reported
from pipeline.core.claims.claim_index import Indexed, content_words, index_alone
from pipeline.core.claims.judgement import Pair, Statement
from pipeline.core.claims.plausibility import are_values_apart
from pipeline.core.wiki.wiki import Wiki

LIKELY_SHARE = 1 / 3  # of the pairs; of what is at odds nine in ten are among these
NEW_DAYS = 14  # before the last change of any page: what changed since then is new

_LONGER_SHARE = -0.5
_TWO_SOURCES = 0.2
_VALUES_APART = 0.05
_BOTH_CHANGE = 0.1
# A statement that its own source does not bear out does the most harm, and there are few of them.
_OWN_QUOTES = 2.0


@dataclass(frozen=True)
class JudgingQueue:
    """The pairs of a wiki in the order in which to ask about them.

    `likely` comes first: the third of the pairs that is most likely at odds, what is new before
    what has been there longer. `rest` are the others. `told` are pairs of which no verdict would be
    reported, because the pages say already how the two stand; nobody needs to judge them.
    """

    likely: tuple[Pair, ...] = ()
    rest: tuple[Pair, ...] = ()
    told: tuple[Pair, ...] = ()

    @property
    def asked(self) -> tuple[Pair, ...]:
        """Return the pairs that a judge is asked about, the most promising first."""
        return self.likely + self.rest


def queue_pairs(pairs: Sequence[Pair], wiki: Wiki) -> JudgingQueue:
    """Put the pairs of a wiki in the order in which to ask about them; equals stay in theirs."""
    new = _new_pages(wiki)
    rows = sorted(zip(score_pairs(pairs), pairs, strict=True), key=lambda row: -row[0])
    ranked = [pair for _, pair in rows if may_be_reported(pair, wiki)]
    most = math.ceil(len(ranked) * LIKELY_SHARE)
    likely = sorted(ranked[:most], key=lambda pair: not new & {pair.a.path, pair.b.path})
    told = tuple(pair for pair in pairs if not may_be_reported(pair, wiki))
    return JudgingQueue(tuple(likely), tuple(ranked[most:]), told)


def _new_pages(wiki: Wiki) -> frozenset[str]:
    """Return the paths of the pages that changed last: within two weeks of the newest change."""
    days = {facts.path: day for facts in wiki.facts.values() if (day := _day(facts.updated))}
    if not days:
        return frozenset()
    first = max(days.values()) - timedelta(days=NEW_DAYS)
    return frozenset(path for path, day in days.items() if day > first)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def score_pairs(pairs: Sequence[Pair]) -> list[float]:
    """Return the score of each pair, higher for what is more likely at odds."""
    return [weigh_signs(signs) for signs in read_signs(pairs)]


@dataclass(frozen=True)
class Signs:
    """What the score of a pair is made of."""

    shorter: float  # the share of words in common, titles with them, of the side that has fewer
    longer: float  # the same share without titles, of the side that has more
    two_sources: bool
    values_apart: bool
    both_change: bool
    own_quotes: bool


def weigh_signs(
    signs: Signs,
    longer: float = _LONGER_SHARE,
    two_sources: float = _TWO_SOURCES,
    apart: float = _VALUES_APART,
    change: float = _BOTH_CHANGE,
) -> float:
    """Return the score that signs make; the weights are those of the module, but for a bench."""
    score = signs.shorter + longer * signs.longer + _OWN_QUOTES * signs.own_quotes
    if signs.two_sources:
        score += two_sources + apart * signs.values_apart + change * signs.both_change
    return score


def read_signs(pairs: Sequence[Pair]) -> Iterator[Signs]:
    """Yield the signs of each pair."""
    sides = _Sides(side for pair in pairs for side in (pair.a, pair.b))
    return (_find_signs(pair, sides) for pair in pairs)


def _find_signs(pair: Pair, sides: _Sides) -> Signs:
    a, b = sides.of(pair.a), sides.of(pair.b)
    common = sides.mass(a.words & b.words)
    with_titles = sides.mass(a.with_title & b.with_title)
    return Signs(
        shorter=with_titles / min(a.mass_with_title, b.mass_with_title),
        longer=common / max(a.mass, b.mass),
        two_sources=set(pair.a.sources).isdisjoint(pair.b.sources),
        values_apart=are_values_apart(a.index.values, b.index.values),
        both_change=a.index.moves and b.index.moves,
        own_quotes=not (pair.a.slug and pair.b.slug),
    )


@dataclass(frozen=True)
class _Side:
    """One statement with its telling words and what these weigh."""

    index: Indexed
    words: frozenset[str]
    with_title: frozenset[str]
    mass: float = 1.0
    mass_with_title: float = 1.0


class _Sides:
    """The statements of many pairs, each looked at once, with the rarity of their words."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        # By identity: to hash a statement costs more than all that is done with it here.
        found = {id(statement): statement for statement in statements}
        self._statements = list(found.values())  # keeps what the identities are of
        sides = {key: _read_side(statement) for key, statement in found.items()}
        held = Counter(word for side in sides.values() for word in side.with_title)
        self._rarity = {word: math.log(1 + len(sides) / count) for word, count in held.items()}
        self._sides = {key: self._weighed(side) for key, side in sides.items()}

    def _weighed(self, side: _Side) -> _Side:
        masses = self.mass(side.words) or 1.0, self.mass(side.with_title) or 1.0
        return _Side(side.index, side.words, side.with_title, *masses)

    def of(self, statement: Statement) -> _Side:
        return self._sides[id(statement)]

    def mass(self, words: Iterable[str]) -> float:
        # Sums of floats depend on their order, and that of a set on the run.
        return math.fsum(map(self._rarity.__getitem__, words))


def _read_side(statement: Statement) -> _Side:
    index = index_alone(statement)
    words = frozenset(word for word in index.words if not word[0].isdigit())
    return _Side(index, words, words.union(content_words(index.title)))
