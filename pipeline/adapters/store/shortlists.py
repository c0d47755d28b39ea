"""Keep the nearest claims of each claim on disk between runs.

Losing them costs time, not truth: the words of pairs come from the tree.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pipeline.adapters.files import read_foreign_text, write_whole
from pipeline.core.claims.shortlists import Shortlists

MOST_BYTES = 100_000_000
T = TypeVar("T")
Place = tuple[str, int, str]  # path, line and key of a statement


@dataclass(frozen=True)
class KeptShortlists:
    """What a run leaves for the next one: shortlists and pairs, for one program and one tree.

    Pairs are kept as places. The second place of a pair is None where a statement stands beside its
    own quotes.
    """

    version: str
    tree: str
    lists: Shortlists
    pairs: tuple[tuple[Place, Place | None], ...]


def load_shortlists(file: Path, version: str) -> KeptShortlists | None:
    """Return what this version of the program kept; None if there is nothing or it is damaged."""
    try:
        digest, _, text = read_foreign_text(file, MOST_BYTES).partition("\n")
        if digest != _digest(text):
            return None
        row = json.loads(text)
        return _read_kept(row) if row["version"] == version else None
    except (OSError, ValueError, TypeError, KeyError, IndexError, RecursionError):
        return None


def save_shortlists(file: Path, kept: KeptShortlists) -> None:
    """Keep the shortlists. A disk that is full or cannot be written costs time only."""
    lists = kept.lists
    numbers = {mark: n for n, mark in enumerate(lists.lists)}
    row = {
        "version": kept.version,
        "tree": kept.tree,
        "k": lists.k,
        "since": lists.since,
        "exact": lists.exact,
        "marks": list(numbers),
        "lists": [[numbers[mark] for mark in others] for others in lists.lists.values()],
        "apart": sorted(numbers[mark] for mark in lists.apart),
        "pairs": kept.pairs,
    }
    text = json.dumps(row, separators=(",", ":"))
    with suppress(OSError):
        write_whole(file, f"{_digest(text)}\n{text}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _read_kept(row: dict[str, Any]) -> KeptShortlists:
    """Return the row as values; any error of Python if `save_shortlists` did not write it so."""
    marks: list[str] = [_typed(str, mark) for mark in row["marks"]]
    lists = {
        mark: tuple(marks[n] for n in others)
        for mark, others in zip(marks, row["lists"], strict=True)
    }
    apart = frozenset(marks[n] for n in row["apart"])
    shortlists = Shortlists(
        *(_typed(int, row["k"]), lists, apart),
        *(_typed(int, row["since"]), _typed(bool, row["exact"])),
    )
    pairs = tuple((_read_place(a), _read_place(b) if b else None) for a, b in row["pairs"])
    return KeptShortlists(_typed(str, row["version"]), _typed(str, row["tree"]), shortlists, pairs)


def _read_place(row: list[Any]) -> Place:
    path, line, key = row
    return _typed(str, path), _typed(int, line), _typed(str, key)


def _typed(kind: type[T], value: Any) -> T:
    if type(value) is not kind:
        raise TypeError(f"{kind.__name__} expected")
    return value
