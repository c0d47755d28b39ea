"""Give glyphs of a private area their characters, where the font's name says what they are.

Symbol fonts keep their own codes at U+F000 (Adobe's "Symbol" encoding, Microsoft's Wingdings);
Adobe's older fonts keep small capitals and old-style figures at U+F730 to U+F77A (Adobe Glyph List,
corporate use). Other private characters stay, for what they show is in no file but the font's
picture. An accent that stands before its letter goes onto it.
"""

from __future__ import annotations

import re
import unicodedata

_GREEK = zip(
    "ABCDEFGHIKLMNOPQRSTUWXYZabcdefghiklmnopqrstuwxyz",
    "ΑΒΧΔΕΦΓΗΙΚΛΜΝΟΠΘΡΣΤΥΩΞΨΖαβχδεφγηικλμνοπθρστυωξψζ",
    strict=True,
)
_SYMBOL_SIGNS = {
    **{0xA3: "≤", 0xA5: "∞", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±"},
    **{0xB3: "≥", 0xB4: "×", 0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈"},
    **{0xBC: "…", 0xC5: "⊕", 0xCE: "∈", 0xD0: "∠", 0xD5: "∏", 0xD6: "√", 0xD7: "⋅", 0xE5: "∑"},
    **{0xF2: "∫", 0x2D: "−", 0x6A: "ϕ", 0x4A: "ϑ"},
}
_PLAIN = {code: chr(code) for code in b" !%()+,./0123456789:;<=>?[]_{|}"}
_SYMBOL = {
    0xF000 + code: char
    for code, char in {**_PLAIN, **{ord(a): b for a, b in _GREEK}, **_SYMBOL_SIGNS}.items()
}
_DINGBATS = {
    0xF000 + code: char
    for chars, char in (
        ((0x6C, 0x6E, 0x71, 0x75, 0x76, 0x9F, 0xA7, 0xB7, 0xD8), "•"),
        ((0xFC,), "✓"),
        ((0xFB,), "✗"),
        ((0xA8, 0x6F), "☐"),
        ((0xFE,), "☑"),
        ((0xE0, 0xE8), "→"),
    )
    for code in chars
}
_FIGURES = {0xF730 + n: str(n) for n in range(10)}
_SMALL_CAPITALS = {0xF761 + n: chr(ord("A") + n) for n in range(26)}
_OLD_ADOBE = _FIGURES | _SMALL_CAPITALS


# TeX's older fonts draw an accent as a sign of its own before its letter, which for i and j has no
# dot.
_ACCENTS = {"¨": "\u0308", "´": "\u0301", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327"} | {
    "ˇ": "\u030c", "˘": "\u0306", "˚": "\u030a", "¯": "\u0304", "˙": "\u0307", "˝": "\u030b"
}  # fmt: skip
_ACCENT = re.compile(f"([{''.join(_ACCENTS)}])([^\\W\\d_])")
_UNDOTTED = {"ı": "i", "ȷ": "j"}


def _join_accent(found: re.Match[str]) -> str:
    """Return a letter with its accent, where there is such a letter."""
    letter = _UNDOTTED.get(found[2], found[2])
    joined = unicodedata.normalize("NFC", letter + _ACCENTS[found[1]])
    return joined if len(joined) == 1 else found[0]


def known_glyphs(text: str, font: str) -> str:
    """Return text with the private characters of a known font as what they show."""
    if text.isascii():
        return text
    text = _ACCENT.sub(_join_accent, text)
    name = font.lower()
    if "wingdings" in name or "dingbats" in name or "webdings" in name:
        return text.translate(_DINGBATS)
    return text.translate(_SYMBOL if "symbol" in name else _OLD_ADOBE)
