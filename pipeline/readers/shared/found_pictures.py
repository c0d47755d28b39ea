"""Find the pictures that a text in Markdown shows: held in it, beside it, or somewhere else.

A picture that is written into the text as an address of type `data:` takes a hundred thousand signs
that say nothing to a reader of words, so its signs are cut off.
"""

from __future__ import annotations

import base64
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from urllib.parse import unquote

from pipeline.core.sources.pictures import (
    PictureLink,
    find_shown_pictures,
    is_picture,
    path_of_target,
)
from pipeline.core.text import counted
from pipeline.readers.shared.document_pictures import PictureShelf

CUT = "…"  # stands for the signs of a picture that is written into a text
_DATA = re.compile(
    r"(data:image/[a-z0-9.+-]{1,20}(?:;[a-z0-9=_.+-]{1,60}){0,4};base64,)([A-Za-z0-9+/=%]{200,})",
    re.IGNORECASE,
)
_NUMBERED = re.compile(rf"data:image/[^,]{{1,300}},{CUT}([0-9]{{1,6}})", re.IGNORECASE)
_REMOTE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
# Of addresses: what a project shows of its state, and drawings, which are seldom more.
_BADGE = re.compile(r"shields\.io|badge|\.svg(?:[?#]|$)|/workflows/|codecov\.io", re.IGNORECASE)


@dataclass(frozen=True)
class FoundPictures:
    """A text without the signs of pictures in it, and for each picture its sign and its row.

    `remote` counts pictures at addresses on the web.
    """

    text: str
    places: tuple[tuple[str, int], ...] = ()
    remote: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be told of pictures that are not looked at."""
        return tell_remote(self.remote)


def find_pictures_in_markdown(
    text: str, shelf: PictureShelf, attached: Callable[[str], bytes | None] = lambda _: None
) -> FoundPictures:
    """Put the pictures that a text shows on a shelf.

    `attached` returns a file that travels with the text, by its address; None for other addresses.
    """
    if "![" not in text and "<img" not in text.lower():
        return FoundPictures(cut_data(text))
    cut, held = _take_data(text)
    starts = [0, *accumulate(len(line) + 1 for line in cut.split("\n"))]
    places: list[tuple[str, int]] = []
    remote = 0
    for link in find_shown_pictures(cut):
        data = held.get(link.end)
        data = attached(link.target) if data is None else data
        if data is not None:
            sign = shelf.put(_loading(data))
        elif _REMOTE.match(link.target):
            remote += not _BADGE.search(link.target)
            continue
        else:
            sign = put_path(link, shelf)
        if sign:
            places.append((sign, bisect_right(starts, link.start) - 1))
    return FoundPictures(cut, tuple(places), remote)


def put_path(link: PictureLink, shelf: PictureShelf) -> str:
    """Return the sign of a picture that is a file of its own; "" for what is none."""
    path = path_of_target(link.target)
    return shelf.put_link(path) if is_picture(path) and ":" not in path[:12] else ""


class PictureGatherer:
    """Puts the pictures of HTML on a shelf by their addresses, and counts those on the web.

    `held` returns a picture that travels with the HTML, by its address; None for other addresses.
    With `remote_base` a relative address leads to the web as well.
    """

    def __init__(
        self,
        held: Callable[[str], bytes | None] = lambda _: None,
        remote_base: bool = False,
        shelf: PictureShelf | None = None,
    ) -> None:
        self.shelf = shelf or PictureShelf()
        self._held, self.remote_base, self._remote = held, remote_base, 0
        self._cut: list[bytes] = []

    def cut(self, markup: str) -> str:
        """Return HTML in which a number stands for each picture that is written into it.

        A parser would take hours over them, and no text may hold them.
        """
        out: list[str] = []
        at = 0
        for found in _found_data(markup):
            out += (markup[at : found.start(2)], f"{CUT}{len(self._cut)}")
            self._cut.append(decode_base64(found[2]))
            at = found.end()
        return "".join([*out, markup[at:]])

    def sign_of(self, address: str) -> str:
        """Return the sign of a picture that somebody is to read; "" for none."""
        if found := _NUMBERED.fullmatch(address):
            number = int(found[1])
            return self.shelf.put(_loading(self._cut[number])) if number < len(self._cut) else ""
        if (data := self._held(address)) is not None:
            return self.shelf.put(_loading(data))
        if _REMOTE.match(address) or self.remote_base:
            self._remote += bool(address) and not _BADGE.search(address)
            return ""
        return put_path(PictureLink(unquote(address), "attribute", 0, 0), self.shelf)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be told of pictures that are not looked at."""
        return tell_remote(self._remote)


def put_named(name: str, files: Sequence[str], shelf: PictureShelf) -> str:
    """Return the sign of a picture that a document names so that it may be one of several files."""
    if not name or ":" in name[:12] or name.startswith("//"):
        return ""
    if len(files) == 1:
        return shelf.put_link(files[0])
    return shelf.put_link(name, tuple(files))


def bytes_of_address(address: str) -> bytes | None:
    """Return the picture that an address of type `data:` is; None for all other addresses."""
    if not address[:11].lower().startswith("data:image/"):
        return None
    kind, _, signs = address.partition(",")
    return decode_base64(signs) if kind.lower().endswith(";base64") else b""


def leads_to_web(address: str) -> bool:
    """Tell whether a picture is on the web, and more than a badge or a drawing there."""
    return bool(_REMOTE.match(address)) and not _BADGE.search(address)


def tell_remote(count: int) -> tuple[str, ...]:
    """Return the note on pictures that stand on the web: nothing is fetched for a text."""
    if not count:
        return ()
    fetched = "is on the web, and is" if count == 1 else "are on the web, and are"
    return (f"{counted(count, 'picture')} that it shows {fetched} not fetched",)


def cut_data(text: str) -> str:
    """Return a text without the signs of pictures that are written into it."""
    return _DATA.sub(rf"\g<1>{CUT}", text) if "base64," in text.lower() else text


def _take_data(text: str) -> tuple[str, dict[int, bytes]]:
    """Return a text with such pictures cut off, and each by the place where its address ends."""
    out: list[str] = []
    held: dict[int, bytes] = {}
    at = length = 0
    for found in _found_data(text):
        kept = text[at : found.start(2)] + CUT
        out.append(kept)
        length += len(kept)
        held[length] = decode_base64(found[2])
        at = found.end()
    return "".join([*out, text[at:]]), held


def _found_data(text: str) -> Iterator[re.Match[str]]:
    return _DATA.finditer(text) if "base64," in text.lower() else iter(())


def decode_base64(signs: str) -> bytes:
    """Return the bytes that signs of base64 stand for; b"" where they are none."""
    try:
        return base64.b64decode(signs.replace("%2B", "+").replace("%2F", "/"), validate=False)
    except ValueError:
        return b""


def _loading(data: bytes) -> Callable[[], bytes]:
    return lambda: data


def rows_of(places: Sequence[tuple[str, int]]) -> dict[int, str]:
    """Return the signs of each row of a text, for whoever writes them into it."""
    found: dict[int, str] = {}
    for sign, row in places:
        found[row] = found.get(row, "") + sign
    return found
