"""`wiki ask`: answer a question from the statements of the wiki, each with the claims behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pipeline.adapters.store.search_rows import PageFilter, SearchRows
from pipeline.core.answers.answer import Answer, AnswerDraft, PageRoute
from pipeline.core.answers.conclude import conclude_answer, joins_pages, list_objections
from pipeline.core.answers.filed_answer import read_filed_answer
from pipeline.core.answers.fit_to_budget import fit_to_budget
from pipeline.core.answers.material import Material, ShownPage
from pipeline.core.answers.read_pages import read_page, read_pages
from pipeline.core.answers.route_request import RouteRequest, WordHit
from pipeline.core.errors import UserError
from pipeline.core.pricing import estimate_tokens
from pipeline.core.search.terms import stop_terms, terms_of
from pipeline.core.text import normalise, strip_hidden
from pipeline.core.wiki.facts import PageFacts
from pipeline.core.wiki.schema import SUMMARY_TYPE
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian import Answerer
from pipeline.operations.ask.search import find_pages
from pipeline.operations.repository.snapshot import Snapshot

T = TypeVar("T")
Lookup = Callable[[Callable[[SearchRows], T]], T]

LONGEST_QUESTION = 2_000  # characters
CHARACTERS = 6_000  # of statements that an answer is made from
MOST_PAGES = 5
INDEX_TOKENS = 12_000  # of the index; a larger one is cut to what search finds
FOUND_IN_INDEX = 60  # pages that search finds, shown where the index is too large
_MOST_FOUND = 20
_MOST_NEW = 3  # pages that are looked at once more where nothing was found
_QUERY_SIGNS = str.maketrans(dict.fromkeys('"“”„‟＂*', " "))


@dataclass(frozen=True)
class WikiToAsk:
    """A wiki that can be asked: its pages at one commit, and its search.

    `lookup` puts a question to the index of the search over the same pages.
    """

    snapshot: Snapshot
    lookup: Callable[[Callable[[SearchRows], SearchedPages]], SearchedPages]


@dataclass(frozen=True)
class SearchedPages:
    """What search finds for a question: pages, best first, and those that hold its rare words."""

    slugs: tuple[str, ...] = ()
    hits: tuple[WordHit, ...] = ()


@dataclass(frozen=True)
class AskOptions:
    """How a question is asked: from at most so many characters, or from these pages alone.

    `raw`: of the sources and not of the wiki. `anew`: also where an answer is kept on a page.
    """

    characters: int = CHARACTERS
    pages: tuple[str, ...] = field(default=())
    raw: bool = False
    anew: bool = False


def ask_question(
    asked: WikiToAsk, question: str, answerer: Answerer, options: AskOptions = AskOptions()
) -> Answer:
    """Return the answer that the wiki gives; `UserError` for a question of no use.

    The pages are found first, then their statements fitted into the budget, then answered from.
    Where nothing is found, other pages that hold words of the question are looked at once. What
    does not hold is struck, so that no citation can be invented.
    """
    text = read_question(question)
    wiki, language = asked.snapshot.wiki, asked.snapshot.schema.rules.language
    if not (options.pages or options.raw or options.anew) and (
        kept := read_filed_answer(text, wiki, asked.snapshot.commit)
    ):
        return kept
    found = asked.lookup(lambda rows: search_for(rows, text, wiki))
    route = _route(asked, text, found, answerer, options)
    hints = " ".join((text, route.looks_for, *route.readings))

    def answer_from(slugs: Sequence[str]) -> tuple[AnswerDraft, Material]:
        material = fit_to_budget(read_pages(slugs, wiki), hints, options.characters, language)
        return (
            answerer.answer(
                text, material, route.readings, lambda draft: list_objections(draft, material)
            ),
            material,
        )

    draft, material = answer_from(route.pages)
    if draft.status == "unknown" and not options.pages:
        other = _not_looked_at(text, material, found, route, language)
        if other:
            second, more = answer_from((*route.pages[:2], *other))
            if second.status != "unknown":
                draft, material = second, more
    answer = conclude_answer(text, draft, material, asked.snapshot.commit, route.pages)
    return replace(answer, joins=joins_pages(answer, _pages_with_all_marks(answer, wiki)))


def read_question(question: str) -> str:
    """Return a question as one line; `UserError` for none, or for one that is too long."""
    text = normalise(strip_hidden(question[: LONGEST_QUESTION * 4]))
    if len(question) > LONGEST_QUESTION * 4 or len(text) > LONGEST_QUESTION:
        raise UserError(
            f"The question is longer than {LONGEST_QUESTION:,} characters.",
            "Ask it in a few sentences; a longer text is a source, and belongs into raw/.",
        )
    if not any(char.isalnum() for char in text):
        raise UserError("There is no question.", 'Ask one: `wiki ask "What is …?"`.')
    return text


# --- which pages ---


def search_for(rows: SearchRows, question: str, wiki: Wiki) -> SearchedPages:
    """Return what search finds for a question, of the pages of this wiki."""
    try:
        found = find_pages(
            rows, question.translate(_QUERY_SIGNS), PageFilter(), max(_MOST_FOUND, FOUND_IN_INDEX)
        )
    except UserError:  # nothing in it to look for
        return SearchedPages()
    return SearchedPages(tuple(hit.page.slug for hit in found.hits if hit.page.slug in wiki), ())


def _route(
    asked: WikiToAsk,
    question: str,
    found: SearchedPages,
    answerer: Answerer,
    options: AskOptions,
) -> PageRoute:
    wiki = asked.snapshot.wiki
    if options.pages:
        return PageRoute(tuple(_page_called(wiki, name) for name in options.pages))
    if not wiki.facts:
        raise UserError("The wiki has no page yet.", "Compile a source first: `wiki compile`.")
    index, whole = _index_for(wiki, found.slugs)
    request = RouteRequest(
        question, index, whole, found.hits, found.slugs, MOST_PAGES, options.characters
    )
    return answerer.route(request, wiki.facts.keys())


def _page_called(wiki: Wiki, name: str) -> str:
    slug = wiki.resolve(name.strip().removeprefix("[[").removesuffix("]]"))
    if slug is None:
        raise UserError(f"No page is called {name[:100]!r}.", "`wiki search` finds pages by words.")
    return slug


def _index_for(wiki: Wiki, found: Sequence[str]) -> tuple[tuple[PageFacts, ...], bool]:
    """Return the whole index where it fits, summaries of sources last; else what search finds."""
    rows = sorted(wiki.facts.values(), key=lambda facts: (facts.type == SUMMARY_TYPE, facts.path))
    size = sum(
        estimate_tokens(facts.title + " ".join(facts.aliases) + facts.summary[:200]) + 25
        for facts in rows[:2_000]
    )
    if len(rows) <= 2_000 and size <= INDEX_TOKENS:
        return tuple(rows), True
    return tuple(wiki.facts[slug] for slug in found[:FOUND_IN_INDEX]), False


def _not_looked_at(
    question: str, material: Material, found: SearchedPages, route: PageRoute, language: str
) -> list[str]:
    """Return pages to look at once more: those that hold words of the question not shown yet."""
    asked = {*terms_of(question, language)} - stop_terms(language)
    shown = {term for said in material.statements() for term in terms_of(said.plain, language)}
    if not asked - shown:
        return []
    other = [*(hit.slug for hit in found.hits), *found.slugs]
    return [slug for slug in dict.fromkeys(other) if slug not in route.pages][:_MOST_NEW]


def _pages_with_all_marks(answer: Answer, wiki: Wiki) -> list[ShownPage]:
    """Return the pages on which every mark of the answer stands, whole."""
    cited = [set(wiki.pages_citing(label)) for label in answer.labels]
    found = []
    for slug in sorted(set.intersection(*cited)) if cited else ():
        try:
            found.append(read_page(wiki.page(slug), wiki)[0])
        except UserError:  # the rule bad-front-matter reports it
            continue
    return found
