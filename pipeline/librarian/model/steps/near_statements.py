"""What pages that a plan is not shown say near to new claims."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.core.bookkeeping.confidence import read_standing
from pipeline.core.changes.change_set import Claim
from pipeline.core.changes.read_source import ReadSource
from pipeline.core.claims.judgement import Statement
from pipeline.core.claims.nearest_statements import find_nearest_statements
from pipeline.core.text import counted
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian.model.steps import json_lines

PER_CLAIM = 4  # statements that one claim may bring
# Pages whose statements are looked at: all of a wiki that its index still serves, and of a larger
# one those nearest by their words. What this costs does not grow with the wiki.
SEARCHED_PAGES = 200
LEAST_CHARACTERS, MOST_CHARACTERS = 5_000, 14_000  # of all statements that are shown


@dataclass(frozen=True)
class NearStatements:
    """The lines to show, the labels of their sources, and what was not compared, in a sentence."""

    lines: tuple[str, ...] = ()
    labels: frozenset[str] = frozenset()
    not_compared: str = ""


def gather_near_statements(
    reading: ReadSource,
    claims: Sequence[Claim],
    shown: Collection[str],
    near: Sequence[str],
    wiki: Wiki,
    schema: Schema,
) -> NearStatements:
    """Return the statements nearest to new claims on pages that are not shown in full.

    `shown` are the pages that are, `near` those nearest to the source, nearest first.
    Each claim brings its nearest first, the first ones of all claims before the second ones. So
    what the bounds cut off is the least likely to be at odds with any.
    """
    others = [slug for slug in wiki.facts if slug != reading.summary.slug]
    if not others:
        return NearStatements()
    searched = others if len(others) <= SEARCHED_PAGES else near[:SEARCHED_PAGES]
    found = find_nearest_statements(_as_statements(reading, claims), searched, wiki, schema)
    rows: dict[tuple[str, str], tuple[Statement, str]] = {}
    for rank in range(PER_CLAIM):
        for claim, statements in zip(claims, found, strict=True):
            hidden = [s for s in statements if s.slug not in shown]
            if rank < len(hidden):
                said = hidden[rank]
                rows.setdefault((said.slug, said.text), (said, claim.id))
    room = min(MOST_CHARACTERS, max(LEAST_CHARACTERS, 2 * len(reading.source.text)))
    lines: list[str] = []
    labels: set[str] = set()
    for said, near_to in rows.values():
        line = json_lines.statement_line(said, near_to)
        if len(line) > room:
            break
        room -= len(line)
        lines.append(line)
        labels.update(said.labels)
    return NearStatements(
        tuple(lines),
        frozenset(labels),
        _tell_bounds(len(rows) - len(lines), len(others) - len(searched)),
    )


def _as_statements(reading: ReadSource, claims: Sequence[Claim]) -> list[Statement]:
    read = reading.extraction
    return [
        Statement(
            slug="",
            path=read.source,
            heading=claim.heading,
            text=claim.text,
            labels=(claim.id,),
            quotes=tuple(q.text for q in claim.quotes),
            sources=(read.source,),
            published=(read.published,),
            effective=(read.effective,),
            standing=(read_standing(read.status),),
        )
        for claim in claims
    ]


def _tell_bounds(statements: int, pages: int) -> str:
    """Return in a sentence what the bounds kept from being compared; empty where they did not."""
    left = []
    if statements:
        left.append(f"{counted(statements, 'further statement')} near to its claims")
    if pages:
        left.append(f"the statements of the {counted(pages, 'page')} whose words are furthest")
    said = " and ".join(left)
    return f"Not compared with the new claims, for lack of room: {said}." if left else ""
