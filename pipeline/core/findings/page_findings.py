"""The findings on one page with what they depend on, and the rows in which a lint keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.core.findings.view import Spot
from pipeline.core.markup.ignore_comments import Ignore
from pipeline.core.wiki.facts import PageFacts

NamingRow = tuple[
    str, str, str, tuple[str, ...], Mapping[str, str], tuple[str, ...], tuple[str, ...]
]
"""Path, title, type, aliases, record, names and things of a page: see `PageFacts`."""
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


@dataclass(frozen=True)
class PageFindings:
    """What the rules about single pages found on one page, and what that depends on.

    `blob` is the page's git blob id. `waiting` are the rules that must first know other pages.
    """

    blob: str
    # path → blob of the sources that were looked at; "": none there
    sources: Mapping[str, str] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    spots: tuple[tuple[str, Spot], ...] = ()  # (rule, spot)
    ignores: tuple[Ignore, ...] = ()


NO_FINDINGS = PageFindings("")


def naming_rows(everyone: Iterable[PageFacts]) -> list[NamingRow]:
    """Return, for each page by path, all that a rule about another page may know of it.

    These are names and records, and nothing of what the page says.
    """
    rows = ((f.path, f.title, f.type, f.aliases, f.record, f.names, f.things) for f in everyone)
    return sorted(rows, key=lambda row: row[0])


def row_of_findings(said: PageFindings) -> str:
    """Return findings as the text in which they are kept.

    On nearly every page nothing was found: then the text is a line for each source that was looked
    at, which is quick to compare. Else it is JSON, in which each text stands once and is then named
    by its number: one page may have a hundred findings of one rule with one suggestion.
    """
    if (
        not said.spots
        and not said.ignores
        and not said.waiting
        and not any("\n" in path for path in said.sources)
    ):
        return "\n".join(line_of_source(path, sha) for path, sha in said.sources.items())
    texts: dict[str, int] = {}

    def number(*some: str) -> list[int]:
        return [texts.setdefault(text, len(texts)) for text in some]

    spots = [
        [*number(rule, x.path, x.subject, x.message, x.suggestion), x.line, x.column, x.fixable]
        for rule, x in said.spots
    ]
    return _encode(
        [
            said.blob,
            said.sources,
            [*said.waiting],
            [*texts],
            spots,
            [[*vars(i).values()] for i in said.ignores],
        ]
    )


def line_of_source(path: str, sha: str) -> str:
    """Return the line for a source that was looked at, with its blob; "" where it was missing."""
    return f"{sha or '-'} {path}"


def findings_of_row(text: str, blob: str) -> PageFindings | None:
    """Return the findings that `row_of_findings` wrote for a page's blob; None where it did not."""
    try:
        if text[:1] != "[":
            pairs = (line.split(" ", 1) for line in text.split("\n") if line)
            return PageFindings(blob, {path: "" if sha == "-" else sha for sha, path in pairs})
        blob, sources, waiting, texts, spots, ignored = json.loads(text)
        "".join(texts)  # raises TypeError unless all are texts
        found = tuple([_spot(texts, *spot) for spot in spots])
        return PageFindings(
            str(blob),
            {**sources},
            tuple(map(str, waiting)),
            found,
            tuple(Ignore(*i) for i in ignored),
        )
    except (TypeError, ValueError, LookupError, RecursionError):
        return None


def _spot(
    texts: list[str],
    rule: int,
    path: int,
    subject: int,
    message: int,
    suggestion: int,
    line: int,
    column: int,
    fixable: bool,
) -> tuple[str, Spot]:
    if type(line) is not int or type(column) is not int:
        raise TypeError
    words = texts[path], texts[subject], texts[message], texts[suggestion]
    return texts[rule], Spot(*words, line, column, fixable)
