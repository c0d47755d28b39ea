"""List what a pull request says source by source, where there are several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.core.changes.proposal import Part
from pipeline.core.github.inert import make_inert
from pipeline.core.text import shorten


def short_title(part: Part) -> str:
    """Return a source's title, short and inert, for where one of several sources is meant."""
    return make_inert(shorten(part.title, 80))


def list_by_source(rows: Iterable[tuple[Part, Sequence[str]]], several: bool) -> str:
    """Return the lines of each source as a list, under its title where there are several."""
    lists = ((part, "\n".join(lines)) for part, lines in rows if lines)
    return "\n\n".join(
        f"From **{short_title(part)}**:\n\n{text}" if several else text for part, text in lists
    )
