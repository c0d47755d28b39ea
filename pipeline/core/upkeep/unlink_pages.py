"""Take out of all pages the links to pages that go, and the statements that only point to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from pipeline.core.markup import footnotes, markdown
from pipeline.core.name_keys import fold
from pipeline.core.paths import slug_of_path
from pipeline.core.upkeep.leaving import Leaving
from pipeline.core.upkeep.losses import Losses
from pipeline.core.upkeep.passages import split_passages
from pipeline.core.upkeep.take_out import take_out_marks
from pipeline.core.upkeep.thin_page import (
    note_section,
    note_thinned,
    says_more,
    sections_of_type,
)
from pipeline.core.wiki import citations
from pipeline.core.wiki.facts import PageFacts
from pipeline.core.wiki.leftovers import (
    is_pointer,
    shorten_pointer,
)
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.relink import Move, follow_move
from pipeline.core.wiki.schema import Schema

_WHY_LINK = "it led to what goes"


def unlink_pages(
    texts: Mapping[str, str], move: Move, losses: Losses, schema: Schema
) -> dict[str, str | None]:
    """Return the changed pages of the wiki after the pages in `move` have gone, by path.

    Links to a page that goes become their words; statements that only point to it go.
    """
    out: dict[str, str | None] = {}
    going = set(move.to)
    for slug, facts in move.before.facts.items():
        if slug in going:
            continue
        old = texts.get(facts.path, move.before.text(slug))
        new = old
        if facts.path in texts or move.concerns(slug):
            new = follow_move(
                _without_pointers(old, facts.path, move, losses, schema), facts.path, move
            )
        if new != move.before.text(slug):
            out[facts.path] = new
    for slug in sorted(going):
        losses.add_removal(f"links to {', '.join(_called(move.before.facts[slug]))}", _WHY_LINK)
    return out


def _called(facts: PageFacts) -> Iterable[str]:
    """Return the names of a page as people write them; those that are one to a link, once."""
    return {
        fold(name): name for name in (*facts.names, facts.slug, *facts.aliases, facts.title) if name
    }.values()


def _without_pointers(text: str, path: str, move: Move, losses: Losses, schema: Schema) -> str:
    """Return a page without the statements that only point at pages that go."""
    page = Page.parse(path, text)

    def points(statement: str) -> bool:
        links = list(markdown.find_links(statement))
        if not links or footnotes.find_marks(statement):
            return False
        if not all(_goes(link, path, move) for link in links):
            return False
        rest = statement
        for link in sorted(links, key=lambda x: -x.start):
            rest = rest[: link.start] + rest[link.end :]
        words = [w for w in "".join(c if c.isalpha() else " " for c in rest).split() if len(w) > 3]
        # "All values side by side: [[…]]" names what it leads to behind a colon.
        return len(words) < 2 or is_pointer(statement) or rest.rstrip(" .*_").endswith((":", "："))

    def cleaned(prose: str) -> str:
        prose = _shorten_pointers(prose, lambda link: _goes(link, path, move), page, losses)
        done = take_out_marks(prose, Leaving(lambda _: False), points)
        note_thinned(done, page, losses, _WHY_LINK)
        return done.text

    lead = cleaned(page.lead)
    parts = []
    required = {h.casefold() for h in sections_of_type(page, schema)}
    for part in page.parts:
        new = cleaned(part.text)
        is_left = any(p.block.kind != "heading" for p in split_passages(new)) or says_more(new)
        if new == part.text or is_left or part.heading.casefold() in required:
            parts.append(replace(part, text=new))
        else:
            note_section(part.heading, new, page, losses)
    return replace(page, lead=lead, parts=tuple(parts)).render()


def _shorten_pointers(
    text: str, goes: Callable[[markdown.LinkSpan], bool], page: Page, losses: Losses
) -> str:
    """Return a text whose pointers to several pages no longer name those that go."""
    out, at = [], 0
    for passage in split_passages(text):
        words = text[passage.start : passage.end]
        left = shorten_pointer(words, goes) if is_pointer(words) else words
        if left != words:
            losses.add_removal(f"from {page.slug}: “{words.strip()}”", _WHY_LINK)
            out += [text[at : passage.start], left]
            at = passage.end
    return "".join(out) + text[at:]


def _goes(link: markdown.LinkSpan, path: str, move: Move) -> bool:
    if link.kind == "wiki":
        name = link.target
    elif "://" in link.target:
        return False
    else:
        name = citations.from_link(path, link.target.split("?")[0])
    slug = move.before.resolve(slug_of_path(name))
    return slug is not None and slug in move.to and move.to[slug] is None
