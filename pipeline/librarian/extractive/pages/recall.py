"""Collect what the wiki says about a thing, on its page or on pages that a new source names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.core.wiki.citations import base_of
from pipeline.core.wiki.schema import COMPARISON_TYPE
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian.extractive.names.subject_scores import SUBJECT_SCORE, score_subjects
from pipeline.librarian.extractive.pages.page_statements import PageStatement, Sheet, statements_of
from pipeline.librarian.extractive.source.stating_sentences import needs_context

_MOST_PAGES = 40
_MOST_STATEMENTS = 12
_MENTION_SCORE = 1.0


def statements_on(
    wiki: Wiki, slug: str, without: frozenset[str] = frozenset()
) -> list[PageStatement]:
    """Return the cited statements of a page, except those with one of these labels."""
    return [
        s
        for s in statements_of(Sheet.of(wiki.page(slug)))
        if s.labels and not without & set(s.labels)
    ]


def recall_statements(
    wiki: Wiki, nearby: Iterable[str], names: Mapping[str, str], without: frozenset[str]
) -> dict[str, list[PageStatement]]:
    """Return the statements about things that have no page, from pages that are near at hand.

    `nearby` are slugs of pages, `names` the things by the keys of their names; statements that
    carry a label in `without` do not count.
    """
    found: dict[str, list[PageStatement]] = {}
    weaker: dict[str, list[PageStatement]] = {}
    seen: set[tuple[str, ...]] = set()
    for slug in _pages_around(wiki, nearby):
        if not names or wiki.facts[slug].type == COMPARISON_TYPE:
            continue
        for statement in statements_on(wiki, slug, without):
            if statement.labels in seen or needs_context(statement.text):
                continue
            seen.add(statement.labels)
            for what, score in score_subjects(statement.text, "", names).items():
                known = (found if score >= SUBJECT_SCORE else weaker).setdefault(what, [])
                if score >= _MENTION_SCORE and len(known) < _MOST_STATEMENTS:
                    known.append(replace(statement, history=False))
    every = {
        what: [*found.get(what, ()), *weaker.get(what, ())][:_MOST_STATEMENTS]
        for what in {**found, **weaker}
    }
    return {what: statements for what, statements in every.items() if statements}


def _pages_around(wiki: Wiki, nearby: Iterable[str]) -> list[str]:
    """Return the pages at hand and the summaries of the sources that they cite, up to a bound."""
    pages = sorted(nearby)[:_MOST_PAGES]
    bases = {base_of(label) for slug in pages for label in wiki.facts[slug].labels}
    summaries = sorted({wiki.by_label[base].slug for base in bases if base in wiki.by_label})
    return list(dict.fromkeys([*pages, *summaries]))[:_MOST_PAGES]
