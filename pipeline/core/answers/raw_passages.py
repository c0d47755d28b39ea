"""Passages of the sources themselves as an answerer is shown them, to measure the wiki against.

A passage is a paragraph, a list, a table or a block of code of a source, cut where it is long. It
has a mark of its own, which cites the passage itself, so that an answer from the sources is held
against them as one from the wiki is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.core.answers.material import KnownSource, Material, ShownPage, ShownStatement
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.language.sentences import cut_into_sentences
from pipeline.core.text import normalise
from pipeline.core.values import Quote, Source
from pipeline.core.wiki.citations import Citation, label_base

LONGEST_PASSAGE = 700  # characters
_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t]*#*$")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")


def read_sources(sources: Iterable[Source]) -> Material:
    """Return the passages of sources, each source as a page that is called by its label."""
    pages: list[ShownPage] = []
    known: dict[str, Citation] = {}
    records: list[KnownSource] = []
    for source in sources:
        label = label_base(source.path)
        title = strip_hidden(source.title or label)
        statements = tuple(_statements(source, label, known))
        pages.append(ShownPage(label, title, source.path, "source", statements, len(statements)))
        records.append(
            KnownSource(
                source.path, label, label, title, source.author, source.status, source.published
            )
        )
    return Material(tuple(pages), known, tuple(records))


def _statements(source: Source, label: str, known: dict[str, Citation]) -> Iterator[ShownStatement]:
    lines = source.text.split("\n")
    heading = ""
    number = 0
    for start, end in _blocks(lines):
        found = _HEADING.match(lines[start])
        if found:
            heading = strip_hidden(found[1])
            continue
        for text, first, last in _cut(lines, start, end):
            mark = f"{label}-p{number + 1}"
            quote = Quote(text, source.locators[first], source.locators[last])
            known[mark] = Citation(mark, source.path, source.unit, (quote,))
            yield ShownStatement(
                label, number, quote.start, heading, f"{text}[^{mark}]", text, (mark,)
            )
            number += 1


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the first line of each block, and the line behind it; a block of code is one."""
    start: int | None = None
    fence = ""
    for number, line in enumerate((*lines, "")):
        sign = _FENCE.match(line)
        if sign and not fence:
            fence = sign[1][:3]
            start = number if start is None else start
            continue
        if fence:
            if sign and sign[1].startswith(fence):
                fence = ""
            continue
        if _HEADING.match(line) or not line.strip():
            if start is not None:
                yield start, number
            start = None
            if line.strip():
                yield number, number + 1
        elif start is None:
            start = number
    if start is not None:
        yield start, len(lines)


def _cut(lines: Sequence[str], start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield a block in pieces of whole lines or sentences, each with its first and last line."""
    text, first = "", start
    for number in range(start, end):
        line = normalise(strip_hidden(lines[number]))
        if text and len(text) + len(line) > LONGEST_PASSAGE:
            yield text, first, number - 1
            text, first = "", number
        text = f"{text} {line}".strip()
        if len(text) > LONGEST_PASSAGE:
            for piece in _sentences(text):
                yield piece, first, number
            text, first = "", number + 1
    if text:
        yield text, first, end - 1


def _sentences(text: str) -> Iterator[str]:
    """Yield a long line in runs of sentences."""
    held = ""
    for sentence in cut_into_sentences("", text):
        if held and len(held) + len(sentence) > LONGEST_PASSAGE:
            yield held.strip()
            held = ""
        held += sentence
    if held.strip():
        yield held.strip()
