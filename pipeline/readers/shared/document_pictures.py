"""Gather the pictures in a document: a sign stands for each in the text, until its place is known.

The sign is one character that no script uses. It passes through whatever writes the text, and the
last step takes it out again and notes the row behind which the picture stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from pipeline.core.picture import MOST_PICTURES
from pipeline.core.sources.picture_header import read_picture_header
from pipeline.core.text import counted
from pipeline.core.values import PictureFile

MOST_LINKS = 300  # pictures in files of their own that are looked for
_OFTEN = 3  # so many times it is a logo, a rule or a background
_FIRST, _LAST = 0xA0000, 0xAFFFD  # a plane of Unicode that nothing is assigned in
_SIGN = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]")


@dataclass(frozen=True)
class DocumentPicture:
    """A picture in a document: its number, in the order of reading, and the file that it is.

    `link` is the path by which the document names a file of its own; then there are no bytes. It
    may mean one of the `others`, where the document leaves out the suffix or the folder.
    """

    number: int
    name: str
    data: bytes
    link: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Met:
    suffix: str = ""
    data: bytes = b""
    link: str = ""
    others: tuple[str, ...] = ()


@dataclass
class PictureShelf:
    """The pictures that were met in one document, in the order of reading."""

    _known: dict[str, int] = field(default_factory=dict)  # by the hash of the file: which one
    _files: list[_Met] = field(default_factory=list)
    _shown: Counter[int] = field(default_factory=Counter)
    unknown: int = 0  # that are in no kind which can be read, or broken

    def put(self, load: Callable[[], bytes]) -> str:
        """Return the sign that stands for a picture; "" for one that is not to be read."""
        try:
            data = load()
        except Exception:  # whatever a library makes of a broken part
            return ""
        digest = sha256(data).hexdigest()
        if digest in self._known:
            return self._sign(digest, _Met())
        header = read_picture_header(data)
        self.unknown += header is None
        readable = header is not None and not header.is_ornament
        return self._sign(digest, _Met(header.suffix, data) if header and readable else None)

    def put_link(self, path: str, others: tuple[str, ...] = ()) -> str:
        """Return the sign that stands for a picture that is a file of its own, by its path."""
        return self._sign(f"link {path}", _Met(link=path, others=others))

    def _sign(self, key: str, met: _Met | None) -> str:
        if key not in self._known:
            self._known[key] = -1
            if met and _FIRST + len(self._files) < _LAST:
                self._known[key] = len(self._files)
                self._files.append(met)
        at = self._known[key]
        self._shown[at] += 1
        return chr(_FIRST + at) if at >= 0 else ""

    def tell_unknown(self) -> list[str]:
        """Return what is to be told of pictures that no program here can open."""
        kind = "is in no kind" if self.unknown == 1 else "are in no kind"
        what = f"{counted(self.unknown, 'picture')} in it {kind} that is read, or broken"
        return [what] if self.unknown else []

    def place(self, lines: Sequence[str]) -> PlacedPictures:
        """Return lines without the signs in them, and where the pictures stand.

        Blank lines at the beginning are left out, as those who join lines do.
        """
        first: dict[int, int] = {}
        kept: list[str] = []
        rows: list[int] = []
        for row, line in enumerate(lines):
            if line.isascii():
                kept.append(line)
                rows.append(row)
                continue
            found = [ord(sign) - _FIRST for sign in _SIGN.findall(line)]
            rest = _without_signs(line) if found else line
            if rest.strip(" -*>") or not found:
                kept.append(rest)
                rows.append(row)
            elif kept and not kept[-1].strip() and row + 1 < len(lines) and not lines[row + 1]:
                kept.pop()  # so that one blank line is left of the two around the picture
                rows.pop()
            last = next((at for at in reversed(range(len(kept))) if kept[at].strip()), 0)
            for at in found:
                first.setdefault(at, last)
        start = next((at for at, line in enumerate(kept) if line.strip()), 0)
        first = {at: max(0, row - start) for at, row in first.items()}
        return PlacedPictures(kept[start:], rows[start:], *self._number(first))

    def place_signs(self, places: Sequence[tuple[str, int]]) -> PlacedPictures:
        """Return where pictures stand in a text that stays as it is, given signs and their rows."""
        first: dict[int, int] = {}
        for sign, row in places:
            for char in sign:
                first.setdefault(ord(char) - _FIRST, row)
        return PlacedPictures([], [], *self._number(first))

    def _number(
        self, first: Mapping[int, int]
    ) -> tuple[tuple[DocumentPicture, ...], tuple[int, ...], int]:
        """Return the pictures to be read, the row of each, and how many could have been."""
        shown = [at for at in first if at < len(self._files) and self._shown[at] < _OFTEN]
        held = [at for at in shown if not self._files[at].link]
        some = {*held[:MOST_PICTURES], *[at for at in shown if self._files[at].link][:MOST_LINKS]}
        read = [at for at in shown if at in some]
        pictures = tuple(
            DocumentPicture(number, f"picture{met.suffix}", met.data, met.link, met.others)
            for number, met in enumerate((self._files[at] for at in read), start=1)
        )
        return pictures, tuple(first[at] for at in read), len(held)


@dataclass(frozen=True)
class PlacedPictures:
    """A text whose pictures are known.

    `rows` are those of the lines that were handed in; `anchors` has for each picture the row of
    `lines` behind which it stands. `found` counts also those that are too many to be read, and none
    that are files of their own.
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
    def files(self) -> tuple[PictureFile, ...]:
        """Those of the pictures that are files of their own."""
        return tuple(
            PictureFile(one.number, one.link, others=one.others)
            for one in self.pictures
            if one.link
        )

    @property
    def notes(self) -> list[str]:
        """What is to be told of pictures that nobody will read."""
        if self.found <= MOST_PICTURES:
            return []
        return [f"only the first {MOST_PICTURES} of {self.found:,} pictures are to be read"]


def is_sign(char: str) -> bool:
    """Tell whether a character stands for a picture, or could."""
    return _FIRST <= ord(char) <= _LAST


def leave_out_false_signs(text: str) -> str:
    """Return a foreign text without characters that would read as signs of ours."""
    return text if text.isascii() else _SIGN.sub("", text)


def _without_signs(line: str) -> str:
    out: list[str] = []
    for char in line:
        if is_sign(char):
            continue
        if char == " " and out and out[-1] == " " and out != [" "] * len(out):
            continue
        out.append(char)
    return "".join(out).rstrip()
