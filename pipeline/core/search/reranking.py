"""Look again at the texts that a ranking found, by parts of words and by pairs of words.

Parts of four and of five letters agree where stems do not ("hypermethylated", "methylation"); two
words in a row tell more than each of them alone. Both cost too much for all texts, so only the
nearest few that `core/search/bm25.py` found are looked at. The score is a weighted sum of BM25 over
each kind of part, each scaled such that its best text gets 1 (the weights are in `Closeness`).

What a part weighs depends on how many of all texts hold it. That is worked out for the parts that
are asked for, from the words that hold them and the texts that hold these words. A text that was
looked at is kept as the numbers of its parts, a kilobyte for a sentence; so none is cut up twice,
in a wiki of whatever size.
"""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, cached_property
from itertools import chain, pairwise
from typing import Protocol

from pipeline.core.search.bm25 import K1, TITLE_WEIGHT, B

_WORD = re.compile(r"[^\W_]+(?:[._][^\W_]+)*")
Words = Callable[[str], Sequence[str]]
Texts = Sequence[tuple[str, str]]


class Closeness:
    """Texts by number, each as (title, text), that are compared by parts of their words.

    `words` returns the telling words of a text, in order.
    """

    def __init__(self, texts: Texts, words: Words) -> None:
        index = cache(lambda: _WordIndex(texts))
        self._channels = [
            (1.0, _Channel(len(texts), lambda: _WordParts(index(), 4))),
            (0.5, _Channel(len(texts), lambda: _WordParts(index(), 5))),
            (0.2, _Channel(len(texts), lambda: _WordPairs(texts, words))),
        ]

    def scores(self, asked: str, near: Mapping[int, float]) -> dict[int, float]:
        """Return new scores for the texts in `near`, which holds their scores in the first ranking.

        The first ranking is one of the summands.
        """
        found = dict.fromkeys(near, 0.0)
        for share, told in (
            (1.0, near),
            *((w, channel.scores(asked, near)) for w, channel in self._channels),
        ):
            most = max(told.values(), default=0.0)
            for number, score in told.items() if most else ():
                found[number] += share * score / most
        return found


class _Parts(Protocol):
    """All texts as parts of one kind, which have numbers."""

    mean: float  # how many parts a text has on average

    def of_text(self, number: int) -> Counter[int]:
        """Return the parts of a text, each with how often it counts."""
        ...

    def of_question(self, text: str) -> Iterable[int]:
        """Return the parts of any text, without those that none of the texts has."""
        ...

    def held(self, part: int) -> int:
        """Return how many texts have a part."""
        ...


# What parts weigh in one text that stand in it equally often, with these parts.
_Group = tuple[float, "array[int]"]


class _Channel:
    """BM25 over one kind of part of so many texts; they are indexed when it is first asked."""

    def __init__(self, size: int, parts: Callable[[], _Parts]) -> None:
        self._size, self._make = size, parts
        self._groups: dict[int, tuple[_Group, ...]] = {}
        self._rarities: dict[int, float] = {}

    @cached_property
    def _parts(self) -> _Parts:
        return self._make()

    def scores(self, asked: str, near: Collection[int]) -> dict[int, float]:
        """Return the score of each of these texts."""
        parts = frozenset(self._parts.of_question(asked))
        rarity = {part: self._rarity(part) for part in parts}.__getitem__
        found = {}
        for number in near:
            score = 0.0
            for weight, those in self._groups.get(number) or self._group(number):
                if shared := parts.intersection(those):
                    # Added up exactly, so that texts of the same parts have the same score.
                    score += weight * math.fsum(map(rarity, shared))
            found[number] = score
        return found

    def _rarity(self, part: int) -> float:
        if part not in self._rarities:
            times = self._parts.held(part)
            self._rarities[part] = math.log(1 + (self._size - times + 0.5) / (times + 0.5))
        return self._rarities[part]

    def _group(self, number: int) -> tuple[_Group, ...]:
        counts = self._parts.of_text(number)
        scale = K1 * (1 - B + B * counts.total() / self._parts.mean)
        groups: dict[int, list[int]] = {}
        for part, times in counts.items():
            groups.setdefault(times, []).append(part)
        self._groups[number] = found = tuple(
            (times * (K1 + 1) / (times + scale), array("i", parts))
            for times, parts in sorted(groups.items())
        )
        return found


