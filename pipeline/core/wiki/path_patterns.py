"""Patterns of paths, as `ignore` in `schema.md` has them: those of `.gitignore`, without `!`."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SIGN = re.compile(r"\*\*/|/\*\*$|\*\*|\*|\?")
_MEANINGS = {"**/": "(?:[^/]+/)*", "/**": "/.+", "**": ".*", "*": "[^/]*", "?": "[^/]"}
MOST_PATTERN = 200  # characters
_RUNS_AWAY = re.compile(r"\*[^/]*\*[^/]*\*[^/]*\*")  # four stars in one step match too slowly


def explain_bad_pattern(pattern: str) -> str:
    """Return what is wrong with a pattern; empty where it can be matched."""
    if not pattern.strip("/ "):
        return "a pattern is empty, and would leave out everything or nothing"
    if len(pattern) > MOST_PATTERN or _RUNS_AWAY.search(pattern.replace("**", "")):
        return f"the pattern {pattern[:40]!r} is too long, or has too many stars in one step"
    if pattern.startswith("!"):
        return "a pattern cannot take another back; leave out the `!` and write narrower ones"
    return ""


class PathPatterns:
    """Tells which paths some of the patterns match.

    A pattern without a slash inside matches a file or a folder of that name anywhere, and one with
    a slash a path from the root; a folder stands for all that it holds, and one slash at the end
    says that only a folder is meant. Case does not count: `readme.md` is `README.md` too.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._found = re.compile("|".join(map(_as_regex, patterns)) or r"(?!)", re.IGNORECASE)

    def match(self, path: str) -> bool:
        """Tell whether a pattern matches a path, or a folder that holds it."""
        return self._found.fullmatch(path) is not None


def _as_regex(pattern: str) -> str:
    bare = pattern.strip("/")
    begin = "" if "/" in pattern.rstrip("/") else "(?:[^/]+/)*"
    parts, at = [], 0
    for sign in _SIGN.finditer(bare):
        parts += [re.escape(bare[at : sign.start()]), _MEANINGS[sign[0]]]
        at = sign.end()
    end = "/.+" if pattern.endswith("/") else "(?:/.+)?"
    return f"(?:{begin}{''.join(parts)}{re.escape(bare[at:])}{end})"
