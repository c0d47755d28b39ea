"""Write code and output between fences that nothing in them closes."""

from __future__ import annotations

import re
from collections.abc import Sequence

_RUN = re.compile(r"`{3,}")
_OPEN = re.compile(r" {0,3}(`{3,}|~{3,})")


def write_fenced(lines: Sequence[str], language: str = "") -> list[str]:
    """Return lines of code between fences, longer than any that stands in them."""
    longest = max((len(run) for line in lines for run in _RUN.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language}", *lines, fence]


def close_fence(lines: Sequence[str]) -> list[str]:
    """Return lines of Markdown with the fence closed that they leave open."""
    fence = ""
    for line in lines:
        if mark := _OPEN.match(line):
            run = mark[1]
            if not fence:
                fence = run
            elif run.startswith(fence) and not line[mark.end() :].strip():
                fence = ""
    return [*lines, fence] if fence else list(lines)
