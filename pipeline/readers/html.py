"""Read a web page: its article as Markdown, each line with its line of the HTML file.

Trafilatura finds the article and writes it as Markdown, but keeps no positions. So the page is read
a second time, by the parser of the standard library, which tells the line of every visible piece of
text, and `shared/align.py` finds each line of the article among these pieces. Some pages would make
either of the two take hours: so elements with more than `_MOST_SIBLINGS` children are divided
before the first, and a "<" that nothing closes within `_LONGEST_TAG` characters is blanked before
the second. Then both take time in proportion to the page.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import trafilatura
from trafilatura.metadata import extract_metadata

from pipeline.core.errors import UserError
from pipeline.readers.shared import missing_title
from pipeline.readers.shared.align import align_lines, build_stream
from pipeline.readers.shared.decode import decode
from pipeline.readers.shared.lines import join_lines, number_lines
from pipeline.readers.shared.reading import Meta, Reading

for _name in ("trafilatura", "htmldate", "courlan", "justext"):
    # A failure is reported by an exception or a note, not by a log line.
    logging.getLogger(_name).addHandler(logging.NullHandler())

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_SILENT_TAGS = frozenset({"script", "style", "template", "noscript"})
_DATE_NAMES = (
    *("article:published_time", "datepublished", "citation_publication_date", "citation_date"),
    *(
        "dc.date.issued",
        "dcterms.issued",
        "dc.date",
        "dcterms.date",
        "pubdate",
        "publishdate",
        "date",
    ),
)
# Some pages carry a picture in an attribute, or whole scripts in a comment.
_LONGEST_TAG = 100_000  # characters
_TAG_ENDS = {"<!--": "-->", "<![CDATA[": "]]>", "<": ">"}
_MOST_SIBLINGS, _GROUP_SIZE = 2_000, 500
# Elements in which a `div` may stand.
_PARENTS_OF_DIV = frozenset({"html", "head", "body", "main", "article", "section", "div", "form"})
_FENCE = re.compile(r"\s*```")


def read(path: str, data: bytes) -> Reading:
    """Return the article without menus, banners and footers.

    Raises `UserError` where the page has no article.
    """
    declared = _CHARSET.search(data[:4096])
    decoded, notes = decode(path, data, declared.group(1).decode("ascii") if declared else "")
    page = _Page(decoded)
    extracted = _extract_article(path, decoded)
    lines = list(_tidy_lines(extracted.split("\n")))
    text, locators = join_lines(
        zip(lines, align_lines(lines, build_stream(page.pieces)), strict=True)
    )
    return Reading(text, locators, "line", _meta(path, decoded, page, text), notes)


def _extract_article(path: str, decoded: str) -> str:
    nothing = UserError(
        f"{path}: no article was found in this page.",
        "It may be built by scripts, or be a menu only: save the article as Markdown instead.",
    )
    try:
        tree = trafilatura.load_html(decoded)
        _unwrap_layout(tree)
        _divide_wide(tree)
        extracted = trafilatura.extract(
            tree, output_format="markdown", include_links=True, include_tables=True, include_formatting=True,  # noqa: E501
            include_comments=False, include_images=False,
        )  # fmt: skip
    except Exception as error:
        # Whatever lxml makes of broken markup, the owner can only save the page anew.
        raise nothing from error
    if not extracted or not extracted.strip():
        raise nothing
    return str(extracted)


def _unwrap_layout(tree: Any) -> None:
    """Take apart tables that only lay out a page, or else the whole article becomes one cell."""
    for table in list(tree.iter("table")):
        if table.xpath(".//td//h1 | .//td//h2 | .//td[count(.//p) > 1]"):
            for part in [*table.xpath(".//tbody | .//tr | .//td"), table]:
                part.tag = "div"


def _divide_wide(tree: Any) -> None:
    """Divide elements with very many children.

    For each child, trafilatura and libxml2 count and compare all its siblings one by one.
    """
    for element in [x for x in tree.iter() if len(x) > _MOST_SIBLINGS]:
        children = [*element]
        groups = [children[at : at + _GROUP_SIZE] for at in range(0, len(children), _GROUP_SIZE)]
        if element.tag in _PARENTS_OF_DIV or element.getparent() is None:
            for group in groups:
                part = element.makeelement("div")
                group[0].addprevious(part)
                part.extend(group)
            continue
        tail, element.tail = element.tail, None
        last = element
        for group in groups[1:]:
            part = element.makeelement(element.tag, element.attrib)
            part.extend(group)
            last.addnext(part)
            last = part
        last.tail = tail


def _tidy_lines(lines: list[str]) -> Iterator[str]:
    """Drop indentation that is the HTML's own, trailing blanks, and repeated blank lines."""
    fenced, before = False, ""
    for raw in lines:
        if _FENCE.match(raw):
            fenced = not fenced
        line = raw.rstrip()
        if not fenced and before and not re.match(r"\s*(?:[-*+]|\d+\.) ", line):
            line = line.lstrip()
        if line or before or fenced:
            yield line
        before = line


