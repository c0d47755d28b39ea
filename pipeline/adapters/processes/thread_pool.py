"""Run jobs side by side; this is the one place with threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from pipeline.core.errors import BudgetError, RunStopped, UserError

T = TypeVar("T")
# After one of these, no job that has not begun can fare better.
STOPPING_ERRORS = (
    BudgetError,
    RunStopped,
)


def run_all(jobs: Sequence[Callable[[], T]], concurrency: int) -> list[T | UserError]:
    """Run the first job alone, then the others, `concurrency` at once; return what came of each.

    The results stand in the order of the jobs. A job's `UserError` is its result. One of
    `STOPPING_ERRORS` is the result of every job that has not begun. Any other exception, and an
    interrupt, is raised at once: the threads are daemons, so nobody waits for them.
    """
    outcomes: dict[int, T | UserError] = {}
    crashes: list[BaseException] = []
    stops: list[UserError] = []
    todo = iter(range(len(jobs)))
    taking = threading.Lock()

    def work(most: int) -> None:
        for _ in range(most):
            with taking:
                number = None if stops or crashes else next(todo, None)
            if number is None:
                return
            try:
                outcomes[number] = jobs[number]()
            except STOPPING_ERRORS as stop:
                outcomes[number] = stop
                stops.append(stop)
            except UserError as failed:
                outcomes[number] = failed
            except BaseException as crash:  # handed to the caller's thread
                crashes.append(crash)

    work(1)
    threads = [
        threading.Thread(target=work, args=(len(jobs),), daemon=True)
        for _ in jobs[1 : concurrency + 1]
    ]
    try:
        _wait_for(threads, crashes)
    except BaseException as interrupt:
        crashes.append(interrupt)
    if crashes:
        raise crashes[0]
    return [outcomes[number] if number in outcomes else stops[0] for number in range(len(jobs))]


def _wait_for(threads: Sequence[threading.Thread], crashes: Sequence[BaseException]) -> None:
    """Run threads to their end or to the first crash.

    The waits are short, so that Ctrl-C is heard on every system.
    """
    for thread in threads if not crashes else ():
        thread.start()
    while not crashes and any(thread.is_alive() for thread in threads):
        for thread in threads:
            thread.join(0.05)
