"""Keep interrupts away from processes that are started beside this one, and know of those it got.

This process hears of an interrupt, and ends the others. What fails once this process was told to
end fails because of that, and is nothing to report.
"""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

# So many seconds after it went to all processes of a terminal, a signal has reached this one.
_SIGNAL_SECONDS = 0.05


class _Heard:
    """The signal that told this process to end, and whether it listens to signals at all."""

    listens = False
    signal = 0


def listen() -> None:
    """Note that this process hears of signals, and calls `hear` for each."""
    _Heard.listens = True


def hear(number: int) -> None:
    """Keep the signal that told this process to end."""
    _Heard.signal = number


def exit_code_of_interrupt(*, wait: bool = True) -> int:
    """Return the exit code for the signal that told this process to end, or 0.

    A signal may have ended a process that this one was talking to before it arrives here, so with
    `wait` a moment is waited for it.
    """
    if wait and _Heard.listens and not _Heard.signal:
        time.sleep(_SIGNAL_SECONDS)
    return 128 + _Heard.signal if _Heard.signal else 0


def start_without_interrupts(process: BaseProcess, *, forks: bool = False) -> None:
    """Start a process that never gets an interrupt; this one gets them again once it has begun.

    Ignoring them in the other process itself would come too late: it takes a second to import us,
    and prints a trace when it is interrupted then.
    """
    if not hasattr(signal, "pthread_sigmask"):
        process.start()
        return
    # The first process that is no fork starts the tracker too, and that start ends by letting
    # interrupts through again. So it is started before they are held back.
    if not forks:
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
