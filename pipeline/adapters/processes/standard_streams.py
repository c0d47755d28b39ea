"""Keep the standard streams of this process for one purpose, for whoever speaks a protocol there.

Whatever else prints, a library or a child process, would break the protocol. So the streams are
taken away from everybody: the standard input becomes empty, and what is printed goes to the
standard error, until the process ends.

A thread that waits for input cannot be woken while the other side neither writes nor closes. So
another one, which nobody has to wait for, reads the input and hands it on through a pipe; that pipe
can be ended from here.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from io import TextIOWrapper

_AT_ONCE = 65_536  # bytes


@dataclass(frozen=True)
class StandardStreams:
    """The standard input and output, to which nothing else leads any more."""

    incoming: TextIOWrapper
    outgoing: TextIOWrapper
    _pipe: int

    def end_input(self) -> None:
        """End the input for whoever reads it, although the other side has not closed it."""
        _end(self._pipe)


def take_standard_streams() -> StandardStreams:
    """Take the standard streams away from everybody else in this process and below it."""
    sys.stdout.flush()
    incoming, outgoing = os.dup(0), os.dup(1)  # no child inherits these
    os.dup2(2, 1)
    _put_in_place(os.open(os.devnull, os.O_RDONLY), 0)
    end, pipe = os.pipe()
    threading.Thread(target=_pump, args=(incoming, pipe), daemon=True).start()
    return StandardStreams(
        TextIOWrapper(os.fdopen(end, "rb"), "utf-8", "replace"),
        TextIOWrapper(os.fdopen(outgoing, "wb"), "utf-8"),
        pipe,
    )


def _put_in_place(file: int, number: int) -> None:
    """Give an open file the number of another one, which is closed by that."""
    os.dup2(file, number, inheritable=number == 0)
    os.close(file)


def _pump(source: int, pipe: int) -> None:
    with suppress(OSError):  # nobody reads any more, or the other side is gone
        while data := os.read(source, _AT_ONCE):
            while data:
                data = data[os.write(pipe, data) :]
    _end(pipe)


def _end(pipe: int) -> None:
    """End a pipe, and keep its number: whoever still writes there must find no other file."""
    _put_in_place(os.open(os.devnull, os.O_WRONLY), pipe)
