"""Quote what a server said: on one line, not too long, and without secrets."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.adapters.secrets import redact

LONGEST_QUOTE = 300  # characters of a server's own words that are worth repeating


def quote_on_one_line(text: str, known: Iterable[str] = ()) -> str:
    """Return `text` on one line and cut, without the `known` secrets and what looks like one."""
    said = redact(text, known)
    line = " ".join("".join(c if c.isprintable() else " " for c in said).split())
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1] + "…"
