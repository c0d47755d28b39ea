"""Whether two near statements may be at odds at all, and how likely: what code can rule out costs a judge nothing.

A pair must have words in common that tell something, and differ in a value that can be compared, in a denial, in a word for
the opposite, or in what became of a thing; or else be the same sentence but for a few words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.core.claim_index import Indexed, content
from pipeline.core.measures import Measure

_VALUES, _DENIAL, _TURN, _NOTHING = 0.2, 0.4, 0.35, 0.6  # the least share of common words, by what differs
_INSIDE = 0.25  # added to it within one source, which seldom contradicts itself
_ONE_SOURCE = 0.6  # what a pair of one source counts, beside one of two
_TURNS = frozenset(
    content(
        "abolished deprecated disabled discontinued dropped obsolete proposed removed renamed replaced retired reverted "
        "superseded withdrawn future likely expected planned scheduled upcoming change"
    )
)
_SCALES = (
    ("increase raise rise higher greater gain grow", "decrease reduce lower fall fewer less loss decline"),
    ("allow permit enable support accept", "forbid prohibit disable oppose reject prevent deny"),
    ("required mandatory", "optional"),
    ("valid safe possible true successful present", "invalid unsafe impossible false failed absent"),
    ("activate promote stimulate improve", "inhibit suppress impair worsen"),
    ("begin start open include add positive first minimum", "end stop close exclude remove negative last maximum"),
)
_OPPOSITES = {
    word: frozenset(content(other)) for scale in _SCALES for one, other in (scale, scale[::-1]) for word in content(one)
}


class Odds:
    """How likely the claims of an index, by number, are to be at odds in pairs. `records` are pages that only pass on."""

    def __init__(self, claims: Sequence[Indexed], rarity: Callable[[str], float], records: frozenset[str]) -> None:
        self._claims, self._records = claims, records
        told = [{w: rarity(w) for w in claim.words if not w[0].isdigit()} for claim in claims]
        self._words = [frozenset(words) for words in told]
        self._rarity = {word: weight for words in told for word, weight in words.items()}
        self._mass = [sum(words.values()) or 1.0 for words in told]
        self._quotes = [frozenset(claim.statement.quotes) for claim in claims]
        self._sources = [frozenset(claim.statement.sources) for claim in claims]
        self._values = [_Values(claim.values) for claim in claims]
        self._turns = [words & _TURNS for words in self._words]
        self._opposites = [
            frozenset().union(*(_OPPOSITES[w] for w in words if w in _OPPOSITES)) - words for words in self._words
        ]

    def of(self, one: int, other: int) -> float:
        """Return how much a pair gains by what differs in it; 0 where nothing does that a judge could weigh."""
        shared = self._words[one] & self._words[other]
        alike = sum(map(self._rarity.__getitem__, shared)) / min(self._mass[one], self._mass[other])
        a, b = self._claims[one], self._claims[other]
        inside = not self._sources[one].isdisjoint(self._sources[other])
        least = alike - (_INSIDE if inside and a.moves == b.moves else 0.0)
        both_move = a.moves and b.moves and not inside  # two changes are worth a look however they are worded
        if (least < _VALUES and not both_move) or (inside and self._ruled_out(one, other)):
            return 0.0
        return self._gain(one, other, least) * (_ONE_SOURCE if inside else 1.0)

    def _ruled_out(self, one: int, other: int) -> bool:
        """Tell whether both say what one passage says, or stand on one record or comparison, which sets them side by side."""
        a, b = self._quotes[one], self._quotes[other]
        if a and self._sources[one] == self._sources[other] and (a <= b or b <= a):
            return True
        slug = self._claims[one].statement.slug
        return slug == self._claims[other].statement.slug and slug in self._records

    def _gain(self, one: int, other: int, least: float) -> float:
        a, b = self._claims[one], self._claims[other]
        if a.values and b.values and self._values[one].apart(self._values[other]):
            return 3.0 if a.moves and b.moves else 2.0
        if least >= _DENIAL and a.negated != b.negated:
            return 1.5
        if least >= _TURN and (self._opposites[one] & self._words[other] or self._turns[one] != self._turns[other]):
            return 1.2
        return 1.0 if least >= _NOTHING and not (a.values and b.values) else 0.0


class _Values:
    """The values of one claim."""

    def __init__(self, values: Sequence[Measure]) -> None:
        self._values = values

    def apart(self, other: _Values) -> bool:
        """Tell whether each has a value that the other lacks, and two of them can be compared."""
        mine = [m for m in self._values if not any(m.same(o) for o in other._values)]
        yours = [o for o in other._values if not any(o.same(m) for m in self._values)] if mine else []
        return any(m.comparable(o) for m in mine for o in yours)


def within(mine: Sequence[Measure], theirs: Sequence[Measure]) -> bool:
    """Tell whether the second hold every value of the first."""
    return all(any(m.same(other) for other in theirs) for m in mine)
