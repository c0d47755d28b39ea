"""Keep the standard streams of this process for one purpose, for whoever speaks a protocol there.

Whatever else prints, a library or a child process, would break the protocol. So the streams are
taken away from everybody: the standard input becomes empty, and what is printed goes to the
standard error, until the process ends.
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper


def take_standard_streams() -> tuple[TextIOWrapper, TextIOWrapper]:
    """Return the standard input and output, to which nothing else leads any more."""
    sys.stdout.flush()
    incoming, outgoing = os.dup(0), os.dup(1)  # no child inherits these
    os.dup2(2, 1)
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.close(empty)
    return (
        TextIOWrapper(os.fdopen(incoming, "rb"), "utf-8", "replace"),
        TextIOWrapper(os.fdopen(outgoing, "wb"), "utf-8"),
    )
