"""Take a source back: its citations go, and the statements and pages that stand on them alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_code
from pipeline.core.markup import amend_front_matter
from pipeline.core.paths import kept_path
from pipeline.core.text import counted
from pipeline.core.upkeep.losses import Losses
from pipeline.core.upkeep.remnant import Remnant, Wording
from pipeline.core.upkeep.thin_page import (
    NO_WORDING,
    WHY_RETRACTED,
    cites_nothing,
    is_a_persons,
    leaving_of,
    name_citation,
    names_of,
    take_out_labels,
)
from pipeline.core.upkeep.unlink_pages import unlink_pages
from pipeline.core.upkeep.upkeep import Upkeep
from pipeline.core.wiki import citations
from pipeline.core.wiki.facts import RECORD_KEYS
from pipeline.core.wiki.leftovers import (
    values_compared,
)
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.relink import Move
from pipeline.core.wiki.schema import COMPARISON_TYPE, Schema
from pipeline.core.wiki.wiki import Wiki

_WHY_SUMMARY = "it sums up the retracted source"
_WHY_KEPT = "it stays, for other sources support what is left on it"
_WHY_EMPTY = "nothing that a source supports was left on it"
_WHY_ONE_VALUE = "it compared values of which one is left, and that stands elsewhere"


def retract_source(
    source: str,
    there: bool,
    wiki: Wiki,
    schema: Schema,
    kept: bool = False,
    wording: Wording = NO_WORDING,
) -> Upkeep:
    """Return the upkeep by which a source leaves the wiki.

    `there` says that its file still stands under raw/, and `kept` that its text is kept: both go
    too. A text that is all that is left of a source goes by itself. `wording` are new words of
    sentences that an upkeep without them lists as remnants.
    """
    base = label_base_of(source, wiki)
    cited = find_citing_labels(source, base, wiki)
    record = wiki.records.get(source)
    if not (cited or record or (kept and not there)):
        raise UserError(
            f"Nothing in the wiki stands on {source}.",
            "`wiki status` lists the sources by their paths."
            + (" Delete the file, if that is meant." if there else ""),
        )
    losses, names = Losses(), names_of(source, wiki)
    going: dict[str, str | None] = {}
    texts: dict[str, str] = {}
    for slug in sorted(
        {*cited, *([record.slug] if record else [])}, key=lambda s: wiki.facts[s].path
    ):
        page = wiki.page(slug)
        dead = cited.get(slug, frozenset())
        mine = Losses()
        leaving = leaving_of(page, dead, wiki, names, wording)
        left = take_out_labels(page, leaving, schema, mine)
        own = record is not None and slug == record.slug
        why = _stays(left, own, schema, wiki)
        empty = _WHY_EMPTY
        if why == _WHY_KEPT and compares_nothing(page, left):
            if not is_a_persons(left, schema) and stands_elsewhere(left, wiki):
                why, empty = "", _WHY_ONE_VALUE
            else:
                mine.needs.append(f"{page.path}: it compares nothing any more: one value is left.")
        if why == "":
            going[slug] = None
            _page_goes(page, dead, _WHY_SUMMARY if own else empty, losses)
            continue
        texts[page.path] = (replace(left, front=_unrecorded(left)) if own else left).render()
        mine.told += [f"{page.path}: {why}"] if why != _WHY_KEPT or own else []
        losses.take(mine)
    done: dict[str, str | None] = {**{wiki.facts[slug].path: None for slug in going}}
    files = frozenset({source, kept_path(source)})
    done |= unlink_pages(texts, Move(wiki, going, files), losses, schema)
    if there:
        done[source] = None
        losses.add_removal(f"the file {source}", WHY_RETRACTED)
    if kept:
        done[kept_path(source)] = None
        losses.add_removal(f"the text of {source}", WHY_RETRACTED)
    marks = sum(map(len, cited.values()))
    return Upkeep(
        "retract",
        base or source,
        f"Retract {source.rsplit('/', 1)[-1]}",
        _why(source, marks, len(cited), len(going), there),
        done,
        tuple(losses.removed),
        tuple(losses.told),
        arguments=(source,),
        needs=tuple(dict.fromkeys(losses.needs)),
        worded=tuple(losses.worded),
        remnants=unique_remnants(losses),
    )


def unique_remnants(losses: Losses) -> tuple[Remnant, ...]:
    """Return the remnants, each once where a page says the same twice."""
    return tuple({each.key: each for each in losses.remnants}.values())


def _stays(left: Page, own: bool, schema: Schema, wiki: Wiki) -> str:
    """Return why a page stays with what is left on it; "" where it goes.

    The source's own summary goes if all that it cites stands elsewhere.
    """
    if own:
        return _WHY_KEPT if any(wiki.pages_stating(x) == [left.slug] for x in left.labels) else ""
    if not cites_nothing(left):
        return _WHY_KEPT
    return (
        "nothing cited is left, but a person has written there, so it stays"
        if is_a_persons(left, schema)
        else ""
    )


def compares_nothing(page: Page, left: Page) -> bool:
    """Tell whether a comparison has lost all values but one."""
    if page.meta.get("type") != COMPARISON_TYPE:
        return False
    were, are = (
        max((values_compared(part.text) for part in each.parts), default=0) for each in (page, left)
    )
    return were > 1 >= are


def stands_elsewhere(page: Page, wiki: Wiki) -> bool:
    """Tell whether every citation of a page is on another page as well."""
    return all(set(wiki.pages_stating(label)) - {page.slug} for label in page.labels)


def _unrecorded(page: Page) -> str:
    """Return the front matter of a summary page that stays without recording a source."""
    left = amend_front_matter.amend_block(
        page.front, {key: None for key in RECORD_KEYS if key in page.meta}
    )
    if left is None:
        raise UserError(
            f"{page.path}: its front matter cannot be changed without losing a comment or its"
            " form.",
            "Take the record out of it by hand: its `source` and what describes that.",
        )
    return left


def _why(source: str, marks: int, pages: int, going: int, there: bool) -> str:
    if not (pages or going):
        return (
            f"{make_code(source)} is gone, and nothing in the wiki stands on it. The text that was"
            " kept of it goes too."
        )
    said = (
        f"{make_code(source)} is taken back. Its {counted(marks, 'citation')} on"
        f" {counted(pages, 'page')} go, and with them the statements that stand on it alone."
        " Statements that other sources support stay, with those citations."
    )
    if going:
        said += (
            f" {counted(going, 'page')} would hold nothing that a source supports, and"
            f" go{'es' * (going == 1)}."
        )
    raw = (
        "The file itself is removed as well, so that it is not compiled again."
        if there
        else "The file is gone already."
    )
    return f"{said}\n\n{raw}"


def label_base_of(source: str, wiki: Wiki) -> str:
    """Return what a source's labels begin with, as its record has it; "" where there is none."""
    record = wiki.records.get(source)
    return record.source_label if record else ""


