"""Quick looks at a text in Markdown: may it hold a digit, or a certain word, for a reader?

They may say yes in vain, and never no in vain (`tests/core/markup/test_quick_looks.py`). For ASCII,
which most texts are, a table of bytes takes a third of the time of a pattern or less.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_DIGIT = re.compile(r"\d")
_SIGNS = b"*_`\\"  # which a reader does not see
_WITHOUT_SIGNS = str.maketrans("", "", _SIGNS.decode())
# ASCII in small letters, with one digit for all.
_SMALL = bytes(ord("0") if chr(code).isdigit() else code for code in bytes(range(128)).lower())
_SMALL += bytes(range(128, 256))


def has_digit(text: str) -> bool:
    """Tell whether a text has a decimal digit, of whatever script; this is no guess."""
    if text.isascii():
        return b"0" in text.encode().translate(_SMALL)
    return _DIGIT.search(text) is not None


def may_hold_word(text: str, some: Iterable[bytes]) -> bool:
    """Tell whether one of some words in small letters may stand in what a reader sees of a text.

    A link that is joined to a word may part the letters of one: `lar[[pot|ge]]st`.
    """
    if text.isascii():
        seen = text.encode().translate(_SMALL, _SIGNS)
    else:
        seen = text.translate(_WITHOUT_SIGNS).casefold().encode("utf-8", "replace")
    for word in some:
        if word in seen:
            return True
    return ("[" in text or "]" in text or ")" in text) and _joins_link(text)


def _joins_link(text: str) -> bool:
    """Tell whether a bracket stands right behind or right before a letter, as in no plain link."""
    for before in text.split("[")[:-1]:
        if _is_letter(before[-2:-1] if before.endswith("!") else before[-1:]):
            return True
    behind = text.replace(")", "]").split("]")[1:]
    return any(_is_letter(some[:1]) for some in behind)


def _is_letter(char: str) -> bool:
    """Tell whether a pattern takes a character for one of a word."""
    return char.isalnum() or char == "_"
