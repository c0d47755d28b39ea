"""Plan pages of the types that a team has declared, where a statement holds a type's cue words."""

from __future__ import annotations

import re
from collections.abc import Container

from pipeline.core.changes.change_set import Claim, PagePlan
from pipeline.core.changes.read_source import ReadSource
from pipeline.core.markup.markdown import to_plain_text
from pipeline.core.name_keys import slug_of, unique_slug
from pipeline.core.wiki.schema import PageType, Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian.extractive.pages.headings import (
    CAVEATS,
    DEFINITION,
    EFFECTS,
    HISTORY,
    MECHANISM,
    REASONS,
    VALUES,
    choose_facet,
)
from pipeline.librarian.extractive.source.apparatus import is_part_of_paper
from pipeline.librarian.extractive.source.source_blocks import title_of
from pipeline.librarian.extractive.words.tokens import name_key, tokenize

_SECTION_WORDS = {
    REASONS: "context background motivation reason rationale why problem driver drivers",
    EFFECTS: "consequences effects impact results outcome implications benefits",
    CAVEATS: "risks caveats limitations open questions concerns alternatives",
    VALUES: "values numbers limits parameters specification figures",
    MECHANISM: "how it works mechanism steps procedure method process",
    HISTORY: "history changes timeline status",
    DEFINITION: "what definition description summary overview",
}


def plan_team_pages(
    claims: list[Claim], reading: ReadSource, wiki: Wiki, schema: Schema, taken: Container[str]
) -> list[PagePlan]:
    """Return one page for each type of whose cue words the claims hold at least one."""
    out: list[PagePlan] = []
    used: set[str] = set()
    for page_type in schema.rules.types:
        about_it = (
            [c for c in claims if holds_cue(to_plain_text(c.text), page_type)]
            if page_type.cues
            else []
        )
        if about_it:
            title = _title(page_type, about_it, reading)
            known = wiki.resolve(title)
            known = known if known and wiki.facts[known].type == page_type.name else None
            slug = known or unique_slug(slug_of(title), wiki.taken_names, taken, used)
            used.add(slug)
            ids = tuple(c.id for c in claims if c in about_it or _stands_in_section(c, page_type))
            why = f"a statement says {', '.join(repr(w) for w in page_type.cues[:3])}"
            out.append(
                PagePlan(slug, title, page_type.name, "update" if known else "create", ids, why)
            )
    return out


def holds_cue(text: str, page_type: PageType) -> bool:
    """Tell whether a statement holds one of the type's cue words, in any of its forms."""
    text = " ".join(t.key for t in tokenize(text))
    return any(
        re.search(rf"(?:^| ){re.escape(name_key(cue))}(?: |$)", text) for cue in page_type.cues
    )


def _stands_in_section(claim: Claim, page_type: PageType) -> bool:
    """Tell whether a statement stands under a heading that is one of the type's sections."""
    return any(name_key(s) == name_key(claim.heading) for s in page_type.sections)


def _title(page_type: PageType, cued: list[Claim], reading: ReadSource) -> str:
    sections = {name_key(s) for s in page_type.sections} | {name_key(page_type.name)}
    headings = {c.heading for c in cued if c.heading and name_key(c.heading) not in sections}
    headings = {h for h in headings if not is_part_of_paper(h)}
    own = headings.pop() if len(headings) == 1 else title_of(reading.source)
    kind = page_type.name.replace("-", " ").capitalize()
    return (
        own
        if own.lower().startswith(page_type.name) and own != reading.summary.title
        else f"{kind}: {own}"
    )


def section_for(text: str, heading: str, page_type: PageType) -> str:
    """Return the required section that a statement fits best, or an empty string.

    The source's own heading decides first, then the cue words, then what kind of statement it is.
    """
    sections = page_type.sections
    for section in sections:
        if name_key(section) == name_key(heading):
            return section
    if holds_cue(text, page_type):
        about = (*page_type.cues, page_type.name)
        named = [
            s for s in sections if any(name_key(c).split(" ")[0] in name_key(s) for c in about)
        ]
        if named:
            return named[0]
    words = set(_SECTION_WORDS.get(choose_facet(text, heading), "").split())
    fitting = [s for s in sections if words & set(s.lower().split())]
    return fitting[0] if fitting else ""