def _meta(path: str, decoded: str, page: _Page, text: str) -> Meta:
    found = _metadata(decoded)
    said = page.said
    named = (said.get("og:title", ""), found.get("title", ""), _first_heading(text))
    return Meta(
        title=missing_title.first_title(
            *(" ".join(each.split()) for each in named), missing_title.title_from_path(path)
        ),
        author="; ".join(
            dict.fromkeys(
                name.strip() for name in found.get("author", "").split(";") if name.strip()
            )
        ),
        published=next((said[name] for name in _DATE_NAMES if said.get(name)), "")
        or found.get("date", ""),
        address=next(
            (
                said[name]
                for name in ("canonical", "og:url")
                if said.get(name, "").startswith("http")
            ),
            "",
        ),
        tags=tuple(
            dict.fromkeys(tag.strip() for tag in said.get("keywords", "").split(",") if tag.strip())
        ),
    )


def _metadata(decoded: str) -> dict[str, str]:
    try:
        # `extensive` would guess dates from the running text.
        found = extract_metadata(decoded, extensive=False)
    except Exception:  # a page without metadata is still a source
        return {}
    return (
        {name: getattr(found, name, None) or "" for name in ("title", "author", "date")}
        if found
        else {}
    )


def _first_heading(text: str) -> str:
    return missing_title.first_title(
        *(missing_title.strip_markup(line) for line in text.split("\n") if line.startswith("#"))
    )


def _without_open_ends(decoded: str) -> str:
    """Return a page with a blank in the place of each "<" that nothing near closes.

    At every one of them the parser would read on to the end of the page.
    """
    kept: list[str] = []
    done = at = 0
    nearest = dict.fromkeys(_TAG_ENDS.values(), -1)  # where each of them stands next
    while (at := decoded.find("<", at)) >= 0:
        begins = next(sign for sign in _TAG_ENDS if decoded.startswith(sign, at))
        ends = _TAG_ENDS[begins]
        if nearest[ends] < at + len(begins):
            found = decoded.find(ends, at + len(begins))
            nearest[ends] = found if found >= 0 else len(decoded) + _LONGEST_TAG
        if nearest[ends] - at > _LONGEST_TAG:
            kept += (decoded[done:at], " ")
            done = at = at + 1
        else:
            at = nearest[ends] + len(ends)
    return "".join(kept) + decoded[done:]


class _Page(HTMLParser):
    """The visible pieces of a page with their lines, and what its head says of it."""

    def __init__(self, decoded: str) -> None:
        super().__init__(convert_charrefs=False)  # so that every piece keeps its own position
        self.pieces: list[tuple[str, int]] = []
        self.said: dict[str, str] = {}
        self._silent = ""
        try:
            self.feed(_without_open_ends(decoded))
            self.close()
        except AssertionError:
            # html.parser raises at a `<![...` that it does not know. What follows has no pieces, so
            # it takes the last known line.
            return

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT_TAGS and not self._silent:
            self._silent = tag
        values = {name: (value or "").strip() for name, value in attrs}
        if tag == "meta":
            name = values.get("property") or values.get("name") or values.get("itemprop") or ""
            self.said.setdefault(name.lower(), values.get("content", ""))
        if tag == "link" and "canonical" in values.get("rel", "").lower().split():
            self.said.setdefault("canonical", values.get("href", ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""

    def handle_data(self, data: str) -> None:
        if not self._silent:
            first = self.getpos()[0]
            self.pieces += [(part, first + number - 1) for part, number in number_lines(data)]

    def handle_entityref(self, name: str) -> None:
        self.handle_data(html.unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.handle_data(html.unescape(f"&#{name};"))
