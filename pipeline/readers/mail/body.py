"""Find the text of an e-mail among its parts, and say what of the parts is not read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.message import Message
from functools import partial
from urllib.parse import unquote

from pipeline.core.errors import UserError
from pipeline.readers.html.fragment import write_fragment
from pipeline.readers.mail.attachments import bytes_of, is_attached, is_picture_inside
from pipeline.readers.mail.messages import leaves_of
from pipeline.readers.shared.decode import decode
from pipeline.readers.shared.document_pictures import PictureShelf, leave_out_false_signs
from pipeline.readers.shared.found_pictures import PictureGatherer
from pipeline.readers.shared.lines import number_lines

_ENCRYPTED = {
    "multipart/encrypted": "PGP or S/MIME",
    "application/pkcs7-mime": "S/MIME",
    "application/x-pkcs7-mime": "S/MIME",
    "application/pgp-encrypted": "PGP",
}
_SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature",
               "application/x-pkcs7-signature")  # fmt: skip
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
_CHARSET_IN_PAGE = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_PGP = re.compile(r"^-----BEGIN PGP MESSAGE-----\s*$", re.MULTILINE)
_SIGNED_TEXT = re.compile(
    r"^-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Z][\w-]*: .*\n)*\n"
    r"|^-----BEGIN PGP SIGNATURE-----\n(?:.*\n){0,60}?-----END PGP SIGNATURE-----\n?",
    re.MULTILINE,
)


@dataclass
class Body:
    """The lines of a mail's text, and what is to be said of it; `locked` names an encryption."""

    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    locked: str = ""


def find_body(path: str, mail: Message, shelf: PictureShelf) -> Body:
    """Return the text of all parts that a reader of the mail sees as its text.

    The pictures inside it are put on the shelf; those that its text names no place for stand at the
    end of it.
    """
    body = Body()
    why = _ENCRYPTED.get(mail.get_content_type())
    if why and not _is_signed(mail):
        body.locked = why
        body.notes.append(f"its text is encrypted ({why})")
        return body
    leaves = list(leaves_of(mail))
    pictures = {_content_id(part, at): part for at, part in enumerate(leaves)
                if is_picture_inside(part)}  # fmt: skip
    placed: dict[str, str] = {}

    def held(address: str) -> bytes | None:
        name = unquote(address.strip().removeprefix("cid:"))
        if not address.lower().startswith("cid:") or name not in pictures:
            return None
        placed[name] = ""
        return bytes_of(pictures[name])

    gatherer = PictureGatherer(held, remote_base=True, shelf=shelf)
    for part in leaves:
        kind = part.get_content_type()
        if is_picture_inside(part):
            continue
        # what a mail consists of alone is its text, also where it has the name of a file
        text = kind in ("text/plain", "text/html", "text/enriched")
        if text and (part is mail or not is_attached(part)):
            _add_text(path, part, kind, body, gatherer)
        elif kind.startswith("multipart/") and _holds_words(part):
            body.notes.append("its parts cannot be told apart, so they are not read")
        elif (note := _note_on(part)) and note not in body.notes:
            body.notes.append(note)
    rest = [shelf.put(partial(bytes_of, part)) for name, part in pictures.items()
            if name not in placed]  # fmt: skip
    for sign in filter(None, rest):
        body.lines += ["", sign]
    body.notes += gatherer.notes
    return body


def _content_id(part: Message, at: int) -> str:
    """Return the name by which a mail's text refers to a picture, or one that no text names."""
    said = str(part.get("content-id") or "").strip().removeprefix("<").removesuffix(">")
    return said or f"\n{at}"


def _is_signed(part: Message) -> bool:
    """Tell whether a text is packed into its signature, as S/MIME can, and is not encrypted."""
    return part.get_param("smime-type") == "signed-data"


def _holds_words(part: Message) -> bool:
    payload = part.get_payload()
    return isinstance(payload, str) and bool(payload.strip())


def _note_on(part: Message) -> str:
    kind = part.get_content_type()
    if kind in _ENCRYPTED and _is_signed(part):
        return "its text is packed into a signature (S/MIME), which is not read"
    if kind == "text/calendar":
        return "an invitation (calendar part) is in it, which is not read"
    if kind in _TNEF:
        return "a winmail.dat of Outlook is in it, which is not read: ask for the mail as HTML"
    if kind in _SIGNATURES:
        return "the mail is signed; the signature is not checked"
    if kind in _ENCRYPTED:
        return f"an encrypted part ({_ENCRYPTED[kind]}) is not read"
    return ""


def _add_text(path: str, part: Message, kind: str, body: Body, gatherer: PictureGatherer) -> None:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if not data.strip():
        return
    declared = str(part.get_content_charset() or "")
    if kind != "text/plain" and not declared and (said := _CHARSET_IN_PAGE.search(data[:4096])):
        declared = said[1].decode("ascii")
    try:
        text, notes = decode(path, data.replace(b"\r\n", b"\n"), declared)
        text = leave_out_false_signs(text)
    except UserError as error:
        body.notes.append(f"a part of its text is not read: {error.message.removeprefix(path)[2:]}")
        return
    body.notes += [note for note in notes if not declared and note not in body.notes]
    if kind == "text/html":
        lines = [line for line, _ in write_fragment(gatherer.cut(text), gatherer.sign_of)]
    else:
        if _PGP.search(text):
            body.locked = "PGP"
            body.notes.append("a part of its text is encrypted (PGP)")
            return
        text = _SIGNED_TEXT.sub("", text)
        lines = [line for line, _ in number_lines(text)]
        lines = _join_flowed(lines, part) if part.get_param("format") == "flowed" else lines
    body.lines += ["", *lines] if body.lines else lines


def _join_flowed(lines: list[str], part: Message) -> list[str]:
    """Return lines that a mail program broke as the paragraphs that were written (RFC 3676)."""
    blank = "" if part.get_param("delsp") == "yes" else " "
    out: list[str] = []
    open_depth = -1
    for line in lines:
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        soft = words.endswith(" ") and words != "-- "
        words = words.rstrip(" ") if words != "-- " else words
        if open_depth == depth and words:
            out[-1] += blank + words
        else:
            out.append(f"{'>' * depth}{' ' if depth else ''}{words}")
        open_depth = depth if soft else -1
    return out
