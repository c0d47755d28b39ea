"""Tell what a file is by its first bytes and its parts, whatever its name says."""

from __future__ import annotations

from collections.abc import Collection

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_FIRST_BYTES = (
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a file in Rich Text Format"),
    (b"\x89PNG\r\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a file that was packed with gzip"),
    (b"7z\xbc\xaf\x27\x1c", "a file that was packed with 7-Zip"),
    (b"Rar!", "a file that was packed with RAR"),
)
_OPENINGS = (
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "a file in XML"),
)
_PARTS = (
    ("word/", "a Word document"),
    ("ppt/", "a PowerPoint presentation"),
    ("xl/", "an Excel workbook"),
    ("META-INF/container.xml", "an EPUB book"),
    ("content.xml", "an OpenDocument file"),
    ("Index/Document.iwa", "a file of Apple's office programs"),
)


def is_locked_office_file(data: bytes) -> bool:
    """Tell whether a file is one of Office that is protected by a password."""
    return data.startswith(_OLE) and _LOCKED in data


def name_of_kind(data: bytes) -> str:
    """Return what a file is that is no zip file, such as "a PDF"; empty where that is not known."""
    if data.startswith(_OLE):
        return "a file of an older Office (.doc, .xls, .ppt or .msg)"
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    known = [name for sign, name in _FIRST_BYTES if data.startswith(sign)]
    known += [name for sign, name in _OPENINGS if start.startswith(sign)]
    if not known and data and b"\0" not in data[:2_000]:
        known.append("a text")
    return known[0] if known else ""


def name_of_package(names: Collection[str]) -> str:
    """Return what a zip file is by the names of its parts, such as "a Word document"."""
    found = (kind for part, kind in _PARTS if any(name.startswith(part) for name in names))
    return next(found, "a zip file of something else")
