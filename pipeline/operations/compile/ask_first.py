"""Ask a person before a source is compiled that makes many pages or costs much: estimate first.

On a terminal that is a question. Elsewhere the source waits until somebody says yes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pipeline.core.changes.section_coverage import is_long
from pipeline.core.errors import NeedsYes
from pipeline.core.values import Source
from pipeline.core.wiki.schema import MOST_PAGES, Schema
from pipeline.operations.compile.estimate import estimate_source
from pipeline.operations.repository.snapshot import Snapshot

LibrarianName = Literal["model", "extractive"]


def find_question(source: Source, snapshot: Snapshot, librarian: LibrarianName) -> str:
    """Return what a person must be asked before a source is compiled; "" where nothing.

    Only a long source can make more pages than schema.md allows for one, and only a model costs
    money.
    """
    if librarian == "extractive" and not is_long(source):
        return ""  # spares the estimate, which reads prompts
    found = estimate_source(source, snapshot, librarian)
    rules = snapshot.schema.rules
    most, budget = rules.pages_per_source.most, rules.budget
    many, dear = found.pages > most, found.dollars > budget.ask_above
    if not (many or dear):
        return ""
    pages = f"some {found.pages} pages"
    pages += f" (`pages_per_source.most` is {most})" if many else ""
    cost = f" and cost about ${found.dollars:.2f}" if found.dollars else ""
    cost += f" (`budget.ask_above` is ${budget.ask_above:.2f})" if dear else ""
    over = found.dollars > budget.dollars_per_source
    limit = f"`budget.dollars_per_source` stops it at ${budget.dollars_per_source:.2f}"
    return f"it would make {pages}{cost}.{f' {limit} all the same.' if over else ''}"


def needs_yes(path: str, question: str) -> NeedsYes:
    """Return the error of a source that waits for a person's yes."""
    return NeedsYes(
        f"{path}: {question}",
        f"Say yes with `wiki compile --yes {path}`, or raise the limit in schema.md.",
    )


def lift_limit(source: Source, snapshot: Snapshot, librarian: LibrarianName) -> Schema:
    """Return the schema for a source to which somebody said yes: with room for all its pages."""
    schema = snapshot.schema
    if not is_long(source):
        return schema
    rules = schema.rules
    wanted = estimate_source(source, snapshot, librarian).pages
    most = max(rules.pages_per_source.most, min(MOST_PAGES, wanted))
    pages = replace(rules.pages_per_source, most=most)
    return Schema(replace(rules, pages_per_source=pages), schema.text)
