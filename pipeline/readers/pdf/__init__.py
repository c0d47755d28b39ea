"""Read a PDF that holds text, page by page; the locator of a line is the number of its page."""

from __future__ import annotations

import io
import logging
import math
import re
from typing import Any

from pypdf import PageObject, PdfReader

from pipeline.core.errors import UserError
from pipeline.core.text import shorten
from pipeline.readers.pdf.page_lines import PdfRow, drop_running_text, join_paragraphs, join_rows
from pipeline.readers.shared import missing_title
from pipeline.readers.shared.lines import join_lines, number_lines
from pipeline.readers.shared.reading import Meta, Reading

# What cannot be read is reported by an error or a note, not by a log line.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

# What programs write where a person should have written a title.
_JUNK_TITLE = re.compile(
    r"\s*(?:microsoft"
    r" (?:word|powerpoint|excel)\b.*|untitled\b.*|(?:document|presentation|slide|title)\s*\d*"
    r"|[^ ]*\.(?:docx?|pptx?|xlsx?|indd|pdf|tex|dvi|qxp|rtf|odt|html?))\s*",
    re.IGNORECASE,
)
_MOST_RUNNING_LINES = 30  # that a note names
_NO_AUTHOR = re.compile(
    r"\s*(?:unknown|user|admin(?:istrator)?|author|owner|anonymous)?\s*", re.IGNORECASE
)


def read(path: str, data: bytes) -> Reading:
    """Return the text of every page.

    Raises `UserError` where the file is encrypted or broken, or holds pictures only.
    """
    reader = _open_pdf(path, data)
    raw, unread = _read_pages(reader)
    if not any(raw):
        raise UserError(
            f"{path}: no page of this PDF holds text; it is probably a scan.",
            "Run text recognition over it (`ocrmypdf in.pdf out.pdf`) and commit the result.",
        )
    kept, running = drop_running_text(raw)
    lines: list[tuple[str, int]] = []
    for number, page in enumerate(join_paragraphs(kept), start=1):
        lines += [(part, number) for line in ("", *page) for part, _ in number_lines(line)]
    text, locators = join_lines(lines)
    return Reading(
        text, locators, "page", _meta(path, reader, raw), _notes(raw, kept, unread, running)
    )


def _open_pdf(path: str, data: bytes) -> PdfReader:
    try:
        reader = PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
        if not locked:
            len(reader.pages)
    except Exception as error:  # pypdf raises whatever the broken object leads to
        if b"/Encrypt" not in data:
            raise UserError(
                f"{path}: this PDF is broken or no PDF ({error}).", "Export it again."
            ) from error
        locked = True
    if locked:
        raise UserError(
            f"{path}: this PDF is encrypted.", "Save a copy without a password, and commit that."
        )
    return reader


def _read_pages(reader: PdfReader) -> tuple[list[list[PdfRow]], list[int]]:
    """Return the rows of every page, and the numbers of the pages that could not be read."""
    pages: list[list[PdfRow]] = []
    unread: list[int] = []
    for number in range(1, len(reader.pages) + 1):
        try:
            pages.append(join_rows(_pieces(reader.pages[number - 1])))
        except Exception:  # one broken page must not cost the others; a note names it
            pages.append([])
            unread.append(number)
    return pages, unread


def _pieces(page: PageObject) -> list[PdfRow]:
    pieces: list[PdfRow] = []
    placed = False

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        nonlocal placed
        # pypdf sends a line break alone before a piece that was placed anew.
        placed = placed or text == "\n"
        if not text or text == "\n":
            return
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        high = round(size * math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3]), 1)
        for at, line in enumerate(text.removesuffix("\n").split("\n")):
            pieces.append(PdfRow(line, x, y - at * 1.2 * high, high, placed))
        placed = False

    page.extract_text(visitor_text=visit)
    return pieces


def _meta(path: str, reader: PdfReader, pages: list[list[PdfRow]]) -> Meta:
    try:
        info = {str(key): str(value) for key, value in (reader.metadata or {}).items()}
    except Exception:  # a broken information dictionary is no reason to refuse the text
        info = {}
    title = " ".join(re.split(r"[\r\n]", info.get("/Title", "").strip())[0].split())
    author = " ".join(info.get("/Author", "").split())
    return Meta(
        title=missing_title.first_title(
            "" if _JUNK_TITLE.fullmatch(title or "untitled") else title,
            _largest_text(pages),
            missing_title.title_from_path(path),
        ),
        author="" if _NO_AUTHOR.fullmatch(author) else author,
        published=info.get("/CreationDate", ""),
        tags=tuple(
            tag.strip() for tag in re.split(r"[,;]", info.get("/Keywords", "")) if tag.strip()
        ),
    )


def _largest_text(pages: list[list[PdfRow]]) -> str:
    """Return what is set in the largest type on the first page with text."""
    first = next(page for page in pages if page)
    size = max(row.size for row in first)
    top = next(at for at, row in enumerate(first) if row.size == size)
    rows = [row.text for row in first[top : top + 4] if row.size == size]
    title = " ".join(rows)
    return (
        title
        if len(title) <= missing_title.LONGEST_TITLE
        else missing_title.title_from_first_line([row.text for row in first])
    )


def _notes(
    pages: list[list[PdfRow]], kept: list[list[PdfRow]], unread: list[int], running: tuple[str, ...]
) -> tuple[str, ...]:
    empty = [
        number for number, page in enumerate(pages, start=1) if not page and number not in unread
    ]
    bare = [
        number
        for number, (page, left) in enumerate(zip(pages, kept, strict=True), start=1)
        if page and not left
    ]
    notes = [f"{_pages_in_words(empty)} no text"] if empty else []
    notes += [f"{_pages_in_words(bare)} nothing but running headers and footers"] if bare else []
    notes += [f"{_pages_in_words(unread, 'cannot', 'cannot')} be read"] if unread else []
    shown = [shorten(text, 120) for text in running[:_MOST_RUNNING_LINES]]
    shown += (
        [f"and {len(running) - _MOST_RUNNING_LINES} more"]
        if len(running) > _MOST_RUNNING_LINES
        else []
    )
    notes += ["running headers and footers left out: " + "; ".join(shown)] if running else []
    return tuple(notes)


def _pages_in_words(numbers: list[int], one: str = "holds", many: str = "hold") -> str:
    listed = ", ".join(str(number) for number in numbers)
    return (
        f"page {listed} {one}"
        if len(numbers) == 1
        else f"pages {' and '.join(listed.rsplit(', ', 1))} {many}"
    )
