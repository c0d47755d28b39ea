"""Say what a line of a file is, in one place, so that text and locators cannot drift apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from pipeline.core.text import counted

# Python's `splitlines` breaks at these characters and git does not; a space in their place keeps
# both counts the same.
_BREAKS = re.compile("[\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
# Joiners are spelling in Persian or inside an emoji; between Latin letters they hide something.
_LATIN = "[\x00-\u024f]"
_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
    f"|(?<={_LATIN})[\u200c\u200d](?={_LATIN})"
)

_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U000ffffd\U00100000-\U0010fffd]")


def number_lines(text: str) -> list[tuple[str, int]]:
    r"""Split a text into lines with git's numbers, counted from 1.

    Only `\n` ends a line; a lone `\r` breaks the text and leaves the number.
    """
    return [
        (part, number)
        for number, line in enumerate(_BREAKS.sub(" ", text).split("\n"), start=1)
        for part in line.removesuffix("\r").split("\r")
    ]


def join_lines(lines: Iterable[tuple[str, int]]) -> tuple[str, tuple[int, ...]]:
    """Return the text and the locators of numbered lines, without blank lines at either end."""
    kept = list(lines)
    while kept and not kept[-1][0].strip():
        kept.pop()
    start = next((at for at, (line, _) in enumerate(kept) if line.strip()), 0)
    kept = kept[start:] or [("", 1)]
    return "\n".join(line for line, _ in kept), tuple(number for _, number in kept)


def note_hidden_characters(text: str) -> tuple[str, ...]:
    """Return notes where the text holds characters that a reviewer cannot see, or not read.

    They stay in the text, because quotes are verbatim. Those that cannot be read are the private
    ones, which only one font shows, and the sign for a character that was lost.
    """
    if text.isascii():  # as most of it is: 0.6 ms a source
        return ()
    hidden = Counter(match.group() for match in _HIDDEN.finditer(text))
    unknown = Counter(match.group() for match in _UNKNOWN.finditer(text))
    notes = [f"holds {_named(hidden, 'hidden character')}"] if hidden else []
    if unknown:
        notes.append(
            f"holds {_named(unknown, 'character')} of which the file does not say what is meant,"
            " so that a sentence with one in its words is not to be taken for a claim"
        )
    return tuple(notes)


def _named(found: Counter[str], noun: str) -> str:
    """Return how many characters were found, and the most frequent of them."""
    names = ", ".join(f"U+{ord(char):04X}" for char, _ in found.most_common(5))
    return f"{counted(sum(found.values()), noun)} ({names}{', ...' if len(found) > 5 else ''})"
