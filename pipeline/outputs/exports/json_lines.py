"""Write a wiki as JSON lines: a line for each claim, each page and each source."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipeline.core.claims.judgement import Judged, Statement
from pipeline.core.export.contents import (
    ExportedClaim,
    ExportedPage,
    ExportedSource,
    WikiContents,
)
from pipeline.core.values import Quote
from pipeline.outputs.exports import ExportedFiles

VERSION = 1
# Which side of a verdict holds now, seen from the claim whose line it is on.
_SEEN_FROM = {"a": {"a": "this", "b": "other", "": ""}, "b": {"a": "other", "b": "this", "": ""}}


def write(contents: WikiContents) -> ExportedFiles:
    """Return `claims.jsonl`, `pages.jsonl` and `sources.jsonl`, and what version they have."""
    verdicts = _verdicts_by_label(contents.judged) if contents.has_verdicts else None
    about = {
        "format": "wiki-export-jsonl",
        "version": VERSION,
        "language": contents.language,
        "claims": len(contents.claims),
        "pages": len(contents.pages),
        "sources": len(contents.sources),
    }
    return ExportedFiles(
        {
            "about.json": json.dumps(about, indent=1) + "\n",
            "claims.jsonl": as_lines(
                _claim(one, contents.source(one.source), verdicts) for one in contents.claims
            ),
            "pages.jsonl": as_lines(_page(one) for one in contents.pages),
            "sources.jsonl": as_lines(source_as_values(one) for one in contents.sources),
        }
    )


def as_lines(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return values as JSON, one a line."""
    return "".join(stream_lines(rows))


def stream_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield values as JSON, line by line.

    Two signs that Python leaves alone end a line for some readers, and half a surrogate pair is no
    UTF-8: all three are escaped.
    """
    for row in rows:
        yield f"{_escape_line_ends(json.dumps(row, ensure_ascii=False))}\n"


# what ends a line for some readers, and halves of surrogate pairs
_ESCAPED = re.compile("[\x85\u2028\u2029\ud800-\udfff]")


def _escape_line_ends(line: str) -> str:
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def source_as_values(source: ExportedSource) -> dict[str, Any]:
    """Return a source with the keys of its line; what is not known is an empty text."""
    names = (
        *("path", "sha256", "label", "page", "title", "author", "published", "effective"),
        *("modified", "captured", "status", "standing", "address", "licence"),
    )
    return {name: getattr(source, name) for name in names}


def _page(page: ExportedPage) -> dict[str, Any]:
    facts = page.facts
    return {
        "page": facts.slug,
        "path": facts.path,
        "title": facts.title,
        "type": facts.type,
        "aliases": [*facts.aliases],
        "summary": facts.summary,
        "links": [*page.links],
        "claims": [*facts.labels],
        "created": facts.created,
        "updated": facts.updated,
        "confidence": facts.confidence,
    }


def _claim(
    claim: ExportedClaim,
    source: ExportedSource | None,
    verdicts: Mapping[str, list[dict[str, Any]]] | None,
) -> dict[str, Any]:
    told = {} if verdicts is None else {"verdicts": verdicts.get(claim.label, [])}
    return {
        "claim": claim.label,
        "source": claim.source,
        "sha256": source.sha256 if source else "",
        "published": source.published if source else "",
        "effective": source.effective if source else "",
        "standing": source.standing if source else "unknown",
        "quotes": [_quote(one, claim) for one in claim.quotes],
        "statements": [_statement(one) for one in claim.statements],
        "links": [*claim.links],
        **told,
    }


def _quote(quote: Quote, claim: ExportedClaim) -> dict[str, Any]:
    """Return a quote and its place: lines of the file, or of its kept text, or numbered parts."""
    place: dict[str, Any] = {
        "text": quote.text,
        "unit": claim.unit,
        "start": quote.start,
        "end": quote.end,
    }
    if quote.page:
        place |= {"part": quote.part, "first": quote.page, "last": quote.last_page}
    return place | ({"read_from_image": quote.seen} if quote.seen else {})


def _statement(one: Statement) -> dict[str, Any]:
    return {
        "page": one.slug,
        "path": one.path,
        "line": one.line,
        "heading": one.heading,
        "text": one.text,
        "claims": [*one.labels],
    }


def _verdicts_by_label(judged: Iterable[Judged]) -> dict[str, list[dict[str, Any]]]:
    """Return the verdicts of each claim; two wordings of one pair of claims give the same once."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in judged:
        pair, verdict = one.pair, one.verdict
        sides = (
            ("a", pair.a, pair.b, verdict.words_a, verdict.words_b),
            ("b", pair.b, pair.a, verdict.words_b, verdict.words_a),
        )
        for side, mine, other, words, other_words in sides:
            row = {
                "kind": verdict.kind,
                "claims": [*other.labels],
                "current": _SEEN_FROM[side][verdict.current],
                "since": verdict.since,
                "words": words,
                "other_words": other_words,
                "why": verdict.why,
                "judge": one.judge,
            }
            for label in mine.labels:
                rows = found.setdefault(label, [])
                if row not in rows and label not in other.labels:
                    rows.append(row)
    return found
