"""Decide how long to wait for GitHub: as its answers ask, within a limit for the whole process.

A refusal for too many requests comes as 403 or 429: with `retry-after`; or with an exhausted quota
and the time when it is filled again; or, for GitHub's secondary limits, with no more than words.
Then GitHub asks for a minute, and for more each time:
https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime

from pipeline.core.errors import UserError

LONGEST_WAIT = 600.0  # seconds of waiting in all
MINUTE_SECONDS = 60.0
_LIMIT = re.compile(r"rate limit|abuse detection|too many requests", re.IGNORECASE)


class Patience:
    """The waiting of one process: what remains of the time for it, and the pace of writes.

    The pauses between writes do not count as waiting.
    """

    def __init__(
        self,
        pace: float = 1.0,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        longest: float = LONGEST_WAIT,
    ) -> None:
        self._pace = pace
        self._sleep = sleep
        self._clock = clock
        self._longest = longest
        self._waited = 0.0
        self._next_write = 0.0

    def before_write(self) -> None:
        """Wait until `pace` seconds have passed since the last write.

        GitHub asks for a second between requests that create content.
        """
        early = self._next_write - self._clock()
        if early > 0:
            self._sleep(early)
        self._next_write = self._clock() + self._pace

    def wait(self, seconds: float, why: str, tries: int) -> None:
        """Wait before another try, or raise `UserError` where the time for waiting is used up.

        `why` is a sentence without its full stop; `tries` is how often it was tried so far.
        """
        if self._waited + seconds > self._longest:
            times = "once" if tries == 1 else f"{tries} times"
            raise UserError(
                f"{why}. Tried {times}, waited {self._waited:.0f} s; another {seconds:.0f} s would"
                " be too long.",
                f"Run the job again in {_in_minutes(seconds)}; it goes on where this one stopped.",
            )
        self._sleep(seconds)
        self._waited += seconds


def seconds_to_wait(
    status: int, headers: Mapping[str, str], message: str, times: int
) -> float | None:
    """Return the seconds until a refused request may be sent again; None if waiting does not help.

    `times` is how often it was refused so far.
    """
    if status not in (403, 429):
        return None
    growing = 2.0 ** (times - 1)  # also where a server asks for no time at all, again and again
    if (after := retry_after(headers)) is not None:
        return max(after, growing)
    reset = headers.get("x-ratelimit-reset", "")
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal():
        return max(float(reset) - _server_time(headers) + 1, growing)
    if status == 429 or _LIMIT.search(message):
        return MINUTE_SECONDS * growing
    return None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that the header `retry-after` asks for, given as a number or as a date.

    None where it is missing or cannot be read.
    """
    given = headers.get("retry-after", "")
    if given.isdecimal():
        return float(given)
    with suppress(ValueError):
        return max(parsedate_to_datetime(given).timestamp() - _server_time(headers), 0.0)
    return None


def _server_time(headers: Mapping[str, str]) -> float:
    """Return the server's own time where it says it, for clocks differ; else ours."""
    with suppress(ValueError):
        return parsedate_to_datetime(headers.get("date", "")).timestamp()
    return time.time()


def _in_minutes(seconds: float) -> str:
    minutes = round(seconds / MINUTE_SECONDS)
    return "a minute" if minutes <= 1 else f"{minutes} minutes"
