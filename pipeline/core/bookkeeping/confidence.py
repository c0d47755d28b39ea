"""How far a page can be relied on: a rule over its sources, so that equal pages are rated equally.

- **low**: two claims on the page contradict each other and neither supersedes the other; or no
  source is in force (all are drafts, stagnant or withdrawn); or there is no source.
- **high**: at least two independent sources are in force or have no stated status, and the newest
  of them was published at most `stale_after` (from the schema) before the page's last update. When
  a source was captured says nothing about its age.
- **medium**: everything else.

Two sources are independent when neither their authors nor what they say is the same. Where none
has an author, their hosts must differ instead. They say the same when their files are identical;
when the record of one says that it `echoes` the other, which a compile writes where half of the
sentences of one text stand in the other (`language/near_copies.py`); and when at least half of what
a page quotes from one of them it quotes word for word from the other too. A copy under another
name, or with other front matter, is no second witness.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit

from pipeline.core.name_keys import fold
from pipeline.core.values import Standing

Confidence = Literal["high", "medium", "low"]

_PROPOSED = {
    "draft",
    "review",
    "in review",
    "proposed",
    "proposal",
    "stagnant",
    "deferred",
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

_TELLING_QUOTE = 30  # letters: two sources hardly share such a passage by chance


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
    sha256: str = ""
    quotes: frozenset[str] = frozenset()  # what the page quotes from it
    label: str = ""
    echoes: str = ""  # the label of a source of which it is a near copy

    def is_of_one_hand(self, other: Voice) -> bool:
        """Tell whether two sources have one author, or one host where none has an author."""
        mine, yours = fold(self.author), fold(other.author)
        if mine or yours:
            return mine == yours
        host = urlsplit(self.address).netloc
        return bool(host) and host == urlsplit(other.address).netloc

    def says_the_same(self, other: Voice) -> bool:
        """Tell whether two sources have one content, as far as the page shows it."""
        if self.sha256 and self.sha256 == other.sha256:
            return True
        if any({self.label, self.echoes} & {other.label, other.echoes}):
            return True
        mine, yours = self.telling_quotes, other.telling_quotes
        shared = len(mine & yours)
        return shared > 0 and 2 * shared >= min(len(mine), len(yours))

    @cached_property
    def telling_quotes(self) -> frozenset[str]:
        """Return the quotes that are too long to stand in two sources by chance."""
        return frozenset(q for q in map(fold, self.quotes) if len(q) >= _TELLING_QUOTE)


def rate_confidence(
    voices: Iterable[Voice], disputed: bool, updated: str, stale_after: int
) -> Confidence:
    """Return the confidence of a page, by the rule of this module.

    `updated` is the page's date (ISO), `stale_after` is in days.
    """
    heard = [v for v in voices if read_standing(v.status) in ("in-force", "unknown")]
    if disputed or not heard:
        return "low"
    if not _are_two_witnesses(heard):
        return "medium"
    newest = max((day for v in heard if (day := parse_date(v.day))), default=None)
    today = parse_date(updated)
    fresh = newest and today and today - newest <= timedelta(days=stale_after)
    return "high" if fresh else "medium"


def _are_two_witnesses(heard: Sequence[Voice]) -> bool:
    """Tell whether two of the sources are independent of each other.

    Sources of one hand or one content form groups, and there must be two. The loop is bounded by
    the sources of one page, and mostly ends at the second.
    """
    group, rest = [heard[0]], list(heard[1:])
    for one in group:  # it grows while it is walked
        near = [v for v in rest if one.is_of_one_hand(v) or one.says_the_same(v)]
        rest = [v for v in rest if v not in near]
        group += near
    return bool(rest)


def parse_date(text: str) -> date | None:
    """Return an ISO date; the first day of an ISO month or year; or None."""
    found = re.match(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None
