"""Put the rows of a PDF page into the order in which they are read.

A page may be set in columns, or show two pages side by side. A gutter is a strip that hardly any
row crosses, with lines of prose on both sides; what crosses it, such as a title over two columns,
divides the page into bands. In each band the left side is read before the right one, and each side
is looked at in the same way. Where there is no gutter, the file's own order stays, unless it goes
up and down the page. Method: recursive X-Y cut (Nagy and Seth, 1984), with bands.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from statistics import median

from pipeline.readers.pdf.rows import PdfRow
from pipeline.readers.pdf.ruling import Ruling

_FEWEST_ROWS = 3  # on each side of a gutter
_GUTTER = 0.7  # sizes of type that a gutter is wide
_WIDE_GUTTER = 2.0  # that two pages side by side have at least
_PROSE = 10.0  # sizes of type that half of the lines of a column are longer than
_DEEPEST = 6  # columns within columns
_MOST_CROSSING = 3  # rows for one of the smaller side
_MOST_ROWS = 2_000  # of a page that is looked at; what holds more is no page to be read


def reading_order(rows: Sequence[PdfRow], ruling: Ruling) -> list[list[PdfRow]]:
    """Return the rows of a page as regions, each a column or a part of one, in reading order."""
    level = [row for row in rows if not row.turned]
    turned = [row for row in rows if row.turned]
    regions = _regions(level, ruling, 0)
    return [*regions, turned] if turned else regions


def _regions(rows: Sequence[PdfRow], ruling: Ruling, depth: int) -> list[list[PdfRow]]:
    searched = depth < _DEEPEST and len(rows) <= _MOST_ROWS
    gutter = _gutter(rows, ruling) if searched else None
    if gutter is None:
        return [_in_one_column(rows)] if rows else []
    found: list[list[PdfRow]] = []
    for band in _bands(rows, gutter):
        left = [row for row in band if row.end <= gutter]
        right = [row for row in band if row.end > gutter]
        for side in (left, right):
            found += _regions(side, ruling, depth + 1)
    return found


def _gutter(rows: Sequence[PdfRow], ruling: Ruling) -> float | None:
    """Return where a page or a column divides into two, if it does."""
    starts, ends = sorted(row.x for row in rows), sorted(row.end for row in rows)
    best, found = 0.0, None
    for at in sorted(set(ends)):
        left, right = bisect_right(ends, at), len(rows) - bisect_left(starts, at)
        smaller, crossing = min(left, right), len(rows) - left - right
        if smaller < _FEWEST_ROWS or crossing > _MOST_CROSSING * smaller:
            continue
        score = smaller - crossing / 4
        if score > best and _are_columns(rows, at, ruling):
            best, found = score, at
    return found


def _are_columns(rows: Sequence[PdfRow], at: float, ruling: Ruling) -> bool:
    """Tell whether what stands on both sides of a place is text, and not one table.

    Either both sides are lines of prose; or nothing crosses a wide gutter, and one side is prose or
    both have ruled lines of their own, as two pages side by side do.
    """
    left, right = [row for row in rows if row.end <= at], [row for row in rows if row.x >= at]
    size = median(row.size for row in rows)
    low = max(min(row.y for row in side) for side in (left, right))
    high = min(max(row.y for row in side) for side in (left, right))
    shorter = min(max(r.y for r in side) - min(r.y for r in side) for side in (left, right))
    begin = min(row.x for row in right)
    middle, gap = (at + begin) / 2, begin - at
    if gap < _GUTTER * size or high - low < 0.5 * shorter:
        return False
    prose = [median(row.end - row.x for row in side) >= _PROSE * size for side in (left, right)]
    crossings = ruling.crossings(low, high, middle)
    if all(prose):
        return crossings < _FEWEST_ROWS
    wide = min(at - min(row.x for row in left), max(row.end for row in right) - begin)
    free = len(left) + len(right) == len(rows) and not crossings
    if not free or gap < _WIDE_GUTTER * size or wide < 1.5 * _PROSE * size:
        return False
    sides = (min(row.x for row in left) + at) / 2, (begin + max(row.end for row in right)) / 2
    return any(prose) or all(ruling.crossings(low, high, x) >= _FEWEST_ROWS for x in sides)


def _bands(rows: Sequence[PdfRow], gutter: float) -> list[list[PdfRow]]:
    """Divide rows, from the top, into those that cross a gutter and those that do not."""
    bands: list[list[PdfRow]] = []
    crossed = None
    for row in sorted(rows, key=lambda row: -row.y):
        crosses = row.x < gutter < row.end
        if crosses != crossed:
            bands.append([])
        bands[-1].append(row)
        crossed = crosses
    order = {id(row): at for at, row in enumerate(rows)}
    return [sorted(band, key=lambda row: order[id(row)]) for band in bands]


def _in_one_column(rows: Sequence[PdfRow]) -> list[PdfRow]:
    """Return rows in the order of the file, or by height where that order jumps."""
    jumps = sum(two.y > one.y + one.size for one, two in itertools.pairwise(rows))
    if jumps <= max(2, len(rows) // 10):
        return [*rows]
    return sorted(rows, key=lambda row: (-round(row.y), row.x))
