"""Which pages the embedded answerer reads: those that the question names, then those found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from pipeline.core.answers.answer import PageRoute
from pipeline.core.answers.route_request import RouteRequest
from pipeline.core.search.terms import terms_of
from pipeline.core.wiki.facts import PageFacts
from pipeline.core.wiki.schema import SUMMARY_TYPE
from pipeline.librarian.extractive.answers.question import Question
from pipeline.librarian.extractive.answers.records import asked_fields

_RAISED = 1.5  # places that each rare word raises a page on which it stands
_LATER = 2.5  # places that the summary of a source stands behind what search says


def choose_pages(question: Question, asked: RouteRequest, known: Collection[str]) -> PageRoute:
    """Return the pages to read.

    A question for a document's status, author or date reads its summary first; any other reads it
    last, for a page about a thing says more of it, but keeps room for it where it is named.
    """
    facts = {one.slug: one for one in asked.index}
    named = _named_in(question, facts.values())
    sources = [s for s in named if facts[s].type == SUMMARY_TYPE]
    things = [s for s in named if facts[s].type != SUMMARY_TYPE]
    ranked = _ranked(asked, facts)
    if asked_fields(question):
        every = [slug for slug, one in facts.items() if one.type == SUMMARY_TYPE]
        slugs = _known((*sources, *things, *ranked, *every), known)
    else:
        slugs = _known((*things, *ranked, *sources), known)
        kept = [s for s in slugs[: asked.most] if s in sources] or _known(sources[:1], known)
        slugs = [*slugs[: asked.most - 1], *kept[:1], *slugs]
    return PageRoute(tuple(dict.fromkeys(slugs))[: asked.most], looks_for=_looks_for(question))


def _ranked(asked: RouteRequest, facts: Mapping[str, PageFacts]) -> list[str]:
    """Return the pages found, each rare word on one raising it, and summaries of sources later."""
    held = {hit.slug: len(hit.words) for hit in asked.hits}
    found = [*dict.fromkeys((*asked.found, *held))]
    late = {s for s in found if s in facts and facts[s].type == SUMMARY_TYPE}
    place = {
        slug: n + (_LATER if slug in late else 0) - _RAISED * held.get(slug, 0)
        for n, slug in enumerate(found)
    }
    return sorted(place, key=lambda slug: place[slug])


def _looks_for(question: Question) -> str:
    """Return words that stand beside a former value, or beside another name."""
    if question.kind == "alias":
        return question.words.alias_words
    return question.words.change_words if question.before or question.history else ""


def _known(slugs: Iterable[str], known: Collection[str]) -> list[str]:
    return [slug for slug in dict.fromkeys(slugs) if slug in known]


def _named_in(question: Question, facts: Iterable[PageFacts]) -> list[str]:
    """Return the pages of which a name stands in the question, those of longer names first."""
    asked = f" {' '.join(terms_of(question.text, question.language))} "
    found = {
        one.slug: size
        for one in facts
        if (size := max(_sizes_in(asked, (one.title, *one.aliases), question.language), default=0))
    }
    return sorted(found, key=lambda slug: -found[slug])


def _sizes_in(asked: str, names: Iterable[str], language: str) -> Iterator[int]:
    """Yield how long those names are that stand in a question.

    "Python 3.7.1" names the page "Python 3.7" too.
    """
    for name in names:
        terms = " ".join(terms_of(name, language))
        if terms and (f" {terms} " in asked or (terms[-1].isdigit() and f" {terms}." in asked)):
            yield len(terms)
