"""Forms in which earlier versions wrote a page: which of them stay, and which fail on GitHub.

Two forms of earlier versions are shown by GitHub otherwise than they were meant: a footnote mark
right behind a bare address, which swallows it, and a quote with `\\<` behind one, where a backslash
is no escape. Code that writes a page today writes both otherwise.

Earlier citations named no line in the markdown style. They say the same, so they stay until a
proposal touches their page:

    [^guide-2]: [guide, p. 12](../texts/guide.pdf.md?plain=1#L41) ([file](../../raw/guide.pdf#page=12)): "two locks"
    [^saturn-8]: [saturn](../../raw/saturn.md?plain=1#L18): "Date"; [L21](../../raw/saturn.md?plain=1#L21): "83"
"""  # noqa: E501

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.core.markup import web_addresses
from pipeline.core.wiki import citations
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.page import Page

_OLDER_ESCAPE = "\\<"
_BARE_ADDRESS = re.compile(r"//|www\.|@", re.IGNORECASE)


def is_earlier_citation(written: str, cited: Citation, page_path: str) -> bool:
    """Tell whether an earlier version wrote a citation's line so, and GitHub shows it as meant.

    Earlier versions named no line, and wrote `\\<` where we write `&lt;`. In a bare address, and
    only there, a backslash is no escape; so the line must hold nothing that may be an address.
    """
    if _OLDER_ESCAPE in written:
        if _BARE_ADDRESS.search(written):
            return False
        written = written.replace(_OLDER_ESCAPE, "&lt;")
    if written == citations.render(
        cited, page_path, citations.style_of(written.partition("]: ")[2])
    ):
        return True
    return written == render_earlier(cited, page_path)


def render_earlier(cited: Citation, page_path: str) -> str:
    """Return the line of a citation as an earlier version wrote it in the markdown style."""
    return citations.render_markdown(cited, page_path, _name_link_earlier)


def _name_link_earlier(cited: Citation, at: int) -> str:
    """Return the words by which an earlier version linked to a quote."""
    quote = cited.quotes[at]
    first = citations.base_of(cited.label) if at == 0 else ""
    if cited.unit == "kept" and quote.page:
        part = "p." if quote.part == "page" else quote.part
        last = f"-{quote.last_page}" if quote.last_page != quote.page else ""
        return f"{first}{', ' if first else ''}{part} {quote.page}{last}"
    return first or citations.fragment_of_quote(quote, cited.unit).rpartition("#")[2]


def in_todays_form(page: Page) -> Page:
    """Return the page in today's form; the page itself where it is in that already."""
    if _OLDER_ESCAPE not in page.tail and not web_addresses.may_hold_address(page.body):
        return page
    lead, *texts = map(
        web_addresses.part_marks_from_addresses, (page.lead, *(part.text for part in page.parts))
    )
    tail = _renewed_citations(page) if _OLDER_ESCAPE in page.tail else page.tail
    same = all(text == part.text for text, part in zip(texts, page.parts, strict=True))
    if same and lead == page.lead and tail == page.tail:
        return page  # as nearly every one is
    pairs = zip(page.parts, texts, strict=True)
    parts = tuple(replace(part, text=text) for part, text in pairs)
    return replace(page, lead=lead, parts=parts, tail=tail)


def _renewed_citations(page: Page) -> str:
    """Return the end of a page with each citation that fails as today's version writes it."""
    tail = page.tail
    for label, text in page.definitions.items():
        cited = citations.parse(label, text, page.path) if _OLDER_ESCAPE in text else None
        if cited:
            old = f"[^{label}]: {text}"
            if not is_earlier_citation(old, cited, page.path):
                tail = tail.replace(old, citations.render(cited, page.path))
    return tail
