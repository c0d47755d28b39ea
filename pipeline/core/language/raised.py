"""Write raised and lowered text in plain characters, so that it never joins a number.

Who reads a text sets the signs `UP` or `DOWN` before such text and `END` behind it, and hands each
block of text to `write_raised`. "10" with a raised "6" is then `10^6`, never 106. After a digit
only `^` and `_` are used: Unicode's own raised digits become ordinary ones wherever text is
compared by its compatibility form (NFKC). After a letter Unicode is used, as in "m²" and "H₂O".
"""

from __future__ import annotations

import re

UP, DOWN, END = "\ufdd1", "\ufdd2", "\ufdd3"  # noncharacters of Unicode, which no text holds
SIGNS = re.compile(f"[{UP}{DOWN}{END}]")

_LONGEST = 40  # characters; what is longer is small print, and no exponent
_DEEPEST = 8  # raised text inside raised text
_UP_DIGITS, _DOWN_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"
_RAISED = str.maketrans("0123456789+-=()n−", f"{_UP_DIGITS}⁻")
_LOWERED = str.maketrans("0123456789+-=()−", f"{_DOWN_DIGITS}₋")
_PLAIN = str.maketrans(_UP_DIGITS + _DOWN_DIGITS, "0123456789+-=()n0123456789+-=()")
_CIPHERS = re.compile(r"[-+−=()]*[0-9][-+−=()0-9]*|[-+−]")
_OF_UNICODE = re.compile(rf"(?<=\d)(?:[{_UP_DIGITS}]+|[{_DOWN_DIGITS}]+|[¼½¾⅐-⅞])(\d?)")
_FRACTION = re.compile(
    rf"(\d?){UP}\s{{0,9}}(\d{{1,4}})\s{{0,9}}{END}\s{{0,9}}[/⁄]\s{{0,9}}"
    rf"{DOWN}\s{{0,9}}(\d{{1,4}})\s{{0,9}}{END}"
)
# 21st, 1er, 2ème, 3º: what is raised there is the end of a word.
_WORD_END = re.compile(
    r"(?:st|[nrt]d|th|e?rs?|res?|è?re|es?|[eè]me|n?de|os?|as?|t[oa]|r[oa]|d[oa]|m[oa]|v[oa]|n[oa])"
    r"\.?",
    re.IGNORECASE,
)
_TRADE_SIGNS = {"tm": "™", "sm": "℠", "r": "®", "®": "®", "™": "™", "℠": "℠", "©": "©"}
# What points at a note wherever it is raised, and what might be a part of a formula as well.
_NOTE_SIGN = re.compile(r"\[[^\[\]]{1,30}\]|[↑↩⤴]")
_STARS = re.compile(r"\(?[*†‡§¶#‖]+\)?|\(\d{1,3}\)|\d{1,3}\)")
_NOTE_NUMBERS = re.compile(r"\d{1,3}(?:\s?[,–-]\s?\d{1,3})*,?")
_END_OF_SENTENCE = re.compile(r"[^\W\d_]\)?[.,;:!?\"”’»]+$")
_VARIABLE = re.compile(r"(?:^|[^\w’'])[^\W\d_]$")
_ONE_PART = re.compile(r"[-+−]?[\w.,′'*†]+[-+−]?")
_SEVERAL_PARTS = re.compile(r"[\w\s.,+−*/=<>|()^·×-]*[+−*/=^·×-][\w\s.,+−*/=<>|()^·×-]*")


def mark_raised(text: str) -> str:
    """Return text between the signs of raised text."""
    return f"{UP}{text}{END}"


def mark_lowered(text: str) -> str:
    """Return text between the signs of lowered text."""
    return f"{DOWN}{text}{END}"


def write_raised(text: str) -> str:
    """Return text with what stands between the signs written in plain characters.

    Note signs are taken out. A raised or lowered digit of Unicode behind a digit is written with
    `^` or `_` as well, and a fraction of Unicode behind one stands apart. The signs themselves
    never remain, also where one is without its other half.
    """
    if SIGNS.search(text):
        text = _write_marked(_FRACTION.sub(_fraction, text))
    return text if text.isascii() else _OF_UNICODE.sub(_write_unicode, text)


