"""A hard limit on what calls may cost, held before each one and under threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pipeline.core.errors import BudgetError

ROUNDING = 1e-9  # of sums of floats; a limit may be reached


@dataclass(frozen=True)
class Amount:
    """Dollars, and tokens of every sort."""

    dollars: float = 0.0
    tokens: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.dollars + other.dollars, self.tokens + other.tokens)


class Hold:
    """What is set aside for one call, until what it really took is known."""

    def __init__(self, most: Amount) -> None:
        self.most = most
        self.spent = Amount()


class Budget:
    """Limits under the names that they have in schema.md; None is no limit.

    A call is let through when what was spent, what calls in flight may still cost and what it may
    cost itself stay within every limit. One that must only wait for calls in flight to be settled,
    waits. `spent` are the dollars that earlier jobs of the same run have taken.
    """

    def __init__(
        self,
        dollars_per_run: float | None = None,
        dollars_per_source: float | None = None,
        tokens_per_source: int | None = None,
        spent: float = 0.0,
        dollars_per_lint: float | None = None,
    ) -> None:
        self._limits = {
            "dollars_per_lint": dollars_per_lint,
            "dollars_per_run": dollars_per_run,
            "dollars_per_source": dollars_per_source,
            "tokens_per_source": tokens_per_source,
        }
        self._settled = threading.Condition()
        self._run, self._source = Amount(spent), Amount()
        self._in_flight: list[Hold] = []

    @property
    def in_dollars(self) -> bool:
        """Whether there is a limit that cannot be held without knowing prices."""
        return any(
            limit is not None for name, limit in self._limits.items() if name.startswith("dollars")
        )

    @property
    def spent(self) -> Amount:
        """What the whole run has taken so far."""
        return self._run

    def fits(self, more: Amount) -> bool:
        """Whether so much can be set aside now, beside what calls in flight may still cost."""
        with self._settled:
            return not self._passed(self._held() + more)

    def begin_source(self) -> None:
        """Count anew against the limits per source."""
        with self._settled:
            self._source = Amount()

    @contextmanager
    def hold(self, step: str, most: Amount) -> Iterator[Hold]:
        """Set `most` aside while a call runs; what the caller puts into `spent` is what it took."""
        hold = Hold(most)
        with self._settled:
            self._settled.wait_for(
                lambda: self._passed(most) or not self._passed(self._held() + most)
            )
            if name := self._passed(most):
                raise self._refusal(name, step, most)
            self._in_flight.append(hold)
        try:
            yield hold
        finally:
            self._settle(hold)

    def _settle(self, hold: Hold) -> None:
        with self._settled:
            self._in_flight.remove(hold)
            self._run += hold.spent
            self._source += hold.spent
            self._settled.notify_all()

    def _held(self) -> Amount:
        return sum((hold.most for hold in self._in_flight), Amount())

    def _passed(self, more: Amount) -> str:
        """The name of the limit that `more` would pass, if any."""
        totals = {
            "dollars_per_lint": self._run.dollars + more.dollars,
            "dollars_per_run": self._run.dollars + more.dollars,
            "dollars_per_source": self._source.dollars + more.dollars,
            "tokens_per_source": self._source.tokens + more.tokens,
        }
        passed = (
            name
            for name, limit in self._limits.items()
            if limit is not None and totals[name] > limit + ROUNDING
        )
        return next(passed, "")

    def _refusal(self, name: str, step: str, most: Amount) -> BudgetError:
        subject = name.rpartition("_")[2]
        spent = self._source if subject == "source" else self._run
        taken, more = _in_words(spent, name), _in_words(most, name)
        return BudgetError(
            f"The budget is reached: this {subject} has taken {taken}, and the next call ({step})"
            f" could take {more} more, past `{name}: {self._limits[name]}`.",
            f"Raise `{name}` in schema.md to go on; what is finished is kept.",
            name,
        )


def _in_words(amount: Amount, name: str) -> str:
    """The side of an amount that a limit is about; with more digits where it is but a few cents."""
    if name == "tokens_per_source":
        return f"{amount.tokens:,} tokens"
    return f"${amount.dollars:.2f}" if amount.dollars >= 0.10 else f"${amount.dollars:.4f}"
