"""Take the text of a PDF page apart into fragments: words of one style, with their places.

PDFium finds the characters. A fragment is what stands between two blanks, or less where size or
baseline change within a word, so that a raised number is a fragment of its own.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pypdfium2
from pypdfium2 import raw

from pipeline.readers.pdf.glyphs import known_glyphs

_MOST_CHARACTERS = 300_000  # that are looked at on one page; a large newspaper page has some 30,000
_NAME_BYTES = 128  # of a font's name
_BOLD_NAMES = ("bold", "black", "heavy", "demi")
_PLAIN_NAMES = ("regular", "italic", "oblique", "light", "roman", "medium", "book")
_BOLD_WEIGHT = 600  # whose figure is a guess of PDFium where the font's name does not say it
_LINE_END_HYPHENS = (0x02, 0xFFFE)  # what PDFium makes of a hyphen at the end of a line


UNKNOWN = "\ufffd"  # a glyph of which the file does not say what character it is


@dataclass(frozen=True)
class Style:
    """How text is set: its size in points, its font, and whether that is bold.

    `turn` is the angle in degrees at which its line stands in the file.
    """

    size: float
    font: str = ""
    bold: bool = False
    turn: int = 0

    @cached_property
    def direction(self) -> tuple[float, float]:
        """The direction in which the text runs, as a vector of length one."""
        return math.cos(math.radians(self.turn)), math.sin(math.radians(self.turn))


@dataclass(frozen=True)
class Fragment:
    """A word, or a part of one: its left and right end, and its baseline, which grows upwards.

    All lengths are in points, along and across the direction of the text. `apart` says that a blank
    or the end of a line stands before it in the file.
    """

    text: str
    x: float
    end: float
    y: float
    style: Style
    apart: bool = True


def page_fragments(page: pypdfium2.PdfPage) -> tuple[list[Fragment], bool]:
    """Return the fragments of a page in their order in the file, and whether these are all."""
    text = page.get_textpage()
    try:
        count = raw.FPDFText_CountChars(text.raw)
        taken = min(count, _MOST_CHARACTERS)
        return [*_fragments(text.raw, taken)], taken == count
    finally:
        text.close()


@dataclass(frozen=True)
class _Glyph:
    """One visible character: its ends and its baseline, along and across its direction."""

    char: str
    x: float
    end: float
    y: float
    style: Style
    apart: bool


def _fragments(text: Any, count: int) -> Iterator[Fragment]:
    """Join the characters of a page to words, where they touch and stand on one baseline."""
    word: list[_Glyph] = []
    for glyph in _glyphs(text, count):
        if word and (glyph.apart or not _go_together(word[0], word[-1], glyph)):
            yield _word(word)
            word = []
        word.append(glyph)
    if word:
        yield _word(word)


def _go_together(first: _Glyph, last: _Glyph, new: _Glyph) -> bool:
    size = first.style.size
    return (
        first.style == new.style
        and abs(first.y - new.y) <= 0.05 * size
        and -2 * size <= new.x - last.end <= 0.8 * size
    )


def _word(glyphs: list[_Glyph]) -> Fragment:
    first = glyphs[0]
    text = known_glyphs("".join(glyph.char for glyph in glyphs), first.style.font)
    end = max(first.x, glyphs[-1].end)
    return Fragment(text, first.x, end, first.y, first.style, first.apart)


def _glyphs(text: Any, count: int) -> Iterator[_Glyph]:
    """Yield the visible characters; the style is asked for where a word or a size begins."""
    styles = _Styles(text)
    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    tall, apart, style = -1.0, True, Style(0.0)
    for at in range(count):
        char = _character(raw.FPDFText_GetUnicode(text, at))
        if raw.FPDFText_HasUnicodeMapError(text, at) == 1:
            char = UNKNOWN  # PDFium gives the number of the glyph, which may be that of a blank
        if not char.strip():
            apart = True
            continue
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        raw.FPDFText_GetLooseCharBox(text, at, box)
        if apart or round(box.top - box.bottom, 2) != tall:
            style, tall = styles.at(at), round(box.top - box.bottom, 2)
        # Of a ligature that stands for several characters, all have the place of the first.
        ends = (_turned(box.left, box.bottom, style)[0], _turned(box.right, box.top, style)[0])
        level = _turned(x.value, y.value, style)[1]
        yield _Glyph(char, min(ends), max(ends), level, style, apart)
        apart = False


def _turned(x: float, y: float, style: Style) -> tuple[float, float]:
    """Return where a point lies along and across the direction of a text."""
    if not style.turn:
        return x, y
    cos, sin = style.direction
    return x * cos + y * sin, y * cos - x * sin


def _character(code: int) -> str:
    """Return a character as text; a blank for what only divides, a sign for what has no meaning."""
    if code in _LINE_END_HYPHENS:
        return "-"
    if not 0 < code < 0x110000 or 0xD800 <= code < 0xE000:
        return UNKNOWN
    return " " if code < 32 or 0x7F <= code < 0xA0 else chr(code)


class _Styles:
    """The styles of a page, asked of PDFium and kept."""

    def __init__(self, text: Any) -> None:
        self._text = text
        self._name = ctypes.create_string_buffer(_NAME_BYTES)
        self._matrix = raw.FS_MATRIX()
        self._flags = ctypes.c_int()
        self._kept: dict[tuple[object, ...], Style] = {}

    def at(self, index: int) -> Style:
        """Return the style of a character."""
        self._name.value = b""
        raw.FPDFText_GetFontInfo(self._text, index, self._name, _NAME_BYTES - 1, self._flags)
        raw.FPDFText_GetMatrix(self._text, index, self._matrix)
        weight = raw.FPDFText_GetFontWeight(self._text, index)
        matrix = self._matrix
        high = raw.FPDFText_GetFontSize(self._text, index) * math.hypot(matrix.c, matrix.d)
        turn = round(math.degrees(math.atan2(matrix.b, matrix.a)))
        key = (self._name.value, weight, round(high, 1), turn)
        if key not in self._kept:
            self._kept[key] = _style(*key)
        return self._kept[key]


def _style(name: bytes, weight: int, size: float, turn: int) -> Style:
    font = name.decode("utf-8", "replace").partition("\0")[0].rpartition("+")[2]
    plain = any(word in font.lower() for word in _PLAIN_NAMES)
    named = any(word in font.lower() for word in _BOLD_NAMES)
    bold = named or (weight >= _BOLD_WEIGHT and not plain)
    return Style(size, font, bold, turn)
