"""Report what a run did to each source or pull request: for the terminal and the run's page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.core.github.inert import make_code, make_inert
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.text import shorten

RowState = Literal[
    "opened",
    "renewed",
    "unchanged",
    "held",
    "failed",
    "waits",
    "trouble",
    "closed",
    "asked",
    "ignored",
]
_STATE_WORDS: dict[RowState, str] = {
    "opened": "opened",
    "renewed": "renewed",
    "unchanged": "as it was",
    "held": "left to people",
    "failed": "failed",
    "waits": "waits",
    "trouble": "could not be done",
    "closed": "closed",
    "asked": "asked for",
    "ignored": "ignored",
}


@dataclass(frozen=True)
class ReportRow:
    """What became of some sources; `number` is that of a pull request or issue, or 0."""

    state: RowState
    sources: tuple[str, ...] = ()
    number: int = 0
    said: str = ""


def is_trouble(rows: Iterable[ReportRow]) -> bool:
    """Tell whether GitHub or git refused something, so that somebody must look or run it again."""
    return any(row.state == "trouble" for row in rows)


def row_as_line(row: ReportRow) -> str:
    """Return a row for a terminal."""
    number = f" #{row.number}" if row.number else ""
    sources = f" {', '.join(row.sources)}" if row.sources else ""
    return f"{_STATE_WORDS[row.state]}{number}{sources}{': ' + row.said if row.said else ''}"


def summarise_rows(rows: Sequence[ReportRow]) -> str:
    """Return the rows as Markdown for the run's page."""
    if not rows:
        return "## What came of it\n\nNothing had to be done.\n"
    out = ["## What came of it", "", "| | Sources | |", "| --- | --- | --- |"]
    for row in rows:
        number = f" #{row.number}" if row.number else ""
        sources = " ".join(make_code(strip_hidden(source)) for source in row.sources)
        out.append(
            f"| {_STATE_WORDS[row.state]}{number} | {sources} |"
            f" {make_inert(shorten(row.said, 600))} |"
        )
    return "\n".join(out) + "\n"
