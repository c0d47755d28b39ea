"""Write what an answerer says as prose of a page: sentences with marks, links, and their basis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.core.answers.answer import AnswerSentence
from pipeline.core.answers.material import ShownPage
from pipeline.core.markup import foreign_text, markdown, web_addresses
from pipeline.core.text import digest
from pipeline.core.wiki import citations
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki


def digest_statements(page: ShownPage, labels: Iterable[str]) -> str:
    """Return a digest of what a page says with some marks; "" where it has none of them."""
    wanted = {*labels}
    said = [f"{one.heading}\n{one.plain}" for one in page.statements if wanted & {*one.labels}]
    return digest("\n".join(said))[:12] if said else ""


def basis_of(pages: Mapping[str, ShownPage], labels: Iterable[str]) -> list[str]:
    """Return the pages that something rests on, each with the digest of what it says with marks."""
    wanted = [*labels]
    rows = ((slug, digest_statements(page, wanted)) for slug, page in pages.items())
    return [f"{slug}@{said}" for slug, said in rows if said]


def write_sentence(said: AnswerSentence) -> str:
    """Return a sentence as prose of a page, with its marks behind it."""
    marks = "".join(f"[^{label}]" for label in said.labels)
    reckoned = f" (reckoned: {write_prose(said.reckoned)})" if said.reckoned else ""
    text = write_prose(said.text)
    end = text[-1:] if text[-1:] in ".!?。" and reckoned else ""
    return f"{text.removesuffix(end) if end else text}{reckoned}{end}{marks}"


def write_prose(text: str) -> str:
    """Return a foreign text as one line of a page, in which nothing takes effect."""
    plain = foreign_text.make_harmless(" ".join(text.split()))
    return foreign_text.escape_line_start(web_addresses.part_marks_from_addresses(plain))


def link_to_page(slug: str, title: str, path: str, wiki: Wiki, schema: Schema) -> str:
    """Return a link to a page in the team's style."""
    if schema.rules.links == "markdown":
        words = foreign_text.make_harmless(title)
        return f"[{words}]({citations.link_to(path, wiki.facts[slug].path)})"
    return write_wiki_link(slug, title)


def write_wiki_link(slug: str, title: str) -> str:
    """Return a wiki link with the title as its words; without them where a sign of it could act."""
    shown = foreign_text.make_harmless(title)
    plain = shown == title and "://" not in title and "www." not in title.lower()
    return markdown.make_wiki_link(slug, title) if plain else f"[[{slug}]]"
