"""A long list of things done by a few processes: results in the order asked, and an error that names the thing it broke over.

A function of work takes what all need and its share, and yields one result for each thing of the share, in order.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

MOST = 4  # processes: more of them spend their time handing results over
FEW = 300  # things that one process has done before another has started

T = TypeVar("T")
R = TypeVar("R")
G = TypeVar("G")
Work = Callable[[G, Sequence[T]], Iterator[R]]


def can_fork() -> bool:
    """Tell whether another process may begin as a copy of this one, with all that it has in memory.

    A fork would copy the locks of other threads as they happen to be; on a Mac the system's own libraries have some.
    """
    return sys.platform == "linux" and threading.active_count() == 1


def share_out(
    work: Work[G, T, R], given: G, things: Sequence[T], processes: int | None = None, few: int = FEW
) -> list[R]:
    """Return the results of `work(given, things)`. This process takes one share, the others take one each.

    What an exception is about stands in its notes. `ChildProcessError` names the thing over which a process ended.
    """
    count = max(
        1, min(processes or os.cpu_count() or 1, MOST, len(things) // max(1, few) if processes is None else len(things))
    )
    shares = [things[number::count] for number in range(count)]  # what is slow often stands side by side
    with ExitStack() as stack:
        others = [stack.enter_context(_Other(work, given, share)) for share in shares[1:]]
        results = [list(_told(work, given, shares[0])), *(other.results() for other in others)]
    return [results[number % count][number // count] for number in range(len(things))]


def _told(
    work: Work[G, T, R], given: G, share: Sequence[T], at: Callable[[int], object] = lambda _: None
) -> Iterator[R]:
    """Do one share; `at` hears which thing it is at."""
    done = 0
    at(done)
    try:
        for result in work(given, share):
            done += 1
            at(done)
            yield result
    except Exception as error:
        if done < len(share):
            error.add_note(f"It happened over {share[done]}.")
        raise


class _Other:
    """Another process with its share. It ends when this one does, whatever ends it."""

    def __init__(self, work: Work[Any, Any, Any], given: object, share: Sequence[Any]) -> None:
        self._work, self._given, self._share = work, given, share

    def __enter__(self) -> _Other:
        import multiprocessing  # most runs need one process

        forks = can_fork()
        context: Any = multiprocessing.get_context("fork" if forks else "spawn")
        handle, name = tempfile.mkstemp(prefix="wiki-crew-")
        os.close(handle)
        self._where = Path(name)
        self._results, theirs = context.Pipe(duplex=False)
        given = (theirs, self._results if forks else None, name, os.getpid(), self._work, self._given, self._share)
        self._process = context.Process(target=_child, args=given)
        self._process.start()
        theirs.close()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()
        self._results.close()
        self._where.unlink(missing_ok=True)

    def results(self) -> list[Any]:
        """Wait for the share to be done."""
        try:
            found, error = self._results.recv()
        except EOFError:
            at = int(self._where.read_bytes() or b"0")
            over = f" over {self._share[at]}" if at < len(self._share) else ""
            raise ChildProcessError(f"A process ended{over}, perhaps for lack of memory.") from None
        if error is not None:
            raise error
        return list(found)


def _child(
    out: Connection,
    other_end: Connection | None,
    where: str,
    parent: int,
    work: Work[Any, Any, Any],
    given: object,
    share: Sequence[Any],
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever interrupts, the parent hears it and ends this
    if other_end is not None:
        other_end.close()  # or nobody would notice that the parent is gone
    handle = os.open(where, os.O_WRONLY)

    def at(done: int) -> None:
        os.pwrite(handle, b"%-12d" % done, 0)
        if os.getppid() != parent:
            signal.raise_signal(signal.SIGKILL)

    try:
        said: tuple[list[Any] | None, Exception | None] = list(_told(work, given, share, at)), None
    except Exception as error:
        said = None, _portable(error)
    out.send(said)


def _portable(error: Exception) -> Exception:
    """Return an exception as it can be sent: its trace becomes a note, for a trace cannot."""
    import pickle
    import traceback

    trace = "".join(traceback.format_exception(error))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own value, to see whether it can be sent
    except Exception:
        return RuntimeError(trace)
    error.add_note(f"In another process:\n{trace}")
    return error
