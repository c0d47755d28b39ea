"""A statement on its way to becoming a claim."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """A statement before it becomes a claim: prose for a page, the raw pieces to be found in the
    source."""

    text: str
    quotes: tuple[str, ...]
    line: int
    heading: str
    headings: tuple[str, ...]
    importance: int
    subject: str = ""  # of a table row: its first cell
