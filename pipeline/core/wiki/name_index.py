"""Find the name most like another one among those of a wiki."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.core.text import nearest

# `difflib`'s ratio of two names from which one is suggested for the other
_LEAST_SIMILARITY = 0.8
_NO_DIGITS = re.compile(r"\D+")
# names that are compared in full: those that share most pairs of letters with the one looked for
_MOST_COMPARED = 40
_FEWEST_KEPT = 32  # names that hold a pair whose bits are kept


class NameIndex:
    """Names by their digits and their pairs of letters, for finding the name most like another one.

    Comparing a name with 20,000 in full takes too long, so only the `_MOST_COMPARED` names that
    share most pairs with it, for their length, are compared in full, by `difflib`. Names whose
    digits differ are never similar: `eip-2930` is no other spelling of `eip-2929`.

    Which names hold a pair is kept as the bits of one number, and how many pairs each name shares
    is counted for all names at once: bit i of `planes[k]` is bit k of the count of name i, and a
    pair is added as one adds by hand, with a carry. For 2,449 dead links among 20,000 names it took
    0.8 s in all, and 3.9 s where the names were counted one by one.
    """

    def __init__(self, names: dict[str, str]) -> None:
        self._paths = names
        self._names = sorted(names)
        self._found: dict[str, str] = {}
        self._numbers: dict[str, list[int]] = {}  # by digits
        for number, name in enumerate(self._names):
            self._numbers.setdefault(_NO_DIGITS.sub("", name), []).append(number)
        self._shortest = {
            digits: min(len(self._names[number]) for number in numbers)
            for digits, numbers in self._numbers.items()
        }
        self._by_pair: dict[str, dict[str, list[int]]] = {}  # by digits, then by pair
        self._bits: dict[tuple[str, str], int] = {}  # by digits and pair

    def nearest(self, name: str) -> str:
        if name not in self._found:
            self._found[name] = self._nearest(name[:200])
        return self._found[name]

    def _nearest(self, name: str) -> str:
        tried = [self._names[n] for n in self._most_alike(name)]
        found = nearest(name, tried, _LEAST_SIMILARITY)
        return self._paths[found] if found else ""

    def _most_alike(self, name: str) -> list[int]:
        """Return the names that are compared in full, the likeliest first.

        They are scored from those that share most pairs on, until no other can score as high.
        """
        digits = _NO_DIGITS.sub("", name)
        numbers = self._numbers.get(digits, [])
        planes = _count_bits(self._holders(digits, pair) for pair in _pairs(name))
        best: list[tuple[float, int]] = []
        shortest = self._shortest.get(digits, 0)
        for count, those in _by_count(planes):
            # a name of so many pairs is longer than their number, and than the shortest of all
            most = 2 * count / (len(name) + max(count + 1, shortest))
            if len(best) >= _MOST_COMPARED and -best[_MOST_COMPARED - 1][0] > most:
                break
            alike = [numbers[at] for at in _places_of_bits(those)]
            best += [(-2 * count / (len(name) + len(self._names[n])), n) for n in alike]
            best = sorted(best)[:_MOST_COMPARED]
        return [number for _, number in best]

    def _holders(self, digits: str, pair: str) -> int:
        """Return the names that hold a pair, as bits; kept for pairs that many names hold.

        Of pairs that few names hold there may be as many as letters in all names, as in Chinese,
        and the bits of each take the room of all names.
        """
        if (digits, pair) in self._bits:
            return self._bits[digits, pair]
        places = self._pairs_of(digits).get(pair, [])
        row = bytearray(len(self._numbers.get(digits, ())) // 8 + 1)
        for at in places:
            row[at // 8] |= 1 << at % 8
        bits = int.from_bytes(row, "little")
        if len(places) >= _FEWEST_KEPT:
            self._bits[digits, pair] = bits
        return bits

    def _pairs_of(self, digits: str) -> dict[str, list[int]]:
        if digits not in self._by_pair:
            found: dict[str, list[int]] = {}
            for at, number in enumerate(self._numbers.get(digits, ())):
                for pair in _pairs(self._names[number]):
                    found.setdefault(pair, []).append(at)
            self._by_pair[digits] = found
        return self._by_pair[digits]


def _count_bits(rows: Iterable[int]) -> list[int]:
    """Return how often each bit is set in some numbers, as the planes of `NameIndex`."""
    planes: list[int] = []
    for carry in rows:
        for k, plane in enumerate(planes):
            planes[k], carry = plane ^ carry, plane & carry
        if carry:
            planes.append(carry)
    return planes


def _by_count(planes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield each count above 0 that some bit has, the highest first, with the bits that have it."""
    some = 0
    for plane in planes:
        some |= plane
    left = [(0, some, len(planes))]
    while left:
        count, those, k = left.pop()
        if not those:
            continue
        if k == 0:
            yield count, those
            continue
        more = those & planes[k - 1]
        left += ((count, those ^ more, k - 1), (count + (1 << k - 1), more, k - 1))


def _places_of_bits(bits: int) -> Iterator[int]:
    """Yield the places of the bits that are set, the lowest first."""
    digits = f"{bits:b}"[::-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


def _pairs(name: str) -> Iterable[str]:
    return {name[i : i + 2] for i in range(len(name) - 1)}
