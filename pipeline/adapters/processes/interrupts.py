"""Processes that are started beside this one never hear of an interrupt: this one does, and ends
them.

What fails once this process has been told to end fails because of that, and is nothing to report.
"""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

# seconds in which a signal that went to all processes of a terminal has reached this one too
_SOON = 0.05


class _Heard:
    """Which signal has told this process to end, and whether it listens to signals at all."""

    listens = False
    signal = 0


def listen() -> None:
    """Say that this process hears of signals, and calls `hear` for each."""
    _Heard.listens = True


def hear(number: int) -> None:
    """Keep the signal that told this process to end."""
    _Heard.signal = number


def told_to_end(*, wait: bool = True) -> int:
    """Return the exit code for the signal that has told this process to end, or 0.

    A signal may have ended a process that this one was talking to before it is heard here: a moment
    is waited for it.
    """
    if wait and _Heard.listens and not _Heard.signal:
        time.sleep(_SOON)
    return 128 + _Heard.signal if _Heard.signal else 0


def start_unheard(process: BaseProcess, *, forks: bool = False) -> None:
    """Start a process that has interrupts held back for good; this one hears of them once the other
    has begun.

    Ignoring them in the other process itself would come too late: it takes a second to import us,
    and says so when interrupted.
    """
    if not hasattr(signal, "pthread_sigmask"):
        process.start()
        return
    # the first process that is no fork has this started, which ends by letting interrupts through
    # again
    if not forks:
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
