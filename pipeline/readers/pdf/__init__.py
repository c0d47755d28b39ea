"""Read a PDF, page by page; the locator of a line is the number of its page."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import islice

import pypdfium2
from pypdfium2 import PdfiumError

from pipeline.core.errors import UserError
from pipeline.core.picture import MOST_PICTURES, place_of_figure
from pipeline.core.text import shorten
from pipeline.core.wiki.transcript import WHOLE_PAGE
from pipeline.readers.pdf.blocks import Block, goes_over, page_blocks
from pipeline.readers.pdf.columns import reading_order
from pipeline.readers.pdf.drawings import page_drawings, pages_with_drawings
from pipeline.readers.pdf.figures import Box, Figure, drop_repeated, page_figures
from pipeline.readers.pdf.fragments import UNKNOWN, page_fragments
from pipeline.readers.pdf.headings import heading_levels
from pipeline.readers.pdf.hyphens import count_words, join_texts
from pipeline.readers.pdf.rows import PdfRow, join_rows, row_distances
from pipeline.readers.pdf.ruling import NO_RULING, Ruling, page_ruling
from pipeline.readers.pdf.running import drop_running_text
from pipeline.readers.pdf.tables import find_tables
from pipeline.readers.pdf.unread_parts import (
    count_annotations,
    holds_formulas,
    tell_annotations,
    tell_formulas,
    tell_unread_parts,
)
from pipeline.readers.shared import missing_title
from pipeline.readers.shared.lines import join_lines, number_lines
from pipeline.readers.shared.reading import Meta, Reading
from pipeline.readers.shared.said_by_programs import author_said, title_said

_MOST_RUNNING_LINES = 30  # that a note names
_MOST_NAMED_PAGES = 30
_MOST_PAGES = 5_000
_MOST_BOOKMARKS = 5_000
_CAPTION_LETTERS = 30  # by which a caption is found again


class _Pages:
    """The rows and ruled lines of all pages, and the numbers of those that could not be read."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self.rows: list[list[PdfRow]] = []
        self.ruling: list[Ruling] = []
        self.unread: list[int] = []
        self.cut: list[int] = []
        # Pages whose fonts do not say what they show are read as pictures are; all rows are of all.
        self.garbled: list[int] = []
        self.all_rows: list[list[PdfRow]] = []
        self.figures: list[list[Figure]] = []
        self.drawings: list[list[Box]] = []
        self.formulas: list[int] = []
        self.annotations: Counter[str] = Counter()
        self.blank: set[int] = set()  # pages on which nothing is drawn
        for number in range(1, min(len(document), _MOST_PAGES) + 1):
            try:
                self._add(document[number - 1], number)
            except (PdfiumError, ValueError, ArithmeticError):
                # One broken page must not cost the others; a note names it.
                self.rows.append([])
                self.ruling.append(NO_RULING)
                self.unread.append(number)
            self.figures += [[]] * (number - len(self.figures))
            self.drawings += [[]] * (number - len(self.drawings))

    def _add(self, page: pypdfium2.PdfPage, number: int) -> None:
        try:
            fragments, complete = page_fragments(page)
            ruling = page_ruling(page)
            rows = join_rows(fragments, ruling)
            self.all_rows.append(rows)
            if rows and _is_unknown(rows):
                self.garbled.append(number)
            self.rows.append([] if number in self.garbled else rows)
            self.ruling.append(ruling)
            self.figures.append(page_figures(page, rows) if self.rows[-1] else [])
            figures = self.figures[-1]
            self.drawings.append(page_drawings(page, rows, figures) if self.rows[-1] else [])
            self.formulas += [number] if holds_formulas(fragments) else []
            self.annotations += count_annotations(page)
            self.cut += [] if complete else [number]
            if not fragments and next(page.get_objects(max_depth=1), None) is None:
                self.blank.add(number)
        finally:
            page.close()


