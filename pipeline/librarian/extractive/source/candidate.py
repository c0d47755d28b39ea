"""The value for a statement that may become a claim."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """A statement before it becomes a claim: prose for a page, and the raw pieces that state it.

    The pieces (`quotes`) are to be found in the source; `line` counts from 0.
    """

    text: str
    quotes: tuple[str, ...]
    line: int
    heading: str
    headings: tuple[str, ...]
    importance: int
    subject: str = ""  # the first cell of a table row
    update: bool = False  # it corrects what stands elsewhere in the source
