"""Web addresses in a text, also bare ones, and the footnote marks that follow them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_REST = r"[^\s<>\"')\[\]]"
# `//` with what stands before it, whatever that is; `www.` behind no plain letter or digit, for
# GitHub links it after an underscore; and schemes that need no `//`. A word with a colon is none:
# `**Input Data:**`, `**HTTPS:** only`, `(file:12)`.
_ADDRESS = re.compile(
    rf"(?i)://{_REST}+"
    rf"|(?<![A-Za-z0-9])(?:(?:https?|ftp):(?=[/\\]|[A-Za-z0-9-]+\.[A-Za-z])|file:(?=[/\\~.])"
    rf"|data:(?=[\w.+/;=-]{{0,99}},\S)|(?:javascript|vbscript|mailto):(?![*_])){_REST}+"
    rf"|(?<![A-Za-z0-9./])www\.{_REST}+"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*\Z")
_LONGEST_SCHEME = 40
_SCHEMES = ("http", "://", "ftp:", "file:", "script:", "data:", "mailto:", "www.")
# what a pattern takes for an `i`, beside what `casefold` makes one
_LIKE_ASCII = str.maketrans({"ı": "i", "\u0307": ""})


def find_addresses(text: str) -> list[str]:
    """Return the web addresses in `text`, also bare ones, without punctuation at their ends."""
    if ":" not in text and "w." not in text and "W." not in text:
        return []
    plain = text.casefold()
    if not text.isascii():
        plain = plain.translate(_LIKE_ASCII)
    if not any(scheme in plain for scheme in _SCHEMES):
        return []
    return [*_addresses(text)]


def _addresses(text: str) -> Iterator[str]:
    for m in _ADDRESS.finditer(text):
        scheme = ""
        if m.group().startswith(":"):
            before = _SCHEME.search(text, max(0, m.start() - _LONGEST_SCHEME), m.start())
            if before is None:
                continue  # `://` behind no letter
            scheme = before.group()
        yield (scheme + m.group()).rstrip(".,;:!?*_`|")


_TOKEN = re.compile(r"[^\s<]*?(?://|www\.|@)[^\s<]*", re.IGNORECASE)
# a link's destination, or code
_ENDED = re.compile(r"(?:\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)|`)$")


def part_marks_from_addresses(text: str) -> str:
    """Return `text` with a space before each footnote reference that follows a bare address.

    Without it, the address would swallow the reference.
    """
    if "[^" not in text or not may_hold_address(text):
        return text
    return _TOKEN.sub(lambda m: _parted(m.group()), text)


def may_hold_address(text: str) -> bool:
    """Tell at a glance whether a text holds a sign of an address; a pattern takes far longer."""
    return "//" in text or "@" in text or "www." in text.lower()


ADDRESS_SIGN = re.compile(r"//|www\.|@", re.IGNORECASE)


def _parted(token: str) -> str:
    sign = ADDRESS_SIGN.search(token)
    at = token.find("[^", sign.end() if sign else 0)
    return token if at < 0 or _ENDED.search(token[:at]) else f"{token[:at]} {token[at:]}"
