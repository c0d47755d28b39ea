"""Parse e-mails, alone or many in a mailbox, with bounds on what a hostile one can nest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32
from typing import Any

from pipeline.core.errors import UserError

_DEEPEST = 20  # parts inside each other
_MOST_PARTS = 300
_LONGEST_HEADER = 2_000
# "From ann@example.org Fri May  3 10:15:00 2024" begins a mail of a mailbox.
_BEGIN = re.compile(rb"(?:\A|(?<=\n)\r?\n)From [^\n]{0,300}\d\d:\d\d[^\n]{0,60}\n")
_MULTIPART = re.compile(rb"^content-type:\s{0,9}multipart/", re.IGNORECASE | re.MULTILINE)
_ESCAPED = re.compile(rb"^>(?=>{0,20}From )", re.MULTILINE)


class _Bounded(Compat32):
    """Reads headers without their structure, and no longer than a header is.

    The standard library's newer policies take quadratic time over some: 105 CPU seconds for one
    header of 140 kB.
    """

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return super().header_fetch_parse(name, value[:_LONGEST_HEADER])


def split_mailbox(data: bytes) -> list[bytes]:
    """Return the mails of a mailbox; the file itself where it is a single mail."""
    starts = list(_BEGIN.finditer(data))
    if not starts or data[: starts[0].start()].strip():
        return [data]
    ends = [*(found.start() for found in starts[1:]), len(data)]
    return [
        _ESCAPED.sub(b"", data[found.end() : end]) for found, end in zip(starts, ends, strict=True)
    ]


def parse_message(path: str, data: bytes) -> Message:
    """Return a mail; `UserError` where its parts are nested without end."""
    if len(_MULTIPART.findall(data)) > _MOST_PARTS:  # of which the parser follows each in each
        raise _unreadable(path, f"it holds more than {_MOST_PARTS} parts with parts of their own")
    try:
        return BytesParser(policy=_Bounded()).parsebytes(data)
    except RecursionError:
        why = "its parts are nested too deep"
    except Exception as error:
        # the standard library raises many errors over headers that are none
        why = f"it cannot be read as an e-mail ({type(error).__name__})"
    raise _unreadable(path, why)


def _unreadable(path: str, why: str) -> UserError:
    return UserError(f"{path}: {why}.", "Save the text of the mail as .txt or .md instead.")


def leaves_of(mail: Message, depth: int = 0) -> Iterator[Message]:
    """Yield the parts of a mail that hold no further parts, in their order.

    Of a text in several forms only the plainest with words in it is taken; a mail inside a mail is
    one part.
    """
    if not mail.is_multipart() or mail.get_content_type() == "message/rfc822":
        yield mail
        return
    parts = [part for part in mail.get_payload() if isinstance(part, Message)]
    if depth >= _DEEPEST:
        return
    if mail.get_content_type() == "multipart/alternative":
        chosen = _choose(parts)
        # what the form that is not taken shows is shown to nobody else
        others = [part for part in parts if part not in chosen]
        parts = [*chosen, *(x for other in others for x in _pictures_of(other, depth + 1))]
    for part in parts[:_MOST_PARTS]:
        yield from leaves_of(part, depth + 1)


def _pictures_of(mail: Message, depth: int) -> list[Message]:
    return [part for part in leaves_of(mail, depth) if part.get_content_maintype() == "image"]


def _choose(parts: list[Message]) -> list[Message]:
    """Return of the forms of one text the plainest one, and what is no form of a text at all."""
    plain = [part for part in parts if part.get_content_type() == "text/plain"]
    rich = [part for part in parts if part not in plain and _is_text(part)]
    rest = [part for part in parts if part not in plain and part not in rich]
    worded = [part for part in plain if _says_something(part)]
    return [*(worded[:1] or rich[-1:] or plain[:1]), *rest]


def _is_text(part: Message) -> bool:
    kind = part.get_content_type()
    return kind in ("text/html", "text/enriched", "multipart/related", "multipart/mixed")


_STUB = re.compile(
    rb"(?:html[- ](?:mail|e-?mail|version|format)|(?:not|unable to|cannot) (?:support|display|read)"
    rb"|view (?:this|it) (?:e?-?mail )?(?:in|online))",
    re.IGNORECASE,
)


def _says_something(part: Message) -> bool:
    """Tell whether a plain text is more than the remark that the mail is written in HTML."""
    payload = part.get_payload(decode=True)
    words = payload.split() if isinstance(payload, bytes) else []
    return len(words) > 40 or bool(words and not _STUB.search(b" ".join(words)))
