"""Have a long list of things worked on by a few processes, with results in the order asked.

A work is a function that takes what all need (`given`) and its share of the things, and yields one
result for each thing of the share, in order. An error names the thing over which it happened.
"""

from __future__ import annotations

import os
import secrets
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from pipeline.adapters.processes.interrupts import start_without_interrupts

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

MOST_PROCESSES = 4  # processes: more of them spend their time handing results over
THINGS_PER_STEP = 50  # things that a work of several steps is done on at a time
THINGS_PER_PROCESS = 300  # things that one process has done before another has started

T = TypeVar("T")
R = TypeVar("R")
G = TypeVar("G")


def can_fork() -> bool:
    """Tell whether another process may begin as a copy of this one, with all that it has in memory.

    A fork would copy the locks of other threads in the state they happen to be in, and on a Mac the
    system's own libraries have such threads.
    """
    return sys.platform == "linux" and threading.active_count() == 1


def work_in_steps(work: Callable[[Sequence[T]], Sequence[R]], things: Iterable[T]) -> Iterator[R]:
    """Yield the results of a work that has several steps, done on a few things at a time.

    What one step needs is then in the processor's caches for all of them, which saves a sixth of a
    cold lint. Where a step raises, the few are done again one by one, so that the error names its
    thing.
    """
    rest = iter(things)
    while few := [*islice(rest, THINGS_PER_STEP)]:
        try:
            found = work(few)
        except Exception:  # again one by one, so that it is told over which it happens
            for one in few:
                yield from work([one])
        else:
            yield from found


class Crew(Generic[G, T]):
    """A few processes that last as long as a `with` block, each with a fixed share of the things.

    This process takes the first share itself, and each of the others one more, dealt out like
    cards, because things that are slow are often neighbours. There are at most `MOST_PROCESSES`
    processes, since more would spend their time handing over results, and one for every
    `THINGS_PER_PROCESS` things, since fewer are done before another process has started. Each
    process has `given` for itself, so what a work keeps there is at hand for the next work of the
    same crew.

    Where only one thread runs on Linux, a process begins as a fork and needs no import; elsewhere
    it is spawned. Works and results travel through a pipe. A process writes the number of the thing
    it is at into a file of its own, so that its end, for whatever reason, can be told with that
    thing; it ends itself when this process is gone.
    """

    def __init__(self, given: G, things: Sequence[T], processes: int | None = None) -> None:
        enough = len(things) // THINGS_PER_PROCESS if processes is None else len(things)
        self._count = max(1, min(processes or os.cpu_count() or 1, MOST_PROCESSES, enough))
        self._given, self._things = given, things
        # Things that are slow are often neighbours.
        self._shares = [things[number :: self._count] for number in range(self._count)]
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._others = [_Other(self._given, share) for share in self._shares[1:]]
            for other in self._others:
                # First, so that what an interrupt leaves half begun is ended too.
                stack.callback(other.end)
                other.start()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def do(self, work: Callable[..., Iterator[R]], *about: object) -> list[R]:
        """Return the results of `work(given, things, *about)`, in the order of the things.

        The notes of an exception name the thing it happened over, and after one the crew is of no
        more use. `ChildProcessError` names the thing over which, or soon after which, a process
        ended.
        """
        for other in self._others:
            other.begin(work, about)
        results = [
            list(_work_share(work, self._given, self._shares[0], about)),
            *(o.results() for o in self._others),
        ]
        return [
            results[number % self._count][number // self._count]
            for number in range(len(self._things))
        ]


def _work_share(
    work: Callable[..., Iterator[R]],
    given: object,
    share: Sequence[Any],
    about: tuple[object, ...],
    at: Callable[[int], object] = lambda _: None,
) -> Iterator[R]:
    """Do one share, and add to an exception the thing it happened over.

    `at` is called with the number of the thing that is next.
    """
    done = 0
    at(done)
    try:
        for result in work(given, share, *about):
            done += 1
            at(done)
            yield result
    except Exception as error:
        if done < len(share):
            error.add_note(f"It happened over {share[done]}.")
        raise


class _Other:
    """Another process with its share. It ends when this one does, whatever ends it."""

    def __init__(self, given: object, share: Sequence[Any]) -> None:
        self._given, self._share = given, share
        # A name of its own before there is a file, so that an interrupt leaves none behind.
        self._where = Path(tempfile.gettempdir()) / f"wiki-crew-{secrets.token_hex(8)}"
        self._line: Any = None
        self._process: Any = None

    def start(self) -> None:
        """Let the process begin."""
        import multiprocessing  # most runs need one process

        forks = can_fork()
        context: Any = multiprocessing.get_context("fork" if forks else "spawn")
        os.close(os.open(self._where, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        self._line, theirs = context.Pipe()
        given = (
            theirs,
            self._line if forks else None,
            str(self._where),
            os.getpid(),
            self._given,
            self._share,
        )
        self._process = context.Process(target=_child, args=given)
        start_without_interrupts(self._process, forks=forks)
        theirs.close()

    def end(self) -> None:
        """End it, however far it has come."""
        try:
            if self._process is not None and self._process.pid is not None:
                self._process.kill()
                self._process.join()
                self._process.close()
            if self._line is not None:
                self._line.close()
        finally:  # also where an interrupt comes while it is waited for
            self._where.unlink(missing_ok=True)

    def begin(self, work: Callable[..., Iterator[Any]], about: tuple[object, ...]) -> None:
        """Begin a work on the share."""
        with suppress(BrokenPipeError):  # it ended: `results` says so
            self._line.send((work, about))

    def results(self) -> list[Any]:
        """Wait until the share is done, and return the results or raise its error."""
        try:
            found, error = self._line.recv()
        except (EOFError, ConnectionResetError):
            at = int(self._where.read_bytes() or b"0")
            over = f" over {self._share[at]} or soon after" if at < len(self._share) else ""
            raise ChildProcessError(f"A process ended{over}, perhaps for lack of memory.") from None
        if error is not None:
            raise error
        return list(found)


def _child(
    line: Connection,
    other_end: Connection | None,
    where: str,
    parent: int,
    given: object,
    share: Sequence[Any],
) -> None:
    # An interrupt is the parent's to hear, which then ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if other_end is not None:
        other_end.close()  # or nobody would notice that the parent is gone
    handle = os.open(where, os.O_WRONLY)

    def at(done: int) -> None:
        os.pwrite(handle, b"%-12d" % done, 0)
        if os.getppid() != parent:
            signal.raise_signal(signal.SIGKILL)

    with suppress(EOFError, ConnectionResetError):  # the parent is gone
        while True:
            work, about = line.recv()
            try:
                said: tuple[list[Any] | None, Exception | None] = (
                    list(_work_share(work, given, share, about, at)),
                    None,
                )
            except Exception as error:
                said = None, _make_portable(error)
            line.send(said)


def _make_portable(error: Exception) -> Exception:
    """Return an exception as it can be sent: a trace cannot, so it becomes a note."""
    import pickle
    import traceback

    trace = "".join(traceback.format_exception(error))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own value, to see whether it can be sent
    except Exception:
        return RuntimeError(trace)
    error.add_note(f"In another process:\n{trace}")
    return error
