"""Leave out facts that are asked for twice in nearly the same words, by MinHash.

Broder, "On the Resemblance and Containment of Documents", 1997: two texts that share most of their
runs of words share some of the smallest of these, in whatever order the runs are put. Of a text
with n runs, so many are kept as its sketch that another with the wanted share cannot miss them all
(Bayardo and others, "Scaling Up All Pairs Similarity Search", 2007). So no pair is overlooked, and
texts whose sketches meet are compared exactly. The order puts rare runs first, so that few meet.

All wordings of a fact share its answer, so the first stands for them, and a fact goes with all of
its wordings.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import ceil

from pipeline.core.name_keys import fold
from pipeline.core.training.example import SPLITS, TrainingExample

_RUN = 4  # words
_ALIKE = 0.85  # of all runs of two texts, the share that both have
_WORD = re.compile(r"\w+")
_FACTOR = 0x9E3779B97F4A7C15  # odd, so that no number is lost
_MASK = (1 << 64) - 1
_COUNTERS = (
    1 << 20
)  # in which runs are counted; two that fall together only come later in the order


def drop_near_duplicates(
    examples: Sequence[TrainingExample],
) -> tuple[list[TrainingExample], int]:
    """Return the examples without near duplicates, and how many were left out.

    What is held back for a test stays, and its double in training goes.
    """
    order = {split: number for number, split in enumerate(reversed(SPLITS))}
    firsts: dict[tuple[str, str], TrainingExample] = {}
    for one in sorted(examples, key=lambda x: (order[x.split], x.phrasing)):
        firsts.setdefault((one.kind, one.fact), one)
    gone = {(one.kind, one.fact) for one in _repeated(firsts.values())}
    kept = [one for one in examples if (one.kind, one.fact) not in gone]
    return kept, len(examples) - len(kept)


def _repeated(examples: Iterable[TrainingExample]) -> Iterator[TrainingExample]:
    """Yield the examples that nearly repeat an earlier one of their kind."""
    texts = [(one, _runs_of(f"{one.question} {one.answer}")) for one in examples]
    counts = array("I", bytes(4 * _COUNTERS))
    for _, runs in texts:
        for run in runs:
            counts[run % _COUNTERS] += 1
    holders: dict[tuple[str, int], list[int]] = {}
    for number, (one, runs) in enumerate(texts):
        sketch = _sketch_of(runs, counts)
        met = dict.fromkeys(x for run in sketch for x in holders.get((one.kind, run), ()))
        mine = frozenset(runs)
        if any(_are_alike(mine, texts[other][1]) for other in met):
            yield one
            continue
        for run in sketch:
            holders.setdefault((one.kind, run), []).append(number)


def _sketch_of(runs: array[int], counts: array[int]) -> list[int]:
    """Return so many of the rarest runs that a text which is alike has one of them in its own."""
    size = len(runs) - ceil(_ALIKE * len(runs) - 1e-9) + 1
    return sorted(runs, key=lambda run: (counts[run % _COUNTERS], run))[:size]


def _are_alike(mine: frozenset[int], other: array[int]) -> bool:
    if min(len(mine), len(other)) < _ALIKE * max(len(mine), len(other)):
        return False
    shared = sum(map(mine.__contains__, other))
    return shared >= _ALIKE * (len(mine) + len(other) - shared)


def _runs_of(text: str) -> array[int]:
    """Return the numbers of the runs of a text, each once."""
    numbers = [_number(word) for word in _WORD.findall(fold(text))]
    if len(numbers) < _RUN:
        return array("Q", [_number(" ".join(map(str, numbers)))])
    first, *rest = (numbers[start:] for start in range(_RUN))
    runs = list(first)
    for later in rest:
        runs = [(a * _FACTOR + b) & _MASK for a, b in zip(runs, later, strict=False)]
    return array("Q", dict.fromkeys(runs))


@lru_cache(maxsize=100_000)
def _number(word: str) -> int:
    made = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(made, "big")
