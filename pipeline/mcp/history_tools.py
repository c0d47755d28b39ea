"""The tool that tells what the wiki learned: `changes`."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from pipeline.core.history.as_text import show_changes, summarise_changes
from pipeline.core.history.as_values import changes_as_values
from pipeline.mcp.pieces import ROOM, size_of
from pipeline.mcp.served_wiki import ServedWiki
from pipeline.mcp.tool import ToolAnswer, ToolArguments, fence
from pipeline.operations.repository.changes_since import ChangesSince, find_changes

_MOST_ROWS = (10, 5, 3, 2, 1, 0)  # of a group: as many as there is room for
_Revision = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        description="a day such as 2026-04-11, a commit, a branch or a tag",
    ),
]


class ChangesArguments(ToolArguments):
    """What `changes` is asked."""

    since: _Revision
    until: _Revision = "HEAD"


class ChangesAnswer(ToolAnswer):
    """What lies between two commits, each group with its whole count and its first rows."""

    since: str
    until: str
    backwards: bool
    summary: str
    groups: dict[str, Any]
    lines: list[str] = Field(exclude=True)

    def as_text(self) -> str:
        """Return what changed as the terminal shows it, between markers."""
        head = f"From {self.since} to {self.until}"
        return f"{head}\n{fence(chr(10).join((self.summary, '', *self.lines)))}"


def changes(wiki: ServedWiki, asked: ChangesArguments) -> ChangesAnswer:
    """Tell what the wiki learned, superseded, contradicted and answered between two commits."""
    with wiki.repository() as repo:
        found = find_changes(repo, asked.since, asked.until)
    made = (_changes_answer(found, most) for most in _MOST_ROWS)
    return next((one for one in made if _fits(one)), _changes_answer(found, 0))


def _fits(made: ChangesAnswer) -> bool:
    return size_of(made.groups) <= ROOM and sum(map(len, made.lines)) <= ROOM


def _changes_answer(found: ChangesSince, most: int) -> ChangesAnswer:
    is_empty = found.changes.is_empty
    return ChangesAnswer(
        since=found.since.name,
        until=found.until.name,
        backwards=found.backwards,
        summary="Nothing that a reader would see has changed."
        if is_empty
        else f"{summarise_changes(found.changes)}.",
        groups=changes_as_values(found.changes, most),
        lines=[] if is_empty else show_changes(found.changes, most),
    )
