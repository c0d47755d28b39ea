"""Cut a page into slides that fit: a heading, and points, a table or a picture.

What fits is a stated measure, a little below what the plain themes of Marp and PowerPoint hold at
16:9: eight lines of 47 characters of points, seven rows of a table. What does not fit goes on to
the next slide, at the end of a sentence, a clause or a word. A table keeps its header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from pipeline.core.reports.blocks import (
    CodeBlock,
    HeadingBlock,
    ListBlock,
    MarkRun,
    ParagraphBlock,
    PictureRun,
    QuoteBlock,
    Run,
    Runs,
    TableBlock,
    TextBlock,
    TextRun,
    labels_in,
    plain_text,
)
from pipeline.core.reports.output_page import OutputPage
from pipeline.core.reports.report_page import HEADINGS
from pipeline.core.text import shorten

LINES = 8
CHARACTERS = 47  # of a line
ROWS = 7  # of a table, below its header
LONGEST_CELL = 60
LONGEST_HEADING = 60
SUMMARY = "In short"
_CLAUSE = re.compile(r"(?<=[;:,—–])\s+")
_NOT_SHOWN = (HEADINGS["pages"],)
_SPEC_LINE = "Drawn from these values."


@dataclass(frozen=True)
class Slide:
    """One slide. It shows points, or a table, or a picture; `labels` are the marks of it all."""

    heading: str
    points: tuple[Runs, ...] = ()
    table: TableBlock | None = None
    picture: PictureRun | None = None
    labels: tuple[str, ...] = ()


def make_deck(page: OutputPage, blocks: Iterable[TextBlock]) -> tuple[Slide, ...]:
    """Return the slides of a page, without the one that shows its title."""
    found: list[Slide] = []
    heading = SUMMARY
    for block in blocks:
        if isinstance(block, HeadingBlock):
            heading = shorten(plain_text(block.runs), LONGEST_HEADING)
        elif heading not in _NOT_SHOWN:
            found += _slides_of(heading, block)
    return tuple(_joined(found))


def _slides_of(heading: str, block: TextBlock) -> Iterator[Slide]:
    match block:
        case ParagraphBlock(runs=(PictureRun() as picture,)):
            yield Slide(heading, picture=picture)
        case ParagraphBlock() if plain_text(block.runs) == _SPEC_LINE:
            return
        case ParagraphBlock():
            yield from _points(heading, sentences_of(block.runs))
        case ListBlock():
            rows = [run for item in block.items for run in _paragraphs(item)]
            yield from _points(heading, rows)
        case QuoteBlock():
            yield from _points(heading, [*_paragraphs(block.blocks)])
        case CodeBlock():
            yield from _points(heading, [(Run(block.text, code=True),)])
        case TableBlock():
            yield from _tables(heading, block)


def _paragraphs(blocks: Iterable[TextBlock]) -> Iterator[Runs]:
    for block in blocks:
        if isinstance(block, ParagraphBlock):
            yield block.runs
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield from _paragraphs(item)


def sentences_of(runs: Runs) -> list[Runs]:
    """Return the sentences of a paragraph: one ends behind its marks."""
    found: list[Runs] = []
    current: list[TextRun] = []
    for run in runs:
        behind_mark = current and isinstance(current[-1], MarkRun)
        if behind_mark and isinstance(run, Run) and run.text[:1].isspace():
            found.append(tuple(current))
            current = [Run(run.text.lstrip(), run.code)] if run.text.strip() else []
        else:
            current.append(run)
    if current:
        found.append(tuple(current))
    return found


def _points(heading: str, rows: Sequence[Runs]) -> Iterator[Slide]:
    for row in rows:
        labels = tuple(dict.fromkeys(labels_in(row)))
        for part in split_to_fit(row):
            yield Slide(heading, (part,), labels=labels)


def lines_of(runs: Sequence[TextRun]) -> int:
    """Return how many lines a point takes."""
    return max(1, ceil(len(plain_text(runs)) / CHARACTERS))


def split_to_fit(runs: Runs) -> Iterator[Runs]:
    """Yield a point in parts that fit on a slide each; the runs of one that fits stay as they are.

    One that does not fit is cut between clauses, or else between words.
    """
    if lines_of(runs) <= LINES:
        yield runs
        return
    room = (LINES - 1) * CHARACTERS
    text = ""
    for piece in _pieces(plain_text(runs), room):
        if text and len(text) + 1 + len(piece) > room:
            yield (Run(f"{text} …"),)
            text = f"… {piece}"
        else:
            text = f"{text} {piece}".strip()
    yield (Run(text),)


def _pieces(text: str, room: int) -> Iterator[str]:
    for clause in _CLAUSE.split(text):
        left = clause
        while len(left) > room:
            cut = left.rfind(" ", 0, room)
            cut = cut if cut > 0 else room
            yield left[:cut]
            left = left[cut:].lstrip()
        if left:
            yield left


def _tables(heading: str, block: TableBlock) -> Iterator[Slide]:
    head = tuple(_cell(cell) for cell in block.head)
    for at in range(0, len(block.rows), ROWS):
        rows = block.rows[at : at + ROWS]
        labels = tuple(dict.fromkeys(x for row in rows for cell in row for x in labels_in(cell)))
        shown = TableBlock(head, tuple(tuple(_cell(cell) for cell in row) for row in rows))
        yield Slide(heading, table=shown, labels=labels)


def _cell(runs: Runs) -> Runs:
    text = plain_text(runs)
    return runs if len(text) <= LONGEST_CELL else (Run(shorten(text, LONGEST_CELL)),)


def _joined(slides: Iterable[Slide]) -> Iterator[Slide]:
    """Yield slides with as many points of one heading as fit on each."""
    current: Slide | None = None
    for slide in slides:
        if (
            current
            and current.points
            and slide.points
            and slide.heading == current.heading
            and sum(map(lines_of, (*current.points, *slide.points))) <= LINES
        ):
            labels = tuple(dict.fromkeys((*current.labels, *slide.labels)))
            current = Slide(current.heading, (*current.points, *slide.points), labels=labels)
        else:
            if current:
                yield current
            current = slide
    if current:
        yield current
