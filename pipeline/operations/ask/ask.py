"""`wiki ask`: answer a question from the statements of the wiki, each with the claims behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from pipeline.adapters.store.search_rows import SearchRows
from pipeline.core.answers.answer import Answer, AnswerDraft, PageRoute
from pipeline.core.answers.conclude import conclude_answer, joins_pages, list_objections
from pipeline.core.answers.filed_answer import read_filed_answer
from pipeline.core.answers.filing import find_filed_page
from pipeline.core.answers.fit_to_budget import fit_to_budget
from pipeline.core.answers.material import Material, ShownPage
from pipeline.core.answers.raw_passages import read_sources
from pipeline.core.answers.read_pages import read_page, read_pages
from pipeline.core.answers.route_request import RouteRequest, WordHit
from pipeline.core.errors import UserError
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.pricing import estimate_tokens
from pipeline.core.search.link_spreading import best
from pipeline.core.search.terms import stop_terms, terms_of
from pipeline.core.text import normalise
from pipeline.core.wiki.facts import PageFacts
from pipeline.core.wiki.schema import REPEATING_TYPES, SUMMARY_TYPE
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian import Answerer
from pipeline.operations.ask.rare_words import pages_by_rare_words
from pipeline.operations.ask.statements import rank_question
from pipeline.operations.repository.snapshot import Snapshot

LONGEST_QUESTION = 2_000  # characters
# What a terminal takes as a command, by ECMA-48: what a question pasted from one may hold.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, places of the cursor
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?"  # titles, links
    r"|\x1b[ -/]*[0-~]"
)
_THE_WIKI = "The wiki does not say"
# of statements that an answer is made from. The embedded rules pay nothing for text, and find more
# in more of it; a model finds all marks of most answers in 6,000 (core/answers/README.md).
CHARACTERS = {"model": 6_000, "extractive": 20_000}
MOST_PAGES = 5
MOST_REPORT_PAGES = 9
_ROOM_OF_PAGE = (
    500  # characters; with less, the openings of many pages would leave no room for more
)
INDEX_TOKENS = 12_000  # of the index; a larger one is cut to what search finds
FOUND_IN_INDEX = 60  # pages that search finds, shown where the index is too large
_MOST_NEW = 3  # pages that are looked at once more where nothing was found


@dataclass(frozen=True)
class SearchedPages:
    """What search finds for a question: pages, best first, and those that hold its rare words."""

    slugs: tuple[str, ...] = ()
    hits: tuple[WordHit, ...] = ()


@dataclass(frozen=True)
class WikiToAsk:
    """A wiki that can be asked: its pages at one commit, and its search.

    `lookup` puts a question to the index of the search over the same pages.
    """

    snapshot: Snapshot
    lookup: Callable[[Callable[[SearchRows], SearchedPages]], SearchedPages]

    @cached_property
    def sources(self) -> Material:
        """The passages of all compiled sources."""
        there = self.snapshot
        paths = [path for path in there.source_paths if path in there.wiki.records]
        return read_sources(source for path in paths if (source := there.source_or_none(path)))


@dataclass(frozen=True)
class AskOptions:
    """How a question is asked: from at most so many characters, or from these pages alone.

    Without `characters` it is what suits the answerer. `raw`: of the sources and not of the wiki.
    `anew`: also where an answer is kept on a page.
    """

    characters: int = 0
    pages: tuple[str, ...] = field(default=())
    raw: bool = False
    anew: bool = False


DEFAULT_OPTIONS = AskOptions()


def ask_question(
    asked: WikiToAsk, question: str, answerer: Answerer, options: AskOptions = DEFAULT_OPTIONS
) -> Answer:
    """Return the answer that the wiki gives; `UserError` for a question of no use.

    The pages are found first, then their statements fitted into the budget, then answered from.
    Where nothing is found, other pages that hold words of the question are looked at once. What
    does not hold is struck, so that no citation can be invented. A question whose answer is kept
    on a page is answered from that.
    """
    text = read_question(question)
    options = replace(options, characters=options.characters or CHARACTERS[answerer.name])
    if options.raw:
        return _ask_sources(asked, text, answerer, options)
    wiki = asked.snapshot.wiki
    if not (options.pages or options.anew):
        kept = read_filed_answer(text, wiki, asked.snapshot.commit)
        if kept is not None:
            return kept
    hidden = find_filed_page(text, wiki) if options.anew else None  # it is no evidence for itself
    found = asked.lookup(lambda rows: search_for(rows, text, wiki, hidden))
    route = _route(asked, text, found, answerer, options, hidden)
    draft, material = _answer_from(asked.snapshot, text, route, answerer, options)
    if draft.status == "unknown" and not options.pages:
        other = _not_looked_at(text, material, found, route, asked.snapshot)
        if other:
            second = replace(route, pages=(*route.pages[:2], *other))
            again, more = _answer_from(asked.snapshot, text, second, answerer, options)
            if again.status != "unknown":
                draft, material = again, more
    if options.pages:
        draft = _name_what_was_asked(draft, "These pages do not say")
    answer = conclude_answer(text, draft, material, asked.snapshot.commit, route.pages)
    return replace(answer, joins=joins_pages(answer, _pages_with_all_marks(answer, wiki)))


def gather_for_report(
    asked: WikiToAsk, text: str, answerer: Answerer, options: AskOptions
) -> Material:
    """Return the statements that a report is to be made of, from as many characters as `options`.

    `UserError` where no page is about what is asked.
    """
    wiki, language = asked.snapshot.wiki, asked.snapshot.schema.rules.language
    found = asked.lookup(lambda rows: search_for(rows, text, wiki))
    route = _route(asked, text, found, answerer, options, None, MOST_REPORT_PAGES)
    slugs = [slug for slug in route.pages if wiki.facts[slug].type not in REPEATING_TYPES]
    if not slugs:
        raise UserError(
            f"No page of the wiki is about this: {text[:200]!r}.", "`wiki search` finds pages."
        )
    hints = " ".join((text, route.looks_for, *route.readings))
    return fit_to_budget(read_pages(slugs, wiki), hints, options.characters, language)


def _answer_from(
    snapshot: Snapshot, question: str, route: PageRoute, answerer: Answerer, options: AskOptions
) -> tuple[AnswerDraft, Material]:
    hints = " ".join((question, route.looks_for, *route.readings))
    language = snapshot.schema.rules.language
    room = len(route.pages) if options.pages else max(1, options.characters // _ROOM_OF_PAGE)
    pages = read_pages(route.pages[:room], snapshot.wiki)
    material = fit_to_budget(pages, hints, options.characters, language)
    draft = answerer.answer(
        question, material, route.readings, lambda said: list_objections(said, material)
    )
    return draft, material


def _ask_sources(
    asked: WikiToAsk, question: str, answerer: Answerer, options: AskOptions
) -> Answer:
    """Return the answer that the sources themselves give, from the passages that fit best."""
    language = asked.snapshot.schema.rules.language
    material = fit_to_budget(asked.sources, question, options.characters, language, openings=False)
    draft = answerer.answer(question, material, (), lambda said: list_objections(said, material))
    draft = _name_what_was_asked(draft, "The sources do not say")
    return conclude_answer(question, draft, material, asked.snapshot.commit)


def _name_what_was_asked(draft: AnswerDraft, who: str) -> AnswerDraft:
    """Return the draft without "The wiki does not say" of what was not the wiki."""
    unknown = tuple(
        f"{who}{row.removeprefix(_THE_WIKI)}" if row.startswith(_THE_WIKI) else row
        for row in draft.unknown
    )
    return replace(draft, unknown=unknown)


def read_question(question: str) -> str:
    """Return a question as one line; `UserError` for none, or for one that is too long."""
    text = normalise(strip_hidden(_ESCAPES.sub(" ", question[: LONGEST_QUESTION * 4])))
    if len(question) > LONGEST_QUESTION * 4 or len(text) > LONGEST_QUESTION:
        raise UserError(
            f"The question is longer than {LONGEST_QUESTION:,} characters.",
            "Ask it in a few sentences; a longer text is a source, and belongs into raw/.",
        )
    if not any(char.isalnum() for char in text):
        raise UserError("There is no question.", 'Ask one: `wiki ask "What is …?"`.')
    return text


# --- which pages ---


def search_for(
    rows: SearchRows, question: str, wiki: Wiki, hidden: str | None = None
) -> SearchedPages:
    """Return what search finds for a question, of the pages of this wiki but the hidden one."""
    try:
        ranked = rank_question(rows, question)
        rare = pages_by_rare_words(rows, question)
    except UserError:  # nothing in it to look for
        return SearchedPages()

    def may(slug: str) -> bool:
        return slug in wiki and slug != hidden

    slugs = (page.slug for page in rows.pages(best(ranked.scores, FOUND_IN_INDEX)))
    words: dict[str, list[str]] = {}
    for one in rare:
        for page in one.pages:
            words.setdefault(page.slug, []).append(one.word)
    hits = tuple(WordHit(slug, tuple(some)) for slug, some in words.items() if may(slug))
    return SearchedPages(tuple(filter(may, slugs)), hits)


def _route(
    asked: WikiToAsk,
    question: str,
    found: SearchedPages,
    answerer: Answerer,
    options: AskOptions,
    hidden: str | None,
    most: int = MOST_PAGES,
) -> PageRoute:
    wiki = asked.snapshot.wiki
    if options.pages:
        return PageRoute(tuple(_page_called(wiki, name) for name in options.pages))
    if not wiki.facts:
        raise UserError("The wiki has no page yet.", "Compile a source first: `wiki compile`.")
    index, whole = _index_for(wiki, found.slugs, hidden)
    request = RouteRequest(question, index, whole, found.hits, found.slugs, most)
    return answerer.route(request, wiki.facts.keys())


def _page_called(wiki: Wiki, name: str) -> str:
    slug = wiki.resolve(name.strip().removeprefix("[[").removesuffix("]]"))
    if slug is None:
        raise UserError(f"No page is called {name[:100]!r}.", "`wiki search` finds pages by words.")
    return slug


def _index_for(
    wiki: Wiki, found: Sequence[str], hidden: str | None
) -> tuple[tuple[PageFacts, ...], bool]:
    """Return the whole index where it fits, summaries of sources last; else what search finds."""
    shown = (facts for slug, facts in wiki.facts.items() if slug != hidden)
    rows = sorted(shown, key=lambda facts: (facts.type == SUMMARY_TYPE, facts.path))
    size = sum(
        estimate_tokens(facts.title + " ".join(facts.aliases) + facts.summary[:200]) + 25
        for facts in rows[:2_000]
    )
    if len(rows) <= 2_000 and size <= INDEX_TOKENS:
        return tuple(rows), True
    return tuple(wiki.facts[slug] for slug in found[:FOUND_IN_INDEX]), False


def _not_looked_at(
    question: str, material: Material, found: SearchedPages, route: PageRoute, snapshot: Snapshot
) -> list[str]:
    """Return pages to look at once more: those that hold words of the question not shown yet."""
    language = snapshot.schema.rules.language
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
