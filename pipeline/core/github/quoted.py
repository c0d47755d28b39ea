"""Sources and their quotes as a pull request shows them, linked to where they stand."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.core.github.inert import make_code, make_inert, make_link
from pipeline.core.github.places import Places
from pipeline.core.text import shorten
from pipeline.core.values import Quote, Unit
from pipeline.core.wiki.citations import place_in_words


def link_source(path: str, places: Places | None) -> str:
    """Return a source's path, linked to the file where its address is known."""
    return make_link(make_code(path), places.source(path) if places else "")


def show_quotes(
    quotes: Iterable[Quote],
    path: str,
    unit: Unit,
    places: Places | None,
    names_source: bool,
    most: int = 300,
) -> str:
    """Return quotes of one source, each with its place, and each cut at `most` characters.

    Where `names_source` is true, the first place also says which source it is.
    """
    shown = []
    for i, quote in enumerate(quotes):
        where = place_in_words(quote, unit)
        where = f"{make_code(path)}, {where}" if names_source and i == 0 else where
        where = make_link(where, places.source(path, quote, unit) if places else "")
        shown.append(f"“{make_inert(shorten(quote.text, most))}” ({where})")
    return " … ".join(shown)


def make_details(summary: str, inner: str) -> str:
    """Return a part that stays closed until the reader opens it.

    `summary` is HTML, `inner` is Markdown.
    """
    return f"<details><summary>{summary}</summary>\n\n{inner}\n\n</details>"
