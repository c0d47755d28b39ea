"""The process beside which foreign files are parsed: for each it forks one that has bounds.

It imports nothing of ours before it is told where that lies, so that it starts at once. A message
is eight bytes of length and that much content. The first one comes in and says where modules are
found; what the system permits is answered. Then two come in for each file: what is to be done, as
JSON, and the file. Two go out: how that ended, as JSON, and what was said.

Whatever a parser does to its process ends with that process: the next file has another one, which
knows nothing of this one. Libraries are loaded here, once, before a file is looked at.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any, BinaryIO

MOST_ANSWER_BYTES = 100_000_000  # of what one file may be read as
_OPEN_FILES = 64
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_NO_MEMORY, _BROKE = 3, 4  # exit codes of the process that reads


def main() -> None:
    """Answer files until the other end closes the pipe."""
    here, there = sys.stdin.buffer, sys.stdout.buffer
    sys.path[:] = json.loads(_take(here) or b"[]")
    _prctl(_PR_SET_DUMPABLE, 0)  # whoever takes over a parser shall not write into this process
    _send(there, json.dumps({"no_network": _leave_network()}).encode())
    warm: set[str] = set()
    while (head := _take(here)) is not None:
        task = json.loads(head)
        for name in task["modules"]:
            with suppress(ImportError):  # the reader says which extra is missing
                import_module(name)
        for path, text in task["samples"]:  # of ours
            if path not in warm:
                warm.add(path)
                _find(task["work"])(path, text.encode())
        data = _take(here)
        if data is None:
            return
        end, answer = _work_apart(task, data)
        _send(there, json.dumps(end).encode())
        _send(there, answer)


def _leave_network() -> bool:
    """Leave the network, and with it the rights of a superuser; tell whether the system let us."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return any(libc.unshare(way) == 0 for way in (_CLONE_NEWUSER | _CLONE_NEWNET, _CLONE_NEWNET))


def _prctl(option: int, value: int) -> None:
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _work_apart(task: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """Work on one file in a process of its own; return how that ended, and what it said."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        code = _BROKE
        try:
            os.close(ours)
            _bound(task)
            code = _work(task, data, theirs)
        finally:
            os._exit(code)
    os.close(theirs)
    answer = bytearray()
    while len(answer) <= MOST_ANSWER_BYTES and (more := os.read(ours, 1 << 20)):
        answer += more
    os.close(ours)
    if len(answer) > MOST_ANSWER_BYTES:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return {"end": "length"}, b""
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with suppress(OSError):
        os.killpg(child, signal.SIGKILL)  # what it may have started
    if status == 0:
        return {"end": "said"}, bytes(answer)
    if status in (-signal.SIGALRM, -signal.SIGXCPU):
        return {"end": "time"}, b""
    if status in (_NO_MEMORY, -signal.SIGKILL):
        return {"end": "memory"}, b""
    return {"end": "broke", "why": _name_signal(-status) if status < 0 else ""}, b""


def _bound(task: dict[str, Any]) -> None:
    """Bound this process: time, memory, no file written, none left open, and no way back."""
    os.setpgid(0, 0)
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    seconds = max(1, round(task["seconds"]))
    for what, most, beyond in (
        (resource.RLIMIT_CPU, seconds, 5),  # first a signal that says why, then the end
        (resource.RLIMIT_AS, task["memory"], 0),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES, 0),
    ):
        with suppress(ValueError, OSError):  # a lower bound holds already, or the system knows none
            resource.setrlimit(what, (most, most + beyond))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, task["clock_seconds"])


def _work(task: dict[str, Any], data: bytes, out: int) -> int:
    """Work on one file, write what comes of it, and return the exit code."""
    try:
        answer = _find(task["work"])(task["path"], data).encode("utf-8", "surrogatepass")
    except MemoryError:
        return _NO_MEMORY
    left = memoryview(answer)
    while left:
        left = left[os.write(out, left) :]
    return 0


def _find(work: str) -> Callable[[str, bytes], str]:
    module, _, name = work.partition(":")
    found: Callable[[str, bytes], str] = getattr(import_module(module), name)
    return found


def _name_signal(number: int) -> str:
    return signal.Signals(number).name if number in {*signal.Signals} else str(number)


def _take(here: BinaryIO) -> bytes | None:
    size = here.read(8)
    return here.read(int.from_bytes(size, "big")) if len(size) == 8 else None


def _send(there: BinaryIO, data: bytes) -> None:
    there.write(len(data).to_bytes(8, "big") + data)
    there.flush()


if __name__ == "__main__":
    main()
