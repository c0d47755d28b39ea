"""`log.md` as a list of entries: what was added must read as the entries that the program itself appends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.core import markdown
from pipeline.core.confidence import as_date
from pipeline.core.text import hidden_characters

_HEADING = re.compile(r"^## \[(\d{4}-\d{2}-\d{2})\] [a-z][a-z-]{0,30} \| \S.*$")
_ROW = re.compile(r"^(?:- |  +)\S")


def problems(before: str, after: str) -> Iterator[tuple[int, str]]:
    """Yield line of the file and what is wrong with what was added to it; a rewritten log is another rule's."""
    if not after.startswith(before):
        return
    added = after[len(before) :]
    first = before.count("\n") + 1
    part = "entry" if before.strip() else "preamble"  # a new log opens with whatever its template says
    for number, line in enumerate(added.split("\n"), first):
        if line.startswith("## "):
            part = "rows"
        problem = _problem(line, part) if line.strip() else ""
        if problem:
            yield number, problem
    if markdown.has_html(added):
        yield first, "raw HTML in the log"


def _problem(line: str, part: str) -> str:
    if hidden_characters(line):
        return "the line holds a hidden character"
    if line.startswith("## "):
        found = _HEADING.match(line)
        return "" if found and as_date(found[1]) else "an entry begins like `## [2026-04-11] ingest | Title`"
    if part == "entry":
        return "what is added to the log is an entry: a heading `## [day] word | title`, then a list"
    return "" if part == "preamble" or _ROW.match(line) else "below its heading an entry of the log is a list"