def read(path: str, data: bytes) -> Reading:
    """Return the text of every page.

    Pages that are pictures are said to be bare. Raises `UserError` where the file is encrypted or
    broken, or nothing stands in it.
    """
    document = _open_pdf(path, data)
    try:
        pages = _Pages(document)
        info, bookmarks = _information(document), _bookmarks(document)
        left_out = len(document) - len(pages.rows)
        beside = tell_unread_parts(document)
    finally:
        document.close()
    bare = tuple(n for n in _empty(pages) if n not in pages.blank)
    _refuse_unknown(path, pages.all_rows)
    if not any(pages.rows):
        if not bare:
            raise UserError(f"{path}: nothing stands on the pages of this PDF.", "Export it again.")
        return Reading("", (1,), "page", _meta(path, info, pages.rows), tuple(beside), bare)
    kept, running = drop_running_text(pages.rows)
    words = count_words(row.text for page in kept for row in page)
    text, locators = join_lines(_lines(_blocks(kept, pages.ruling, words), bookmarks, words))
    notes = (*_notes(pages, kept, running, left_out), *beside)
    figures = drop_repeated(pages.figures)
    if len(figures) > MOST_PICTURES:
        notes += (f"only the first {MOST_PICTURES} of {len(figures):,} figures are to be read",)
    anchors = _anchors(figures[:MOST_PICTURES], text, locators)
    meta = _meta(path, info, pages.rows)
    numbers, places = (*bare, *anchors), (*[WHOLE_PAGE] * len(bare), *anchors.values())
    return Reading(text, locators, "page", meta, notes, numbers, places if anchors else ())


def _anchors(
    figures: Sequence[tuple[int, Figure]], text: str, locators: Sequence[int]
) -> dict[int, int]:
    """Return for each figure the row behind which it stands: its caption, or the last of its page.

    `locators` grow, so the rows of a page are found by halving.
    """
    lines = text.split("\n")
    found = {}
    for number, figure in figures:
        page, _ = place_of_figure(number)
        start, end = bisect_left(locators, page), bisect_right(locators, page)
        named = _letters(figure.caption)[:_CAPTION_LETTERS]
        rows = (at for at in range(start, end) if named and named in _letters(lines[at][:500]))
        found[number] = next(rows, max(0, end - 1))
    return found


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _open_pdf(path: str, data: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) > 0:
            return document
        why = "it has no pages"
    except PdfiumError as error:
        if "assword" in str(error) or "ecurity" in str(error):
            raise UserError(
                f"{path}: this PDF is encrypted.",
                "Save a copy without a password, and commit that.",
            ) from error
        why = str(error).rstrip(".")
    raise UserError(f"{path}: this PDF is broken or no PDF ({why}).", "Export it again.")


def _refuse_unknown(path: str, pages: Sequence[Sequence[PdfRow]]) -> None:
    """Refuse a file most of whose glyphs stand for no known character."""
    if _is_unknown([row for page in pages for row in page]):
        raise UserError(
            f"{path}: the fonts of this PDF do not say which characters they show.",
            "Run text recognition over it (`ocrmypdf --force-ocr in.pdf out.pdf`) and commit that.",
        )


def _is_unknown(rows: Sequence[PdfRow]) -> bool:
    """Tell whether most of the characters of these rows are none that the file names."""
    text = "".join("".join(row.text.split()) for row in rows)
    return 2 * sum(char == UNKNOWN or "\ue000" <= char <= "\uf8ff" for char in text) > len(text)


def _information(document: pypdfium2.PdfDocument) -> dict[str, str]:
    return {key: value.replace("\0", "") for key, value in document.get_metadata_dict().items()}


def _bookmarks(document: pypdfium2.PdfDocument) -> set[str]:
    """Return the titles of the bookmarks; broken ones are no reason to refuse the text."""
    try:
        marks = islice(document.get_toc(max_depth=6), _MOST_BOOKMARKS)
        return {mark.get_title() for mark in marks}
    except (PdfiumError, ValueError, RecursionError):
        return set()


def _blocks(
    pages: Sequence[Sequence[PdfRow]], ruling: Sequence[Ruling], words: Counter[str]
) -> list[list[Block]]:
    distances = row_distances(pages)
    found: list[list[Block]] = []
    for rows, lines in zip(pages, ruling, strict=True):
        regions = [find_tables(region, lines, words) for region in reading_order(rows, lines)]
        found.append(page_blocks(regions, distances, words))
    return found


def _lines(
    pages: Sequence[Sequence[Block]], bookmarks: set[str], words: Counter[str]
) -> list[tuple[str, int]]:
    """Return the lines of the text with the numbers of their pages.

    A paragraph that goes on in the next column or on the next page goes on in the next line, but a
    broken word stands whole where it begins.
    """
    levels = heading_levels(pages, bookmarks)
    lines: list[tuple[str, int]] = []
    before: Block | None = None
    for number, page in enumerate(pages, start=1):
        for at, block in enumerate(page):
            level, text = levels.get(id(block), 0), block.text
            heading = bool(level or (before and id(before) in levels))
            turned = at == 0 and before is not None and goes_over(before.rows, block.rows)
            if (over := (block.over or turned) and not heading) and lines:
                lines[-1], text = _mend_over(lines[-1], text, words)
            elif block.apart or heading:
                lines.append(("", number))
            before = block
            if text or not over:
                lines += [
                    (part, number)
                    for line in _written(block, text, level)
                    for part, _ in number_lines(line)
                ]
    return lines


