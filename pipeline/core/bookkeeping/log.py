"""`log.md`: read its entries, write a new one, and find what is wrong with what was added."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.core.bookkeeping.confidence import parse_date
from pipeline.core.github.inert import break_addresses
from pipeline.core.hidden_characters import hidden_characters, strip_hidden
from pipeline.core.markup import commonmark

LOG_PATH = "log.md"
EMPTY_LOG = "# Log\n\nEvery ingest, query and lint, oldest first. This file only grows.\n"
_HEADING = re.compile(r"^## \[(\d{4}-\d{2}-\d{2})\] [a-z][a-z-]{0,30} \| \S.*$")
_ROW = re.compile(r"^(?:- |  +)\S")
_ENTRY = re.compile(r"^## \[([^\]\n]{0,40})\] ([a-z][a-z-]{0,30}) \| (.*)$")
_SOURCE = re.compile(r"^- source: `([^`]*)`(?: \(sha256 ([0-9a-f]{6,64})\))?")


_BEFORE_HEADING = re.compile(r"^(?=## )", re.MULTILINE)
_ACTIVE = str.maketrans({c: f"\\{c}" for c in "\\`*_[]>#|%"} | {"<": "&lt;"})
_ENTITY = re.compile(r"&(?=#?\w+;)")


@dataclass(frozen=True)
class LogEntry:
    """One entry: the line of its heading, the heading's parts as written, and the sources it names.

    A source is its path and the beginning of its hash.
    """

    line: int
    day: str
    word: str
    title: str
    sources: tuple[tuple[str, str], ...]


def read_entries(text: str) -> Iterator[LogEntry]:
    """Yield the entries of a log, in order; what is not an entry is skipped."""
    head: tuple[int, str, str, str] | None = None
    sources: list[tuple[str, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if found := _ENTRY.match(line):
            if head:
                yield LogEntry(*head, tuple(sources))
            head, sources = (number, found[1], found[2], found[3]), []
        elif row := _SOURCE.match(line):
            sources.append((row[1], (row[2] or "")[:12]))
    if head:
        yield LogEntry(*head, tuple(sources))


def name_in_log(path: str) -> str:
    """Return a path as an entry names it: on one line, and without what could end its code span."""
    return " ".join(strip_hidden(path).split()).replace("`", "")


def find_log_problems(before: str, after: str) -> Iterator[tuple[int, str]]:
    """Yield (line of the file, problem) for what was added to the log.

    Nothing is said where the log was rewritten: that is for another rule.
    """
    if not after.startswith(before):
        return
    added = after[len(before) :]
    first = before.count("\n") + 1
    # A new log begins with the text of its template, which is not an entry.
    part = "entry" if before.strip() else "preamble"
    for number, line in enumerate(added.split("\n"), first):
        if line.startswith("## "):
            part = "rows"
        problem = _problem(line, part) if line.strip() else ""
        if problem:
            yield number, problem
    if commonmark.find_html(added):
        yield first, "raw HTML in the log"


def _problem(line: str, part: str) -> str:
    if hidden_characters(line):
        return "the line holds a hidden character"
    if line.startswith("## "):
        found = _HEADING.match(line)
        return (
            ""
            if found and parse_date(found[1])
            else "an entry begins like `## [2026-04-11] ingest | Title`"
        )
    if part == "entry":
        return (
            "what is added to the log is an entry: a heading `## [day] word | title`, then a list"
        )
    return (
        ""
        if part == "preamble" or _ROW.match(line)
        else "below its heading an entry of the log is a list"
    )


def escape_log_title(text: str) -> str:
    """Return foreign words for the log: on one line, and without effect."""
    return _ENTITY.sub("&amp;", break_addresses(" ".join(strip_hidden(text).split()))).translate(
        _ACTIVE
    )


def source_row(path: str, sha256: str) -> str:
    """Return the row of an entry that names its source; `read_entries` reads it back."""
    return f"- source: `{name_in_log(path)}`" + (f" (sha256 {sha256[:12]})" if sha256 else "")


def append_due(log: str, due: Sequence[str]) -> str:
    """Return the log with the lines at its end that wait for a proposal, each as an entry.

    A line that stands there already is left out, so that none ever stands twice.
    """
    standing = set(log.splitlines())
    for line in dict.fromkeys(due):
        if line not in standing:
            log = append_log(log, f"\n{line}\n")
    return log


def split_entries(text: str) -> list[str]:
    """Return a part of a log cut before each heading; joined, they are the text."""
    return _BEFORE_HEADING.split(text)


def append_log(log: str, entry: str) -> str:
    """Return the log with the entry at its end; all before it stays as it is, byte for byte."""
    head = log or EMPTY_LOG
    return head + ("" if head.endswith("\n") else "\n") + entry
