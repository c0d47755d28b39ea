"""Run a function in a process of its own, which is ended when it takes too long.

Parsers of libraries know no deadline.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from pipeline.adapters.processes.interrupts import start_without_interrupts
from pipeline.core.errors import UserError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")


def run_in_time(work: Callable[..., T], *given: object, seconds: float) -> T:
    """Return `work(*given)`, and raise the `UserError` it raises, of its kind.

    `work` is a function of a module, and what it is given and returns can be pickled.
    `TimeoutError` says that it took more than so many seconds; `ChildProcessError`, that the
    process ended without an answer, as when it had no memory left.
    """
    import multiprocessing  # hardly any run needs it

    # A fork would copy the threads' locks in the state they happen to be in.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_send_result, args=(theirs, work, given), daemon=True)
    start_without_interrupts(child)
    theirs.close()
    try:
        if not ours.poll(seconds):
            raise TimeoutError
        found, error = ours.recv()
    except EOFError:
        raise ChildProcessError from None
    finally:
        child.kill()
        child.join()
        ours.close()
    if error is not None:
        kind, message, hint = error
        raise kind(message, hint)
    return found  # type: ignore[no-any-return]


def _send_result(out: Connection, work: Callable[..., object], given: tuple[object, ...]) -> None:
    try:
        said: tuple[object, tuple[type[UserError], str, str] | None] = work(*given), None
    except UserError as error:
        said = None, (type(error), error.message, error.hint)
    out.send(said)
