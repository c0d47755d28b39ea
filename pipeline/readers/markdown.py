"""Read Markdown with front matter, as Obsidian Web Clipper and others write it.

The body stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from pipeline.core.hidden_characters import is_name
from pipeline.core.markup import frontmatter
from pipeline.readers.shared import missing_title
from pipeline.readers.shared.decode import decode
from pipeline.readers.shared.document_pictures import DocumentPicture, PictureShelf
from pipeline.readers.shared.found_pictures import find_pictures_in_markdown
from pipeline.readers.shared.lenient_front import load_front
from pipeline.readers.shared.lines import join_lines, number_lines
from pipeline.readers.shared.reading import Meta, Reading

_ADDRESS_KEYS = ("source", "url", "link", "canonical", "canonical_url")
_AUTHOR_KEYS = ("author", "authors", "creator", "by")
_PUBLISHED_KEYS = ("published", "date_published", "publish_date", "pubdate", "date")
_MODIFIED_KEYS = (
    *("modified", "updated", "last_modified", "lastmod", "date_modified", "last_updated"),
)
_LANGUAGE_KEYS = ("lang", "language")
_CAPTURED_KEYS = ("captured", "clipped", "saved", "accessed", "retrieved")
# The keys for the day of a document, and those for the day it came in.
DATE_KEYS = ((*_PUBLISHED_KEYS, "created"), _CAPTURED_KEYS)
_URL = re.compile(r"https?://[^\s<>()\[\]\"']+")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*")


def read(path: str, data: bytes) -> Reading:
    """Return the body line by line; what is wrong in the front matter is noted."""
    return _read(path, data)[0]


def find_pictures(path: str, data: bytes) -> tuple[DocumentPicture, ...]:
    """Return the pictures that the reading of a file names, with their bytes or their paths."""
    return _read(path, data)[1]


def _read(path: str, data: bytes) -> tuple[Reading, tuple[DocumentPicture, ...]]:
    decoded, notes = decode(path, data)
    block, _ = frontmatter.split(decoded)
    front, problems = load_front(block, path)
    text, locators = join_lines(
        number_lines(decoded)[len(number_lines(block)) - 1 if block.endswith("\n") else 0 :]
    )
    if block and not block.endswith("\n"):  # a file that ends with its front matter
        text, locators = "", (1,)
    shelf = PictureShelf()
    found = find_pictures_in_markdown(text, shelf)
    placed = shelf.place_signs(found.places)
    reading = Reading(
        found.text,
        locators,
        "line",
        _meta(front, found.text, path),
        (*notes, *problems, *found.notes, *placed.notes, *shelf.tell_unknown()),
        placed.numbers,
        placed.anchors,
        placed.files,
    )
    return reading, placed.pictures


def _meta(front: dict[str, object], text: str, path: str) -> Meta:
    address = next(
        (
            found.group()
            for key in _ADDRESS_KEYS
            if (found := _URL.search(_first_text(front, (key,))))
        ),
        "",
    )
    # A page with an address was clipped, and `created` is the day of that; else it is the date of
    # the document.
    created = _first_text(front, ("created",))
    clipped = any(_first_text(front, (key,)) for key in ("source", "url"))
    return Meta(
        title=missing_title.first_title(
            _first_text(front, ("title",)),
            title_heading(text.split("\n")),
            missing_title.title_from_path(path),
        ),
        author=_first_text(front, _AUTHOR_KEYS),
        published=_first_text(front, _PUBLISHED_KEYS) or ("" if clipped else created),
        captured=_first_text(front, _CAPTURED_KEYS) or (created if clipped else ""),
        address=address,
        status=_first_text(front, ("status",)),
        tags=_tags(front.get("tags", front.get("tag"))),
        language=_first_text(front, _LANGUAGE_KEYS),
        modified=_first_text(front, _MODIFIED_KEYS),
    )


def _first_text(front: dict[str, object], keys: Sequence[str]) -> str:
    for key in keys:
        if said := ", ".join(_flat_texts(front.get(key))):
            return said
    return ""


def _flat_texts(value: object) -> list[str]:
    """Return the texts of a value as a flat list.

    An unquoted `[[Name]]` is a nested list in YAML.
    """
    texts = (
        " ".join(missing_title.strip_markup(str(item)).split()) for item in islice(_flat(value), 50)
    )
    return [text for text in texts if text]


def _flat(value: object, depth: int = 0) -> Iterator[object]:
    if isinstance(value, list) and depth < 4:
        for item in value[:50]:
            yield from _flat(item, depth + 1)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield value


def _tags(value: object) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else _flat_texts(value)
    return tuple(dict.fromkeys(clean for part in parts if (clean := part.strip().lstrip("#"))))


def title_heading(lines: Sequence[str]) -> str:
    """Return the first H1, else the first heading, else the first line if it reads like a title.

    A heading that names a part of the text ("Summary") is none, unless it is the only H1.
    """
    found = [(level, text) for level, text in _headings(lines) if is_name(text)]
    highest = [text for level, text in found if level == 1]
    first = next(iter(highest), found[0][1] if found else "")
    if len(highest) != 1 and missing_title.names_part(first):
        return ""
    return first or missing_title.title_from_first_line(lines[:1])


def _headings(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    fence, before = "", ""
    for line in lines:
        if mark := _FENCE.match(line):
            # A fence is closed by its own kind, at least as long.
            fence = mark.group(1) if not fence else "" if mark.group(1).startswith(fence) else fence
        elif not fence and (found := _HEADING.match(line)):
            yield len(found.group(1)), missing_title.strip_markup(found.group(2))
        elif not fence and _UNDERLINE.fullmatch(line) and before[:1].isalnum():
            yield 1 if "=" in line else 2, missing_title.strip_markup(before)
        before = line.strip()
