"""Return what changed in a wiki as plain values for machines, each group with its whole count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from pipeline.core.history.wiki_changes import WikiChanges


def changes_as_values(changes: WikiChanges, most: int) -> dict[str, Any]:
    """Return each group as `{"count": …, "rows": […]}` with at most `most` rows, and the log."""
    named = [(field.name, getattr(changes, field.name)) for field in fields(changes)]
    groups = {name: _group(rows, most) for name, rows in named if name != "logged"}
    return {**groups, "logged": dict(sorted((changes.logged or {}).items()))}


def _group(rows: Sequence[Any], most: int) -> dict[str, Any]:
    return {"count": len(rows), "rows": [asdict(row) for row in rows[:most]]}
