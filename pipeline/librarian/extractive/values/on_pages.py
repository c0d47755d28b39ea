"""Compare the values of two statements as pages lay them out, beyond one plain sentence each.

A page gives values in table rows, in lists of changes, by the names of constants, and in clauses of
longer sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.core.claims.judgement import Statement
from pipeline.core.language.asides import strip_bracketed_dates
from pipeline.core.wiki.citations import base_of
from pipeline.librarian.extractive.values.clause_twins import compare_clauses
from pipeline.librarian.extractive.values.compare import (
    ValueDifference,
    compare_readings,
    is_term,
)
from pipeline.librarian.extractive.values.constants import compare_constants
from pipeline.librarian.extractive.values.table_rows import is_table_row, read_values

_SPEAKER = re.compile(
    r"^(?:\d{4}[\d-]*(?:, [^:]{2,120})?|[A-Z][\w-]*\d[\w.-]*)(?: \([^()]*\))?: (?=[A-Z`])"
)


def without_speaker(text: str) -> str:
    """Return a statement without who says it, as in "EIP-2929: …"."""
    return _SPEAKER.sub("", text)


def compare_on_pages(
    new: Statement, old: Statement, things: Iterable[frozenset[str]]
) -> ValueDifference | None:
    """Return how the values differ that two statements give to one constant or one thing.

    `things` are the keys of the names of each thing that both speak of.
    """
    if found := compare_constants(_keyed_text(new), _keyed_text(old)):
        return found
    one, two = (strip_bracketed_dates(without_speaker(side.text)) for side in (new, old))
    sources = _names_of_sources(new), _names_of_sources(old)
    for names in things:
        ours, theirs = read_values(one, new.raw, names), read_values(two, old.raw, names)
        found = compare_readings(ours, theirs) or compare_clauses(one, two, names, sources)
        if found and not is_term(found.new.text, one) and not is_term(found.old.text, two):
            return found
    return None


def _keyed_text(side: Statement) -> str:
    """Return the words of a side; those of a table row of two cells as "key: value"."""
    if not is_table_row(side.raw):
        return side.text
    cells = [cell.partition(": ")[2] for cell in side.text.split("; ")]
    return ": ".join(cells) if len(cells) == 2 else side.text


def _names_of_sources(side: Statement) -> set[str]:
    return {base_of(label).lower() for label in side.labels}
