"""Read the headers of an e-mail: who, to whom, when, about what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from pipeline.readers.shared.decode import decode_words

_LONGEST = 2_000  # bytes of a header
_MOST_NAMED = 12  # people
_PREFIX = re.compile(
    r"(?:(?:re|aw|fwd?|wg|sv|vs|antw|tr|rv|rif|回复|转发|答复)\s?(?:\[\d{1,3}\])?\s?[:：]\s*)+",
    re.IGNORECASE,
)
_CODE = re.compile(r"\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)\s*(?:,.*)?")


@dataclass(frozen=True)
class Headers:
    """What stands above the text of a mail, in words; `day` is ISO.

    `topic` is the subject without "Re:" and its like.
    """

    subject: str = ""
    topic: str = ""
    sender: str = ""
    sender_name: str = ""
    to: str = ""
    copies: str = ""
    when: str = ""
    day: str = ""
    language: str = ""


def read_headers(mail: Message) -> Headers | None:
    """Return the headers; None where there is neither sender, nor date, nor subject."""
    raw = _raw_headers(mail)
    subject = " ".join(decode_header_words(raw.get("subject", "")).split())
    senders = _people(raw.get("from", "") or raw.get("sender", ""))
    when, day = _date(raw.get("date", ""))
    if not (subject or senders or when):
        return None
    language = _CODE.fullmatch(raw.get("content-language", ""))
    return Headers(
        subject=subject,
        topic=_PREFIX.sub("", subject, count=1) if _PREFIX.match(subject) else subject,
        sender=_listed(senders),
        sender_name=", ".join(name or address for name, address in senders[:3]),
        to=_listed(_people(raw.get("to", ""))),
        copies=_listed(_people(raw.get("cc", ""))),
        when=when,
        day=day,
        language=language[1] if language else "",
    )


def _raw_headers(mail: Message) -> dict[str, str]:
    """Return the first header of each name, undecoded and bounded.

    The standard library's own objects for headers take quadratic time over some, and raise.
    """
    found: dict[str, str] = {}
    for name, value in mail.raw_items():
        if isinstance(value, str):
            found.setdefault(str(name).lower(), " ".join(value[:_LONGEST].split()))
    return found


def decode_header_words(value: str) -> str:
    """Return a header with its encoded words decoded, as far as that is possible."""
    said = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        parts = decode_header(said)
    except (ValueError, HeaderParseError):
        return said
    return "".join(
        part if isinstance(part, str) else decode_words(part, charset or "ascii")
        for part, charset in parts
    )


def _people(value: str) -> list[tuple[str, str]]:
    """Return the names and addresses that a header lists; a name is decoded after its quotes."""
    if not value:
        return []
    try:
        pairs = getaddresses([value])
    except RecursionError:  # of brackets in brackets
        pairs = []
    found = [
        (" ".join(decode_header_words(name).split()), address)
        for name, address in pairs
        if name or address
    ]
    return found or [("", " ".join(decode_header_words(value).split()))]


def _listed(people: list[tuple[str, str]]) -> str:
    shown = [f"{name} <{address}>" if name and address else name or address
             for name, address in people[:_MOST_NAMED]]  # fmt: skip
    more = len(people) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _date(value: str) -> tuple[str, str]:
    """Return when a mail was sent, as it is told in its own time zone, and the day as ISO."""
    try:
        sent = parsedate_to_datetime(value)
        return sent.strftime("%Y-%m-%d %H:%M %z").strip(), sent.date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return (decode_header_words(value), "") if value else ("", "")
