"""Hold a hard limit on what calls may cost, before each of them and across threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pipeline.core.errors import BudgetError

ROUNDING = 1e-9  # of sums of floats; a limit may be reached


@dataclass(frozen=True)
class Amount:
    """Dollars, and tokens of every kind."""

    dollars: float = 0.0
    tokens: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.dollars + other.dollars, self.tokens + other.tokens)


class Hold:
    """The amount that is set aside for one call until it is known what the call really took."""

    def __init__(self, most: Amount) -> None:
        self.most = most
        self.spent = Amount()


class Budget:
    """Limits on dollars and tokens, under the names that schema.md has for them; None is no limit.

    A call may cost at most what the longest possible reply costs; that much is set aside (`hold`)
    while it runs. A call begins when what was spent, what is set aside for calls under way, and its
    own amount together stay within every limit. Where it would fit but for the calls under way, it
    waits until one of them is settled, since most take less than was set aside. Where it would not
    fit even without them, `BudgetError` is raised. So no limit is ever passed, whatever the order
    in which threads come. `spent` are the dollars that earlier jobs of the same run have taken.
    """

    def __init__(
        self,
        dollars_per_run: float | None = None,
        dollars_per_source: float | None = None,
        tokens_per_source: int | None = None,
        spent: float = 0.0,
        dollars_per_lint: float | None = None,
        dollars_per_question: float | None = None,
    ) -> None:
        self._limits = {
            "dollars_per_question": dollars_per_question,
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
        """Tell whether there is a limit that cannot be held without knowing prices."""
        return any(
            limit is not None for name, limit in self._limits.items() if name.startswith("dollars")
        )

    @property
    def spent(self) -> Amount:
        """Return what the whole run has taken so far."""
        return self._run

    def fits(self, more: Amount) -> bool:
        """Tell whether so much can be set aside now, beside what calls under way may cost."""
        with self._settled:
            return not self._limit_passed(self._sum_of_holds() + more)

    def begin_source(self) -> None:
        """Begin to count anew for the limits per source."""
        with self._settled:
            self._source = Amount()

    @contextmanager
    def hold(self, step: str, most: Amount) -> Iterator[Hold]:
        """Set `most` aside while a call runs; the caller puts into `spent` what it really took.

        Waits for calls under way where only they are in the way; `BudgetError` where a limit is
        reached.
        """
        hold = Hold(most)
        with self._settled:
            self._settled.wait_for(
                lambda: (
                    self._limit_passed(most) or not self._limit_passed(self._sum_of_holds() + most)
                )
            )
            if name := self._limit_passed(most):
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

    def _sum_of_holds(self) -> Amount:
        return sum((hold.most for hold in self._in_flight), Amount())

    def _limit_passed(self, more: Amount) -> str:
        """Return the name of the limit that `more` would pass, or ""."""
        totals = {
            "dollars_per_question": self._run.dollars + more.dollars,
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
        taken, more = _amount_in_words(spent, name), _amount_in_words(most, name)
        return BudgetError(
            f"The budget is reached: this {subject} has taken {taken}, and the next call ({step})"
            f" could take {more} more, past `{name}: {self._limits[name]}`.",
            f"Raise `{name}` in schema.md to go on; what is finished is kept.",
            name,
        )


def _amount_in_words(amount: Amount, name: str) -> str:
    """Return the side of an amount that a limit is about, with more digits below ten cents."""
    if name == "tokens_per_source":
        return f"{amount.tokens:,} tokens"
    return f"${amount.dollars:.2f}" if amount.dollars >= 0.10 else f"${amount.dollars:.4f}"
