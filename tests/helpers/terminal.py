"""A command at a terminal of 80 columns, with somebody who answers its questions."""

from __future__ import annotations

import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterable
from fcntl import ioctl
from pathlib import Path

PATIENCE = 120.0  # seconds, for the whole
_UNWANTED = ("NO_COLOR", "PAGER", "GIT_PAGER", "COLUMNS", "LINES")


def run_at_terminal(
    root: Path,
    command: Iterable[str],
    question: str,
    keys: Iterable[str],
    ends_with: int = 0,
    **env: str,
) -> str:
    """Run a command of `wiki`, answer each question with the next key, and return what it shows.

    `question` is the pattern of the words after which it waits, `ends_with` its exit code.
    """
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "-C", str(root), *command],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**kept, "GIT_PAGER": "cat", "TERM": "xterm", **env},
    )
    os.close(theirs)
    got, left, asked = b"", list(keys), 0
    until = time.monotonic() + PATIENCE
    while (rest := until - time.monotonic()) > 0 and select.select([ours], [], [], rest)[0]:
        try:
            more = os.read(ours, 65_536)
        except OSError:  # the other side is closed
            break
        if not more:
            break
        got += more
        if left and len(re.findall(question, got.decode("utf-8", "replace"))) > asked:
            asked += 1
            os.write(ours, left.pop(0).encode() + b"\n")
    os.close(ours)
    assert process.wait(60) == ends_with
    return got.decode("utf-8", "replace").replace("\r\n", "\n")
