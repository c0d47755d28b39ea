"""Read e-mails: who wrote what to whom and when, with what is quoted told from what is new.

`messages` parses, `headers` reads what stands above a text, `body` finds the text, `quoting` tells
what of it others wrote, and `attachments` hands out the files in it.
"""

from __future__ import annotations

import re
from email.message import Message

from pipeline.core.errors import UserError
from pipeline.core.text import counted
from pipeline.readers.mail.attachments import is_picture_inside, list_attachments
from pipeline.readers.mail.body import Body, find_body
from pipeline.readers.mail.headers import Headers, read_headers
from pipeline.readers.mail.messages import leaves_of, parse_message, split_mailbox
from pipeline.readers.mail.quoting import mark_quoted
from pipeline.readers.shared import missing_title
from pipeline.readers.shared.decode import decode
from pipeline.readers.shared.document_pictures import DocumentPicture, PictureShelf
from pipeline.readers.shared.lines import join_lines
from pipeline.readers.shared.reading import Meta, Reading

_HEADERS_END = re.compile(rb"\r?\n\r?\n")
_MOST_TOLD = 10
_MOST_MESSAGES = 2_000


def read(path: str, data: bytes) -> Reading:
    """Return a mail, or each mail of a mailbox as a section, below who wrote it to whom and when.

    The lines of the file say nothing, since a text may be encoded in it: all locators are 1.
    """
    return _read(path, data)[0]


def find_pictures(path: str, data: bytes) -> tuple[DocumentPicture, ...]:
    """Return the pictures that the reading of a mail names, with their bytes."""
    return _read(path, data)[1]


def _read(path: str, data: bytes) -> tuple[Reading, tuple[DocumentPicture, ...]]:
    decode(path, _HEADERS_END.split(data, 1)[0])  # refuses what is no text from its first lines
    raw = split_mailbox(data)
    mails = [parse_message(path, each) for each in raw[:_MOST_MESSAGES]]
    shelf = PictureShelf()
    read_mails = [(headers, find_body(path, mail, shelf), mail) for mail in mails
                  if (headers := read_headers(mail))]  # fmt: skip
    if not read_mails:
        raise UserError(
            f"{path}: this is no e-mail: it names no sender, no date and no subject.",
            "Save the message from the mail program in its original form (.eml).",
        )
    single = len(read_mails) == 1
    lines: list[str] = []
    notes: list[str] = []
    for headers, body, mail in read_mails:
        where = "" if single else f"in “{headers.subject or headers.sender}”: "
        notes += [where + note for note in (*body.notes, *_tell_attachments(mail))]
        lines += ["", *_section(headers, body, 1 if single else 2)]
    if single and not any(line.strip() for line in read_mails[0][1].lines):
        raise _nothing(path, read_mails[0][1], mails[0])
    if len(raw) > _MOST_MESSAGES:
        notes.append(f"the first {_MOST_MESSAGES:,} of {len(raw):,} mails are read")
    if len(notes) > _MOST_TOLD:
        notes = [*notes[:_MOST_TOLD], f"and {counted(len(notes) - _MOST_TOLD, 'more note')}"]
    placed = shelf.place(lines)
    text, locators = join_lines((line, 1) for line in placed.lines)
    meta = _meta(path, [x for x, _, _ in read_mails])
    told = (*notes, *placed.notes, *shelf.tell_unknown())
    reading = Reading(text, locators, "line", meta, told, placed.numbers, placed.anchors)
    return reading, placed.pictures


def _section(headers: Headers, body: Body, level: int) -> list[str]:
    """Return a mail as Markdown: its subject, who, to whom, when, and the text."""
    named = [
        f"- {name}: {said}"
        for name, said in (
            ("From", headers.sender),
            ("To", headers.to),
            ("Cc", headers.copies),
            ("Date", headers.when),
        )
        if said
    ]
    title = headers.subject or "Without a subject"
    return [f"{'#' * level} {title}", "", *named, "", *mark_quoted(body.lines)]


def _meta(path: str, found: list[Headers]) -> Meta:
    first = found[0]
    single = len(found) == 1
    senders = list(dict.fromkeys(each.sender_name for each in found if each.sender_name))
    days = [each.day for each in found if each.day]
    title = missing_title.title_from_path(path)
    return Meta(
        title=missing_title.first_title(first.topic, title) if single else title,
        author=", ".join(senders[:20]),
        published=first.day if single else "",
        modified="" if single else max(days, default=""),
        language=first.language if single else "",
    )


def _tell_attachments(mail: Message) -> list[str]:
    return [
        f"the attachment {name} is a source of its own: save it under raw/"
        for name, _ in list_attachments(mail)
    ]


def _nothing(path: str, body: Body, mail: Message) -> UserError:
    if body.locked:
        return UserError(
            f"{path}: this e-mail is encrypted ({body.locked}).",
            "Open it in the mail program, and save it decrypted or as text.",
        )
    if files := list_attachments(mail):
        names = ", ".join(name for name, _ in files[:3])
        return UserError(
            f"{path}: there is no text in this e-mail, only attachments ({names}).",
            "Save the attachments under raw/; each is a source of its own.",
        )
    if any(map(is_picture_inside, leaves_of(mail))):
        return UserError(
            f"{path}: there is no text in this e-mail, only pictures that are too small to hold"
            " words, or broken.",
            "Delete it.",
        )
    if body.notes:
        return UserError(
            f"{path}: there is no text that can be read in this e-mail ({body.notes[0]}).",
            "If it has one in the mail program, save that as .txt or .md instead.",
        )
    return UserError(f"{path}: there is no text in this e-mail.", "Delete it.")
