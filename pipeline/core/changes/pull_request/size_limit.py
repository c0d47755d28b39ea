"""Cut sections to a size, the least important first, in whole lines and with closed folds."""

from __future__ import annotations

from collections.abc import Sequence

_SHORTEST_SECTION = 1_500  # characters that every section keeps, if it has them


def fit_sections(sections: Sequence[str], order: Sequence[int], room: int, rest: str) -> list[str]:
    """Return the sections that are not empty, cut so that together they fit into `room`.

    They are counted as joined by two newlines. `order` names sections by their index, beginning
    with the one that is cut first; each keeps at least 1,500 characters. `rest` says where the
    reader finds what was cut.
    """
    out = list(sections)
    for i in order:
        over = sum(len(text) + 2 for text in out if text) - room
        if over <= 0:
            break
        keep = max(_SHORTEST_SECTION, len(out[i]) - over - len(rest) - 40)
        if keep < len(out[i]):
            out[i] = _cut(out[i], keep, rest)
    return [text for text in out if text]


def _cut(text: str, keep: int, rest: str) -> str:
    """Return as many whole lines as fit into `keep` characters, at least one, with `rest` below."""
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
