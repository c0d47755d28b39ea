"""Lay out claims, pages and sources for the model, each as one line of JSON.

So foreign text stays inside its line, and no claim can forge another's id.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from pipeline.core.changes.change_set import Claim, Extraction
from pipeline.core.claims.judgement import Statement
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.name_keys import slug_of
from pipeline.core.text import normalise, shorten
from pipeline.core.values import Quote, Source
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.facts import PageFacts
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.wiki import Wiki

_FRAGMENT_WORDS = 5  # quotes of no more words together do not say what they are about
_PARAGRAPH_LINES = 40  # looked at on either side of a quote


def json_line(**values: object) -> str:
    """Return values as one line of JSON, without those that are empty."""
    return json.dumps(
        {k: v for k, v in values.items() if v not in ("", [], None)}, ensure_ascii=False
    )


def claim_lines(rows: Iterable[Claim]) -> str:
    """Return claims for planning, with id, statement, importance and concepts."""
    return "\n".join(
        json_line(
            id=c.id, claim=c.text, importance=c.importance, about=list(c.concepts), under=c.heading
        )
        for c in rows
    )


def claim_line_with_quotes(claim: Claim, passage: str) -> str:
    """Return a claim for writing, with its quotes and the passage around them.

    A quote that is the claim word for word is not said twice.
    """
    quotes = [q.text for q in claim.quotes if q.text != claim.text]
    return json_line(id=claim.id, claim=claim.text, quotes=quotes, passage=passage)


def passage_of_fragment(claim: Claim, source: Source, characters: int = 400) -> str:
    """Return the paragraph, list or table around a claim's quotes where these are fragments.

    A fragment is a row of a table, or a few words. What is cut off at either end is told by "…".
    For other quotes the result is empty, because they say themselves what they are about.
    """
    quote = claim.quotes[0]
    if "|" not in quote.text and sum(len(q.text.split()) for q in claim.quotes) > _FRAGMENT_WORDS:
        return ""
    text = _paragraph_around(quote, source)
    if text == quote.text:
        return ""
    at = max(0, text.find(quote.text))
    room = max(0, (characters - len(quote.text)) // 2)
    start, end = max(0, at - room), min(len(text), at + len(quote.text) + room)
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def _paragraph_around(quote: Quote, source: Source) -> str:
    """Return the lines from the blank line before a quote to the one behind it, as one line."""
    lines = source.text.split("\n")
    inside = [i for i, at in enumerate(source.locators) if quote.start <= at <= quote.end]
    if not inside:
        return quote.text
    first, last = inside[0], inside[-1]
    least, most = max(0, first - _PARAGRAPH_LINES), min(len(lines), last + _PARAGRAPH_LINES)
    while first > least and lines[first - 1].strip():
        first -= 1
    while last + 1 < most and lines[last + 1].strip():
        last += 1
    return normalise(strip_hidden(" ".join(lines[first : last + 1])))


def citation_line(citation: Citation, wiki: Wiki, says: str) -> str:
    """Return what an existing mark stands for: what the wiki says by it, its quotes, its source."""
    facts = wiki.records.get(citation.source)
    return json_line(
        id=citation.label,
        says=says,
        quotes=[q.text for q in citation.quotes if q.text != says],
        source=facts.title if facts else citation.source,
    )


def source_line(read: Extraction, page: str) -> str:
    """Return what is known of the source being compiled."""
    return json_line(
        title=read.title,
        summary_page=page,
        author=read.author,
        published=read.published,
        status=read.status,
        in_force_from=read.effective,
        summary=read.summary,
        key_concepts=list(read.concepts),
    )


def record_line(facts: PageFacts) -> str:
    """Return what is known of a source that was compiled earlier."""
    r = facts.record
    return json_line(
        ids_begin_with=r.get("label", ""),
        title=facts.title,
        summary_page=facts.slug,
        published=r.get("published", ""),
        status=r.get("status", ""),
        in_force_from=r.get("effective", ""),
    )


def statement_line(said: Statement, near_to: str) -> str:
    """Return a statement of the wiki that is near to a new claim, with the ids that it cites."""
    return json_line(
        ids=list(said.labels), page=said.slug, says=shorten(said.text, 300), near_to=near_to
    )


def index_line(facts: PageFacts) -> str:
    """Return one line about a page: its names, its type, and its TLDR's first sentence."""
    return json_line(
        slug=facts.slug,
        title=facts.title,
        type=facts.type,
        aliases=list(facts.aliases),
        about=shorten(facts.summary, 200),
    )


def name_line(facts: PageFacts) -> str:
    """Return the names of a page alone; a title that the slug spells is not said twice."""
    return json_line(
        slug=facts.slug,
        title="" if slug_of(facts.title) == facts.slug else facts.title,
        aliases=list(facts.aliases[:4]),
    )


def link_line(slug: str, title: str, about: str) -> str:
    """Return one line about a page for those who may link to it."""
    said = "" if slug_of(title) == slug else title
    return json_line(slug=slug, title=said, about=shorten(about, 140))


def page_text(page: Page, characters: int) -> str:
    """Return a page's text without front matter and footnotes, cut to length."""
    text = strip_hidden(page.body).strip()
    return text if len(text) <= characters else text[:characters].rsplit("\n", 1)[0] + "\n… (cut)"
