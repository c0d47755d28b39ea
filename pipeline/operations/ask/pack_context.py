"""Pack what a wiki says about a question into a budget of tokens, without a model.

The pages are those that search finds. What they state now comes first, and what they tell as
superseded or as history gets the room that is left.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core.answers.fit_to_budget import fit_to_budget, with_statements
from pipeline.core.answers.material import KnownSource, Material, ShownStatement
from pipeline.core.answers.read_pages import read_pages
from pipeline.core.claims.judgement import Statement
from pipeline.core.claims.tense import is_set_aside, stands_in_history
from pipeline.core.pricing import BYTES_PER_TOKEN, estimate_tokens
from pipeline.operations.ask.ask import WikiToAsk, read_question, search_for

MOST_PAGES = 6
_PER_STATEMENT = 12  # characters around a statement where it is shown


@dataclass(frozen=True)
class ContextPack:
    """Statements worth having for a question: those that hold now, and those told as the past.

    `tokens` is about what they take. `sources` are the records of the sources that they cite.
    """

    current: tuple[ShownStatement, ...]
    superseded: tuple[ShownStatement, ...]
    titles: dict[str, tuple[str, str]]  # title and path by slug
    sources: tuple[KnownSource, ...]
    tokens: int


def pack_context(asked: WikiToAsk, question: str, tokens: int) -> ContextPack:
    """Return what is worth having within so many tokens; `UserError` for a question of no use."""
    text = read_question(question)
    wiki, language = asked.snapshot.wiki, asked.snapshot.schema.rules.language
    found = asked.lookup(lambda rows: search_for(rows, text, wiki))
    slugs = dict.fromkeys((*found.slugs[:MOST_PAGES], *(hit.slug for hit in found.hits[:1])))
    material = read_pages(slugs, wiki)
    room = int(tokens * BYTES_PER_TOKEN)
    past = [said for said in material.statements() if _is_past(said)]
    now = _without(material, past)
    current = _within(fit_to_budget(now, text, room, language), room)
    left = room - sum(map(_size, current))
    earlier = with_statements(material, past)
    superseded = _within(fit_to_budget(earlier, text, left, language), left) if left > 0 else ()
    shown = with_statements(material, (*current, *superseded))
    return ContextPack(
        current,
        superseded,
        {page.slug: (page.title, page.path) for page in shown.pages},
        shown.sources,
        sum(estimate_tokens(said.text) for said in (*current, *superseded)),
    )


def _is_past(said: ShownStatement) -> bool:
    statement = Statement(said.slug, "", said.heading, said.plain, said.labels, (), ())
    return stands_in_history(statement) or is_set_aside(said.plain)


def _without(material: Material, past: list[ShownStatement]) -> Material:
    gone = {(said.slug, said.number) for said in past}
    kept = (said for said in material.statements() if (said.slug, said.number) not in gone)
    return with_statements(material, kept)


def _size(said: ShownStatement) -> int:
    return len(said.text.encode()) + _PER_STATEMENT


def _within(material: Material, room: int) -> tuple[ShownStatement, ...]:
    """Return the statements as far as they fit, counted in bytes as tokens are."""
    found = []
    for said in material.statements():
        room -= _size(said)
        if room < 0:
            break
        found.append(said)
    return tuple(found)
