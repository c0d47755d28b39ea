"""Sources and their quotes as a pull request shows them, linked to where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.core.changes.proposal import Part
from pipeline.core.github.inert import code, inert, linked
from pipeline.core.github.places import Places
from pipeline.core.text import shorten
from pipeline.core.values import Quote, Unit


def source(path: str, places: Places | None) -> str:
    """Return a source's path, linked to the file where that is known."""
    return linked(code(path), places.source(path) if places else "")


def name(part: Part) -> str:
    """Return a source's title, short, for where one of several sources is meant."""
    return inert(shorten(part.title, 80))


def said(quotes: Iterable[Quote], path: str, unit: Unit, places: Places | None, named: bool, most: int = 300) -> str:
    """Return quotes of one source, each with its place, cut at `most`; `named` says which source it is, at the first of them."""
    shown = []
    for i, quote in enumerate(quotes):
        where = f"{code(path)}, {unit} {quote.start}" if named and i == 0 else f"{unit} {quote.start}"
        where = linked(where, places.source(path, quote, unit) if places else "")
        shown.append(f"“{inert(shorten(quote.text, most))}” ({where})")
    return " … ".join(shown)


def by_source(rows: Iterable[tuple[Part, Sequence[str]]], several: bool) -> str:
    """Return the lines of each source as a list, under its title where there are several."""
    lists = ((part, "\n".join(lines)) for part, lines in rows if lines)
    return "\n\n".join(f"From **{name(part)}**:\n\n{text}" if several else text for part, text in lists)


def folded(summary: str, inner: str) -> str:
    """Return a part that is closed until the reader opens it. `summary` is HTML, `inner` Markdown."""
    return f"<details><summary>{summary}</summary>\n\n{inner}\n\n</details>"


def plural(count: int, word: str) -> str:
    return f"{count} {word}{'s' * (count != 1)}"
