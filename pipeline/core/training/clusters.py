"""Put claims that tell the same into one cluster, so that no fact stands in two splits.

Claims belong together that one statement cites, that stand on the same line of one source, that a
referee has a verdict on, and that say the same in other words: the shorter shares most of its
telling words with the longer, and a value where it has one. With vectors, nearness in meaning
counts too. A cluster goes to one split whole, by a digest of its claims and the seed.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.core.export.contents import ExportedClaim, WikiContents
from pipeline.core.language.measures import measures
from pipeline.core.training.example import Split
from pipeline.core.training.telling_words import telling_words

_SHARED_WITH_VALUE = 0.5  # of the shorter one's words, where both hold the same value
_SHARED = 0.7  # where neither holds a value
_FEWEST_SHARED = 3  # words: fewer say nothing
_MOST_HOLDERS = 200  # quotes with a word: one that more have tells little, and pairs nothing
_RARE_SHARED = 2  # of those words: fewer, and the quotes are not compared
_HELD_BACK: tuple[tuple[Split, int], ...] = (("test", 10), ("validation", 20))  # of a hundred


class SaidWords:
    """What a sentence says, to be compared with others: its telling words and its values."""

    def __init__(self, text: str, language: str = "en") -> None:
        self.words = telling_words(text, language)
        self.values = frozenset(m.key for m in measures(text) if not m.text.isalpha())

    def says_the_same(self, other: SaidWords) -> bool:
        """Tell whether two sentences tell one fact in two wordings, as far as words show it."""
        shared = len(self.words & other.words)
        if shared < _FEWEST_SHARED:
            return False
        part = shared / min(len(self.words), len(other.words))
        if self.values or other.values:
            return bool(self.values & other.values) and part >= _SHARED_WITH_VALUE
        return part >= _SHARED


def find_clusters(contents: WikiContents, near: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """Return the cluster of each claim, named by its first label.

    `near` are pairs of labels whose quotes mean nearly the same, as vectors tell.
    """
    groups = _Groups(claim.label for claim in contents.claims)
    for statement in contents.statements:
        groups.join_all(statement.labels)
    places: dict[tuple[str, int], list[str]] = {}
    for claim in contents.claims:
        for quote in claim.quotes:
            places.setdefault((claim.source, quote.start), []).append(claim.label)
    for labels in places.values():
        groups.join_all(labels)
    for judged in contents.judged:
        groups.join_all((*judged.pair.a.labels, *judged.pair.b.labels))
    for pair in (*find_same_facts(contents.claims, contents.language), *near):
        groups.join_all(pair)
    return groups.names()


def find_same_facts(
    claims: Sequence[ExportedClaim], language: str = "en"
) -> Iterator[tuple[str, str]]:
    """Yield the pairs of claims of which a quote says the same in other words.

    Only quotes that share words which few have are compared with one another.
    """
    quotes = [(claim.label, quote.text) for claim in claims for quote in claim.quotes]
    said = [SaidWords(text, language) for _, text in quotes]
    holders: dict[str, list[int]] = {}
    for number, one in enumerate(said):
        shared: Counter[int] = Counter()
        for word in sorted(one.words):
            earlier = holders.setdefault(word, [])
            if len(earlier) <= _MOST_HOLDERS:
                shared.update(earlier)
                earlier.append(number)
        for other, count in shared.items():
            is_other = quotes[other][0] != quotes[number][0]
            if count >= _RARE_SHARED and is_other and one.says_the_same(said[other]):
                yield quotes[other][0], quotes[number][0]


def split_of(cluster: str, seed: int) -> Split:
    """Return the split of a cluster: one of ten is for the test, one for validation."""
    told = hashlib.sha256(f"{seed}\0{cluster}".encode("utf-8", "replace")).digest()
    number = int.from_bytes(told[:4], "big") % 100
    return next((split for split, below in _HELD_BACK if number < below), "train")


def labels_by_split(clusters: Mapping[str, str], seed: int) -> dict[Split, frozenset[str]]:
    """Return the labels of the claims of each split."""
    found: dict[Split, set[str]] = {"train": set(), "validation": set(), "test": set()}
    for label, cluster in clusters.items():
        found[split_of(cluster, seed)].add(label)
    return {split: frozenset(labels) for split, labels in found.items()}


class _Groups:
    """Disjoint sets of labels, joined pair by pair (Galler and Fischer, 1964)."""

    def __init__(self, labels: Iterable[str]) -> None:
        self._above = {label: label for label in labels}

    def join_all(self, labels: Iterable[str]) -> None:
        known = [label for label in labels if label in self._above]
        for one in known[1:]:
            first, other = sorted((self._first(known[0]), self._first(one)))
            self._above[other] = first

    def names(self) -> dict[str, str]:
        return {label: self._first(label) for label in self._above}

    def _first(self, label: str) -> str:
        while self._above[label] != label:
            self._above[label] = self._above[self._above[label]]
            label = self._above[label]
        return label
