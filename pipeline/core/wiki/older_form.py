"""Read a page as this version would have written it, where earlier ones wrote a form that fails.

Two forms of earlier versions are shown by GitHub otherwise than they were meant: a footnote mark
right behind a bare address, which swallows it, and a quote with `\\<` behind one, where a backslash
is no escape. Code that writes a page today writes both otherwise.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.core.markup import web_addresses
from pipeline.core.wiki import citations
from pipeline.core.wiki.page import Page


def in_todays_form(page: Page) -> Page:
    """Return the page in today's form; the page itself where it is in that already."""
    if citations.OLDER_ESCAPE not in page.tail and not web_addresses.may_hold_address(page.body):
        return page
    lead, *texts = map(
        web_addresses.part_marks_from_addresses, (page.lead, *(part.text for part in page.parts))
    )
    tail = _renewed_citations(page) if citations.OLDER_ESCAPE in page.tail else page.tail
    same = all(text == part.text for text, part in zip(texts, page.parts, strict=True))
    if same and lead == page.lead and tail == page.tail:
        return page  # as nearly every one is
    pairs = zip(page.parts, texts, strict=True)
    parts = tuple(replace(part, text=text) for part, text in pairs)
    return replace(page, lead=lead, parts=parts, tail=tail)


def _renewed_citations(page: Page) -> str:
    """Return the end of a page with each citation as today's version writes it."""
    tail = page.tail
    for label, text in page.definitions.items():
        cited = citations.parse(label, text, page.path) if citations.OLDER_ESCAPE in text else None
        if cited:
            old, new = f"[^{label}]: {text}", citations.render(cited, page.path)
            if not citations.is_in_older_form(old, new):
                tail = tail.replace(old, new)
    return tail
