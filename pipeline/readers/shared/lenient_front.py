"""Read somebody's front matter where YAML refuses it: a line that is wrong costs itself alone.

A colon in a title, a tab, a stray sign or quote makes the whole block invalid. Then each key is
read by itself; where YAML refuses that too, what stands behind the colon is taken as plain text,
and a note says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from pipeline.core.errors import UserError
from pipeline.core.markup import frontmatter

_KEY = re.compile(r"""["']?([^\W\d_][\w .-]{0,60}?)["']?[ \t]*:(?!//)(.*)""", re.DOTALL)
_ITEM = re.compile(r"[ \t]*-(?:[ \t]+|(?=[^\s-]))(.*)")
_MOST_KEYS = 500
_MOST_ITEMS = 200
_MOST_NOTES = 5
_LONGEST = 2_000  # characters of a value that is taken as plain text


def load_front(block: str, path: str) -> tuple[dict[str, object], tuple[str, ...]]:
    """Return the values of a block of front matter with its fences, and notes on what is wrong."""
    try:
        return _lowered(frontmatter.load_block(block, path)), ()
    except (UserError, ValueError, RecursionError):
        pass
    if len(block) > frontmatter.MOST_CHARACTERS:
        return {}, (f"front matter ignored: it has {len(block):,} characters",)
    lines = block.removeprefix("\ufeff").splitlines()[1:-1]
    values: dict[str, object] = {}
    notes: list[str] = []
    for number, key, value, why in islice(_entries(lines), _MOST_KEYS):
        if key and key not in values:
            values[key] = value
        elif key:
            why = f"the key `{key}` stands twice, and the first is taken"
        if why:
            notes.append(f"line {number} of the front matter: {why}")
    more = len(notes) - _MOST_NOTES
    notes[_MOST_NOTES:] = [f"{more} more lines of the front matter are wrong"] if more > 0 else []
    return values, tuple(notes)


def _lowered(loaded: Mapping[str, object]) -> dict[str, object]:
    return {str(key).lower().strip(): value for key, value in loaded.items()}


def _entries(lines: Sequence[str]) -> Iterator[tuple[int, str, object, str]]:
    """Yield the line, the key, the value and what is wrong with it, for each key of a block.

    A line that belongs to no key has none.
    """
    entry: list[str] = []
    start = 0
    for number, line in enumerate(lines, start=2):
        if _KEY.match(line):
            if entry:
                yield (start, *_entry(entry))
            entry, start = [line], number
        elif not line.strip() or line.lstrip().startswith("#"):
            continue
        elif entry and line[0] in " \t-]}":
            entry.append(line)
        else:
            yield number, "", None, "it is not `key: value`, so it is left out"
    if entry:
        yield (start, *_entry(entry))


def _entry(lines: Sequence[str]) -> tuple[str, object, str]:
    found = _KEY.match(lines[0])
    assert found is not None
    key = " ".join(found[1].split()).lower()
    try:
        loaded = frontmatter.load_block("\n".join(("---", *lines, "---", "")))
        value = _lowered(loaded).get(key)
        if len(loaded) == 1 and value is not None:
            return key, value, ""
        if not found[2].strip() and len(lines) == 1:
            return key, None, ""
    except (UserError, ValueError, RecursionError):
        pass
    return key, _plain(found[2], lines[1:]), f"`{key}` is no valid YAML, and read as plain text"


def _plain(first: str, rest: Sequence[str]) -> object:
    """Return a value as plain text, or as a list of plain texts where its lines are items."""
    glued = _ITEM.match(first) if any(_ITEM.match(line) for line in rest) or not rest else None
    texts = [_unquoted(glued[1] if glued else first)]
    for line in rest[:_MOST_ITEMS]:
        item = _ITEM.match(line)
        if item:
            texts.append(_unquoted(item[1]))
        elif line.strip() and not line.lstrip().startswith("#"):
            texts[-1] = f"{texts[-1]} {line.strip()}".strip()[:_LONGEST]
    texts = [text for text in texts if text]
    return texts if len(texts) > 1 or glued else "".join(texts)


def _unquoted(text: str) -> str:
    """Return a text without the quotes or brackets around it, of which one may be missing."""
    text = text.strip()[:_LONGEST]
    if text[:1] in ("'", '"'):
        return text[1:].removesuffix(text[0]).strip()
    if text.startswith("[") and not text.startswith("[["):
        return text[1:].removesuffix("]").strip()
    return text
