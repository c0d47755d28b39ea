"""Processes that are started beside this one never hear of an interrupt: this one does, and ends them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held_back() -> Iterator[None]:
    """Hold interrupts back for a block: a process that it starts has them held back for good, this one hears of them after it.

    Ignoring them in the other process itself would come too late: it takes a second to import us, and says so when interrupted.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
