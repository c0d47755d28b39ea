"""Read reStructuredText, also with the headers of a PEP, as text that is nearly Markdown.

Each line has its line of the file.
"""

from __future__ import annotations

import re
from functools import partial

from docutils import nodes

from pipeline.core.sources.picture_markup import rst_files
from pipeline.readers.rst import to_markdown
from pipeline.readers.rst import tree as rst_tree
from pipeline.readers.shared import missing_title
from pipeline.readers.shared.align import align_lines, build_stream
from pipeline.readers.shared.decode import decode
from pipeline.readers.shared.document_pictures import (
    DocumentPicture,
    PictureShelf,
    leave_out_false_signs,
)
from pipeline.readers.shared.found_pictures import (
    bytes_of_address,
    leads_to_web,
    put_named,
    tell_remote,
)
from pipeline.readers.shared.lines import join_lines, number_lines
from pipeline.readers.shared.reading import Meta, Reading

# Headers of a PEP, such as `Title: ...` at the top of the file, have no colon before them, so they
# are no fields to docutils.
_HEADERS = re.compile(r"\A\s*((?:[A-Z][\w-]*:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*){2,})(?=\s*(?:\n|\Z))")
_HEADER = re.compile(r"^([A-Z][\w-]*):[ \t]*([^\n]*(?:\n[ \t]+\S[^\n]*)*)", re.MULTILINE)


def read(path: str, data: bytes) -> Reading:
    """Return the text as docutils understands it, or line by line where it cannot."""
    return _read(path, data)[0]


def find_pictures(path: str, data: bytes) -> tuple[DocumentPicture, ...]:
    """Return the pictures that the reading of a file names, by their paths."""
    return _read(path, data)[1]


def _read(path: str, data: bytes) -> tuple[Reading, tuple[DocumentPicture, ...]]:
    decoded, notes = decode(path, data)
    decoded = leave_out_false_signs(decoded)
    shelf, remote = PictureShelf(), 0
    raw = number_lines(decoded)
    headers, body = _headers("\n".join(line for line, _ in raw) + "\n")
    try:
        tree, problems = rst_tree.parse_rst(body)
        remote = _mark_pictures(tree, shelf)
        lines = to_markdown.tree_to_markdown(tree).split("\n")
        fields = headers | _docinfo(tree)
        title = tree.get("title", "") or _first_section(tree)
    except Exception as error:
        # docutils fails on some broken or deeply nested markup, whose words are still there.
        problems = (
            f"not readable as reStructuredText ({type(error).__name__}), so read as plain text",
        )
        lines, fields, title = body.split("\n"), headers, ""
    placed = shelf.place(lines)
    places = align_lines(placed.lines, build_stream(raw))
    text, locators = join_lines(zip(placed.lines, places, strict=True))
    meta = _meta(path, fields, title, text)
    told = (*notes, *problems, *tell_remote(remote), *placed.notes, *shelf.tell_unknown())
    pictures = (placed.numbers, placed.anchors, placed.files)
    return Reading(text, locators, "line", meta, told, *pictures), placed.pictures


def _mark_pictures(tree: nodes.document, shelf: PictureShelf) -> int:
    """Put a sign into each image that is to be read; return how many are on the web."""
    remote = 0
    for image in tree.findall(nodes.image):
        if isinstance(image.parent, nodes.substitution_definition):
            continue  # it stands where the substitution is used
        address = str(image.get("uri", ""))
        if (data := bytes_of_address(address)) is not None:
            image[to_markdown.SIGN] = shelf.put(partial(bytes, data))
        else:
            remote += leads_to_web(address)
            image[to_markdown.SIGN] = put_named(address, rst_files(address), shelf)
    return remote


def _headers(text: str) -> tuple[dict[str, str], str]:
    found = _HEADERS.match(text)
    pairs = _HEADER.findall(found.group(1)) if found else []
    headers = {name.lower(): " ".join(value.split()) for name, value in pairs}
    if found is None or "title" not in headers:
        return {}, text
    return headers, text[found.end() :]


def _first_section(tree: nodes.document) -> str:
    """Return the title of the first section, unless it names a part of a document."""
    first = next((node.astext() for node in tree.findall(nodes.title)), "")
    return "" if missing_title.names_part(first) else first


def _docinfo(tree: nodes.document) -> dict[str, str]:
    fields: dict[str, str] = {}
    for node in (child for docinfo in tree.findall(nodes.docinfo) for child in docinfo.children):
        if isinstance(node, nodes.field):
            fields[node.children[0].astext().lower()] = " ".join(node.children[1].astext().split())
        elif isinstance(node, nodes.authors):
            fields["author"] = ", ".join(child.astext() for child in node.children)
        elif isinstance(node, nodes.Element):
            fields[node.tagname] = " ".join(node.astext().split())
    return fields


def _meta(path: str, fields: dict[str, str], title: str, text: str) -> Meta:
    first = missing_title.title_from_first_line(text.split("\n"))
    return Meta(
        title=missing_title.first_title(
            fields.get("title", ""),
            " ".join(title.split()),
            first,
            missing_title.title_from_path(path),
        ),
        author=fields.get("author", ""),
        published=fields.get("date") or fields.get("published") or fields.get("created", ""),
        address=next(
            (fields[key] for key in ("source", "url") if fields.get(key, "").startswith("http")), ""
        ),
        status=fields.get("status", ""),
        tags=tuple(
            tag.strip()
            for tag in fields.get("tags", fields.get("keywords", "")).split(",")
            if tag.strip()
        ),
    )
