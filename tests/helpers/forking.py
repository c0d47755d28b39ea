"""Runs the program as a process of its own that is a fork of the tests' process: it imports nothing anew.

    done = run_forked("lint", "--fix", before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
    assert done.returncode == 0, done.stderr

For what only a process of its own can show (limits, a library in C that ends it), where it does not
matter how Python begins. It must be able to read what Python imports late. `before` is called in that process, before the program. Standard
input is empty, and what was to happen at the end of the tests' process does not happen at its own.
"""

from __future__ import annotations

import atexit
import gc
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping

from tests.helpers.starting import import_program, open_writer, run_module


def run_forked(
    *arguments: str,
    env: Mapping[str, str] | None = None,
    before: Callable[[], object] = lambda: None,
    seconds: float = 120,
) -> subprocess.CompletedProcess[str]:
    """Run `python -m pipeline` with these arguments; return its exit code and what it wrote."""
    import_program()  # once, for this process and those that follow
    pipes = [os.pipe(), os.pipe()]
    if (child := os.fork()) == 0:
        code = 70
        try:
            _take_on(["-m", *arguments], os.environ if env is None else env, pipes)
            before()
            code = run_module("pipeline")
            threading._shutdown()
            for file in (sys.stdout, sys.stderr):
                file.flush()
        finally:
            os._exit(code)
    for _, writing in pipes:
        os.close(writing)
    try:
        out, err = _read_all([reading for reading, _ in pipes], time.monotonic() + seconds)
    except TimeoutError:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        for reading, _ in pipes:
            os.close(reading)
    return subprocess.CompletedProcess(arguments, ended, out.decode(), err.decode())


def _take_on(words: list[str], env: Mapping[str, str], pipes: list[tuple[int, int]]) -> None:
    """Let this process have what a new one would: files, arguments, environment, no past."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, file in enumerate((nothing, *(writing for _, writing in pipes))):
        os.dup2(file, number)
    for file in (nothing, *(file for pipe in pipes for file in pipe)):
        os.close(file)
    tempfile.tempdir = None
    atexit._clear()
    gc.freeze()
    kept = dict(env)
    os.environ.clear()
    os.environ.update(kept)
    sys.argv = words
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout, sys.stderr = open_writer(1, "strict"), open_writer(2, "backslashreplace")


def _read_all(files: list[int], end: float) -> list[bytes]:
    """Return what is written to some pipes, each to its end, which comes in time."""
    found = dict.fromkeys(files, b"")
    with selectors.DefaultSelector() as waiting:
        for file in files:
            waiting.register(file, selectors.EVENT_READ)
        while waiting.get_map():
            ready = waiting.select(max(0, end - time.monotonic()))
            if not ready:
                raise TimeoutError
            for key, _ in ready:
                if part := os.read(key.fd, 65_536):
                    found[key.fd] += part
                else:
                    waiting.unregister(key.fd)
    return list(found.values())
