"""Join the fragments of a PDF page to rows: what stands on one line without a wide gap.

A row is a line of a column, or a cell's line in a table. Raised and lowered fragments are marked as
such here, because this is where the size and the baseline of the row are known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.core.language.raised import mark_lowered, mark_raised, write_raised
from pipeline.readers.pdf.fragments import Fragment, Style
from pipeline.readers.pdf.ruling import NO_RULING, Ruling

WIDE_GAP = 1.5  # sizes of type; a wider gap divides columns and cells
_SMALLER = 0.85  # of the size of the row: what is set smaller may be raised or lowered
_NOTE_SIZE = 0.93  # of the size of the text: the type of notes is smaller
_RAISED_BY, _LOWERED_BY = 0.12, 0.06  # of that size
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
# Blanks of all widths, a hidden blank among them; a thousand is set apart by a thin one.
_BLANKS = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_HIDDEN = re.compile("[\u200b\u2060\ufeff]")
_CLOSING = ".,;:!?)”’"
_NOTE_NUMBER = re.compile(r"\d{1,3}(?:[,–-]\d{1,3})*,?")
_NUMBERED_NOTE = re.compile(r"\d{1,3}")
_BULLET = re.compile(r"[●•◦▪■○‣·\uf0b7\uf0a7\uf0d8]|\uf02d")


@dataclass(frozen=True)
class PdfRow:
    """One row of text on a page; `y` grows upwards, and all lengths are in points."""

    text: str
    x: float
    y: float
    size: float
    end: float = 0.0
    font: str = ""
    bold: bool = False
    plain: bool = True  # all of it is set in one font and size
    turned: bool = False  # it stands across the other text of the page


def join_rows(fragments: Sequence[Fragment], ruling: Ruling = NO_RULING) -> list[PdfRow]:
    """Return the rows of a page in the order of the file; what is turned comes last."""
    turns = Counter(fragment.style.turn for fragment in fragments)
    usual = turns.most_common(1)[0][0] if turns else 0
    rows = _mend_split_rows(_group(fragments, ruling))
    notes = _note_numbers(rows)
    written = [_write_row(row, notes, usual) for row in rows]
    shown = [row for row in written if row.text]
    return sorted(shown, key=lambda row: row.turned)


def _group(fragments: Iterable[Fragment], ruling: Ruling) -> list[list[Fragment]]:
    rows: list[list[Fragment]] = []
    for fragment in fragments:
        if rows and _goes_on(rows[-1], fragment) and not _divided(rows[-1][-1], fragment, ruling):
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    return rows


def _goes_on(row: Sequence[Fragment], new: Fragment) -> bool:
    """Tell whether a fragment stands in the row of the last ones, or raised or lowered by it."""
    last = row[-1]
    if new.style.turn != last.style.turn:
        return False
    size = max(last.style.size, new.style.size)
    if not -0.3 * size <= new.x - last.end <= WIDE_GAP * size:
        return False
    level = min(abs(new.y - _baseline(row, size)), abs(new.y - last.y))
    smaller = min(last.style.size, new.style.size) <= _SMALLER * size
    return level < (0.75 if smaller else 0.3) * size


def _divided(last: Fragment, new: Fragment, ruling: Ruling) -> bool:
    """Tell whether a vertical line stands between two fragments, as between two cells."""
    return bool(ruling.down) and new.x > last.end and ruling.divides(last.end - 1, new.x + 1, new.y)


def _baseline(row: Sequence[Fragment], size: float) -> float:
    """Return the baseline of the last fragment of a row that is not set small."""
    return next((f.y for f in reversed(row) if f.style.size > _SMALLER * size), row[-1].y)


def _mend_split_rows(rows: list[list[Fragment]]) -> list[list[Fragment]]:
    """Join rows that a file draws in several parts, such as bold words after all the others."""
    ends: dict[tuple[int, int], list[int]] = {}
    for at, row in enumerate(rows):
        ends.setdefault((row[0].style.turn, round(row[0].y)), []).append(at)
    taken: dict[int, int] = {}
    for members in ends.values():
        in_order = sorted(members, key=lambda at: rows[at][0].x)
        for one, two in pairwise(in_order):
            size = rows[two][0].style.size
            gap = rows[two][0].x - rows[one][-1].end
            if two != one + 1 and -0.1 * size <= gap <= 0.5 * size:
                taken[two] = one
    out = {at: list(row) for at, row in enumerate(rows) if at not in taken}
    for two in sorted(taken, key=lambda at: rows[at][0].x):
        first = taken[two]
        while first in taken:
            first = taken[first]
        out[first] += rows[two]
    return [out[at] for at in sorted(out)]


def _note_numbers(rows: Sequence[Sequence[Fragment]]) -> set[str]:
    """Return the numbers with which the notes of a page begin, raised or in small type."""
    sizes: Counter[float] = Counter()
    for fragment in (fragment for row in rows for fragment in row):
        sizes[fragment.style.size] += len(fragment.text)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    return {
        row[0].text
        for row in rows
        if len(row) > 1
        and _NUMBERED_NOTE.fullmatch(row[0].text)
        and not row[1].text[0].isdigit()
        and (_is_raised(row[0], row) or _measure(row)[0] < _NOTE_SIZE * usual)
    }


def _is_raised(fragment: Fragment, row: Sequence[Fragment]) -> bool:
    size, level = _measure(row)
    return fragment.style.size <= _SMALLER * size and fragment.y - level >= _RAISED_BY * size


def _measure(row: Sequence[Fragment]) -> tuple[float, float]:
    """Return the size and the baseline of the text of a row."""
    sizes: Counter[float] = Counter()
    for fragment in row:
        sizes[fragment.style.size] += len(fragment.text)
    largest = max(size for size in sizes)
    usual = sizes.most_common(1)[0][0]
    # A short formula may hold more small digits than others.
    size = largest if usual < _SMALLER * largest and sizes[largest] * 4 >= sizes[usual] else usual
    return size, next(f.y for f in row if f.style.size == size)


def _write_row(row: Sequence[Fragment], notes: set[str], usual: int) -> PdfRow:
    size, level = _measure(row)
    style = next(f.style for f in row if f.style.size == size)
    text, note = "", False
    for at, fragment in enumerate(row):
        blank = " " if text and _is_apart(row[at - 1], fragment) else ""
        if note and fragment.text[0] in _CLOSING:  # "the end ² ." is "the end."
            text, blank = text.rstrip(), ""
        written = _written(fragment, text, row, size, level, notes)
        note = not written
        text += blank + written
    styles: Counter[Style] = Counter()
    for fragment in row:
        styles[fragment.style] += len(fragment.text)
    style = max((s for s in styles if s.size == size), key=lambda s: styles[s])
    return PdfRow(
        _clean(write_raised(text)),
        row[0].x,
        level,
        size,
        row[-1].end,
        style.font,
        style.bold,
        len(styles) == 1,
        style.turn != usual,
    )


def _is_apart(before: Fragment, new: Fragment) -> bool:
    """Tell whether a blank stands between two fragments of a row."""
    return new.apart or new.x - before.end > 0.15 * max(before.style.size, new.style.size)


def _written(
    fragment: Fragment,
    before: str,
    row: Sequence[Fragment],
    size: float,
    level: float,
    notes: set[str],
) -> str:
    """Return the text of a fragment, marked where it is raised or lowered in its row."""
    text = fragment.text
    if fragment.style.size > _SMALLER * size:
        return text
    if fragment.y - level >= _RAISED_BY * size:
        if not before.strip():
            return f"{text} " if _NUMBERED_NOTE.fullmatch(text) and len(row) > 1 else text
        return "" if _is_note_sign(text, before, notes) else mark_raised(text)
    if level - fragment.y >= _LOWERED_BY * size:
        return mark_lowered(text)
    if text[0].isdigit() and before[-1:].isalnum() and not fragment.apart:
        return mark_lowered(text)  # set small on the baseline, as in some formulas
    return text


def _is_note_sign(text: str, before: str, notes: set[str]) -> bool:
    """Tell whether a raised number points at a note.

    It does so where a note of the page begins with it, or where it stands behind a whole word:
    squares are of units and variables, which have at most three letters.
    """
    if not _NOTE_NUMBER.fullmatch(text):
        return False
    if set(re.findall(r"\d+", text)) <= notes:
        return True
    word = re.search(r"[^\W\d_]+[.,;:!?\"”’)]*$", before)
    return bool(word and len(word[0]) > 3)


def _clean(text: str) -> str:
    plain = _HIDDEN.sub("", text.translate(_LIGATURES))
    plain = plain[:-1].replace("\u00ad", "") + plain[-1:]  # where a word may be broken, it was not
    plain = " ".join(_BLANKS.sub(" ", plain).split())
    mark = _BULLET.match(plain)
    return (
        f"- {plain[mark.end() :].lstrip()}".rstrip()
        if mark and plain[mark.end() :].strip()
        else plain
    )


def row_distances(pages: Iterable[Sequence[PdfRow]]) -> dict[float, float]:
    """Return the usual distance of two rows for each size of type."""
    found: dict[float, Counter[float]] = {}
    for page in pages:
        for one, two in pairwise(page):
            if one.size == two.size and 0 < one.y - two.y < 3 * one.size:
                found.setdefault(one.size, Counter())[round(one.y - two.y, 1)] += 1
    return {size: distances.most_common(1)[0][0] for size, distances in found.items()}
