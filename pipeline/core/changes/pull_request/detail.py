"""How much of each sentence and each list a pull request shows, so that it stays short."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Detail:
    """Bounds of a text: `folds` pages shown as folds, `rows` sentences in each, characters."""

    folds: int
    rows: int
    sentence: int  # characters of one sentence
    quote: int  # characters of one quote
    linked: bool = True  # whether quotes and sentences carry the address of their line


# Tried in this order, until the text is short enough.
DETAILS = (
    Detail(12, 5, 300, 500),
    Detail(12, 3, 200, 300),
    Detail(8, 2, 160, 200),
    Detail(4, 1, 120, 120),
    Detail(2, 1, 120, 120, linked=False),
)
EASY_LENGTH = 15_000  # characters of a text that is read on a phone
