"""What kind of file a server sent: by its type, its name and its first bytes.

The first bytes decide where they can: a login page comes under the name of a PDF, and a PDF as
"application/octet-stream".
"""

from __future__ import annotations

import re
from collections.abc import Container
from urllib.parse import unquote

from pipeline.core.errors import UserError
from pipeline.core.sources.web_address import show_address
from pipeline.core.sources.web_answer import WebAnswer

_OPENXML = "application/vnd.openxmlformats-officedocument."
SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "text/x-rst": ".rst",
    "text/prs.fallenstein.rst": ".rst",
    "text/csv": ".csv",
    "text/vtt": ".vtt",
    "application/x-subrip": ".srt",
    "application/json": ".json",
    "application/x-ipynb+json": ".ipynb",
    "application/x-tex": ".tex",
    "application/x-latex": ".tex",
    "text/x-tex": ".tex",
    "application/x-bibtex": ".bib",
    "message/rfc822": ".eml",
    "application/epub+zip": ".epub",
    f"{_OPENXML}wordprocessingml.document": ".docx",
    f"{_OPENXML}presentationml.presentation": ".pptx",
    f"{_OPENXML}spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/svg+xml": ".svg",
}
# Types that servers give to whatever they do not know; the name of the file says more.
_VAGUE = frozenset(
    ("", "application/octet-stream", "binary/octet-stream", "application/x-download",
     "application/force-download", "text/plain", "application/zip", "application/x-zip-compressed",
     "text/x-web-markdown", "application/xml", "text/xml")
)  # fmt: skip
_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
)
_ZIPPED = frozenset((".docx", ".pptx", ".xlsx", ".ods", ".odt", ".odp", ".epub", ".zip"))
_BINARY = _ZIPPED | {".pdf", ".png", ".jpg", ".jpeg", ".gif", ".webp"}
_LOOKS_LIKE_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--(?:[^-]|-(?!->)){0,2000}-->\s*){0,5}"
    rb"<(?:!doctype\s+html|html|head|body|title|meta|script|div|link)\b",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r"filename\*\s*=\s*[\w-]*'[^']*'(?P<star>[^;\s]+)|filename\s*=\s*(?:\"(?P<quoted>[^\"]*)\"|(?P<plain>[^;\s]+))",
    re.IGNORECASE,
)


def file_name(answer: WebAnswer) -> str:
    """Return the name that an answer has: the one the server gives it, or its address's last part.

    It is foreign text, and may be empty.
    """
    found = _FILE_NAME.search(answer.headers.get("content-disposition", ""))
    if found:
        name = found["star"] or found["quoted"] or found["plain"] or ""
        return re.split(r"[/\\]", unquote(name))[-1].strip()
    return unquote(answer.address.path.rstrip("/").rpartition("/")[2])


def suffix_of_name(name: str) -> str:
    """Return what a file's name ends with, in lower case; "" where that is no suffix."""
    stem, dot, last = name.rpartition(".")
    return f".{last.lower()}" if stem and dot and re.fullmatch(r"\w{1,10}", last) else ""


def choose_suffix(answer: WebAnswer, known: Container[str]) -> str:
    """Return the suffix for the stored copy of an answer, which some reader reads.

    `known` are the suffixes that are read. Raises `UserError` for what nothing here reads, and for
    what is not what its server says.
    """
    said, named = answer.media_type, suffix_of_name(file_name(answer))
    wanted = SUFFIXES.get(said, "")
    if said in _VAGUE or (said.startswith("text/") and not wanted):
        wanted = named if named and named in known else ".txt" if said.startswith("text/") else ""
    seen = _suffix_by_bytes(answer.body, said, wanted)
    shown = show_address(answer.address.text)
    if not wanted and not seen:
        raise _unread(shown, f"{said or 'no type'}{f' ({named})' if named else ''}")
    if seen == ".html" and wanted in _BINARY:
        raise UserError(
            f"{shown}: a web page came in the place of a {wanted[1:].upper()} file.",
            "Open it in your browser, and add what it shows as a file.",
        )
    suffix = seen or wanted
    if wanted in _ZIPPED and not answer.body.startswith(b"PK\x03\x04") and suffix == wanted:
        raise _lies(shown, wanted)
    if wanted == ".pdf" and suffix == wanted and not _is_pdf(answer.body):
        raise _lies(shown, wanted)
    if suffix not in known:
        raise _unread(shown, f"{said or 'no type'} ({suffix})")
    if suffix not in _BINARY and b"\0" in answer.body[:100_000] and not _has_wide_mark(answer.body):
        raise UserError(
            f"{shown}: it is sent as text ({said or suffix}), and is none.",
            "Look at the address in your browser.",
        )
    return suffix


def _suffix_by_bytes(data: bytes, said: str, wanted: str) -> str:
    """Return the suffix of what the first bytes show; "" where they tell nothing."""
    if _is_pdf(data):
        return ".pdf"
    for sign, suffix in _SIGNS:
        if data.startswith(sign):
            return suffix
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return ".webp"
    # Pages of source code come as "text/plain"; so do examples of HTML, under their own name.
    if said != "text/plain" and wanted != ".svg" and looks_like_html(data):
        return ".html"
    return ""


def is_web_page(answer: WebAnswer) -> bool:
    """Tell whether a server sent a web page, under whatever type or name."""
    said = answer.media_type
    wanted = SUFFIXES.get(said) or suffix_of_name(file_name(answer))
    seen = _suffix_by_bytes(answer.body, said, wanted)
    return seen == ".html" or (not seen and SUFFIXES.get(said) == ".html")


def looks_like_html(data: bytes) -> bool:
    """Tell whether a file begins as a web page does."""
    return bool(_LOOKS_LIKE_HTML.match(data[:6_000]))


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1_024]


def _has_wide_mark(data: bytes) -> bool:
    """Tell whether a text says by its first bytes that its characters have two or four bytes."""
    return data.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff"))


def _unread(shown: str, what: str) -> UserError:
    return UserError(
        f"{shown}: nothing here reads what it is: {what[:80]}.",
        "Convert it to one of the formats that are read, and add that file.",
    )


def _lies(shown: str, suffix: str) -> UserError:
    return UserError(
        f"{shown}: it is sent as a {suffix[1:].upper()} file, and is none.",
        "Look at the address in your browser.",
    )
