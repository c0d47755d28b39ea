"""Gather the pictures in a document: a sign stands for each in the text, until its place is known.

The sign is one character that no script uses. It passes through whatever writes the text, and the
last step takes it out again and notes the row behind which the picture stands.
"""

from __future__ import annotations

import io
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

MOST_PICTURES = 60  # of a document that are read
_LEAST_SIDE, _LEAST_AREA = 80, 40_000  # pixels; what is smaller is a sign or an ornament
_OFTEN = 3  # so many times it is a logo, a rule or a background
_FIRST, _LAST = 0xA0000, 0xAFFFD  # a plane of Unicode that nothing is assigned in
_SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp", "GIF": ".gif"}


@dataclass(frozen=True)
class DocumentPicture:
    """A picture in a document: its number, in the order of reading, and the file that it is."""

    number: int
    name: str
    data: bytes


@dataclass
class PictureShelf:
    """The pictures that were met in one document, in the order of reading."""

    _known: dict[str, int] = field(default_factory=dict)  # by the hash of the file: which one
    _files: list[tuple[str, bytes]] = field(default_factory=list)  # the suffix, the bytes
    _shown: Counter[int] = field(default_factory=Counter)

    def put(self, load: Callable[[], bytes]) -> str:
        """Return the sign that stands for a picture; "" for one that is not to be read."""
        try:
            data = load()
        except Exception:  # whatever a library makes of a broken part
            return ""
        digest = sha256(data).hexdigest()
        if digest not in self._known:
            suffix = _suffix_of(data)
            self._known[digest] = -1
            if suffix and _FIRST + len(self._files) < _LAST:
                self._known[digest] = len(self._files)
                self._files.append((suffix, data))
        at = self._known[digest]
        self._shown[at] += 1
        return chr(_FIRST + at) if at >= 0 else ""

    def place(self, lines: Sequence[str]) -> PlacedPictures:
        """Return lines without the signs in them, and where the pictures stand."""
        first: dict[int, int] = {}
        kept: list[str] = []
        rows: list[int] = []
        for row, line in enumerate(lines):
            if line.isascii():
                kept.append(line)
                rows.append(row)
                continue
            found = [ord(sign) - _FIRST for sign in line if is_sign(sign)]
            rest = _without_signs(line) if found else line
            if rest.strip(" -*") or not found:
                kept.append(rest)
                rows.append(row)
            elif kept and not kept[-1].strip() and row + 1 < len(lines) and not lines[row + 1]:
                kept.pop()  # so that one blank line is left of the two around the picture
                rows.pop()
            last = next((at for at in reversed(range(len(kept))) if kept[at].strip()), 0)
            for at in found:
                first.setdefault(at, last)
        read = [at for at in first if at < len(self._files) and self._shown[at] < _OFTEN]
        some = read[:MOST_PICTURES]
        return PlacedPictures(
            kept,
            rows,
            tuple(
                DocumentPicture(number, f"picture{self._files[at][0]}", self._files[at][1])
                for number, at in enumerate(some, start=1)
            ),
            tuple(first[at] for at in some),
            len(read),
        )


@dataclass(frozen=True)
class PlacedPictures:
    """A text whose pictures are known.

    `rows` are those of the lines that were handed in; `anchors` has for each picture the row of
    `lines` behind which it stands. `found` counts also those that are too many to be read.
    """

    lines: list[str]
    rows: list[int]
    pictures: tuple[DocumentPicture, ...]
    anchors: tuple[int, ...]
    found: int

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the pictures that are to be read."""
        return tuple(picture.number for picture in self.pictures)

    @property
    def notes(self) -> list[str]:
        """What is to be told of pictures that nobody will read."""
        if self.found <= len(self.pictures):
            return []
        return [f"only the first {MOST_PICTURES} of {self.found:,} pictures are to be read"]


def is_sign(char: str) -> bool:
    """Tell whether a character stands for a picture, or could."""
    return _FIRST <= ord(char) <= _LAST


def leave_out_false_signs(text: str) -> str:
    """Return a foreign text without characters that would read as signs of ours."""
    return text if text.isascii() else "".join(x for x in text if not is_sign(x))


def _without_signs(line: str) -> str:
    out: list[str] = []
    for char in line:
        if is_sign(char):
            continue
        if char == " " and out and out[-1] == " " and out != [" "] * len(out):
            continue
        out.append(char)
    return "".join(out).rstrip()


def _suffix_of(data: bytes) -> str:
    """Return what a picture's file would end in; "" for an ornament, and for another kind."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes, which are looked at where it is drawn
            with Image.open(io.BytesIO(data), formats=[*_SUFFIXES]) as image:
                wide, high, kind = image.width, image.height, str(image.format)
    except Exception:  # Pillow raises whatever it meets in foreign bytes
        return ""
    small = min(wide, high) < _LEAST_SIDE or wide * high < _LEAST_AREA
    return "" if small else _SUFFIXES.get(kind, "")