def _mend_over(
    last: tuple[str, int], text: str, words: Counter[str]
) -> tuple[tuple[str, int], str]:
    """Return the last line with the rest of its word, and the text without that."""
    line, number = last
    if not line.endswith(("-", "\u00ad")):
        return last, text
    head, _, rest = text.partition(" ")
    return (join_texts(line, head, words), number), rest


def _written(block: Block, text: str, level: int) -> list[str]:
    if block.table is not None:
        return block.table.markdown()
    return [f"{'#' * level} {text}" if level else text]


def _meta(path: str, info: dict[str, str], pages: Sequence[Sequence[PdfRow]]) -> Meta:
    title = " ".join(re.split(r"[\r\n]", info.get("Title", "").strip())[0].split())
    return Meta(
        title=missing_title.first_title(
            title_said(title),
            _largest_text(pages),
            missing_title.title_from_path(path),
        ),
        author=author_said(info.get("Author", "")),
        published=info.get("CreationDate", ""),
        tags=tuple(
            tag.strip() for tag in re.split(r"[,;]", info.get("Keywords", "")) if tag.strip()
        ),
    )


def _largest_text(pages: Sequence[Sequence[PdfRow]]) -> str:
    """Return what is set in the largest type on the first page with text.

    The name of a part ("Abstract") is no title, even if nothing is larger.
    """
    first = next((page for page in pages if page), None)
    if not first:
        return ""
    size = max(row.size for row in first)
    top = next(at for at, row in enumerate(first) if row.size == size)
    title = " ".join(row.text for row in first[top : top + 4] if row.size == size)
    if len(title) <= missing_title.LONGEST_TITLE:
        return "" if missing_title.names_part(title) else title
    return missing_title.title_from_first_line([row.text for row in first])


def _empty(pages: _Pages) -> list[int]:
    """Return the numbers of the pages that were read and hold no text."""
    return [n for n, page in enumerate(pages.rows, 1) if not page and n not in pages.unread]


def _notes(
    pages: _Pages, kept: Sequence[Sequence[PdfRow]], running: tuple[str, ...], left_out: int
) -> tuple[str, ...]:
    numbered = [*enumerate(zip(pages.rows, kept, strict=True), start=1)]
    empty = [n for n in _empty(pages) if n in pages.blank]
    bare = [n for n, (page, left) in numbered if page and not left]
    notes = [f"{_pages_in_words(empty)} no text"] if empty else []
    notes += [f"{_pages_in_words(bare)} nothing but running headers and footers"] if bare else []
    notes += [f"{_pages_in_words(pages.unread, 'cannot', 'cannot')} be read"] * bool(pages.unread)
    if pages.garbled:
        told = _pages_in_words(pages.garbled, "has", "have")
        notes.append(f"{told} fonts that do not say which characters they show, so it is not read")
    notes += [f"{_pages_in_words(pages.cut)} more than is read of a page"] if pages.cut else []
    notes += [f"only the first {_MOST_PAGES:,} pages are read"] if left_out else []
    notes += _tell_drawings(pages_with_drawings(pages.drawings))
    notes += tell_formulas(pages.formulas)
    notes += tell_annotations(pages.annotations)
    shown = [shorten(text, 120) for text in running[:_MOST_RUNNING_LINES]]
    more = len(running) - len(shown)
    shown += [f"and {more} more"] if more else []
    notes += ["running headers and footers left out: " + "; ".join(shown)] if running else []
    return tuple(notes)


def _tell_drawings(numbers: list[int]) -> list[str]:
    """Return the note on drawings that no caption names, so that nobody shows them to a model."""
    if not numbers:
        return []
    shown = numbers[:_MOST_NAMED_PAGES]
    more = f" (and {len(numbers) - len(shown)} more)" if len(numbers) > len(shown) else ""
    what = "a drawing" if len(numbers) == 1 else "drawings"
    return [
        f"{_pages_in_words(shown)}{more} {what} without a caption, of which only words are read"
    ]


def _pages_in_words(numbers: list[int], one: str = "holds", many: str = "hold") -> str:
    listed = ", ".join(str(number) for number in numbers)
    return (
        f"page {listed} {one}"
        if len(numbers) == 1
        else f"pages {' and '.join(listed.rsplit(', ', 1))} {many}"
    )
