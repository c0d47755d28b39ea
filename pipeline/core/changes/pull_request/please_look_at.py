"""Write *Please look at*: what a reviewer should see before a merge, in at most a few lines.

Each kind has a module that lists its concerns. What else is to be said to a reviewer is a concern
of one of these kinds, never a block of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pipeline.core.changes.pull_request import (
    contradictions,
    doubtful,
    left_out,
    not_compared,
    removed,
    skipped,
)
from pipeline.core.changes.pull_request.concern import KINDS, Concern
from pipeline.core.changes.pull_request.detail import Detail
from pipeline.core.changes.pull_request.material import ReviewMaterial
from pipeline.core.github.quoted import make_details

Lister = Callable[[ReviewMaterial, Detail], Iterable[Concern]]
_LISTERS: tuple[Lister, ...] = (
    contradictions.list_concerns,
    removed.list_concerns,
    doubtful.list_concerns,
    not_compared.list_concerns,
    skipped.list_concerns,
    left_out.list_concerns,
)
_MOST_LEFT_OUT = 3  # that stand open, where there is room for more


def list_concerns(material: ReviewMaterial, detail: Detail) -> list[Concern]:
    """Return all concerns in the order of their kinds."""
    found = [row for lister in _LISTERS for row in lister(material, detail)]
    order = list(KINDS)
    return sorted(found, key=lambda row: order.index(row.kind))


def write_concerns(
    concerns: Sequence[Concern], lines: int, material: ReviewMaterial
) -> tuple[str, str]:
    """Return the section with at most so many lines, and the fold with all that stand behind."""
    if not concerns:
        return "", ""
    by_kind = {kind: [c for c in concerns if c.kind == kind] for kind in KINDS}
    wanted = [
        min(len(rows), _MOST_LEFT_OUT) if kind == "left out" else len(rows)
        for kind, rows in by_kind.items()
    ]
    shares = share_lines(wanted, lines)
    shown, behind, names = [], [], []
    for (kind, rows), share in zip(by_kind.items(), shares, strict=True):
        shown += [row.line(material.parts) for row in rows[:share]]
        behind += [row.line(material.parts) for row in rows[share:]]
        if len(rows) > share:
            names.append(f"{sum(row.count for row in rows[share:])} {KINDS[kind]}")
    heading = "### Please look at"
    section = f"{heading}\n\n" + "\n".join(shown) if shown else heading
    return section, make_details(f"{', '.join(names)}", "\n".join(behind)) if behind else ""


def share_lines(wanted: Sequence[int], lines: int) -> list[int]:
    """Divide lines among kinds in their order, so that each kind that wants any gets one."""
    left = lines - sum(count > 0 for count in wanted)
    shares = []
    for count in wanted:
        more = max(0, min(count - 1, left)) if count else 0
        left -= more
        shares.append(1 + more if count else 0)
    return shares
