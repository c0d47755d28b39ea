"""Tell the kind and the size of a picture from its first bytes, without a library that draws it.

So it can be decided of any foreign file, in any process, whether it is worth being looked at.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

# What is smaller is a sign or an ornament, in pixels: a badge, an icon, a tracker, a rule.
_LEAST_SIDE, _LEAST_AREA = 80, 40_000
_MOST_SEGMENTS = 500  # of a JPEG that stand before its size
_SIZE_OF_JPEG = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC)}) | {
    0xCD,
    0xCE,
    0xCF,
}


@dataclass(frozen=True)
class PictureHeader:
    """What a picture's first bytes say: the ending of such files, and its size in pixels."""

    suffix: str
    width: int
    height: int

    @property
    def is_ornament(self) -> bool:
        """Whether it is too small to say anything that a text does not."""
        return min(self.width, self.height) < _LEAST_SIDE or self.width * self.height < _LEAST_AREA


def read_picture_header(data: bytes) -> PictureHeader | None:
    """Return what a PNG, JPEG, GIF or WebP says of itself; None for all else and for broken ones.

    The size is as the file stores it: a photograph may be meant to be turned.
    """
    try:
        found = _read(data)
    except (struct.error, IndexError):
        return None
    return found if found and found.width and found.height else None


def _read(data: bytes) -> PictureHeader | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        return PictureHeader(".png", *struct.unpack_from(">II", data, 16))
    if data.startswith((b"GIF87a", b"GIF89a")):
        return PictureHeader(".gif", *struct.unpack_from("<HH", data, 6))
    if data.startswith(b"\xff\xd8\xff"):
        return _read_jpeg(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _read_webp(data)
    return None


def _read_jpeg(data: bytes) -> PictureHeader | None:
    at = 2
    for _ in range(_MOST_SEGMENTS):
        if data[at] != 0xFF:
            return None
        kind = data[at + 1]
        if kind in _SIZE_OF_JPEG:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return PictureHeader(".jpg", width, height)
        if kind == 0xFF:  # a filling
            at += 1
        elif kind == 0x01 or 0xD0 <= kind <= 0xD8:  # a mark without a length
            at += 2
        else:
            at += 2 + max(2, struct.unpack_from(">H", data, at + 2)[0])
    return None


def _read_webp(data: bytes) -> PictureHeader | None:
    kind = data[12:16]
    if kind == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        height = int.from_bytes(data[27:30], "little") + 1
        return PictureHeader(".webp", width, height) if len(data) >= 30 else None
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return PictureHeader(".webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return PictureHeader(".webp", width & 0x3FFF, height & 0x3FFF)
    return None
