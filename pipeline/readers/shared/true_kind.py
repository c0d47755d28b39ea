"""Refuse a file that is of another kind than its name says, by its first bytes.

What a reader makes of such a file is at best a long row of odd signs. Pictures and office files are
looked at by their own readers, which know more of them.
"""

from __future__ import annotations

import io
import zipfile

from pipeline.core.errors import UserError

# The kind of file that a reader reads. A reader that is not named here looks by itself.
_READS = {
    **dict.fromkeys(("markdown", "text", "html", "rst", "subtitles", "mail", "csv"), "a text"),
    **dict.fromkeys(("notebook", "chat", "latex", "svg", "bibliography"), "a text"),
    "pdf": "a PDF",
}
# How a file of a kind begins, and the suffix that its name should have.
_FIRST_BYTES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-1.", "a PDF", ".pdf"),
    (b"%PDF-2.", "a PDF", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "a picture", ".png"),
    (b"\xff\xd8\xff", "a picture", ".jpg"),
    (b"GIF87a", "a picture", ".gif"),
    (b"GIF89a", "a picture", ".gif"),
    (b"II*\0", "a picture", ".tif"),
    (b"MM\0*", "a picture", ".tif"),
    (b"{\\rtf", "a file in Rich Text Format", ".rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a file of an older Office", ".doc, .xls or .ppt"),
    (b"\x1f\x8b\x08", "an archive (gzip)", ".gz"),
    (b"BZh91AY", "an archive (bzip2)", ".bz2"),
    (b"\xfd7zXZ\0", "an archive (xz)", ".xz"),
    (b"\x28\xb5\x2f\xfd", "an archive (Zstandard)", ".zst"),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7-Zip)", ".7z"),
    (b"Rar!\x1a\x07", "an archive (RAR)", ".rar"),
    (b"SQLite format 3\0", "a database (SQLite)", ".sqlite"),
    (b"\x7fELF", "a program", ""),
)
_PARTS = (  # of ZIP archives, by which they are known
    ("word/", "a Word document", ".docx"),
    ("ppt/", "a PowerPoint presentation", ".pptx"),
    ("xl/", "an Excel workbook", ".xlsx"),
    ("META-INF/container.xml", "an EPUB book", ".epub"),
    ("content.xml", "an OpenDocument file", ".odt, .ods or .odp"),
)
_WEB_PAGE = (b"<!doctype html", b"<html")
_ARCHIVE_HINT = "Commit what is in it instead, each file by itself."
_ANY_HINT = "Give it the suffix of what it is, or delete it."


def refuse_other_kind(path: str, format_name: str, data: bytes) -> None:
    """Raise `UserError` where a file is known to be of another kind than its reader reads."""
    expected = _READS.get(format_name)
    found, suffix = _kind_of(data) if expected else ("", "")
    if not expected or found in ("", expected):
        return
    if found == "a web page":
        if expected == "a text":
            return
        raise UserError(
            f"{path}: this is a web page, and not {expected}, as its name says.",
            "It may be a login or an error that was saved in the file's place: fetch it again.",
        )
    told = f"{path}: this is {found}, and not {expected}, as its name says."
    if "archive" in found or not suffix:
        raise UserError(told, _ARCHIVE_HINT if "archive" in found else _ANY_HINT)
    if " " in suffix:
        raise UserError(told, f"Give it the suffix of what it is ({suffix}).")
    raise UserError(told, f"Rename it to {path.rpartition('/')[2].rpartition('.')[0]}{suffix}.")


def _kind_of(data: bytes) -> tuple[str, str]:
    """Return what a file is, and its usual suffix; nothing where its first bytes do not say."""
    for start, kind, suffix in _FIRST_BYTES:
        if data.startswith(start):
            return kind, suffix
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_archive(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "a picture", ".webp"
    if data[257:262] == b"ustar" and data[:1] != b"\0":
        return "an archive (tar)", ".tar"
    if data[:2] == b"MZ" and b"\0" in data[:256]:
        return "a program", ""
    opening = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return ("a web page", ".html") if opening.startswith(_WEB_PAGE) else ("", "")


def _kind_of_archive(data: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        names = []
    for part, kind, suffix in _PARTS:
        if any(name.startswith(part) for name in names):
            return kind, suffix
    return "an archive (ZIP)", ".zip"
