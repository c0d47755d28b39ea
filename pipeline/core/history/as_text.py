"""Write what changed in a wiki as text, group by group, short enough to be read on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

from pipeline.core.history.wiki_changes import (
    AnswerChange,
    PageChange,
    SourceChange,
    SupersededStatement,
    ToldContradiction,
    ToldStatement,
    WikiChanges,
    WordingChange,
)
from pipeline.core.text import counted, shorten
from pipeline.core.wiki.citations import base_of

LONGEST_STATEMENT = 240  # characters
MOST_OF_A_PAGE = 3  # statements of one page that are shown
Row = TypeVar("Row")


def show_changes(changes: WikiChanges, most: int) -> list[str]:
    """Return the lines of all groups that hold something, at most `most` entries of each.

    What is left out is counted.
    """
    groups = (
        _group("Sources", changes.sources, _source_lines, most),
        _superseded(changes.superseded, most),
        _group("Contradicted", changes.contradicted, _contradiction_lines, most),
        _group("No longer contradicted", changes.settled, _contradiction_lines, most),
        _group("Answered", changes.answered, _answer_lines, most),
        _group("Compared", changes.compared, _answer_lines, most),
        _statements("Learned", changes.learned, most),
        _group("Pages", changes.pages, _page_lines, most),
        _statements("Taken out", changes.taken_out, most),
        _group("Worded anew", changes.reworded, _wording_lines, most),
    )
    lines: list[str] = []
    for group in groups:
        if group:
            lines += ["", *group] if lines else group
    return lines


def summarise_changes(changes: WikiChanges) -> str:
    """Return how much changed, in one sentence."""
    named = (
        (len(changes.sources), "source"),
        (len(changes.answered), "answer"),
        (len(changes.compared), "comparison"),
        (len(changes.pages), "page"),
    )
    done = (
        (len(changes.learned), "learned"),
        (len(changes.superseded), "superseded"),
        (len(changes.contradicted), "contradicted"),
        (len(changes.settled), "no longer contradicted"),
        (len(changes.taken_out), "taken out"),
    )
    rows = [f"{count} {verb}" for count, verb in done if count]
    if rows:
        count, _, verb = rows[0].partition(" ")
        rows[0] = f"{counted(int(count), 'statement')} {verb}"
    rows = [counted(count, noun) for count, noun in named if count] + rows
    if changes.reworded:
        rows.append(f"{counted(len(changes.reworded), 'page')} worded anew")
    logged = ", ".join(f"{count} {word}" for word, count in sorted((changes.logged or {}).items()))
    return ", ".join(rows) + (f"; in the log: {logged}" if logged else "")


def _group(
    heading: str, rows: Sequence[Row], lines_of: Callable[[Row], Iterable[str]], most: int
) -> list[str]:
    if not rows:
        return []
    lines = [f"{heading} ({len(rows)})"]
    for row in rows[:most]:
        lines += lines_of(row)
    return [*lines, *_rest(len(rows) - most)]


def _rest(count: int) -> list[str]:
    return [f"… and {count} more"] if count > 0 else []


def _on_one_line(text: str) -> str:
    return shorten(" ".join(text.split()), LONGEST_STATEMENT)


def _place(told: ToldStatement) -> str:
    """Return where a statement stands on its page, and what it cites: short names and places."""
    cited = [f"{base_of(one.label)} {one.where}" for one in told.cites[:2]]
    more = [f"{len(told.cites) - 2} more"] if len(told.cites) > 2 else []
    return f"[line {told.line}; {', '.join([*cited, *more])}]"


def _page_heading(told: ToldStatement) -> str:
    return _on_one_line(f"{told.title}, {told.path}")


# --- statements ---


def _statements(heading: str, rows: Sequence[ToldStatement], most: int) -> list[str]:
    """Return statements below the names of their pages; a few of each, so that all get a turn."""
    if not rows:
        return []
    pages = [(page, list(told)) for page, told in groupby(rows, key=lambda told: told.path)]
    lines = [f"{heading} ({len(rows)}, on {counted(len(pages), 'page')})"]
    for _, told in pages[:most]:
        lines.append(f"- {_page_heading(told[0])}")
        lines += [f"  - {_on_one_line(x.text)} {_place(x)}" for x in told[:MOST_OF_A_PAGE]]
        lines += [f"  {line}" for line in _rest(len(told) - MOST_OF_A_PAGE)]
    left = sum(len(told) for _, told in pages[most:])
    if left:
        lines.append(f"… and {left} more, on {counted(len(pages) - most, 'page')}")
    return lines


def _superseded(rows: Sequence[SupersededStatement], most: int) -> list[str]:
    """Return what was superseded, page by page; what took the place of several is said once."""
    if not rows:
        return []
    lines = [f"Superseded ({len(rows)})"]
    for _, group in groupby(rows[:most], key=lambda row: row.was.path):
        here = list(group)
        lines.append(f"- {_page_heading(here[0].told or here[0].was)}")
        for now in dict.fromkeys(row.now for row in here):
            said = f"{_on_one_line(now.text)} {_place(now)}" if now else ""
            lines.append(f"  - now: {said or 'nothing on the page says so'}")
            lines += [
                f"    was: {_on_one_line(row.was.text)} {_place(row.told or row.was)}"
                for row in here
                if row.now == now
            ]
    return [*lines, *_rest(len(rows) - most)]


def _contradiction_lines(row: ToldContradiction) -> Iterator[str]:
    yield f"- {_on_one_line(f'{row.title}, {row.path}')}"
    for label, told in zip(row.labels, row.sides, strict=True):
        yield f"  - {_on_one_line(told.text)} {_place(told)}" if told else f"  - [^{label}]"


def _wording_lines(row: WordingChange) -> Iterator[str]:
    yield f"- {_on_one_line(f'{row.title}, {row.path}')}: {counted(row.count, 'statement')}"


# --- pages and sources ---


def _answer_lines(row: AnswerChange) -> Iterator[str]:
    yield f"- {row.event}: {_on_one_line(f'{row.title}, {row.path}')}"
    if row.said:
        yield f"  {_on_one_line(row.said)}"


def _page_lines(row: PageChange) -> Iterator[str]:
    if row.event == "new":
        yield f"- new: {_on_one_line(f'{row.title}, {row.path}')}"
        if row.said:
            yield f"  {_on_one_line(row.said)}"
    elif row.event == "gone":
        yield f"- gone: {_on_one_line(f'{row.title}, {row.before}')}"
    elif row.event == "merged":
        yield f"- merged: {_on_one_line(f'{row.old_title} into {row.title}, {row.path}')}"
    else:
        old = row.old_title if row.old_title != row.title else row.before
        yield f"- renamed: {_on_one_line(f'{old}, now {row.title}, {row.path}')}"


def _source_lines(row: SourceChange) -> Iterator[str]:
    named = f"{row.title}, {row.source}" if row.title else row.source
    told = {
        "new": "new",
        "changed": "read again",
        "renamed": "renamed",
        "replaced": "replaced",
        "retracted": "taken back",
        "status": "status",
        "waits": "not compiled yet",
    }[row.event]
    yield f"- {told}: {_on_one_line(named)}"
    if row.event == "status":
        before, now = (said or "none stated" for said in (row.before, row.status))
        yield f"  {_on_one_line(f'{before} → {now}')}"
    elif row.before:
        yield f"  before: {_on_one_line(row.before)}"
    elif row.event == "new" and row.published:
        yield f"  published {_on_one_line(row.published)}"