class _WordIndex:
    """The words of all texts, numbered: which words each text has, and which texts each word."""

    def __init__(self, texts: Texts) -> None:
        self.numbers: dict[str, int] = {}
        self.holders: list[array[int]] = []  # by word: the texts in which it stands
        # by text: its words, and those of its title
        self.words: list[tuple[array[int], array[int]]] = []
        titles: dict[str, array[int]] = {}
        for number, (title, text) in enumerate(texts):
            if title not in titles:
                titles[title] = self._read(title)
            mine = self._read(text), titles[title]
            self.words.append(mine)
            for word in {*mine[0], *mine[1]}:
                self.holders[word].append(number)

    def _read(self, text: str) -> array[int]:
        numbers, found = self.numbers, _split_words(text)
        for word in found:
            if word not in numbers:
                numbers[word] = len(numbers)
                self.holders.append(array("i"))
        return array("i", map(numbers.__getitem__, found))


class _WordParts:
    """Parts of so many letters of the words of all texts."""

    def __init__(self, index: _WordIndex, letters: int) -> None:
        self._index, self._letters = index, letters
        self._numbers: dict[str, int] = {}
        self._words: list[list[int]] = []  # by part: the words that have it
        self._of_word: list[tuple[int, ...]] = []
        for word, number in index.numbers.items():
            self._of_word.append(self._number(word, number))
        lengths = [len(parts) for parts in self._of_word]
        total = sum(
            sum(map(lengths.__getitem__, text))
            + TITLE_WEIGHT * sum(map(lengths.__getitem__, title))
            for text, title in index.words
        )
        self.mean = total / max(1, len(index.words)) or 1.0

    def _number(self, word: str, number: int) -> tuple[int, ...]:
        found = []
        for part in _parts_of_word(word, self._letters):
            if part not in self._numbers:
                self._numbers[part] = len(self._numbers)
                self._words.append([])
            found.append(self._numbers[part])
            self._words[found[-1]].append(number)
        return tuple(found)

    def of_text(self, number: int) -> Counter[int]:
        """Return the parts of a text, each with how often it counts."""
        text, title = self._index.words[number]
        parts = self._of_word.__getitem__
        counts = Counter(chain.from_iterable(map(parts, text)))
        for part in chain.from_iterable(map(parts, title)):
            counts[part] += TITLE_WEIGHT
        return counts

    def of_question(self, text: str) -> Iterable[int]:
        """Return the parts of any text, without those that none of the texts has."""
        parts = (
            part for word in _split_words(text) for part in _parts_of_word(word, self._letters)
        )
        return (self._numbers[part] for part in parts if part in self._numbers)

    def held(self, part: int) -> int:
        """Return how many texts have a part."""
        holders = self._index.holders
        return len(set().union(*(holders[word] for word in self._words[part])))


class _WordPairs:
    """Pairs of telling words that follow one another in the texts."""

    def __init__(self, texts: Texts, words: Words) -> None:
        self._texts, self._words_of = texts, words
        self._numbers: dict[str, int] = {}
        self._held: list[int] = []
        total = 0
        for number in range(len(texts)):
            counts = self.of_text(number)
            total += counts.total()
            for pair in counts:
                self._held[pair] += 1
        self.mean = total / max(1, len(texts)) or 1.0

    def of_text(self, number: int) -> Counter[int]:
        """Return the pairs of a text, each with how often it counts."""
        title, text = self._texts[number]
        counts = Counter(map(self._number, self._pairs(text)))
        for pair in map(self._number, self._pairs(title)):
            counts[pair] += TITLE_WEIGHT
        return counts

    def _pairs(self, text: str) -> Iterable[str]:
        return map(" ".join, pairwise(self._words_of(text)))

    def _number(self, pair: str) -> int:
        if pair not in self._numbers:
            self._numbers[pair] = len(self._numbers)
            self._held.append(0)
        return self._numbers[pair]

    def of_question(self, text: str) -> Iterable[int]:
        """Return the pairs of any text, without those that none of the texts has."""
        return (self._numbers[pair] for pair in self._pairs(text) if pair in self._numbers)

    def held(self, part: int) -> int:
        """Return how many texts have a pair."""
        return self._held[part]


def _split_words(text: str) -> list[str]:
    """Return the words of a text in small letters."""
    return [word.lower() for word in _WORD.findall(text)]


def _parts_of_word(word: str, letters: int) -> tuple[str, ...]:
    whole = f"_{word}_"
    return tuple(whole[i : i + letters] for i in range(max(1, len(whole) - letters + 1)))
