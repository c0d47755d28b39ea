"""How many statements of a source were taken, where a bound left some of them out."""

from __future__ import annotations

import re

from pipeline.core.changes.change_set import Extraction

_REASON = re.compile(r"of (\d{1,7}) in this source the (\d{1,7}) most important are kept")


def explain_bound(total: int, kept: int) -> str:
    """Return the reason with which statements are listed that there was no room for."""
    return f"of {total} in this source the {kept} most important are kept"


def count_statements(read: Extraction) -> int:
    """Return how many statements were found in a source, with those that there was no room for."""
    found = (_REASON.fullmatch(row.why) for row in read.dropped)
    return next((int(m[1]) for m in found if m), len(read.claims))


def describe_bound(read: Extraction) -> str:
    """Return "80 of 263 statements" where a bound left some out, else ""."""
    total = count_statements(read)
    return f"{len(read.claims)} of {total} statements" if total > len(read.claims) else ""
