"""Hand out the files that an e-mail carries, each under a name that is safe in a folder."""

from __future__ import annotations

import re
import unicodedata
from email.message import Message

from pipeline.core.hidden_characters import hidden_positions
from pipeline.readers.mail.headers import decode_header_words, read_headers
from pipeline.readers.mail.messages import leaves_of, parse_message

_LONGEST_NAME = 100
_UNSAFE = re.compile(r"[\ud800-\udfff\x00-\x1f\x7f<>:\"|?*\\/]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_SUFFIXES = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/json": ".json",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "message/rfc822": ".eml",
}
# What belongs to the mail itself, and is no document.
_NO_DOCUMENT = ("application/pgp-signature", "application/pkcs7-signature",
                "application/x-pkcs7-signature", "application/pgp-encrypted",
                "application/ms-tnef", "application/vnd.ms-tnef", "text/calendar",
                "message/delivery-status", "message/disposition-notification")  # fmt: skip


def attachments(data: bytes) -> list[tuple[str, bytes]]:
    """Return the attachments of a mail: names of files without folders, each once, and the bytes.

    A mail that is attached is one of them. Pictures inside the text are not. Raises `UserError`
    where the mail cannot be parsed.
    """
    return list_attachments(parse_message("the e-mail", data))


def list_attachments(mail: Message) -> list[tuple[str, bytes]]:
    """Return the attachments of a mail that is parsed already, as `attachments` does."""
    found: list[tuple[str, bytes]] = []
    taken: set[str] = set()
    for part in leaves_of(mail):
        if part is mail or not is_attached(part) or part.get_content_type() in _NO_DOCUMENT:
            continue
        name = _unused(_name_of(part, len(found) + 1), taken)
        found.append((name, bytes_of(part)))
    return found


def is_attached(part: Message) -> bool:
    """Tell whether a part is a file beside the text."""
    kind = part.get_content_type()
    if kind.startswith("multipart/") or is_picture_inside(part):
        return False
    if kind in ("text/plain", "text/html") and _disposition(part) != "attachment":
        return bool(_file_name(part)) and _disposition(part) != "inline"
    return (
        not kind.startswith("text/") or _disposition(part) == "attachment" or bool(_file_name(part))
    )


def is_picture_inside(part: Message) -> bool:
    """Tell whether a part is a picture that the text shows, such as a logo."""
    return (
        part.get_content_maintype() == "image"
        and _disposition(part) != "attachment"
        and ("content-id" in part or _disposition(part) == "inline")
    )


def _disposition(part: Message) -> str:
    try:
        return part.get_content_disposition() or ""
    except Exception:  # of a header that is none
        return ""


def _file_name(part: Message) -> str:
    try:
        # many programs write a name as they write a subject, which `get_filename` does not know
        return decode_header_words(part.get_filename() or "")
    except Exception:  # of a header that is none
        return ""


def _name_of(part: Message, number: int) -> str:
    said = _file_name(part)
    suffix = _SUFFIXES.get(part.get_content_type(), ".bin")
    if not said and part.get_content_type() == "message/rfc822":
        inner = next((x for x in part.get_payload() if isinstance(x, Message)), None)
        headers = read_headers(inner) if inner is not None else None
        said = f"{headers.topic[:_LONGEST_NAME]}.eml" if headers and headers.topic else ""
    return safe_name(said) or f"attachment-{number}{suffix}"


def safe_name(said: str) -> str:
    """Return a name as a file may have anywhere; empty where nothing is left of it.

    Folders, hidden characters, leading dots and what Windows keeps for itself go.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", said.strip()))[-1]
    hidden = set(hidden_positions(last))
    shown = "".join(char for at, char in enumerate(last) if at not in hidden or char < " ")
    name = "-".join(_UNSAFE.sub("-", shown).split()).strip(".-_ ")
    if _RESERVED.fullmatch(name):
        name = f"file-{name}"
    stem, dot, suffix = name.rpartition(".")
    if dot and len(suffix) <= 10:
        return f"{stem[: _LONGEST_NAME - len(suffix)]}.{suffix}"
    return name[:_LONGEST_NAME]


def _unused(name: str, taken: set[str]) -> str:
    stem, dot, suffix = name.rpartition(".")
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{stem}-{number}.{suffix}" if dot else f"{name}-{number}"
    taken.add(free.casefold())
    return free


def bytes_of(part: Message) -> bytes:
    """Return the file that a part is."""
    if part.get_content_type() == "message/rfc822":
        inner = next((x for x in part.get_payload() if isinstance(x, Message)), None)
        return inner.as_bytes() if inner is not None else b""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
