"""Write any other JSON as an outline: objects become sections, their values lines or tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pipeline.readers.chat import records
from pipeline.readers.shared.fences import close_fence
from pipeline.readers.shared.foreign_json import a_text

_DEEPEST = 6  # headings inside each other; what lies deeper is named by its whole path
_MOST_LEVELS = 40  # of objects inside each other; the rest is one line of JSON
_MOST_LINES = 20_000
_LONGEST_ON_A_LINE = 200  # characters of a string that stands behind its name
_NAMES = ("title", "name", "label", "id", "key")


def find_title(value: Any) -> str:
    """Return what an object calls itself; "" where it does not."""
    if not isinstance(value, dict):
        return ""
    said = (" ".join(a_text(value.get(name)).split()) for name in ("title", "name"))
    return next((text for text in said if 0 < len(text) <= _LONGEST_ON_A_LINE), "")


def write_outline(value: Any) -> tuple[list[str], tuple[str, ...]]:
    """Return an object or a list as Markdown, and a note where not all of it is written.

    Empty where it holds nothing that could be read.
    """
    lines: list[str] = []
    for line in _part(value, "", 2):
        if len(lines) == _MOST_LINES:
            return lines, (f"only the first {_MOST_LINES:,} lines of this JSON are read",)
        lines.append(line)
    return lines, ()


def _part(value: Any, path: str, level: int) -> Iterator[str]:
    if level > _MOST_LEVELS:
        yield from (f"- {_clean(path)}: {json.dumps(value)[:_LONGEST_ON_A_LINE]}", "")
    elif isinstance(value, dict):
        yield from _object(value, path, level)
    elif isinstance(value, list):
        yield from _list(value, path, level)


def _object(value: dict[str, Any], path: str, level: int) -> Iterator[str]:
    """Yield the values of an object that fit on a line, and then its longer ones as sections."""
    short = {key: said for key, part in value.items() if (said := _on_a_line(part)) is not None}
    yield from (
        f"- {_clean(_joined(path, level, key))}: {said}" for key, said in short.items() if said
    )
    if any(short.values()):
        yield ""
    for key, part in value.items():
        if key not in short:
            yield from _section(_joined(path, level, key), part, level)


def _list(value: list[Any], path: str, level: int) -> Iterator[str]:
    if table := records.find_table(value):
        rows, notes = records.write_table(table)
        yield from (*rows, *notes, "")
        return
    said = [_on_a_line(part) for part in value]
    if None not in said:
        yield from (f"- {text}" for text in said if text)
        yield ""
        return
    for number, part in enumerate(value, 1):
        yield from _section(_name_of(part) or f"{path} {number}".strip(), part, level)


def _section(name: str, part: Any, level: int) -> Iterator[str]:
    inner = _text(part) if isinstance(part, str) else [*_part(part, name, level + 1)]
    if not any(line.strip() for line in inner):
        return
    if level <= _DEEPEST:
        yield from (f"{'#' * level} {_clean(name)}", "")
    yield from inner
    if inner[-1]:
        yield ""


def _joined(path: str, level: int, key: str) -> str:
    return f"{path}.{key}" if path and level > _DEEPEST else key


def _name_of(part: Any) -> str:
    if not isinstance(part, dict):
        return ""
    said = (_on_a_line(part.get(name)) or "" for name in _NAMES)
    return next((text for text in said if text and len(text) <= 100), "")


def _on_a_line(part: Any) -> str | None:
    """Return a value as it stands behind its name; None for one that needs lines of its own."""
    if part is None:
        return ""
    if isinstance(part, bool):
        return "true" if part else "false"
    if isinstance(part, int | float):
        return repr(part)
    if isinstance(part, str):
        text = a_text(part).strip()
        return text if "\n" not in text and len(text) <= _LONGEST_ON_A_LINE else None
    if isinstance(part, list) and all(x is None or isinstance(x, str | int | float) for x in part):
        said = [_on_a_line(x) for x in part]
        joined = ", ".join(x or "" for x in said)
        return joined if None not in said and len(joined) <= _LONGEST_ON_A_LINE else None
    return None


def _text(part: str) -> list[str]:
    return close_fence(a_text(part).strip().split("\n"))


def _clean(name: str) -> str:
    return " ".join(a_text(name).split()) or "…"
