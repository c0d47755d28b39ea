"""What of a page vectors are made of: its TLDR, and each of its sections, under its title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.core.search.snippets import IndexedPassage

LONGEST = 2_000  # characters; about what a small model can take at once


@dataclass(frozen=True)
class SectionText:
    """The words of a section, from the statement that stands at `line` of the page's file."""

    line: int
    text: str


def texts_of_page(title: str, passages: Sequence[IndexedPassage]) -> list[SectionText]:
    """Return the texts of a page for which vectors are made; a long section gives several.

    A page without a statement gives its title.
    """
    found = [*_cut(title, passages)]
    return found or [SectionText(1, title)]


def _cut(title: str, passages: Sequence[IndexedPassage]) -> Iterator[SectionText]:
    heading, line, size = "", 0, 0
    texts: list[str] = []
    for one in passages:
        # a line of code stands under no heading of its own
        under = one.heading or heading
        if texts and (under != heading or size + len(one.text) > LONGEST):
            yield SectionText(line, " ".join(texts))
            texts = []
        if not texts:
            above = f"{title}. {under}." if under else f"{title}."
            heading, line, texts, size = under, one.line, [above], len(above)
        texts.append(one.text)
        size += len(one.text) + 1
    if texts:
        yield SectionText(line, " ".join(texts))
