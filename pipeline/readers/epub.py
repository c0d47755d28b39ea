"""Read an EPUB book: its chapters in their order as sections, without its tables of contents."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from pipeline.core.errors import UserError
from pipeline.core.text import counted
from pipeline.readers.html.whole import write_whole
from pipeline.readers.shared import missing_title
from pipeline.readers.shared.decode import decode
from pipeline.readers.shared.document_pictures import DocumentPicture, PictureShelf
from pipeline.readers.shared.lines import join_lines
from pipeline.readers.shared.packages import Package, broken_file, open_package
from pipeline.readers.shared.reading import Meta, Reading
from pipeline.readers.shared.xml_parts import attribute, local_name, parse_part, text_of

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_TEXTS = ("application/xhtml+xml", "text/html", "text/x-oeb1-document")
# Fonts are scrambled by these, which is no lock.
_SCRAMBLED_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_CHARSET = re.compile(rb"<(?:\?xml|meta)[^>]{0,200}?(?:encoding|charset)\s*=\s*[\"']?\s*([\w-]+)")


@dataclass
class _Book:
    """The package document of a book: what it says of itself, and its chapters in their order."""

    folder: str
    root: Any
    files: dict[str, Any] = field(default_factory=dict)  # by id: the entries of the manifest
    chapters: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # of chapters, by the table of contents

    def path_of(self, href: str) -> str:
        """Return the part to which a link of the package document leads."""
        return posixpath.normpath(posixpath.join(self.folder, unquote(href.partition("#")[0])))


def read(path: str, data: bytes) -> Reading:
    """Return all chapters; raises `UserError` where the book is locked, broken, or has no text."""
    return _read(path, data)[0]


def find_pictures(path: str, data: bytes) -> tuple[DocumentPicture, ...]:
    """Return the pictures that the reading of a book names, with their bytes."""
    return _read(path, data)[1]


def _read(path: str, data: bytes) -> tuple[Reading, tuple[DocumentPicture, ...]]:
    package = open_package(path, data, "an EPUB book", lambda it: _CONTAINER in it)
    book = _open_book(package)
    _refuse_locked(package, book)
    lines: list[str] = []
    notes: list[str] = []
    shelf = PictureShelf()
    bare = 0
    for part in book.chapters:
        if part not in package:
            notes.append(f"the chapter {part!r} is missing in the file")
            continue
        raw = package.read(part)
        declared = _CHARSET.search(raw[:1_000])
        text, told = decode(path, raw, declared[1].decode("ascii") if declared else "")
        notes += told
        page = write_whole(text, sign_of=_signs_of(package, posixpath.dirname(part), shelf))
        bare += page.bare_pictures
        if not page.lines:
            continue
        name = book.names.get(part, "")
        lines += [f"## {name}", ""] if name and not page.has_heading else []
        lines += [*page.lines, ""]
    placed = shelf.place(lines)
    if not any(map(str.strip, placed.lines)) and not placed.pictures:
        raise UserError(
            f"{path}: no chapter of this book holds text.",
            "It may be made of pictures: run text recognition over it, and commit the result.",
        )
    whole, _ = join_lines((line, 1) for line in placed.lines)
    if bare:
        notes.append(f"{counted(bare, 'picture')} without a description left out")
    notes += placed.notes
    places = tuple(range(1, whole.count("\n") + 2))
    reading = Reading(
        whole,
        places,
        "line",
        _meta(path, book),
        tuple(dict.fromkeys(notes)),
        placed.numbers,
        placed.anchors,
    )
    return reading, placed.pictures


def _signs_of(package: Package, folder: str, shelf: PictureShelf) -> Callable[[str], str]:
    """Return what gives the sign of a picture that a chapter of a folder shows."""

    def sign_of(src: str) -> str:
        part = posixpath.normpath(posixpath.join(folder, unquote(src.partition("#")[0])))
        return shelf.put(lambda: package.read(part)) if src and part in package else ""

    return sign_of


def _open_book(package: Package) -> _Book:
    root = parse_part(package, _CONTAINER)
    main = next((attribute(x, "full-path") for x in root.iter() if attribute(x, "full-path")), "")
    if not main or main not in package:
        raise broken_file(package.path, "its package document is missing")
    book = _Book(posixpath.dirname(main), parse_part(package, main))
    for element in book.root.iter():
        if local_name(element) == "item":
            book.files[element.get("id", "")] = element
    contents = _contents(package, book)
    for element in book.root.iter():
        if local_name(element) == "itemref":
            item = book.files.get(element.get("idref", ""))
            if item is None or item.get("media-type", "").lower() not in _TEXTS:
                continue
            part = book.path_of(item.get("href", ""))
            if part not in contents and part not in book.chapters:
                book.chapters.append(part)
    return book


def _contents(package: Package, book: _Book) -> set[str]:
    """Return the parts that are tables of contents, and note what they call each chapter."""
    found = set()
    for item in book.files.values():
        part = book.path_of(item.get("href", ""))
        is_nav = "nav" in item.get("properties", "").split()
        if is_nav:
            found.add(part)
        is_old = item.get("media-type", "") == "application/x-dtbncx+xml"
        if (is_nav or is_old) and part in package:
            _note_names(parse_part(package, part), posixpath.dirname(part), book)
    for element in book.root.iter():
        if local_name(element) == "reference" and element.get("type", "").lower() == "toc":
            found.add(book.path_of(element.get("href", "")))
    return found


def _note_names(root: Any, folder: str, book: _Book) -> None:
    for element in root.iter():
        kind = local_name(element)
        if kind == "navPoint":
            target = next((x.get("src", "") for x in element if local_name(x) == "content"), "")
            name = next((text_of(x) for x in element if local_name(x) == "navLabel"), "")
        elif kind == "a":
            target, name = element.get("href", ""), text_of(element)
        else:
            continue
        part = posixpath.normpath(posixpath.join(folder, unquote(target.partition("#")[0])))
        book.names.setdefault(part, name)


def _refuse_locked(package: Package, book: _Book) -> None:
    """Refuse a book whose chapters are encrypted, as shops do."""
    if _ENCRYPTION not in package:
        return
    for entry in parse_part(package, _ENCRYPTION).iter():
        if local_name(entry) != "EncryptedData":
            continue
        methods = [attribute(x, "Algorithm") for x in entry if local_name(x) == "EncryptionMethod"]
        parts = {unquote(attribute(x, "URI")) for x in entry.iter() if attribute(x, "URI")}
        if not set(methods) <= set(_SCRAMBLED_FONTS) and parts & set(book.chapters):
            raise UserError(
                f"{package.path}: the text of this book is encrypted (DRM).",
                "Commit a copy without copy protection, if you may make one.",
            )


def _meta(path: str, book: _Book) -> Meta:
    said: dict[str, list[str]] = {}
    for element in book.root.iter():
        name = attribute(element, "property") if local_name(element) == "meta" else ""
        name = name or local_name(element)
        if name == "date" and attribute(element, "event") not in ("", "publication"):
            name = "modified"
        said.setdefault(name, []).append(text_of(element))

    def first(*names: str) -> str:
        return next((text for name in names for text in said.get(name, ()) if text), "")

    known = (text for text in said.get("identifier", ()) if re.match("https?://", text))
    return Meta(
        title=missing_title.first_title(first("title"), missing_title.title_from_path(path)),
        author="; ".join(dict.fromkeys(filter(None, said.get("creator", ())))),
        published=first("date"),
        modified=first("dcterms:modified", "modified"),
        address=next(known, ""),
        tags=tuple(dict.fromkeys(filter(None, said.get("subject", ())))),
        language=first("language"),
    )
