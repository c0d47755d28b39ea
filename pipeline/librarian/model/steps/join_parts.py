"""Put together what the model found in the parts of one source: the same claim twice is one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.core.bookkeeping.confidence import parse_date
from pipeline.core.changes.change_set import Claim, Dropped, Extraction
from pipeline.core.changes.silent_parts import silent_part
from pipeline.core.errors import UserError
from pipeline.core.markup.source_parts import TextPart
from pipeline.core.text import counted, normalise, shorten
from pipeline.core.values import Quote, Source
from pipeline.librarian.model.steps.extract import Fault, PartExtraction, is_concept

_MOST_QUOTES = 4  # of a claim that several parts state


@dataclass(frozen=True)
class ReadPart:
    """One part with what came of it: one reply, or several where it was halved; or an error."""

    part: TextPart
    found: tuple[PartExtraction, ...] = ()
    error: UserError | None = None


def join_parts(parts: Sequence[ReadPart], source: Source) -> Extraction:
    """Put the parts of one source together, with its claims in their order.

    A claim of which an earlier part gave all quotes is the same one; so is one with the same words,
    whose quotes join those of the first. Parts of which nothing came are listed, each with the
    reason.
    """
    founds = [found for read in parts for found in read.found]
    dropped = [
        Dropped(f"“{normalise(f.reply.claims[n - 1].text)}”", _reason_dropped(fault))
        for f in founds
        for n, fault in f.faults
    ]
    first = founds[0].reply
    names = dict.fromkeys(
        normalise(c.name) for f in founds for c in f.reply.key_concepts if is_concept(c.name)
    )
    return Extraction(
        source=source.path,
        sha256=source.sha256,
        title=normalise(source.title or first.title)[:300],
        author=normalise(source.author or first.author)[:300],
        published=source.published or _date_or_none(first.published),
        status=normalise(source.status or first.status)[:60],
        effective=normalise(first.effective)[:120],
        summary=normalise(first.summary)[:1200],
        claims=_merge_claims([found.claims.values() for found in founds]),
        concepts=tuple(names),
        dropped=(*dropped, *_list_silent_parts(parts, source)),
    )


def _merge_claims(parts: Iterable[Iterable[Claim]]) -> tuple[Claim, ...]:
    claims: list[Claim] = []
    quoted: set[frozenset[tuple[str, int]]] = set()  # by the parts before
    by_words: dict[str, int] = {}
    for part in parts:
        here = set()
        for claim in part:
            key = frozenset((q.text, q.start) for q in claim.quotes)
            same = by_words.get(claim.text.casefold())
            here.add(key)
            if same is not None:
                claims[same] = _with_quotes(claims[same], claim.quotes)
            elif key not in quoted:
                by_words[claim.text.casefold()] = len(claims)
                claims.append(replace(claim, id=str(len(claims) + 1)))
        quoted |= here
    return tuple(claims)


def _with_quotes(claim: Claim, quotes: Sequence[Quote]) -> Claim:
    more = [q for q in quotes if q not in claim.quotes]
    room = max(0, _MOST_QUOTES - len(claim.quotes))
    return replace(claim, quotes=(*claim.quotes, *more[:room]))


def _list_silent_parts(parts: Sequence[ReadPart], source: Source) -> list[Dropped]:
    if len(parts) < 2:
        return []
    return [
        silent_part(source, read.part, (number, len(parts)), _why_silent(read))
        for number, read in enumerate(parts, 1)
        if not any(found.claims for found in read.found)
    ]


def _why_silent(read: ReadPart) -> str:
    if read.error is not None:
        return f"it was asked about twice, and failed: {shorten(read.error.message, 300)}"
    said = sum(len(found.reply.claims) for found in read.found)
    if said:
        return f"of its {counted(said, 'statement')} none stands on its quotes"
    return "the model found no statement in it"


def _date_or_none(text: str) -> str:
    return text if parse_date(text) and len(text) in (4, 7, 10) else ""


def _reason_dropped(fault: Fault) -> str:
    if fault.unquoted:
        figures = ", ".join(f"“{shorten(normalise(x), 60)}”" for x in fault.unquoted[:5])
        return f"{figures}: none of its quotes says so, also when asked again"
    if not fault.missing:
        return "the librarian gave no quote for it, also when asked again"
    return (
        f"the source does not hold the quote “{shorten(normalise(fault.missing[0]), 160)}”, also"
        " when asked again"
    )
