"""Check what a change set says of its source and of the wiki against the file and the wiki.

A change set may come from a job that was taken over by what it read, or from a ref that people can
write. So what code can look up is looked up, and not believed. This covers the whole change set,
also what stands on no page yet, because quotes go into footnotes of pages that nobody edits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.core.changes import labels
from pipeline.core.changes.attestation import keep_attested
from pipeline.core.changes.change_set import ChangeSet, Claim, Extraction
from pipeline.core.changes.labels import SourceRecord
from pipeline.core.haystack import Haystack
from pipeline.core.text import normalise, shorten
from pipeline.core.values import Quote, Source
from pipeline.core.wiki.citations import base_of
from pipeline.core.wiki.wiki import Wiki


def correct_by_lookup(
    change: ChangeSet, source: Source, record: SourceRecord, wiki: Wiki
) -> ChangeSet:
    """Return the change set with what file and wiki tell in the place of what it says of them.

    These are: which claims of an earlier reading the file still holds and which not; the day on
    which the source came in; and its title, author, dates and status, where the file itself does
    not say what the change set does.
    """
    came = source.captured or record.recorded("captured") or change.date
    claims = change.extraction.claims
    label = base_of(claims[0].id) if claims else record.label
    kept, gone = labels.find_earlier_claims(change.extraction, label, source, wiki)
    read = (
        change.extraction
        if change.librarian == "none"
        else keep_attested(change.extraction, source)
    )
    return replace(
        change, extraction=read, kept=kept, gone=gone, source=replace(change.source, captured=came)
    )


def find_unproven(change: ChangeSet, source: Source, record: SourceRecord, wiki: Wiki) -> str:
    """Return the first thing in a change set that file or wiki do not bear out; "" for none.

    Every quote of a claim must stand at its place in the file, and a label that the wiki knows must
    stand for the same words. A change set that read nothing must be that of a source which only has
    another path, or whose text is kept anew.
    """
    if change.librarian == "none":
        return _why_not_unread(change, source, record)
    return next(_of_claims(change.extraction.claims, source, wiki), "")


def find_foreign_pages(change: ChangeSet, source: Source) -> str:
    """Return what is wrong with a transcript: it tells of what code reads; "" for nothing.

    Else a job that was led astray could put words of its own beside those of the file.
    """
    numbers = {text.number for text in change.transcript.pictures} if change.transcript else set()
    strange = sorted(numbers - set(source.bare))
    return f"the transcript has number {strange[0]}, which is no picture" if strange else ""


def _of_claims(claims: Iterable[Claim], source: Source, wiki: Wiki) -> Iterator[str]:
    haystack = Haystack(source)
    for claim in claims:
        for quote in claim.quotes:
            if not _stands(quote, haystack):
                said = shorten(quote.text, 80)
                yield (
                    f'quote-not-found: {claim.id}: the source does not hold "{said}" at'
                    f" {quote.start}"
                )
        if wiki.pages_citing(claim.id):
            known = wiki.citation(claim.id)
            if known is None or _texts(known.quotes) != _texts(claim.quotes):
                yield f"the label {claim.id} stands for other words in the wiki"


def _stands(quote: Quote, haystack: Haystack) -> bool:
    return (quote.start == quote.end and haystack.surely_has(quote.text, quote.start)) or (
        haystack.find(quote.text, near=quote.start) == quote
    )


def _texts(quotes: Iterable[Quote]) -> tuple[str, ...]:
    return tuple(normalise(quote.text) for quote in quotes)


def _why_not_unread(change: ChangeSet, source: Source, record: SourceRecord) -> str:
    """Return why a change that read nothing must not be.

    It may be of a source that was only renamed, or whose text another version of the reader makes:
    the record names the same content, under another path or under this one. The change set then
    repeats what the record says, and edits nothing but the record.
    """
    same = record.page is not None and record.recorded("sha256") == source.sha256
    if not (record.is_renamed(source) or (same and source.unit == "kept")):
        return "nothing was read, and the file is not one that was only renamed"
    if change.extraction != extraction_of_renamed(source, record):
        return "the extraction is not what the page records that is about the file"
    if [(page.plan.slug, page.edits) for page in change.pages] != [(record.slug, ())]:
        return "nothing was read, and yet a page is edited"
    return ""


def extraction_of_renamed(source: Source, record: SourceRecord) -> Extraction:
    """Return the extraction of a source that was only renamed: what its record says, no claims."""
    title = record.page.title if record.page else ""
    author, published, status, effective = map(
        record.recorded, ("author", "published", "status", "effective")
    )
    return Extraction(
        source.path, source.sha256, title, author, published, status, effective, "", ()
    )
