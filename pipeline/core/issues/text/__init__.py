"""Write what issues of the lint say: the most important first, foreign text inert, and short."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.core.github.inert import make_code, make_inert, make_link
from pipeline.core.github.places import Places
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.text import shorten
from pipeline.core.wiki.wiki import Wiki

TEXT_VERSION = 2  # raise it when a text changes so much that the open issues are to be written anew
LONGEST_TEXT = 26_000  # characters of a text, so that it and a full marker fit into GitHub's 65,536


def page_name(path: str, wiki: Wiki) -> str:
    """Return the title of a page, or the path of what is no page, as inert text."""
    facts = wiki.at(path)
    return (
        make_inert(shorten(facts.title, 120))
        if facts
        else make_code(strip_hidden(shorten(path, 200)))
    )


def link_to_line(shown: str, path: str, line: int, places: Places) -> str:
    """Return a text as a link to a line of the commit."""
    return make_link(shown, places.page(path, line))


def fence_lines(text: str, language: str, most: int = 8_000) -> str:
    """Return foreign lines as a code block, cut between lines.

    No run of backticks in them can end it.
    """
    shown = strip_hidden(text)  # else hidden characters could part backticks
    lines, size, kept = shown.rstrip("\n").split("\n"), 0, []
    for line in lines:
        size += len(line) + 1
        if size > most:
            break
        kept.append(line)
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", shown)), default=0))
    cut = (
        f"\n\n{len(lines) - len(kept)} more lines are not shown." if len(kept) < len(lines) else ""
    )
    return f"{fence}{language}\n" + "\n".join(kept) + f"\n{fence}{cut}"


def fit_rows(rows: Sequence[str], most: int, more: str) -> str:
    """Return as many rows as fit into `most` characters, and how many more there are."""
    size, kept = 0, 0
    for row in rows:
        size += len(row) + 1
        if size > most:
            break
        kept += 1
    rest = len(rows) - kept
    return "\n".join(rows[:kept]) + (f"\n\n… and {rest} more. {more}".rstrip() if rest else "")
