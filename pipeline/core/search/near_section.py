"""How near a page lies to a question by its meaning."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NearSection:
    """How near the nearest section of a page lies, from -1 to 1, and the line where it begins."""

    nearness: float
    line: int
