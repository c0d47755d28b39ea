"""Keep the one deadline that all calls over a source, or of one lint, share."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.core.errors import UserError


class Deadline:
    """A point in time, so many seconds from now by the given clock.

    `of` names what takes the time, where that is no source.
    """

    def __init__(self, seconds: float, clock: Callable[[], float], of: str = "") -> None:
        self.seconds = seconds
        self._of = of  # what takes the time, where that is no source
        self._clock = clock
        self.restart()

    def restart(self) -> None:
        """Begin anew, for the next source."""
        self._end = self._clock() + self.seconds

    def expire(self) -> None:
        """Let the time be over now, so that calls under way stop."""
        self._end = self._clock()

    def seconds_left(self) -> float:
        """Return the seconds that remain; `UserError` where there are none."""
        left = self._end - self._clock()
        if left <= 0:
            raise self.error_when_over()
        return left

    def error_when_over(self, why: str = "The model took too long") -> UserError:
        """Return the error to raise when the time is over, or would be."""
        if self._of:
            return UserError(
                f"{why}: {self.seconds:g} seconds are allowed for {self._of}.",
                "Try again later; what is finished is kept.",
            )
        return UserError(
            f"{why}: {self.seconds:g} seconds are allowed for one source.",
            "Raise `seconds_per_source` in schema.md, or try again later; what is finished is"
            " kept.",
        )
