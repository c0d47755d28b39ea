"""Near copies: pairs of pages that share most of their sentences.

A page is kept as a sketch: digests of its sentences, and of those the `_MOST_DIGESTS` smallest.
This is the bottom-k sketch of Broder, "On the Resemblance and Containment of Documents", 1997, with
sentences in place of runs of words: the smallest digests of two pages are a sample of the sentences
of both, so the part of them that two long pages share estimates the part of all sentences that they
share, and of pages with fewer sentences all are kept. Only pages on which the same sentence stands
are compared with each other, and a sentence on more than `_MOST_HOLDERS` pages counts as
boilerplate. So the time is linear in the number of pages. The bounds: a page that says the same in
other words is not found, nor one of which less than `_SHARED_PART` is shared; and pages with fewer
than `_FEWEST_SHARED` sentences are found only where all of them agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from struct import pack
from zlib import crc32

_IDEOGRAPHIC_STOP = "。".encode()
_EDGES = b" \t\r-*+#>|.:_"
# bytes: any page may hold a shorter sentence ("See also", "It does not say")
_SHORTEST_SENTENCE = 24
_TELLING_SENTENCE = 50  # bytes
# digests kept of a page: the smallest, so that two long pages keep the same ones
_MOST_DIGESTS = 64
# A sentence on more pages is boilerplate; comparing all its pages would cost the square of them.
_MOST_HOLDERS = 8
_FEWEST_SHARED = 4  # fewer shared sentences say nothing about two pages
_SHARED_PART = 0.6  # the share of the longer page's sentences that near copies share
_COPIED_PART = 0.5  # of the sentences of the shorter of two sources: they are one witness
_FEWEST_SENTENCES = 8  # that two sources share, of those too long to be shared by chance
_LONG_SENTENCE = 40  # bytes: two short pages hardly share such a sentence by chance


def sketch_sentences(shown: str) -> tuple[str, ...]:
    """Return digests of the sentences of a masked body, each once.

    Footnote marks, list signs and case do not count. The digests are CRC-32, because a
    cryptographic one takes five times as long; that two different sentences share a digest by
    chance does no harm, because a pair of pages needs four in common. The text is cut at full stops
    and marks with `replace` and `split`, which takes a fifth of the time of a pattern.
    """
    kept = set()
    for piece in _pieces(shown):
        if len(piece) >= _SHORTEST_SENTENCE:
            words = (piece.partition(b"]")[2] if piece[:1] == b"[" else piece).strip(_EDGES)
            if len(words) >= _SHORTEST_SENTENCE:
                kept.add(crc32(words))
    smallest = sorted(kept)[:_MOST_DIGESTS]
    return tuple(pack(f">{len(smallest)}L", *smallest).hex(" ", 4).split())


def digest_sentences(text: str) -> frozenset[int]:
    """Return digests of all sentences of a text that are too long to stand in two by chance."""
    pieces = (piece.strip(_EDGES) for piece in _pieces(text))
    return frozenset(crc32(words) for words in pieces if len(words) >= _TELLING_SENTENCE)


@dataclass(frozen=True)
class SharedText:
    """How many sentences of one text stand word for word in another, and of how many."""

    other: str
    shared: int
    mine: int
    theirs: int

    @property
    def part(self) -> float:
        """The share of the sentences of the shorter text."""
        return self.shared / min(self.mine, self.theirs)

    @property
    def is_near_copy(self) -> bool:
        """Whether the two texts are one witness: half of one stands in the other."""
        return self.part >= _COPIED_PART


def find_shared_texts(
    mine: frozenset[int], others: Mapping[str, frozenset[int]], least: float = _COPIED_PART
) -> list[SharedText]:
    """Return the texts that share so much with one, by the digests of their sentences.

    The one that shares most comes first. Texts with few sentences, or with few in common, are none.
    """
    if len(mine) < _FEWEST_SENTENCES:
        return []
    rows = (SharedText(o, len(mine & t), len(mine), len(t)) for o, t in others.items())
    found = [row for row in rows if row.shared >= _FEWEST_SENTENCES and row.part >= least]
    return sorted(found, key=lambda row: (row.part, row.shared, row.other), reverse=True)


def _pieces(shown: str) -> list[bytes]:
    return (
        shown.lower()
        .encode("utf-8", "replace")
        .replace(b". ", b"\n")
        .replace(_IDEOGRAPHIC_STOP, b"\n")
        .replace(b"[^", b"\n[")
        .split(b"\n")
    )


def have_same_sentences(shown: str, other: str) -> bool:
    """Tell whether two masked bodies hold the same sentences, at least two of them long.

    Footnote marks and list signs do not count.
    """
    one, two = _words(shown), _words(other)
    return one == two and sum(len(words) >= _LONG_SENTENCE for words in one) >= 2


def _words(shown: str) -> set[bytes]:
    """Return all sentences of a masked body, the shortest too."""
    pieces = (piece.partition(b"]")[2] if piece[:1] == b"[" else piece for piece in _pieces(shown))
    return {words for piece in pieces if (words := piece.strip(_EDGES))}


def find_short_near_copies(
    sketches: Iterable[tuple[str, Sequence[str]]],
) -> Iterator[tuple[str, str]]:
    """Yield the pairs of short pages whose kept sentences are all the same.

    These are the pages with too few sentences for `find_near_copies`. Whether their other sentences
    agree as well, `have_same_sentences` can tell. The time is linear: pages are grouped by their
    whole sketch, and groups of very many pages are skipped as boilerplate.
    """
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, digests in sketches:
        if 2 <= len(digests) < _FEWEST_SHARED:
            groups.setdefault(tuple(digests), []).append(name)
    for names in groups.values():
        if len(names) <= _MOST_HOLDERS:
            yield from combinations(names, 2)


def find_near_copies(
    sketches: Iterable[tuple[str, Sequence[str]]],
) -> Iterator[tuple[str, str, int, int]]:
    """Yield each pair of pages that share most of their sentences.

    Each row is (name, other name, number of shared sentences, sentences of the longer page). The
    time is linear, because a sentence is compared only on the few pages that hold it.
    """
    pages = [(name, digests) for name, digests in sketches if len(digests) >= _FEWEST_SHARED]
    counts = Counter(chain.from_iterable(digests for _, digests in pages))
    repeated = {one for one, count in counts.items() if 1 < count <= _MOST_HOLDERS}
    holders: dict[str, list[int]] = {}
    for at, (_, digests) in enumerate(pages):
        for one in repeated.intersection(digests):
            holders.setdefault(one, []).append(at)
    shared = Counter(chain.from_iterable(combinations(at, 2) for at in holders.values()))
    for a, b, count in [
        (a, b, count) for (a, b), count in shared.items() if count >= _FEWEST_SHARED
    ]:
        longer = max(len(pages[a][1]), len(pages[b][1]))
        if count >= _SHARED_PART * longer:
            yield pages[a][0], pages[b][0], count, longer
