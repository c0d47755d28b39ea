"""How far a page can be relied on: a rule over its sources, so that equal pages are rated equally.

- **low**: two claims on the page contradict each other and neither supersedes the other; or no
  source is in force (all are drafts, stagnant or withdrawn); or there is no source.
- **high**: at least two independent sources are in force or have no stated status, and the newest
  of them was published at most `stale_after` (from the schema) before the page's last update. When
  a source was captured says nothing about its age.
- **medium**: everything else.

Two sources are independent when their authors differ; without an author, when their hosts differ;
without a host, when their paths differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from urllib.parse import urlsplit

from pipeline.core.text import fold
from pipeline.core.values import Standing

Confidence = Literal["high", "medium", "low"]

_PROPOSED = {
    "draft",
    "review",
    "in review",
    "proposed",
    "proposal",
    "stagnant",
    "last call",
    "rfc",
    "wip",
    "experimental",
    "preprint",
    "under review",
}
_WITHDRAWN = {
    "withdrawn",
    "rejected",
    "abandoned",
    "retracted",
    "superseded",
    "obsolete",
    "deprecated",
    "replaced",
}
_IN_FORCE = {
    "final",
    "living",
    "accepted",
    "active",
    "approved",
    "published",
    "in force",
    "effective",
    "adopted",
    "implemented",
    "released",
    "stable",
    "done",
}


def read_standing(status: str) -> Standing:
    """Return what a source's own word for its status (Draft, Final, …) means for its claims."""
    word = fold(status)
    if word in _PROPOSED:
        return "proposed"
    if word in _WITHDRAWN:
        return "withdrawn"
    return "in-force" if word in _IN_FORCE else "unknown"


@dataclass(frozen=True)
class Voice:
    """One source as far as confidence depends on it; `day` is its published date, or empty."""

    path: str
    author: str
    address: str
    status: str
    day: str

    @property
    def identity(self) -> str:
        """What tells independent sources apart: the author, else the host, else the path."""
        return fold(self.author) or urlsplit(self.address).netloc or self.path


def rate_confidence(
    voices: Iterable[Voice], disputed: bool, updated: str, stale_after: int
) -> Confidence:
    """Return the confidence of a page, by the rule of this module.

    `updated` is the page's date (ISO), `stale_after` is in days.
    """
    heard = [v for v in voices if read_standing(v.status) in ("in-force", "unknown")]
    if disputed or not heard:
        return "low"
    if len({v.identity for v in heard}) < 2:
        return "medium"
    newest = max((day for v in heard if (day := parse_date(v.day))), default=None)
    today = parse_date(updated)
    fresh = newest and today and today - newest <= timedelta(days=stale_after)
    return "high" if fresh else "medium"


def parse_date(text: str) -> date | None:
    """Return an ISO date; the first day of an ISO month or year; or None."""
    found = re.match(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None