def find_citing_labels(source: str, base: str, wiki: Wiki) -> dict[str, frozenset[str]]:
    """Return the labels by which each page cites a source, by the slug of the page.

    The definitions on the page tell; for a label without one, the label base of the source's
    record.
    """
    file = citations.link_to("", source).rsplit("/", 1)[-1]
    found = {}
    for slug, facts in wiki.facts.items():
        bases = {citations.base_of(label) for label in facts.labels}
        if (base and base in bases) or file in wiki.text(slug):
            labels = _labels(slug, source, base, wiki)
            if labels:
                found[slug] = labels
    return found


def _labels(slug: str, source: str, base: str, wiki: Wiki) -> frozenset[str]:
    try:
        page = wiki.page(slug)
    except UserError as error:
        raise UserError(f"{error.message} It may cite the source.", "Mend it first.") from error

    def is_of_it(label: str) -> bool:
        text = page.definitions.get(label)
        cited = citations.parse(label, text, page.path) if text else wiki.citation(label)
        if cited is None:
            return bool(base) and citations.base_of(label) == base and text is None
        return cited.source == source

    return frozenset(label for label in {*page.labels, *page.definitions} if is_of_it(label))


def _page_goes(page: Page, labels: Iterable[str], why: str, losses: Losses) -> None:
    losses.add_removal(f"the page `{page.slug}` “{page.meta.get('title') or page.slug}”", why)
    for label in sorted(labels, key=citations.label_sort_key):
        losses.add_removal(name_citation(page, label), WHY_RETRACTED)
    others = [x for x in page.labels if x not in set(labels)]
    for label in others:
        losses.add_removal(f"the citation [^{label}] on {page.slug}", why)
