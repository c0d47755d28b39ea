"""Leave out facts that are asked for twice in nearly the same words, by MinHash.

Broder, "On the Resemblance and Containment of Documents", 1997: the share of equal minima of two
texts estimates how many runs of words they share. Texts that agree in one band of minima are
compared exactly, so a text is never dropped for a chance agreement. All wordings of a fact share
its answer, so the first stands for them, and a fact goes with all of its wordings.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.core.name_keys import fold
from pipeline.core.training.example import SPLITS, TrainingExample

_RUN = 4  # words
_ALIKE = 0.85  # of all runs of two texts, the share that both have
_ROWS, _BANDS = 5, 12  # pairs that share 0.85 of their runs are found with a chance of 0.999
_PRIME = (1 << 61) - 1


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
    buckets: dict[tuple[object, ...], list[frozenset[int]]] = {}
    for one in examples:
        runs = _runs_of(f"{one.question} {one.answer}")
        keys = [(one.kind, *band) for band in _bands(runs)]
        if any(_share(runs, other) >= _ALIKE for key in keys for other in buckets.get(key, ())):
            yield one
            continue
        for key in keys:
            buckets.setdefault(key, []).append(runs)


def _runs_of(text: str) -> frozenset[int]:
    words = re.findall(r"\w+", fold(text))
    runs = (" ".join(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1)))
    return frozenset(_number(run) for run in runs)


def _number(text: str) -> int:
    made = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(made, "big") % _PRIME


_FACTORS = [(_number(f"factor {i}") or 1, _number(f"offset {i}")) for i in range(_ROWS * _BANDS)]


def _bands(runs: frozenset[int]) -> Iterator[tuple[int, ...]]:
    minima = [min((a * run + b) % _PRIME for run in runs) for a, b in _FACTORS]
    for band in range(_BANDS):
        yield (band, *minima[band * _ROWS : (band + 1) * _ROWS])


def _share(one: frozenset[int], two: frozenset[int]) -> float:
    return len(one & two) / len(one | two)
