"""Change single keys of front matter that somebody wrote, and leave every other line as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from pipeline.core.errors import UserError
from pipeline.core.markup.frontmatter import (
    compose_nodes,
    load_block,
    read_canonical,
    write_entry,
)

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_QUOTED_TEXT = re.compile(r"'(?:[^'\n]|'')*'|\"(?:\\.|[^\"\\\n])*\"")
_COMMENT = re.compile(r"(?:^|\s)#", re.MULTILINE)


def amend_block(block: str, changes: Mapping[str, Any], order: Sequence[str] = ()) -> str | None:
    """Return a raw block with these keys set, or removed where the value is None.

    Every other line stays as it is. A new key is put where `order` has it. The result is None where
    the change would lose something else: a comment inside what is replaced, or front matter that is
    not a list of keys that each stand on lines of their own.
    """
    if not changes:
        return block
    lines = _LINES.findall(block)
    entries = _entries(block, lines)
    if entries is None:
        return None
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    made: dict[int, list[str]] = {}  # new lines, by the line before which they go
    for key in sorted(
        changes, key=lambda key: (order.index(key) if key in order else len(order), key)
    ):
        value, rows = (
            changes[key],
            [] if changes[key] is None else [f"{write_entry(key, changes[key]).rstrip()}\n"],
        )
        new = [row.replace("\n", end) for row in rows]
        if key in entries:
            start, stop = entries[key]
            if _holds_comment(lines[start:stop]):
                return None
            lines[start:stop] = [""] * (stop - start)
            made.setdefault(start, []).extend(new)
        elif value is not None:
            made.setdefault(_place(key, entries, order, len(lines)), []).extend(new)
    text = "".join("".join(made.get(i, ())) + line for i, line in enumerate(lines))
    return text if _is_so(block, text, changes) else None


def find_obstacle_line(block: str, keys: Sequence[str]) -> int:
    """Return the line because of which these keys cannot be written without a loss; 0 for none."""
    lines = _LINES.findall(block)
    if not block or read_canonical([line.rstrip("\r\n") for line in lines[1:-1]]) is not None:
        return 0
    entries = _entries(block, lines)
    if entries is None:
        return 2
    places = (entries[key] for key in keys if key in entries)
    held = [start for start, stop in places if _holds_comment(lines[start:stop])]
    return min(held) + 1 if held else 0


def _holds_comment(lines: Sequence[str]) -> bool:
    return bool(_COMMENT.search(_QUOTED_TEXT.sub("", "".join(lines))))


def _entries(block: str, lines: Sequence[str]) -> dict[str, tuple[int, int]] | None:
    """Return the lines of each key as (first, one past last); None where keys share lines."""
    rows = block.lstrip("\ufeff").splitlines()
    if len(rows) != len(lines):  # some line end counts as one for YAML only
        return None
    found: dict[str, tuple[int, int]] = {}
    try:
        root = compose_nodes("\n" + "\n".join(rows[1:-1]))
    except (yaml.YAMLError, RecursionError):
        return None
    if root is None:
        return found
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return None
    starts = [key.start_mark.line for key, _ in root.value]
    for (key, _), start, stop in zip(
        root.value, starts, [*starts[1:], len(lines) - 1], strict=True
    ):
        simple = (
            isinstance(key, yaml.ScalarNode)
            and not key.start_mark.column
            and key.end_mark.line == start
        )
        if not simple or stop <= start or lines[start].startswith("?"):
            return None
        while stop > start + 1 and (not lines[stop - 1].strip() or lines[stop - 1].startswith("#")):
            stop -= 1
        found[str(key.value)] = (start, stop)
    return found


def _place(
    key: str, entries: Mapping[str, tuple[int, int]], order: Sequence[str], last: int
) -> int:
    """Return the line before which a new key is put: behind the keys that precede it in `order`."""
    if key not in order:
        return last - 1
    before = [entries[x][1] for x in order[: order.index(key)] if x in entries]
    return before[-1] if before else 1


def _is_so(block: str, text: str, changes: Mapping[str, Any]) -> bool:
    """Tell whether a changed block reads as intended: the keys as set, all others unchanged."""
    wanted = {**load_block(block), **changes}
    try:
        return load_block(text) == {
            key: value for key, value in wanted.items() if value is not None or key not in changes
        }
    except UserError:
        return False
