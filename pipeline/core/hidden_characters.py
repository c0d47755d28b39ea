"""Characters that a reader cannot see: they are found, and taken out of a text."""

from __future__ import annotations

import re
import unicodedata

_ASCII_SHOWN = bytes(range(0x20, 0x7F))
_AND_LINES = _ASCII_SHOWN + b"\n"


def is_all_visible(text: str, lines: bool = False) -> bool:
    """Tell whether every character of a text is visible.

    Where `lines` is true, line ends are allowed as well. For ASCII text this is ten times as fast
    as `str.isprintable`.
    """
    if text.isascii():
        return not text.encode().translate(None, _AND_LINES if lines else _ASCII_SHOWN)
    return (text.replace("\n", "") if lines else text).isprintable() and not _BLANK.search(text)


# Letters and marks that show nothing: fillers and variant selectors. A run of selectors can hide
# any text.
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_BLANK = re.compile(
    rf"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\U0001d159{_SELECTORS}]"
)
_SELECTOR = re.compile(f"[{_SELECTORS}]")


def is_hidden(char: str) -> bool:
    """Tell whether a character shows nothing, or changes the direction of the text after it.

    These are the Unicode categories Cf, Cc, Zl, Zp, Cs and Co, and fillers.
    """
    category = unicodedata.category(char)
    return char not in "\n\t\r" and (
        category in {"Cf", "Cc", "Zl", "Zp", "Cs", "Co"} or bool(_BLANK.match(char))
    )


def has_visible_part(text: str) -> bool:
    """Tell whether a person sees anything of a text.

    They do not where all of it is blank, hidden, or combining marks without their letter.
    """
    if text[:1].isascii() and text[:1].isalnum():
        return True
    return any(not _BLANK.match(char) and unicodedata.category(char)[0] in "LNPS" for char in text)


def is_name(text: str) -> bool:
    """Tell whether a text can name a page: it has a visible letter or digit.

    A link or a file could not be called by anything else.
    """
    return any(
        char.isalnum() and not _BLANK.match(char) for char in unicodedata.normalize("NFKC", text)
    )


def is_garbled(text: str | None) -> bool:
    """Tell whether a text holds U+FFFD, which stands for bytes that were not UTF-8."""
    return "\ufffd" in (text or "")


def hidden_characters(text: str) -> list[str]:
    """Return the code points of `text` that a reader cannot see, in order, written as `U+202E`.

    Joiners are left out where they belong.
    """
    return [f"U+{ord(text[i]):04X}" for i in hidden_positions(text)]


def hidden_positions(text: str) -> list[int]:
    """Return where `text` holds a character that a reader cannot see, without joiners at work."""
    if is_all_visible(text):
        return []
    hidden = _hidden_in(text)
    return (
        [i for i, char in enumerate(text) if char in hidden and not _joins(text, i)]
        if hidden
        else []
    )


def _hidden_in(text: str) -> set[str]:
    """Return the hidden characters of a text; each different character is judged once."""
    return {char for char in set(text) if is_hidden(char)}


def _joins(text: str, i: int) -> bool:
    """Tell whether a joiner or a variant selector does its work where it stands.

    A joiner or non-joiner does so in an emoji, or between letters of a script that is spelt with
    it. A variant selector does so behind a character that has variants: a symbol, sign or digit
    (for emoji), or an ideograph (for its forms). Only one selector counts, because a run of them
    can hide a text.
    """
    if _SELECTOR.match(text[i]):
        before = text[i - 1 : i]
        kind = unicodedata.category(before) if before else ""
        # U+2139 is the letter "i" of an information sign
        emoji = kind in {"So", "Sm", "Po", "Pd", "Nd"} or before == "\u2139"
        return emoji if text[i] in "\ufe0e\ufe0f" else kind == "Lo" and before >= "\u2e80"
    if text[i] not in "\u200c\u200d":
        return False
    letters = {unicodedata.category(c) for c in (text[i - 1 : i], text[i + 1 : i + 2]) if c}
    if letters <= {"Lo", "Mn", "Mc"} and "Lo" in letters:
        return True
    around = text[max(0, i - 2) : i] + text[i + 1 : i + 2]
    return text[i] == "\u200d" and any(unicodedata.category(c) == "So" for c in around)


def strip_hidden(text: str) -> str:
    """Return `text` without hidden characters."""
    if is_all_visible(text):
        return text
    hidden = _hidden_in(text)
    if not hidden:
        return text
    kept = (c if c not in hidden or _joins(text, i) else _instead(c) for i, c in enumerate(text))
    return "".join(kept)


def _instead(char: str) -> str:
    """Return what replaces a hidden character: a space or a line end if it parted two words."""
    return "\n" if char in "\u2028\u2029" else " " if char.isspace() else ""
