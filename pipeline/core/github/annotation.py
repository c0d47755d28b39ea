"""Write a message at a line of a diff as the command that the runner of GitHub Actions takes.

Foreign text in it is escaped as actions/toolkit does (packages/core/src/command.ts).
"""

from __future__ import annotations

from typing import Literal

from pipeline.core.hidden_characters import is_hidden


def annotate(
    level: Literal["notice", "warning", "error"],
    path: str,
    line: int,
    title: str,
    message: str,
    column: int = 0,
) -> str:
    """Return the command that puts a message at a line of the diff.

    With `line` 0 the message is put at the file, and with an empty path at the run.
    """
    placed = bool(path) and line > 0
    values = {
        "file": path,
        "line": str(line) if placed else "",
        "col": str(column) if placed and column > 1 else "",
    }
    values["title"] = title
    properties = ",".join(f"{key}={_property(value)}" for key, value in values.items() if value)
    return (
        f"::{level} {properties}::{_data(message)}"
        if properties
        else f"::{level}::{_data(message)}"
    )


def _data(text: str) -> str:
    text = "".join("�" if is_hidden(char) else char for char in text)
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
