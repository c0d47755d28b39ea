"""What commands in workflows share: the event, the day, the run's page and the exit code."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cli.output import err, out
from pipeline.core.errors import UserError
from pipeline.core.strict_json import parse_json

if TYPE_CHECKING:
    from pipeline.operations.github.report import ReportRow

IN_ACTIONS = "GITHUB_ACTIONS"


def read_run_event() -> tuple[str, dict[str, Any]]:
    """Return the name of the event that started this run, and what it holds."""
    name, path = os.environ.get("GITHUB_EVENT_NAME", ""), os.environ.get("GITHUB_EVENT_PATH", "")
    if not path:
        return name, {}
    try:
        said = parse_json(Path(path).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(
            f"The event in GITHUB_EVENT_PATH cannot be read: {error}.",
            "It is set by GitHub Actions.",
        ) from error
    return name, said if isinstance(said, dict) else {}


def run_day() -> str:
    """Return the day that pages and log get: WIKI_DATE, else today in UTC.

    All jobs of a run work by the same day.
    """
    given = os.environ.get("WIKI_DATE", "")
    try:
        return (
            datetime.date.fromisoformat(given).isoformat()
            if given
            else datetime.datetime.now(datetime.UTC).date().isoformat()
        )
    except ValueError as error:
        raise UserError(
            f"WIKI_DATE is {given[:40]!r}.", "Set it to a date such as 2026-04-11, or unset it."
        ) from error


def add_to_run_page(markdown: str) -> None:
    """Add Markdown to the run's page, where there is one."""
    from pipeline.adapters.github.actions import add_summary

    add_summary(markdown)


def finish_run(rows: Sequence[ReportRow]) -> int:
    """Print what was done, add it to the run's page, and return the exit code."""
    from pipeline.operations.github.report import is_trouble, row_as_line, summarise_rows

    for row in rows:
        (err if row.state in ("trouble", "failed") else out)(row_as_line(row))
    if not rows:
        out("Nothing had to be done.")
    add_to_run_page(summarise_rows(rows))
    return 1 if is_trouble(rows) else 0
