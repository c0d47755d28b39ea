"""Cut a page into slides that fit: a heading, and points, a table or a picture.

What fits is estimated, a little below what the plain themes of Marp and PowerPoint hold at 16:9
(`SlideRoom`). Where a deck is rendered, slides are filled to what Marp holds of common text, and
those that turn out too full are parted. What does not fit goes on to the next slide, at the end of
a sentence, a clause or a word. A table keeps its header. The points of one heading stand on as few
slides as hold them, and are spread over these evenly: no slide is left with the last line of many.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
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

LONGEST_CELL = 60
_LEAST_HEIGHT = 200  # of a picture that can still be read
LONGEST_HEADING = 60
SUMMARY = "In short"
_CLAUSE = re.compile(r"(?<=[;:,—–])\s+")
_NOT_SHOWN = (HEADINGS["pages"],)
_SPEC_LINE = "Drawn from these values."


@dataclass(frozen=True)
class SlideRoom:
    """What a slide holds: lines of so many characters, or rows of a table below its header.

    `gap` is the space above each point, in lines.
    """

    lines: int
    characters: int
    rows: int
    gap: float = 0.0

    def lines_of(self, runs: Sequence[TextRun]) -> int:
        """Return how many lines a point takes."""
        return max(1, ceil(len(plain_text(runs)) / self.characters))

    def height_of(self, points: Sequence[Runs]) -> float:
        """Return how many lines some points take on one slide, with the space between them."""
        return sum(map(self.lines_of, points)) + self.gap * (len(points) - 1)


ESTIMATED = SlideRoom(8, 47, 7)
# Of text of 20 points, a fifth of a line above each paragraph (`adapters/processes/pandoc.py`).
POWERPOINT = SlideRoom(10, 57, 7, gap=0.2)
MEASURED = SlideRoom(10, 66, 9)  # where every slide is rendered and looked at


@dataclass(frozen=True)
class Slide:
    """One slide. It shows points, or a table, or a picture; `labels` are the marks of it all.

    `height` is that of the picture, in pixels of a slide that has 720.
    """

    heading: str
    points: tuple[Runs, ...] = ()
    table: TableBlock | None = None
    picture: PictureRun | None = None
    labels: tuple[str, ...] = ()
    height: int = 440


def make_deck(
    page: OutputPage, blocks: Iterable[TextBlock], room: SlideRoom = ESTIMATED
) -> tuple[Slide, ...]:
    """Return the slides of a page, without the one that shows its title."""
    found: list[Slide] = []
    heading = SUMMARY
    for block in blocks:
        if isinstance(block, HeadingBlock):
            heading = shorten(plain_text(block.runs), LONGEST_HEADING)
        elif heading not in _NOT_SHOWN:
            found += _slides_of(heading, block, room)
    return tuple(_joined(found, room))


def _slides_of(heading: str, block: TextBlock, room: SlideRoom) -> Iterator[Slide]:
    match block:
        case ParagraphBlock(runs=(PictureRun() as picture,)):
            yield Slide(heading, picture=picture)
        case ParagraphBlock() if plain_text(block.runs) == _SPEC_LINE:
            return
        case ParagraphBlock():
            yield from _points(heading, sentences_of(block.runs), room)
        case ListBlock():
            rows = [run for item in block.items for run in _paragraphs(item)]
            yield from _points(heading, rows, room)
        case QuoteBlock():
            yield from _points(heading, [*_paragraphs(block.blocks)], room)
        case CodeBlock():
            yield from _points(heading, [(Run(block.text, code=True),)], room)
        case TableBlock():
            yield from _tables(heading, block, room)


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


def _points(heading: str, rows: Sequence[Runs], room: SlideRoom) -> Iterator[Slide]:
    for row in rows:
        labels = tuple(dict.fromkeys(labels_in(row)))
        for part in split_to_fit(row, room):
            yield Slide(heading, (part,), labels=labels)


def split_to_fit(runs: Runs, room: SlideRoom = ESTIMATED) -> Iterator[Runs]:
    """Yield a point in parts that fit on a slide each; the runs of one that fits stay as they are.

    One that does not fit is cut between clauses, or else between words.
    """
    if room.lines_of(runs) <= room.lines:
        yield runs
        return
    yield from _cut_to(runs, (room.lines - 1) * room.characters)


def _cut_to(runs: Runs, room: int) -> Iterator[Runs]:
    """Yield a point in parts of at most so many characters, with dots where it goes on."""
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


def _tables(heading: str, block: TableBlock, room: SlideRoom) -> Iterator[Slide]:
    head = tuple(_cell(cell) for cell in block.head)
    for at in range(0, len(block.rows), room.rows):
        rows = block.rows[at : at + room.rows]
        labels = tuple(dict.fromkeys(x for row in rows for cell in row for x in labels_in(cell)))
        shown = TableBlock(head, tuple(tuple(_cell(cell) for cell in row) for row in rows))
        yield Slide(heading, table=shown, labels=labels)


def _cell(runs: Runs) -> Runs:
    text = plain_text(runs)
    return runs if len(text) <= LONGEST_CELL else (Run(shorten(text, LONGEST_CELL)),)


def _joined(slides: Iterable[Slide], room: SlideRoom) -> Iterator[Slide]:
    """Yield slides with the points of one heading on as few as hold them, evenly."""
    for (heading, has_points), some in groupby(slides, lambda s: (s.heading, bool(s.points))):
        if not has_points:
            yield from some
            continue
        single = [*some]
        for start, end in _spread([slide.points for slide in single], room):
            part = single[start:end]
            labels = tuple(dict.fromkeys(label for slide in part for label in slide.labels))
            yield Slide(heading, tuple(p for slide in part for p in slide.points), labels=labels)


def _spread(rows: Sequence[tuple[Runs, ...]], room: SlideRoom) -> list[tuple[int, int]]:
    """Return from where to where the rows of points stand on one slide each, in their order.

    Of all ways to take as few slides as can be, it is the one with the least sum of squared
    heights, found by dynamic programming over the ends of slides.
    """
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]  # slides, sum of squares, the last start
    for end in range(1, len(rows) + 1):
        ways = []
        for start in range(end - 1, -1, -1):
            height = room.height_of([point for row in rows[start:end] for point in row])
            if height > room.lines and start < end - 1:
                break
            count, squares, _ = best[start]
            ways.append((count + 1, squares + height**2, start))
        best.append(min(ways))
    cuts, end = [], len(rows)
    while end:
        start = best[end][2]
        cuts.append((start, end))
        end = start
    return cuts[::-1]


def part_slides(slides: Iterable[Slide], full: Collection[int]) -> tuple[Slide, ...]:
    """Return a deck in which the slides of these numbers, from 0, are parted in two.

    A picture is shown smaller. A row of a table and a short point stay as they are.
    """
    return tuple(
        part for at, one in enumerate(slides) for part in (_part(one) if at in full else (one,))
    )


def _part(slide: Slide) -> Iterator[Slide]:
    if slide.table and len(slide.table.rows) > 1:
        rows, half = slide.table.rows, ceil(len(slide.table.rows) / 2)
        for some in (rows[:half], rows[half:]):
            yield replace(slide, table=replace(slide.table, rows=some))
    elif len(slide.points) > 1:
        half = _half_of(slide.points)
        for points in (slide.points[:half], slide.points[half:]):
            yield replace(slide, points=points)
    elif slide.points and (size := len(plain_text(slide.points[0]))) > ESTIMATED.characters:
        for part in _cut_to(slide.points[0], ceil(size * 2 / 3)):
            yield replace(slide, points=(part,))
    elif slide.picture and slide.height > _LEAST_HEIGHT:
        yield replace(slide, height=slide.height * 4 // 5)
    else:
        yield slide


def _half_of(points: Sequence[Runs]) -> int:
    """Return how many points make the first half of a slide, which is the larger one."""
    sizes = [ESTIMATED.lines_of(point) for point in points]
    return next(
        n for n in range(1, len(points)) if sum(sizes[:n]) * 2 >= sum(sizes) or n == len(points) - 1
    )
