"""The check that a text is an object id: nothing else is handed to git as one."""

from __future__ import annotations

import re

_SHA = re.compile(r"^[0-9a-f]{40}(?:[0-9a-f]{24})?$")


def checked_id(text: str) -> str:
    """Return an object id; `ValueError` for anything else, so that nothing becomes an option."""
    if not _SHA.fullmatch(text):
        raise ValueError(f"not an object id: {text[:60]!r}")
    return text
