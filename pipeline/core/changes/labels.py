"""Number the claims of one source, so that a claim keeps its footnote when it is read again.

A claim is known again by its quotes: one whose quotes a page already cites keeps that label, and
every other claim gets a number above all that the wiki has of this source.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace

from pipeline.core.changes.change_set import ChangeSet, Claim, Extraction, PagePlan
from pipeline.core.changes.summary_name import free_title
from pipeline.core.haystack import Haystack
from pipeline.core.name_keys import slug_of, unique_slug
from pipeline.core.text import digest, normalise, shorten
from pipeline.core.values import Source
from pipeline.core.wiki.citations import base_of, label_base, label_sort_key
from pipeline.core.wiki.facts import PageFacts
from pipeline.core.wiki.schema import SUMMARY_TYPE, Schema
from pipeline.core.wiki.wiki import Wiki


@dataclass(frozen=True)
class SourceRecord:
    """What a wiki knows of one source, looked up once when the source is met and then handed on.

    `page` is the summary page that records the source, and None for one that is new to the wiki.
    `label` is what the labels of its claims begin with. `labels` are all that they may begin with:
    which of two an unrecorded source gets depends on the other sources of the day.
    """

    page: PageFacts | None
    label: str
    labels: frozenset[str]

    @property
    def slug(self) -> str:
        """Return the slug of the page; "" where there is none."""
        return self.page.slug if self.page else ""

    def recorded(self, name: str) -> str:
        """Return what the page says of the source, such as `captured`; "" where it does not."""
        return self.page.record.get(name, "") if self.page else ""

    def is_renamed(self, source: Source) -> bool:
        """Tell whether the source only has another path than its record says."""
        return (
            self.page is not None
            and self.recorded("sha256") == source.sha256
            and self.recorded("source") != source.path
        )


def source_record(source: Source, wiki: Wiki, raw_paths: Collection[str]) -> SourceRecord:
    """Return what a wiki knows of a source, among the paths of all sources.

    A source that is recorded keeps the label that its record has. Else the label is made of the
    file's name, and made unique where another source has that name.
    """
    page = _page_of(source, wiki, raw_paths)
    if page and page.record.get("label"):
        return SourceRecord(page, page.source_label, frozenset({page.source_label}))
    path = page.record["source"] if page else source.path
    base = label_base(path)
    unique = f"{base}-x{digest(path)[:4]}"
    others = {label_base(p) for p in raw_paths if p not in (path, source.path)}
    taken = base in others or wiki.by_label.get(base, page) is not page
    return SourceRecord(page, unique if taken else base, frozenset({base, unique}))


def _page_of(source: Source, wiki: Wiki, raw_paths: Collection[str]) -> PageFacts | None:
    """Return the summary page that records a source, by its path, or by its hash if it moved."""
    if source.path in wiki.records:
        return wiki.records[source.path]
    there = set(raw_paths)
    moved = (
        f
        for path, f in wiki.records.items()
        if f.record.get("sha256") == source.sha256 and path not in there
    )
    return next(moved, None)


def number_claims(extraction: Extraction, base: str, wiki: Wiki) -> Extraction:
    """Return the extraction with final claim ids.

    A claim whose quotes a page already cites keeps that label.
    """
    known: dict[tuple[str, ...], str] = {}
    highest = 0
    for label in wiki.labels_of(base):
        citation = wiki.citation(label)
        if citation:
            known.setdefault(tuple(normalise(q.text) for q in citation.quotes), label)
        highest = max(highest, label_sort_key(label)[1])
    claims = []
    for claim in extraction.claims:
        label = known.pop(tuple(normalise(q.text) for q in claim.quotes), "")
        if not label:
            highest += 1
            label = f"{base}-{highest}"
        claims.append(replace(claim, id=label))
    return replace(extraction, claims=tuple(claims))


def find_earlier_claims(
    extraction: Extraction, base: str, source: Source, wiki: Wiki
) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """Return the claims of an earlier reading that pages cite, as kept ones and gone labels.

    A claim is kept where the source still holds its quotes; its places are those of now.
    """
    mine = {c.id for c in extraction.claims}
    haystack = Haystack(source)
    kept, gone = [], []
    for label in wiki.labels_of(base):
        citation = wiki.citation(label) if label not in mine else None
        if citation is None:
            continue
        quotes = [haystack.find_again(q, citation.unit) for q in citation.quotes]
        if None in quotes:
            gone.append(label)
        else:
            kept.append(Claim(label, "", tuple(q for q in quotes if q)))
    return tuple(kept), tuple(gone)


def plan_summary(
    source: Source,
    extraction: Extraction,
    record: SourceRecord,
    wiki: Wiki,
    stems: Iterable[str],
) -> PagePlan:
    """Return the plan of the page that sums the source up and records it."""
    ids = tuple(c.id for c in extraction.claims)
    if page := record.page:
        return PagePlan(
            page.slug, page.title, SUMMARY_TYPE, "update", ids, "the source was read again"
        )
    title = free_title(extraction.title or source.title, wiki)
    base = slug_of(title)
    slug = unique_slug(
        base if base not in set(stems) else f"{base}-summary", wiki.taken_names, {*stems}
    )
    return PagePlan(slug, title, SUMMARY_TYPE, "create", ids, "the record of this source")


# A change set leaves the text behind, and the run knows the day on which the source came in.
_FIELDS_NOT_CARRIED = {
    "text",
    "locators",
    "origins",
    "captured",
    "bare",
    "anchors",
    "picture_files",
    "read_by",
    "seen",
    "picture_numbers",
}


def find_misattribution(change: ChangeSet, source: Source, record: SourceRecord, wiki: Wiki) -> str:
    """Return how a change set speaks of its source otherwise than the file does; "" if it does not.

    It must not speak in the name of another source either: a label of another source would make
    every page that cites it cite this one, without an edit.
    """
    for name in (f.name for f in fields(Source) if f.name not in _FIELDS_NOT_CARRIED):
        if getattr(change.source, name) != getattr(source, name):
            return f"source.{name} is not what the file says"
    if (change.extraction.source, change.extraction.sha256) != (source.path, source.sha256):
        return "the extraction is of another file"
    mine = {source.path, record.recorded("source")}
    for label in (*(c.id for c in (*change.extraction.claims, *change.kept)), *change.gone):
        citation = wiki.citation(label)
        elsewhere = citation is not None and citation.source not in mine
        if base_of(label) not in record.labels or elsewhere:
            return f"the label {label} is not one of this source"
    return ""


def find_misplaced_page(
    change: ChangeSet, source: Source, record: SourceRecord, schema: Schema, wiki: Wiki
) -> str:
    """Return which page has a wrong type, or is taken for another than it is; "" for none.

    The type must be declared, unless it is that of a page which was there before our wiki; a page
    must be called what it is, and it must not be the record of another source. A summary is given
    the source's record; given to another source's page, that source would count as not compiled.
    And what a plan calls a page is what the reviewer reads.
    """
    for plan in (p.plan for p in change.pages):
        there = plan.slug in wiki and wiki.facts[plan.slug].type == plan.type
        if not schema.allows_type(plan.type, there):
            return (
                f"the page {plan.slug} is to be of the type {plan.type!r}, which schema.md does not"
                " declare"
            )
        if plan.type == SUMMARY_TYPE and (
            plan.slug != record.slug if record.page else plan.slug in wiki
        ):
            return f"the page {plan.slug} is not the record of this source"
        if plan.slug in wiki and (problem := _mistaken(plan, wiki, {source.path, record.slug})):
            return problem
    return ""


def _mistaken(plan: PagePlan, wiki: Wiki, mine: set[str]) -> str:
    """Return how a plan takes a page that exists for another; "" where it does not.

    `mine` is this source's path, and the slug of its record.
    """
    facts = wiki.facts[plan.slug]
    recorded = facts.record.get("source", "")
    # On a person's page, `source` may be an address.
    if recorded.startswith("raw/") and not mine & {recorded, plan.slug}:
        return f"the page {plan.slug} is the record of another source"
    if plan.action != "update":  # `create_page` on it is refused as an edit
        return ""
    if plan.type != facts.type:
        return f"the page {plan.slug} is of the type {facts.type!r}, not {plan.type!r}"
    if plan.title != facts.title and wiki.resolve(plan.title) != plan.slug:
        return f"the page {plan.slug} is not called {shorten(plan.title, 80)!r}"
    return ""
