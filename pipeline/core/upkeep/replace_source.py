"""Put a corrected source in the place of another: citations point to it, or go.

A citation whose words stand in the new source points there; the others go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipeline.core.bookkeeping.derive import set_front_matter
from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_code
from pipeline.core.haystack import Haystack
from pipeline.core.markup import footnotes
from pipeline.core.paths import kept_path
from pipeline.core.text import counted
from pipeline.core.upkeep.losses import Losses
from pipeline.core.upkeep.remnant import Wording
from pipeline.core.upkeep.retract import (
    compares_nothing,
    find_citing_labels,
    label_base_of,
    unique_remnants,
)
from pipeline.core.upkeep.thin_page import (
    NO_WORDING,
    cites_nothing,
    is_a_persons,
    leaving_of,
    take_out_labels,
)
from pipeline.core.upkeep.unlink_pages import unlink_pages
from pipeline.core.upkeep.upkeep import Upkeep
from pipeline.core.values import Quote, Source
from pipeline.core.wiki import citations
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.kept_text import write_kept_text
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.relink import Move
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki

_WHY_ALONE = "it stood on the replaced source alone, and its words are not in the new one"
_WHY_MISSING = "its words are not in the new source"
_WHY_EMPTY = "nothing that the new source supports was left on it"


def replace_source(
    old: str,
    new: Source,
    there: bool,
    wiki: Wiki,
    schema: Schema,
    kept: bool = False,
    wording: Wording = NO_WORDING,
) -> Upkeep:
    """Return the upkeep by which `new` takes the place of the source at `old`.

    `there` says that the old file still stands, and `kept` that its text is kept: both go, and the
    text of the new one is kept. The record follows with the new path, and keeps label and hash. So
    labels stay, and the next compile reads the new file in full, as one that has changed since, and
    finds the earlier claims. `wording` are new words of sentences that an upkeep without them lists
    as remnants.
    """
    base, record = label_base_of(old, wiki), wiki.records.get(old)
    _refuse(old, new, wiki)
    cited = find_citing_labels(old, base, wiki)
    haystack = Haystack(new)
    losses = Losses()
    texts: dict[str, str] = {}
    going: dict[str, str | None] = {}
    moved = gone = 0
    for slug in sorted(
        {*cited, *([record.slug] if record else [])}, key=lambda s: wiki.facts[s].path
    ):
        page = wiki.page(slug)
        found = {label: _moved(label, page, new, haystack, wiki) for label in cited.get(slug, ())}
        dead = {label for label, now in found.items() if now is None}
        mine = Losses()
        leaving = leaving_of(page, frozenset(dead), wiki, wording=wording)
        left = take_out_labels(page, leaving, schema, mine, _WHY_ALONE, _WHY_MISSING)
        left = _pointed(left, {label: now for label, now in found.items() if now})
        moved, gone = moved + len(found) - len(dead), gone + len(dead)
        own = record is not None and slug == record.slug
        if compares_nothing(page, left):
            mine.needs.append(f"{page.path}: it compares nothing any more: one value is left.")
        if dead and cites_nothing(left) and not own and not is_a_persons(left, schema):
            going[slug] = None
            losses.removed += mine.removed
            losses.add_removal(f"the page `{slug}` “{wiki.facts[slug].title}”", _WHY_EMPTY)
        else:
            losses.take(mine)
            texts[page.path] = set_front_matter(left, source=new.path) if own else left.render()
    done: dict[str, str | None] = {wiki.facts[slug].path: None for slug in going}
    files = frozenset({old, kept_path(old)})
    done |= unlink_pages(texts, Move(wiki, going, files), losses, schema)
    if there:
        done[old] = None
        losses.add_removal(f"the file {old}", "the new source has taken its place")
    if kept:
        done[kept_path(old)] = None
        losses.add_removal(f"the text of {old}", "that of the new source has taken its place")
    if new.unit == "kept":
        done[kept_path(new.path)] = write_kept_text(new)
    return Upkeep(
        "replace",
        base or old,
        f"Replace {old.rsplit('/', 1)[-1]} by {new.path.rsplit('/', 1)[-1]}",
        _why(old, new.path, moved, gone, there),
        done,
        tuple(losses.removed),
        tuple(losses.told),
        arguments=(old, new.path),
        needs=tuple(dict.fromkeys(losses.needs)),
        worded=tuple(losses.worded),
        remnants=unique_remnants(losses),
    )


def _why(old: str, new: str, moved: int, gone: int, there: bool) -> str:
    stand = "stand" if moved != 1 else "stands"
    words = (
        f"{counted(moved, 'citation')} {stand} word for word in the new source, and point there now"
    )
    lost = f"; {gone} do{'es' * (gone == 1)} not, and go{'es' * (gone == 1)}" if gone else ""
    raw = "The old file is removed with it. " if there else ""
    return (
        f"{make_code(new)} takes the place of {make_code(old)}. {words}{lost}.\n\n{raw}The new"
        " source counts as changed, not as compiled: the next compile reads it in full, keeps the"
        " labels of claims that it finds again, and adds what is new."
    )


def _refuse(old: str, new: Source, wiki: Wiki) -> None:
    if old == new.path:
        raise UserError(
            f"{old} cannot take its own place.",
            "A source that changed under its name is compiled again by itself.",
        )
    if old not in wiki.records:
        raise UserError(
            f"{old} is not recorded in the wiki.", "`wiki status` lists the sources by their paths."
        )
    if new.path in wiki.records:
        raise UserError(
            f"{new.path} is compiled already, as {wiki.records[new.path].path}.",
            f"To take the old one back: `wiki retract {old}`.",
        )


def _moved(label: str, page: Page, new: Source, haystack: Haystack, wiki: Wiki) -> Citation | None:
    """Return a citation with its places in the new source; None where a quote is not there."""
    text = page.definitions.get(label)
    cited = citations.parse(label, text, page.path) if text else wiki.citation(label)
    if cited is None:
        return None
    quotes: list[Quote] = []
    for quote in cited.quotes:
        found = haystack.find_again(quote, cited.unit)
        if found is None:
            return None
        quotes.append(found)
    return Citation(label, new.path, new.unit, tuple(quotes))


def _pointed(page: Page, found: Mapping[str, Citation]) -> Page:
    """Return a page with these citations as its definitions."""
    if not found:
        return page
    left = replace(
        page, tail=footnotes.drop_definitions(page.tail, lambda label, _: label in found)
    )
    rows = [
        citations.render(
            found[label], page.path, citations.style_of(page.definitions.get(label, ""))
        )
        for label in sorted(found, key=citations.label_sort_key)
    ]
    tail = left.tail.rstrip("\n")
    return replace(left, tail="\n".join([*([tail] if tail.strip() else []), *rows]) + "\n")
