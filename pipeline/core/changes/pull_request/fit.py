"""Sections cut to a size, the least important first, such that what is left is whole lines and
closed folds."""

from __future__ import annotations

from collections.abc import Sequence

_LEAST = 1_500  # characters that every section keeps, if it has them


def fitted(sections: Sequence[str], order: Sequence[int], room: int, rest: str) -> list[str]:
    """Return the sections that are not empty, joined by two newlines at most `room` long; `rest`
    says where what was cut is.

    `order` names sections by their index, that first which is cut first.
    """
    out = list(sections)
    for i in order:
        over = sum(len(text) + 2 for text in out if text) - room
        if over <= 0:
            break
        keep = max(_LEAST, len(out[i]) - over - len(rest) - 40)
        if keep < len(out[i]):
            out[i] = _cut(out[i], keep, rest)
    return [text for text in out if text]


def _cut(text: str, keep: int, rest: str) -> str:
    """Return the first lines of `text` that are together at most `keep` long, at least one."""
    first, *lines = text.split("\n")
    kept, size = [first], len(first)
    for line in lines:
        size += len(line) + 1
        if size > keep:
            break
        kept.append(line)
    while len(kept) > 1 and (not kept[-1].strip() or kept[-1].startswith("<details>")):
        kept.pop()
    opened = sum(line.startswith("<details>") for line in kept) - sum(
        line == "</details>" for line in kept
    )
    return "\n".join(kept) + "\n\n</details>" * opened + f"\n\n{rest}"