def is_note_sign(raised: str, before: str = "") -> bool:
    """Tell whether raised text points at a note; `before` is the text that it stands behind.

    A bare number does so only behind the end of a sentence: elsewhere "31" with a raised "4" may be
    a power. Behind a single letter, a star or a number in brackets belongs to a formula.
    """
    bare, near = raised.strip(), before[-4:]
    if _NOTE_SIGN.fullmatch(bare):
        return True
    if _STARS.fullmatch(bare):
        return not _VARIABLE.search(near)
    return bool(_NOTE_NUMBERS.fullmatch(bare) and _END_OF_SENTENCE.search(near))


def _write_marked(text: str) -> str:
    """Write what is between signs from the inside out, each in view of what stands around it."""
    open_parts: list[tuple[str, list[str]]] = [("", [])]
    at = 0
    for found in SIGNS.finditer(text):
        open_parts[-1][1].append(text[at : found.start()])
        at = found.end()
        if found[0] == END and len(open_parts) > 1:
            sign, inside = open_parts.pop()
            before = "".join(open_parts[-1][1][-3:])[-_LONGEST:]
            open_parts[-1][1].append(_write(sign, before, "".join(inside), text[at : at + 1]))
        elif found[0] != END and len(open_parts) <= _DEEPEST:
            open_parts.append((found[0], []))
    return "".join(part for _, inside in open_parts for part in inside) + text[at:]


def _write(sign: str, before: str, marked: str, after: str) -> str:
    inside = " ".join(marked.split())
    if not inside:
        return marked[:1]
    out = _write_up(before, inside, after) if sign == UP else _write_down(before, inside)
    ends = out[-1:].translate(_PLAIN).isdigit()
    joined = after.isdigit() if ends else after.isalnum() and out[:1] in ("^", "_")
    return f"{out} " if out and joined else out


def _write_up(before: str, raised: str, after: str) -> str:
    last = before[-1:]
    if is_note_sign(raised, before):
        return ""
    trade = _TRADE_SIGNS.get(raised.lower())
    if trade and not _VARIABLE.search(before):
        return trade
    if not (whole := _in_one(raised)):
        return f" {raised}" if last.strip() else raised
    if _is_word_end(last, raised, after):
        return raised
    if _CIPHERS.fullmatch(raised) and (last.isalpha() or (not last.strip() and after.isalpha())):
        return raised.translate(_RAISED)
    return f"^{whole}" if last.strip() or raised[0].isdigit() else raised


def _write_down(before: str, lowered: str) -> str:
    last = before[-1:]
    if not (whole := _in_one(lowered)):
        return f" {lowered}" if last.strip() else lowered
    if last.isalpha() and _CIPHERS.fullmatch(lowered):
        return lowered.translate(_LOWERED)
    return f"_{whole}" if last.strip() or lowered[0].isdigit() else lowered


def _is_word_end(last: str, raised: str, after: str) -> bool:
    """Tell whether raised letters end a word or an ordinal, as in "21st" and "Mme"."""
    if last.isdigit():
        return bool(_WORD_END.fullmatch(raised)) and not after.isalnum()
    return last.isalpha() and len(raised) > 1 and raised.isalpha()


def _in_one(inside: str) -> str:
    """Return an exponent or index as one word, in brackets if it has several parts.

    The result is empty for other words.
    """
    if len(inside) > _LONGEST:
        return ""
    if _ONE_PART.fullmatch(inside):
        return inside
    if _SEVERAL_PARTS.fullmatch(inside):
        return f"({''.join(inside.split())})"
    return "" if " " in inside else inside


def _fraction(found: re.Match[str]) -> str:
    """Write "3" with a raised 1, a stroke and a lowered 2 as `3 1/2`."""
    return f"{f'{found[1]} ' if found[1] else ''}{found[2]}/{found[3]}"


def _write_unicode(found: re.Match[str]) -> str:
    signs = found[0][: len(found[0]) - len(found[1])]
    gap = f" {found[1]}" if found[1] else ""
    if signs[0] in _UP_DIGITS:
        return f"^{signs.translate(_PLAIN)}{gap}"
    return (f"_{signs.translate(_PLAIN)}" if signs[0] in _DOWN_DIGITS else f" {signs}") + gap
