"""Read a web page as Markdown: all of it but what is recognisably no content, line by line.

`tree` parses the page, `weights` counts what each element holds, `pruning` and `region` leave out
menus, banners and what stands around the text, and `blocks` writes the rest. `recall` then reads
the page a second time and finds what is missing, so that nothing is lost unsaid.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.core.errors import UserError
from pipeline.readers.html import language, metadata, telling
from pipeline.readers.html.blocks import BlockWriter
from pipeline.readers.html.hollow import leave_out_hollow_headings
from pipeline.readers.html.notes import leave_out_signs
from pipeline.readers.html.pictures import mark_pictures
from pipeline.readers.html.pruning import prune
from pipeline.readers.html.recall import find_missing
from pipeline.readers.html.region import narrow
from pipeline.readers.html.tree import Node, parse
from pipeline.readers.html.weights import weigh
from pipeline.readers.shared.decode import decode
from pipeline.readers.shared.document_pictures import DocumentPicture, leave_out_false_signs
from pipeline.readers.shared.found_pictures import PictureGatherer
from pipeline.readers.shared.lines import join_lines
from pipeline.readers.shared.reading import Reading

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


def read(path: str, data: bytes) -> Reading:
    """Return the page without menus, banners and footers.

    Raises `UserError` where the page has no text.
    """
    return _read(path, data)[0]


def find_pictures(path: str, data: bytes) -> tuple[DocumentPicture, ...]:
    """Return the pictures that the reading of a page names, with their bytes or their paths."""
    return _read(path, data)[1]


def _read(path: str, data: bytes) -> tuple[Reading, tuple[DocumentPicture, ...]]:
    decoded, notes = decode(path, data, declared_charset(data))
    gatherer = PictureGatherer()
    decoded = gatherer.cut(leave_out_false_signs(decoded))
    try:
        page, tree = parse(decoded)
    except ValueError:
        raise _nothing(path) from None
    said = metadata.head_of(page)
    _leave_out(page, metadata.is_article(said))
    gatherer.remote_base = bool(said.get("base", ""))
    mark_pictures(page, gatherer.sign_of)
    written = BlockWriter(said.get("base", "") or metadata.address_of(said)).write(page)
    placed = gatherer.shelf.place([line for line, _ in written])
    lines = [(line, written[row][1]) for line, row in zip(placed.lines, placed.rows, strict=True)]
    if not any(text.strip() for text, _ in lines):
        raise _nothing(path)
    parts = telling.left_out_parts(page)
    notes += telling.tell_left_out(parts)
    notes += telling.tell_icons(page)
    notes += telling.tell_missing(find_missing(decoded, lines, telling.left_out_lines(parts)))
    text, locators = join_lines(lines)
    in_language, doubt = language.find_language(page, said, text)
    meta = replace(metadata.read_meta(path, said, tree, text), language=in_language)
    told = (*notes, *doubt, *gatherer.notes, *placed.notes, *gatherer.shelf.tell_unknown())
    pictures = (placed.numbers, placed.anchors, placed.files)
    return Reading(text, locators, "line", meta, told, *pictures), placed.pictures


def declared_charset(data: bytes) -> str:
    """Return the encoding that a page names for itself, or an empty string."""
    declared = _CHARSET.search(data[:4096])
    return declared.group(1).decode("ascii", "replace") if declared else ""


def _leave_out(page: Node, is_article: bool) -> None:
    weigh(page)
    leave_out_signs(page)
    prune(page, is_article)
    narrow(page, is_article)
    leave_out_hollow_headings(page)


def _nothing(path: str) -> UserError:
    return UserError(
        f"{path}: no article was found in this page.",
        "It may be built by scripts, or be a menu only: save the article as Markdown instead.",
    )
