"""Make of an answer a page of the wiki, with the marks and quotes that it rests on.

The page carries the claims of the pages that it was made from, and no claim of its own. So it is
never evidence for itself: whoever asks again is led to the same quotes. Its front matter keeps a
digest of each statement beneath it (`rests_on`), by which the rule `stale-answer` knows that one
has changed since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.core.answers.answer import Answer
from pipeline.core.answers.material import ShownPage
from pipeline.core.answers.page_words import (
    basis_of,
    link_to_page,
    write_prose,
    write_sentence,
    write_wiki_link,
)
from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_inert
from pipeline.core.markup import foreign_text, frontmatter, markdown
from pipeline.core.name_keys import fold, slug_of, unique_slug
from pipeline.core.text import shorten
from pipeline.core.upkeep.upkeep import Upkeep
from pipeline.core.values import Removal
from pipeline.core.wiki import citations
from pipeline.core.wiki.page import Page, make_section
from pipeline.core.wiki.schema import (
    ANSWER_TYPE,
    BASIS_KEY,
    COMPARISON_TYPE,
    FILED_TYPES,
    NOT_KNOWN_HEADING,
    Schema,
)
from pipeline.core.wiki.wiki import Wiki

QUESTIONS_HEADING = "Questions"
_LEAD_SENTENCES = 3
_LONGEST_TITLE = 160
_LONGEST_SLUG = 60


def find_filed_page(question: str, wiki: Wiki) -> str | None:
    """Return the slug of the page on which this question was filed; None where there is none.

    It is known by its title or an alias; case, spaces and the question mark do not count.
    """
    asked = question_key(question)
    for slug, facts in wiki.facts.items():
        if facts.type in FILED_TYPES and asked in map(question_key, (facts.title, *facts.aliases)):
            return slug
    return None


def question_key(question: str) -> str:
    """Return what two wordings of one question share: case, blanks and closing signs are gone."""
    return fold(question.strip().rstrip("?？¿ .").lstrip("¿ "))


def file_answer(
    answer: Answer,
    wiki: Wiki,
    schema: Schema,
    pages: Mapping[str, ShownPage],
    page_type: str = ANSWER_TYPE,
    closes: int = 0,
) -> Upkeep:
    """Return the change that files an answer; `UserError` where it is not one to keep.

    `pages` are those that the answer names, whole, by slug. The question's page is made, or made
    anew, and the page with most marks of the answer gets a line that leads to it.
    """
    if answer.status == "unknown" or not answer.labels:
        raise UserError(
            "There is no answer to keep: the wiki does not know.",
            "Put a source that says it into raw/, and ask again once it is compiled.",
        )
    if page_type not in FILED_TYPES:
        raise UserError(
            f"A page of type {page_type[:40]!r} keeps no answer.",
            f"One of these does: {', '.join(FILED_TYPES)}.",
        )
    if page_type not in schema.types:
        raise UserError(
            f"schema.md has no page type `{page_type}`.",
            "Add it under `types`, as the template has it.",
        )
    old = find_filed_page(answer.question, wiki)
    slug = old or unique_slug(
        slug_of(answer.question, _LONGEST_SLUG) or "question", wiki.taken_names
    )
    path = wiki.facts[old].path if old else schema.path(page_type, slug)
    text = _page_text(answer, slug, path, pages, page_type, wiki, schema)
    texts: dict[str, str | None] = {path: text}
    removed: tuple[Removal, ...] = ()
    if old:
        page = wiki.page(old)
        removed = _what_goes(page, answer)
    else:
        texts |= _line_on_main_page(answer, slug, wiki, schema)
    return Upkeep(
        "file",
        slug,
        f"{'Answer anew' if old else 'Keep an answer'}: {shorten(answer.question, 120)}",
        _why(answer, bool(old)),
        texts,
        removed=removed,
        told=tuple(f"not in it, because {why}: {said.text}" for said, why in answer.struck),
        closes=closes,
    )


def _why(answer: Answer, anew: bool) -> str:
    said = (
        "This question was asked before, and is answered anew."
        if anew
        else "Somebody asked this, and no section of the wiki holds all of the answer."
        if answer.joins
        else "Somebody asked this, and wants the answer kept."
    )
    return (
        f"{said} Every sentence below carries the marks and quotes of the pages that it was made"
        f" from; the page states nothing of its own.\n\n> {make_inert(answer.question)}"
    )


def _what_goes(page: Page, answer: Answer) -> tuple[Removal, ...]:
    """Name all that goes from a page whose question is answered anew: the answer, and its marks.

    Its sources and links go where the new answer has others.
    """
    why = "the question was answered anew"
    gone = [label for label in page.labels if label not in answer.labels]
    kept = {
        "sources": {citation.source for citation in answer.citations.values()},
        "related": {one.slug for one in answer.pages},
    }
    return (
        *(
            Removal(f"`{key}: {value}` of the front matter", why)
            for key, left in kept.items()
            for value in _listed(page.meta.get(key))
            if value not in left
        ),
        *(Removal(f"the citation [^{label}] on {page.slug}", why) for label in gone),
        Removal(f"from {page.slug}: “{shorten(markdown.to_plain_text(page.body), 600)}”", why),
    )


def _listed(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


# --- the page ---


def _page_text(
    answer: Answer,
    slug: str,
    path: str,
    pages: Mapping[str, ShownPage],
    page_type: str,
    wiki: Wiki,
    schema: Schema,
) -> str:
    old = wiki.page(slug) if slug in wiki else None
    aliases = list(wiki.facts[slug].aliases) if old else []
    meta = {
        "title": wiki.facts[slug].title if old else _title(answer.question),
        "type": page_type,
        "aliases": aliases,
        "sources": [],
        BASIS_KEY: basis_of(pages, answer.labels),
        "related": [],
        **{key: str(old.meta[key]) for key in ("created", "updated") if old and old.meta.get(key)},
    }
    body = "\n\n".join(_sections(answer, path, page_type, wiki, schema))
    notes = "\n".join(
        citations.render(replace(answer.citations[label], label=label), path, schema.rules.links)
        for label in sorted(answer.labels, key=citations.label_sort_key)
    )
    return f"{frontmatter.dump(meta)}\n{body}\n\n{notes}\n"


def _title(question: str) -> str:
    return shorten(" ".join(question.split()), _LONGEST_TITLE)


def _sections(
    answer: Answer, path: str, page_type: str, wiki: Wiki, schema: Schema
) -> Iterable[str]:
    sentences = [write_sentence(said) for said in answer.sentences]
    if answer.status == "ask_back":
        yield sentences[0]
        yield "## Readings\n\n" + "\n".join(f"- {one}" for one in sentences)
    elif page_type == COMPARISON_TYPE:
        yield sentences[0]
        yield "## Side by side\n\n" + "\n".join(f"- {one}" for one in sentences)
    else:
        yield " ".join(sentences[:_LEAD_SENTENCES])
        if more := sentences[_LEAD_SENTENCES:]:
            yield "## In detail\n\n" + " ".join(more)
    if answer.unknown:
        rows = "\n".join(f"- {write_prose(one)}" for one in answer.unknown)
        yield f"## {NOT_KNOWN_HEADING}\n\n{rows}"
    links = [link_to_page(page.slug, page.title, path, wiki, schema) for page in answer.pages]
    yield "## Answered from\n\n" + "\n".join(f"- {link}" for link in links)


# --- the line on the page that holds most of it ---


def _line_on_main_page(
    answer: Answer, slug: str, wiki: Wiki, schema: Schema
) -> dict[str, str | None]:
    held = Counter(page.slug for some in answer.cited for page in some)
    order = [page.slug for page in answer.pages]
    for main in sorted(order, key=lambda one: (-held[one], order.index(one))):
        page = wiki.page(main)
        if wiki.facts[main].type not in FILED_TYPES and page.front:
            title = _title(answer.question)
            if schema.rules.links == "markdown":
                way = citations.link_to(page.path, schema.path(ANSWER_TYPE, slug))
                link = f"[{foreign_text.make_harmless(title)}]({way})"
            else:
                link = write_wiki_link(slug, title)
            return {page.path: _with_line(page, f"- {link}")}
    return {}


def _with_line(page: Page, line: str) -> str:
    """Return a page with a line at the end of its section of questions, which is made if needed."""
    found = page.find(QUESTIONS_HEADING)
    if not found:
        new = make_section(QUESTIONS_HEADING, line)
        return page.with_parts((*page.parts, new)).render()
    longer = make_section(QUESTIONS_HEADING, f"{found[-1].text.strip()}\n{line}")
    return page.with_parts(
        tuple(longer if part is found[-1] else part for part in page.parts)
    ).render()
