"""One value that a text states, and the place where it stands."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Kind = Literal["number", "percent", "money", "date", "hex"]


class Spanned(Protocol):
    """Anything that has a place in a text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


@dataclass(frozen=True)
class Quantity:
    """One value that a text states.

    `values` are its possible readings (8K is 8,000 or 8,192); a date has its ISO form in `date`.
    `unit` are the words that follow, up to three of them, and only up to the first function word.
    `start` and `end` are offsets into the text.
    """

    kind: Kind
    values: tuple[float, ...]
    date: str
    unit: tuple[str, ...]
    text: str
    start: int
    end: int

    def agrees_with(self, other: Quantity) -> bool:
        """Tell whether two quantities may be the same value.

        A date agrees with a coarser date that contains it.
        """
        if self.date or other.date:
            short, long = sorted((self.date, other.date), key=len)
            return bool(short) and long.startswith(short)
        return any(
            abs(a - b) <= 1e-9 * max(abs(a), abs(b)) for a in self.values for b in other.values
        )


def overlaps(spans: Sequence[Spanned], start: int, end: int) -> bool:
    """Tell whether a stretch of a text overlaps one of `spans`.

    The spans must be in order and must not overlap one another.
    """
    at = bisect_left(spans, end, key=lambda span: span.start)  # the first that begins behind it
    return at > 0 and start < spans[at - 1].end
