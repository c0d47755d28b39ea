"""Speak to the runner of GitHub Actions: outputs, the run's summary, and where commands stop.

What is returned as a command is for the command line to print as it stands.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from pipeline.core.errors import UserError

# Bytes of a step's summary; above 1 MiB the runner drops all of it.
SUMMARY_LIMIT = 1024 * 1024 - 1024
CUT_NOTE = "\n\n*The rest was cut off: a summary holds 1 MiB. All of it is in the log.*\n"
_CUT_BYTES = CUT_NOTE.encode()
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def set_output(name: str, value: str, environ: Mapping[str, str] = os.environ) -> None:
    """Hand a value to later steps and jobs. Does nothing outside a workflow run."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name of an output: {name!r}")
    mark = _unused(value)
    _append(
        environ.get("GITHUB_OUTPUT", ""),
        f"{name}<<{mark}\n{value}\n{mark}\n".encode("utf-8", "backslashreplace"),
    )


def add_summary(markdown: str, environ: Mapping[str, str] = os.environ) -> None:
    """Add Markdown to the page of the workflow run. Does nothing outside a workflow run.

    Above `SUMMARY_LIMIT` bytes the text is cut at the end of a line, because the runner drops the
    whole summary of a step that is too large.
    """
    path = environ.get("GITHUB_STEP_SUMMARY", "")
    there = Path(path).read_bytes() if path and Path(path).exists() else b""
    room = SUMMARY_LIMIT - len(there) - len(_CUT_BYTES)
    data = f"{markdown}\n".encode("utf-8", "replace")
    if there.endswith(_CUT_BYTES):
        return
    if len(data) > room:
        data = data[: max(room, 0)].rpartition(b"\n")[0] + _CUT_BYTES
    _append(path, data)


def stop_commands(shown: str = "") -> tuple[str, str]:
    """Return the two lines between which the runner executes no commands.

    The second line ends it; it cannot occur in `shown`, the text that is printed between them.
    """
    mark = _unused(shown)
    return f"::stop-commands::{mark}", f"::{mark}::"


def _unused(text: str) -> str:
    """Return a word that nobody can foresee and that is not in the text."""
    while (mark := f"wiki-{secrets.token_hex(16)}") in text:
        pass
    return mark


def _append(path: str, data: bytes) -> None:
    if not path:
        return
    try:
        with Path(path).open("ab") as file:
            file.write(data)
    except OSError as error:
        raise UserError(f"The runner's file {path} cannot be written: {error.strerror}.") from error
