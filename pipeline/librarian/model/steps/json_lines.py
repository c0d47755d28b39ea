"""Lay out claims, pages and sources for the model, each as one line of JSON.

So foreign text stays inside its line, and no claim can forge another's id.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from pipeline.core.changes.change_set import Claim, Extraction
from pipeline.core.text import normalise, shorten, strip_hidden
from pipeline.core.values import Source
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.facts import PageFacts
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.wiki import Wiki


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
    """Return a claim for writing, with its quotes and the passage around them."""
    quotes = [q.text for q in claim.quotes]
    around = passage if passage and passage not in quotes else ""
    return json_line(id=claim.id, claim=claim.text, quotes=quotes, passage=around)


def passage_around(claim: Claim, source: Source, characters: int = 500) -> str:
    """Return the lines around a claim's first quote, cut to length."""
    wanted = range(claim.quotes[0].start, claim.quotes[0].end + 1)
    lines = [
        x for x, at in zip(source.text.split("\n"), source.locators, strict=True) if at in wanted
    ]
    text = normalise(" ".join(lines))
    quote = claim.quotes[0].text
    at = max(0, text.find(quote))
    room = max(0, (characters - len(quote)) // 2)
    start, end = max(0, at - room), min(len(text), at + len(quote) + room)
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def citation_line(citation: Citation, wiki: Wiki) -> str:
    """Return what an existing mark stands for: its quotes, and the source they are from."""
    facts = wiki.records.get(citation.source)
    return json_line(
        id=citation.label,
        quotes=[q.text for q in citation.quotes],
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


def index_line(facts: PageFacts, about: str = "") -> str:
    """Return one line about a page, with `about` as planned now, else its TLDR's first sentence."""
    return json_line(
        slug=facts.slug,
        title=facts.title,
        type=facts.type,
        aliases=list(facts.aliases),
        about=about or shorten(facts.summary, 240),
    )


def page_text(page: Page, characters: int) -> str:
    """Return a page's text without front matter and footnotes, cut to length."""
    text = strip_hidden(page.body).strip()
    return text if len(text) <= characters else text[:characters].rsplit("\n", 1)[0] + "\n… (cut)"
