"""Estimate whether two similar statements may be at odds at all, and how likely they are.

What code can rule out costs a judge nothing. A pair must share words that tell something, and
differ in a value that can be compared, in a denial, in a word for the opposite, or in what became
of a thing; or else be the same sentence but for a few words. What is said of one instance of a
series is never held against what is said of another (Line 4 and Line 7).

The measure of what they share is the summed inverse document frequency of the common words, as a
share of the same sum over the words of the statement that has less of it. The least share that is
asked for depends on what differs: a differing value is strong evidence, and 0.2 is enough; for two
sentences that differ in nothing comparable it is 0.6. Within one source, which seldom contradicts
itself, 0.25 more is asked for. What is near but differs in nothing that code can compare is left to
`candidate_pairs`, which takes the nearest few of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain

from pipeline.core.claims.claim_index import Indexed, content_words
from pipeline.core.language.instances import are_other_instances
from pipeline.core.language.measures import Measure

# the least share of common words, by what differs
_SHARE_FOR_VALUES = 0.2
_SHARE_FOR_OPPOSITE = 0.35
_SHARE_FOR_DENIAL = 0.4
_SHARE_FOR_SAMENESS = 0.6
_EXTRA_SHARE_IN_ONE_SOURCE = 0.25  # added to it, for one source seldom contradicts itself
_GAIN_FACTOR_IN_ONE_SOURCE = 0.6  # what a pair of one source counts, beside one of two
# of a claim's word weight; when less is left to count, hopeless partners are dropped
_TAIL_SHARE = 0.1
_ROUNDING_ERROR = 1e-9
_CHANGE_WORDS = frozenset(
    content_words(
        "abolished deprecated disabled discontinued dropped obsolete proposed removed renamed"
        " replaced retired reverted superseded withdrawn future likely expected planned scheduled"
        " upcoming change"
    )
)
_OPPOSITE_WORDS = (
    (
        "increase raise rise higher greater gain grow",
        "decrease reduce lower fall fewer less loss decline",
    ),
    ("allow permit enable support accept", "forbid prohibit disable oppose reject prevent deny"),
    ("required mandatory", "optional"),
    (
        "valid safe possible true successful present",
        "invalid unsafe impossible false failed absent",
    ),
    ("activate promote stimulate improve", "inhibit suppress impair worsen"),
    (
        "begin start open include add positive first minimum",
        "end stop close exclude remove negative last maximum",
    ),
)
_OPPOSITES = {
    word: frozenset(content_words(other))
    for scale in _OPPOSITE_WORDS
    for one, other in (scale, scale[::-1])
    for word in content_words(one)
}


class Odds:
    """How likely the claims of an index, by number, are to be at odds in pairs.

    `rarity` gives what a word tells (its inverse document frequency). `records` are the slugs of
    the pages that only pass on what sources say: summaries and comparisons. `asked` are the claims
    about which it will be asked; None stands for all.
    """

    def __init__(
        self,
        claims: Sequence[Indexed],
        rarity: Callable[[str], float],
        records: frozenset[str],
        asked: Sequence[int] | None = None,
    ) -> None:
        self._claims, self._records = claims, records
        self._sources = [frozenset(claim.statement.sources) for claim in claims]
        self._words = [
            dict.fromkeys(w for w in claim.words if not w[0].isdigit()) for claim in claims
        ]
        self._with_title: dict[int, set[str]] = {}  # made when they are first asked for
        self._holders: dict[str, set[int]] = {}
        counted = None if asked is None else {word for n in asked for word in self._words[n]}
        for number, words in enumerate(self._words):
            for word in words if counted is None else words.keys() & counted:
                self._holders.setdefault(word, set()).add(number)
        held = dict.fromkeys(chain.from_iterable(self._words))
        self._rarity = {word: rarity(word) for word in held}
        self._mass = [sum(self._rarity[word] for word in words) or 1.0 for words in self._words]
        self._least = [_SHARE_FOR_VALUES * mass for mass in self._mass]

    def gains(self, one: int, others: Collection[int]) -> dict[int, float]:
        """Return by how much each pair with one claim gains from what differs in it.

        Only pairs that a judge could weigh are in the answer. The gain is a factor for their
        nearness: 3 where two changes state different values, 2 for other differing values, 1.5 for
        a denial, 1.2 for an opposite, 1 for sentences that are nearly the same; each times 0.6
        within one source.
        """
        told = ((other, self._of(one, other, alike)) for other, alike in self._alike(one, others))
        return {other: gain for other, gain in told if gain}

    def may_differ(self, one: int, other: int) -> bool:
        """Tell whether a judge could weigh a pair in which code sees no difference.

        Names, roles and wording may be at odds in it. The pair is of two sources, of one instance
        where it is of a series, and shares two words at least, those of the pages' titles among
        them.
        """
        a, b = self._claims[one], self._claims[other]
        return (
            len(self._titled(one) & self._titled(other)) > 1
            and self._sources[one].isdisjoint(self._sources[other])
            and not are_other_instances(a.instances, b.instances)
        )

    def _titled(self, number: int) -> set[str]:
        """Return the words of a claim and of the title of its page."""
        found = self._with_title.get(number)
        if found is None:
            found = {*self._words[number], *content_words(self._claims[number].title)}
            self._with_title[number] = found
        return found

    def partners(self, one: int, others: Collection[int]) -> set[int]:
        """Return the claims that may be at odds with one claim, asked from either side.

        The two sides can differ, because an opposite is looked up for the words of the first only.
        """
        told = self._alike(one, others)
        return {n for n, alike in told if self._of(one, n, alike) or self._of(n, one, alike)}

    def _alike(self, one: int, others: Collection[int]) -> Iterator[tuple[int, float]]:
        """Yield the other claims that share enough words with one claim, with the share.

        Most share too little, and are passed over early: the rarest words are counted first, and
        once the words that are left weigh less than a tenth of all, the claims that could not reach
        the least share with all of them are dropped. A claim that states a change may be paired
        with any other change, so nothing is dropped for it.
        """
        mass, masses, moves = self._mass[one], self._mass, self._claims[one].moves
        shared, among, rest, is_tail = dict.fromkeys(others, 0.0), set(others), mass, False
        for word in sorted(self._words[one], key=self._rarity.__getitem__, reverse=True):
            weight = self._rarity[word]
            if not is_tail and rest < _TAIL_SHARE * mass and not moves:
                is_tail = True
                shared = self._hopeful(one, shared, rest)
                among.intersection_update(shared)
            for other in among & self._holders[word]:
                shared[other] += weight
            rest -= weight
        for other, common in shared.items():
            alike = common / min(mass, masses[other])
            if alike >= _SHARE_FOR_VALUES or moves:
                yield other, alike

    def _hopeful(self, one: int, shared: Mapping[int, float], rest: float) -> dict[int, float]:
        """Return the claims that would still reach the least share if they held all words left.

        `rest` is the weight of the words that are not counted yet.
        """
        least, limit = self._least, self._least[one]
        missing = rest + _ROUNDING_ERROR * limit
        return {
            n: common
            for n, common in shared.items()
            if common + missing >= limit or common + missing >= least[n]
        }

    def _of(self, one: int, other: int, alike: float) -> float:
        """Return the gain of one pair; 0 where no judge could weigh it."""
        a, b = self._claims[one], self._claims[other]
        inside = not self._sources[one].isdisjoint(self._sources[other])
        least = alike - (_EXTRA_SHARE_IN_ONE_SOURCE if inside and a.moves == b.moves else 0.0)
        # Two changes are worth a look, however they are worded.
        both_move = a.moves and b.moves and not inside
        if (least < _SHARE_FOR_VALUES and not both_move) or (
            inside and self._ruled_out(one, other)
        ):
            return 0.0
        if are_other_instances(a.instances, b.instances):
            return 0.0
        return self._gain(one, other, least) * (_GAIN_FACTOR_IN_ONE_SOURCE if inside else 1.0)

    def _ruled_out(self, one: int, other: int) -> bool:
        """Tell whether a pair within one source cannot be at odds.

        Either both say what one passage says, or both stand on one summary or comparison, which
        sets them side by side.
        """
        a, b = self._claims[one].statement, self._claims[other].statement
        mine, yours = set(a.quotes), set(b.quotes)
        if mine and set(a.sources) == set(b.sources) and (mine <= yours or yours <= mine):
            return True
        return a.slug == b.slug and a.slug in self._records

    def _gain(self, one: int, other: int, least: float) -> float:
        """Return the gain by what differs in a pair, where enough of its words are shared."""
        a, b = self._claims[one], self._claims[other]
        if are_values_apart(a.values, b.values):
            return 3.0 if a.moves and b.moves else 2.0
        if least >= _SHARE_FOR_DENIAL and a.negated != b.negated:
            return 1.5
        if least >= _SHARE_FOR_OPPOSITE and self._turned(one, other):
            return 1.2
        return 1.0 if least >= _SHARE_FOR_SAMENESS and not (a.values and b.values) else 0.0

    def _turned(self, one: int, other: int) -> bool:
        """Tell whether the second says the opposite of a word of the first, or another change.

        Another change is one after which something else became of a thing: "withdrawn" on one side
        only, for instance.
        """
        mine, yours = self._words[one].keys(), self._words[other].keys()
        return (mine & _CHANGE_WORDS) != (yours & _CHANGE_WORDS) or any(
            not yours.isdisjoint(_OPPOSITES[word] - mine) for word in mine & _OPPOSITES.keys()
        )


def are_values_apart(one: Sequence[Measure], other: Sequence[Measure]) -> bool:
    """Tell whether each has a value that the other lacks, and two of these can be compared.

    This is what `values_apart` would say, without looking further than it must: of most pairs of
    dense numeric text it is true, and the first value of each decides.
    """
    for m in one:
        if _fits_any(m, other):
            continue
        for o in other:
            if m.is_comparable_with(o) and not _fits_any(o, one):
                return True
    return False


def _fits_any(one: Measure, others: Sequence[Measure]) -> bool:
    """Tell whether a value fits one of others; those whose reaches lie apart need no closer look.

    Which of two values is asked makes no difference.
    """
    low, high, face_low, face_high = one.reach
    for other in others:
        least, most, face_least, face_most = other.reach
        if (high < least or most < low) and (face_high < face_least or face_most < face_low):
            continue
        if one.fits_at_a_closer_look(other):
            return True
    return False


def values_apart(
    one: Sequence[Measure], other: Sequence[Measure]
) -> tuple[list[Measure], list[Measure]]:
    """Return the values of each that fit none of the other's."""
    mine = [m for m in one if not _fits_any(m, other)]
    return mine, [o for o in other if not _fits_any(o, one)] if mine else []


def are_values_within(mine: Sequence[Measure], theirs: Sequence[Measure]) -> bool:
    """Tell whether `theirs` hold every value of `mine`."""
    return all(any(m.agrees_with(other) for other in theirs) for m in mine)
