"""Run a program to its end or to a time limit, after which it is ended with all that it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from pipeline.adapters.server_words import quote_on_one_line
from pipeline.core.errors import UserError


def run_program(
    command: Sequence[str],
    folder: Path,
    environ: Mapping[str, str],
    seconds: float,
    name: str,
    hint: str,
) -> str:
    """Return what a program prints. It runs in `folder`, is given no input, and sees `environ`.

    `UserError` with its `name` and `hint` where it cannot be run, fails or takes too long.
    """
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise UserError(f"{name} cannot be run: {error.strerror}.", hint) from error
    try:
        out, err = process.communicate(timeout=seconds)
    except BaseException as error:
        _end(process)
        if isinstance(error, subprocess.TimeoutExpired):
            raise UserError(f"{name} took longer than {seconds:.0f} seconds.", hint) from None
        raise
    if process.returncode:
        said = quote_on_one_line((err or out).decode("utf-8", "replace")) or "without a word"
        raise UserError(f"{name} failed: {said}.", hint)
    return out.decode("utf-8", "replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and what it started."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()
