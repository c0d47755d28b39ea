"""The words of a text, also where its script writes no blanks between them."""

from __future__ import annotations

import re
from functools import cache

_WITHOUT_BLANKS = r"\u3005\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\u0e01-\u0e4e"
_SIGN = re.compile(f"[{_WITHOUT_BLANKS}]")
# Two signs of Chinese or Japanese are about as much as one word of an alphabet.
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def find_words(text: str) -> list[str]:
    """Return the words of a text that begin with a letter, in order.

    Of a script without blanks each two signs are a word: that is no word of the language, but tells
    how much is said.
    """
    return (_any_word() if _SIGN.search(text) else _WORD).findall(text)


@cache
def _any_word() -> re.Pattern[str]:
    """Return the pattern for any script, which takes ten milliseconds to compile."""
    return re.compile(rf"[{_WITHOUT_BLANKS}]{{1,2}}|[^\W\d_](?:[^\W{_WITHOUT_BLANKS}]|['’-])*")


def is_without_blanks(sign: str) -> bool:
    """Tell whether a character is of a script that writes no blanks between words."""
    return bool(_SIGN.match(sign))
