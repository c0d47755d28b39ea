"""Labels: how the claims of one source are numbered, so that a claim keeps its footnote when the
source is read again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace

from pipeline.core.changes.change_set import ChangeSet, Claim, Extraction, PagePlan
from pipeline.core.text import (
    Haystack,
    digest,
    normalise,
    shorten,
    slug_of,
    thing_key,
    unique_slug,
)
from pipeline.core.values import Source
from pipeline.core.wiki.citations import base_of, label_base, label_order
from pipeline.core.wiki.facts import PageFacts
from pipeline.core.wiki.schema import SUMMARY, Schema
from pipeline.core.wiki.wiki import Wiki


def record_of(source: Source, wiki: Wiki, raw_paths: Iterable[str]) -> PageFacts | None:
    """Return the summary page that records this source: by its path, or by its hash where it was
    only renamed."""
    if source.path in wiki.records:
        return wiki.records[source.path]
    there = set(raw_paths)
    moved = (
        f
        for path, f in wiki.records.items()
        if f.record.get("sha256") == source.sha256 and path not in there
    )
    return next(moved, None)


def label_of(path: str, record: PageFacts | None, wiki: Wiki, raw_paths: Iterable[str]) -> str:
    """Return what a source's labels begin with: as recorded, else from its file name, made unique
    among the sources."""
    if record and record.record.get("label"):
        return record.record["label"]
    base = label_base(path)
    others = {label_base(p) for p in raw_paths if p != path}
    return f"{base}-x{digest(path)[:4]}" if base in others or base in wiki.by_label else base


def numbered(extraction: Extraction, base: str, wiki: Wiki) -> Extraction:
    """Return the extraction with final claim ids: a claim whose quotes a page already cites keeps
    that label."""
    known: dict[tuple[str, ...], str] = {}
    highest = 0
    for label in wiki.labels_of(base):
        citation = wiki.citation(label)
        if citation:
            known.setdefault(tuple(normalise(q.text) for q in citation.quotes), label)
        highest = max(highest, label_order(label)[1])
    claims = []
    for claim in extraction.claims:
        label = known.pop(tuple(normalise(q.text) for q in claim.quotes), "")
        if not label:
            highest += 1
            label = f"{base}-{highest}"
        claims.append(replace(claim, id=label))
    return replace(extraction, claims=tuple(claims))


def earlier(
    extraction: Extraction, base: str, source: Source, wiki: Wiki
) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """Return the claims that pages cite from an earlier reading, by whether the source still holds
    their quotes."""
    mine = {c.id for c in extraction.claims}
    haystack = Haystack(source)
    kept, gone = [], []
    for label in wiki.labels_of(base):
        citation = wiki.citation(label) if label not in mine else None
        if citation is None:
            continue
        quotes = [haystack.find(q.text, near=q.start) for q in citation.quotes]
        if None in quotes:
            gone.append(label)
        else:
            kept.append(Claim(label, "", tuple(q for q in quotes if q)))
    return tuple(kept), tuple(gone)


def summary_of(
    source: Source,
    extraction: Extraction,
    record: PageFacts | None,
    wiki: Wiki,
    stems: Iterable[str],
) -> PagePlan:
    """Return the plan of the page that sums the source up and records it."""
    ids = tuple(c.id for c in extraction.claims)
    if record:
        return PagePlan(
            record.slug, record.title, SUMMARY, "update", ids, "the source was read again"
        )
    title = _free_title(extraction.title or source.title, wiki)
    base = slug_of(title)
    slug = unique_slug(base if base not in set(stems) else f"{base}-summary", wiki.taken, {*stems})
    return PagePlan(slug, title, SUMMARY, "create", ids, "the record of this source")


def _free_title(title: str, wiki: Wiki) -> str:
    """Return a title by which no page is called: many a team has three sources called "Notes"."""
    wanted, number = title, 1
    while wiki.resolve(wanted) is not None or (number > 1 and thing_key(wanted) in wiki.things):
        wanted = f"{title} (source)" if number == 1 else f"{title} (source {number})"
        number += 1
    return wanted


# a change set leaves the text behind; when it came in the run says
_NOT_CARRIED = {"text", "locators", "captured"}


def misattributed(change: ChangeSet, source: Source, wiki: Wiki, raw_paths: Iterable[str]) -> str:
    """Say how a change set speaks of its source otherwise than the file itself does, or in the name
    of another source.

    A label of another source would make every page that cites it cite this one, without an edit.
    """
    for name in (f.name for f in fields(Source) if f.name not in _NOT_CARRIED):
        if getattr(change.source, name) != getattr(source, name):
            return f"source.{name} is not what the file says"
    if (change.extraction.source, change.extraction.sha256) != (source.path, source.sha256):
        return "the extraction is of another file"
    record = record_of(source, wiki, raw_paths)
    base = record.record.get("label") if record else ""
    bases = (
        {base}
        if base
        else {label_base(source.path), f"{label_base(source.path)}-x{digest(source.path)[:4]}"}
    )
    mine = {source.path, record.record.get("source", "") if record else ""}
    for label in (*(c.id for c in (*change.extraction.claims, *change.kept)), *change.gone):
        citation = wiki.citation(label)
        if base_of(label) not in bases or (citation is not None and citation.source not in mine):
            return f"the label {label} is not one of this source"
    return ""


def misplaced(
    change: ChangeSet, source: Source, schema: Schema, wiki: Wiki, raw_paths: Iterable[str]
) -> str:
    """Say which page is of an undeclared type, is taken for another than it is, or is the record of
    another source.

    A summary is given the source's record; given to another source's page, that source would count
    as not compiled. And what a plan calls a page is what the reviewer reads.
    """
    record = record_of(source, wiki, raw_paths)
    for plan in (p.plan for p in change.pages):
        if plan.type not in schema.types:
            return (
                f"the page {plan.slug} is to be of the type {plan.type!r}, which schema.md does not"
                " declare"
            )
        if plan.type == SUMMARY and (plan.slug != record.slug if record else plan.slug in wiki):
            return f"the page {plan.slug} is not the record of this source"
        if plan.slug in wiki and (
            problem := _mistaken(plan, wiki, {source.path, record.slug if record else ""})
        ):
            return problem
    return ""


def _mistaken(plan: PagePlan, wiki: Wiki, mine: set[str]) -> str:
    """Say how a plan takes a page that exists for another; `mine` is this source's path, and the
    slug of its record."""
    facts = wiki.facts[plan.slug]
    recorded = facts.record.get("source", "")
    if recorded.startswith("raw/") and not mine & {
        recorded,
        plan.slug,
    }:  # a person's page may name an address there
        return f"the page {plan.slug} is the record of another source"
    if plan.action != "update":  # `create_page` on it is refused as an edit
        return ""
    if plan.type != facts.type:
        return f"the page {plan.slug} is of the type {facts.type!r}, not {plan.type!r}"
    if plan.title != facts.title and wiki.resolve(plan.title) != plan.slug:
        return f"the page {plan.slug} is not called {shorten(plan.title, 80)!r}"
    return ""
