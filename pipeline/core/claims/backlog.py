"""What of a wiki's claims is not judged yet: how much, what it would cost, when it will be done."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.core.text import counted

_DAYS_BETWEEN_RUNS = 7  # the workflow of the template judges once a week
_MOST_RUNS = 520  # ten years of them; beyond that no day is worth telling


@dataclass(frozen=True)
class Backlog:
    """The pairs that wait after a run, of which `likely` are most likely at odds.

    `rest` are the others, `told` those of which the pages say already how they stand, so that no
    judge is needed. The dollars are estimates for the two, None where no price is known or nothing
    is to pay; `per_run` is what one run may cost.
    """

    likely: int = 0
    rest: int = 0
    told: int = 0
    likely_dollars: float | None = None
    rest_dollars: float | None = None
    per_run: float = 0.0


NO_BACKLOG = Backlog()


def tell_backlog(backlog: Backlog, day: str) -> list[str]:
    """Return sentences about what waits; none where nothing does.

    `day`, in ISO form, is that of the run. What comes to the wiki meanwhile is not counted.
    """
    return [
        *_tell_waiting(backlog, day),
        *(
            [
                f"{counted(backlog.told, 'pair')} more {'need' if backlog.told > 1 else 'needs'} no"
                " judge: the pages say already how the two stand."
            ]
            if backlog.told
            else []
        ),
    ]


def _tell_waiting(backlog: Backlog, day: str) -> Iterator[str]:
    likely, rest = backlog.likely, backlog.rest
    if not likely and not rest:
        return
    dollars, more = backlog.likely_dollars, backlog.rest_dollars
    if likely:
        yield (
            f"{counted(likely, 'pair')} of those most likely at odds"
            f" {'wait' if likely > 1 else 'waits'}{_price(dollars)}{_end(dollars, backlog, day)}."
        )
    else:
        yield "All pairs that are most likely at odds are judged."
    if rest:
        both = None if more is None else more + (dollars or 0.0)
        yield (
            f"The {'other ' if likely else ''}{counted(rest, 'pair')} that"
            f" {'wait are' if rest > 1 else 'waits is'} less likely{_price(more)}"
            f"{_end(both, backlog, day)}."
        )


def _price(dollars: float | None) -> str:
    return "" if dollars is None else f", about ${max(dollars, 0.01):,.2f}"


def _end(dollars: float | None, backlog: Backlog, day: str) -> str:
    """Return when so much is spent, by the budget of a run."""
    if dollars is None:
        return ""
    if not (backlog.per_run > 0 and math.isfinite(dollars / backlog.per_run)):
        return ""
    runs = max(1, math.ceil(dollars / backlog.per_run))
    if runs > _MOST_RUNS:
        return f": at ${backlog.per_run:.2f} a run more than ten years"
    spent = f": done in {counted(runs, 'run')} of ${backlog.per_run:.2f}"
    try:
        last = date.fromisoformat(day) + timedelta(days=_DAYS_BETWEEN_RUNS * runs)
    except (ValueError, OverflowError):
        return spent
    return f"{spent}, by {last.isoformat()} at one a week"
