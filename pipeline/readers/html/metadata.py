"""Find what the head of a page says of it: title, author, date, address and key words."""

from __future__ import annotations

import logging
from typing import Any

from pipeline.readers.html.tree import Node
from pipeline.readers.shared import missing_title
from pipeline.readers.shared.reading import Meta

for _name in ("trafilatura", "htmldate", "courlan", "justext"):
    # A failure is reported by an exception or a note, not by a log line.
    logging.getLogger(_name).addHandler(logging.NullHandler())

_DATE_NAMES = (
    "article:published_time", "datepublished", "citation_publication_date", "citation_date",
    "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "pubdate", "publishdate", "date",
)  # fmt: skip
# Author and date stand at the top of a page. Trafilatura looks through it some thirty times, and
# for each element counts and compares all its siblings.
_MOST_ELEMENTS = 1_500


def head_of(page: Node) -> dict[str, str]:
    """Return what the head of a page says by name, with its canonical address and its base."""
    said: dict[str, str] = {}
    waiting = [page]
    while waiting:
        node = waiting.pop()
        waiting += [x for x in reversed(node.children) if isinstance(x, Node)]
        values = node.attrs
        if node.tag == "meta":
            name = (
                values.get("property")
                or values.get("name")
                or values.get("itemprop")
                or values.get("http-equiv")
                or ""
            )
            said.setdefault(name.strip().lower(), values.get("content", "").strip())
        elif node.tag == "link" and "canonical" in values.get("rel", "").lower().split():
            said.setdefault("canonical", values.get("href", "").strip())
        elif node.tag == "base":
            said.setdefault("base", values.get("href", "").strip())
    return said


def is_article(said: dict[str, str]) -> bool:
    """Tell whether a page calls itself an article, as those of newspapers and blogs do."""
    return said.get("og:type", "").lower() in ("article", "news", "blog", "news.article") or bool(
        said.get("article:published_time")
    )


def address_of(said: dict[str, str]) -> str:
    """Return the address that a page gives for itself, or an empty string."""
    named = (said.get(name, "") for name in ("canonical", "og:url"))
    return next((address for address in named if address.startswith("http")), "")


def read_meta(path: str, said: dict[str, str], tree: Any, text: str) -> Meta:
    """Return the metadata of a page, whose tree this uses up; `text` is the page as Markdown."""
    declared = _declared_title(tree)
    found = _extract(tree)
    if missing_title.names_part(found.get("title", "")):  # taken from a heading
        found["title"] = declared
    named = (said.get("og:title", ""), found.get("title", ""), _first_heading(text))
    names = [name.strip() for name in found.get("author", "").split(";")]
    tags = [tag.strip() for tag in said.get("keywords", "").split(",")]
    return Meta(
        title=missing_title.first_title(
            *(" ".join(each.split()) for each in named), missing_title.title_from_path(path)
        ),
        author="; ".join(dict.fromkeys(filter(None, names))),
        published=next((said[name] for name in _DATE_NAMES if said.get(name)), "")
        or found.get("date", ""),
        address=address_of(said),
        tags=tuple(dict.fromkeys(filter(None, tags))),
    )


def _declared_title(tree: Any) -> str:
    """Return the text of the title element of a page's head, or an empty string."""
    return " ".join((tree.findtext(".//head/title") or "").split())


def _extract(tree: Any) -> dict[str, str]:
    from trafilatura.metadata import extract_metadata

    try:
        _cut_short(tree)
        # `extensive` would guess dates from the running text.
        found = extract_metadata(tree, extensive=False)
    except Exception:  # a page without metadata is still a source
        return {}
    names = ("title", "author", "date")
    return {name: getattr(found, name, None) or "" for name in names} if found else {}


def _cut_short(tree: Any) -> None:
    """Take the elements out of a tree that come after the first ones."""
    for element in [*tree.iter()][:_MOST_ELEMENTS:-1]:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def _first_heading(text: str) -> str:
    first = missing_title.first_title(
        *(missing_title.strip_markup(line) for line in text.split("\n") if line.startswith("#"))
    )
    return "" if missing_title.names_part(first) else first
