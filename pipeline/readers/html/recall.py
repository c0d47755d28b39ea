"""Look for text of a page that is neither in the result nor among what was left out.

A second parser, that of the standard library, reads the page on its own. Every word that it shows
must be in the result, or in what was left out, as often as in the page: that a word is there at all
says little, since a summary table may hold the same words as the list below it. What is missing is
told with the heading that it stands under.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from pipeline.readers.html.inline import Line
from pipeline.readers.html.markup import blank_open_ends
from pipeline.readers.html.tree import BLOCKS, HEADINGS
from pipeline.readers.html.weights import SILENT

_WORD = re.compile(r"[^\W\d_]+|\d+")
_RAISED_DIGITS = str.maketrans({
    sign: f" {value} "
    for signs in ("⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉")
    for value, sign in enumerate(signs)
})  # fmt: skip
# Chinese and Japanese: markup inside a run of them parts what is one word without it.
_WITHOUT_BLANKS = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_MARKS = re.compile(r"\]\([^()\s]*\)|[`*~]")
_FEW_LETTERS = 12  # in a longer piece; two parsers part words differently
BREAKS = frozenset(
    {"br", "button", "img", "input", "math", "mi", "mn", "mo", "rt", "select", "sub", "sup"}
)
_BREAKS_WORDS = BLOCKS | BREAKS


@dataclass(frozen=True)
class Missing:
    """Words of a page that are not in the result, and the heading that they stand under."""

    words: str
    letters: int
    heading: str


@dataclass
class _Piece:
    """A run of text that no block parts; `parts` are the runs in it that no element parts."""

    parts: list[str]
    line: int
    heading: str

    @property
    def text(self) -> str:
        return "".join(self.parts)


def find_missing(page: str, result: Sequence[Line], left_out: Iterable[Line]) -> list[Missing]:
    """Return what a page shows that is neither in the result nor in what was left out."""
    pieces = _Pieces(page).pieces
    kept = [*((_MARKS.sub("", text), line) for text, line in result), *left_out]
    lacking = Counter(word for piece in pieces for word in words_of(piece.text))
    lacking.subtract(word for text, _ in kept for word in words_of(text))
    # What looks like the address of a link may be code.
    addresses = (found for text, _ in result for found in _MARKS.findall(text) if len(found) > 1)
    lacking.subtract(word for found in addresses for word in words_of(found))
    lacking = +lacking
    if not lacking:
        return []
    spare = Counter(word for text, _ in kept for word in words_of(text))
    spare.subtract(word for piece in pieces for word in words_of(piece.text))
    by_line = Counter((line, word) for text, line in kept for word in words_of(text))
    found = ((piece, _missing(piece, lacking, by_line)) for piece in pieces)
    return [missing for piece, missing in found if missing and not _is_parted(piece, spare)]


def words_of(text: str) -> list[str]:
    """Return the words and numbers of a text in the form in which they are compared."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_RAISED_DIGITS))
        text = _WITHOUT_BLANKS.sub(r" \g<0> ", text)
    return _WORD.findall(text.casefold())


def _missing(
    piece: _Piece, lacking: Counter[str], by_line: Counter[tuple[int, str]]
) -> Missing | None:
    """Return the words of a piece that are lacking and do not stand on its lines."""
    lost: list[str] = []
    letters = all_letters = 0
    for at, line in enumerate(piece.text.split("\n"), start=piece.line):
        for word in words_of(line):
            all_letters += len(word)
            if by_line[at, word] > 0:
                by_line[at, word] -= 1
            elif lacking[word] > 0:
                lacking[word] -= 1
                letters += len(word)
                lost.append(word)
    if letters >= _FEW_LETTERS or letters * 2 > all_letters > 1:
        whole = letters * 2 > all_letters
        return Missing(
            " ".join((piece.text.split() if whole else lost)[:12]), letters, piece.heading
        )
    return None


def _is_parted(piece: _Piece, spare: Counter[str]) -> bool:
    """Tell whether the words of a piece are there after all, parted where an element ends."""
    wanted = Counter(word for part in piece.parts for word in words_of(part))
    wanted.subtract(words_of(piece.text))
    return bool(+wanted) and all(spare[word] >= count for word, count in (+wanted).items())


class _Pieces(HTMLParser):
    """The visible pieces of a page, each a run of text that no element parts."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[_Piece] = []
        self._heading, self._in_heading = "", False
        self._open: list[str] = []
        self._line = 1
        self._silent: list[str] = []
        try:
            self.feed(blank_open_ends(page))
            self.close()
        except AssertionError:
            # html.parser raises at a `<![...` that it does not know. What follows is not compared.
            pass
        self._end_piece()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT and tag not in _VOID:
            self._silent.append(tag)
        if tag in _BREAKS_WORDS:
            self._end_piece()
            self._in_heading = tag in HEADINGS or (self._in_heading and tag == "br")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS_WORDS:
            self._end_piece()

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag in self._silent:
            while self._silent.pop() != tag:
                pass
        if tag in _BREAKS_WORDS:
            self._end_piece()
            self._in_heading = self._in_heading and tag not in HEADINGS

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if not self._open:
            self._line = self.getpos()[0]
        self._open.append(data)

    def _end_piece(self) -> None:
        parts, self._open = self._open, []
        text = "".join(parts)
        if not text.strip():
            return
        if self._in_heading:
            self._heading = " ".join(text.split())[:100]
        self.pieces.append(_Piece(parts, self._line, self._heading))


_VOID = frozenset({"base", "link", "meta", "embed", "area", "source", "track", "param"})
