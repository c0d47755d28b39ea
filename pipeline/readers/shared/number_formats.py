"""Write the number of a cell as its format shows it: `12.5 %` and not `0.125`, a day and not 45413.

Decimals, percent signs, currencies and words of a format are kept. The sign between thousands is
left out, because which one is shown depends on the computer and not on the file. Days are written
in ISO's order. A format that is none of these shows the number in full.
"""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

# The formats that Excel knows by number (ECMA-376, 18.8.30), as far as they say more than "plain".
BUILT_IN = {
    **{"1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%"},
    **{"14": "yyyy-mm-dd", "15": "d-mmm-yy", "16": "d-mmm", "17": "mmm-yy"},
    **{"18": "h:mm AM/PM", "19": "h:mm:ss AM/PM", "20": "h:mm", "21": "h:mm:ss"},
    **{"22": "yyyy-mm-dd h:mm", "37": "#,##0", "38": "#,##0", "39": "#,##0.00", "40": "#,##0.00"},
    **{"45": "mm:ss", "46": "[h]:mm:ss", "47": "mm:ss"},
    **{str(number): "yyyy-mm-dd" for number in (*range(27, 32), 36, *range(50, 59))},
}
_LITERAL = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)(?:-[^\]]*)?\]|\[(?!(?:h+|m+|s+)\])[^\]]*\]',
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\[[<>=]")
_SPAN = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DIGITS = re.compile(r"[#0?](?:[#0?,. ]*[#0?])?(,*)")
_DATE_SIGNS = re.compile(r"[ymdhs]|AM/PM", re.IGNORECASE)
_LAST_DAY = 2_958_466  # the day after 9999-12-31
_LONGEST_FORMAT = 300  # characters
_MOST_SIGNIFICANT = 15  # digits that Excel itself keeps of a number


def show_number(value: float, code: str, from_1904: bool = False) -> str:
    """Return a number as a format shows it."""
    section = _section(code, value)
    plain = _LITERAL.sub("", section)
    if _SPAN.search(plain):
        return _show_span(value)
    if _DATE_SIGNS.search(plain) and "general" not in plain.lower():
        return _show_day(value, plain, from_1904)
    return _show_figure(value, section)


def write_number(value: float) -> str:
    """Return a number in full, without a needless `.0`, or exponent where it is short."""
    if not math.isfinite(value):
        return str(value)
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.{_MOST_SIGNIFICANT}g}"
    if "e" in text and 1e-7 <= abs(value) < 1e15:
        text = f"{Decimal(text):f}"
    return text


def _section(code: str, value: float) -> str:
    """Return the part of a format for a number: it has some for positive ones, negative, and zero.

    Of a format that asks for other conditions none is taken.
    """
    if len(code) > _LONGEST_FORMAT or _CONDITION.search(code):
        return ""
    parts = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)
    if value < 0 and len(parts) > 1:
        return parts[1]
    return parts[2] if value == 0 and len(parts) > 2 else parts[0]


def _show_figure(value: float, section: str) -> str:
    words: list[str] = []

    def keep(found: re.Match[str]) -> str:
        words.append(found[1] or found[2] or found[3] or " ")
        return chr(0xE000 + len(words) - 1)

    form = _LITERAL.sub(keep, section)
    digits = _DIGITS.search(form)
    # Formats with an exponent, a fraction, or thousands for units: the number itself says more.
    if not digits or digits[1] or re.search(r"[eE][-+]|/", form):
        return write_number(value)
    before, after = (_fill(each, words) for each in (form[: digits.start()], form[digits.end() :]))
    if value < 0:  # shown by brackets, or by a sign of the format's own
        before, after = re.sub(r"[-(]", "", before), after.replace(")", "")
    number = _round(abs(value), digits[0], "%" in before + after)
    sign = "-" if value < 0 and number.strip("0.") else ""
    return " ".join(f"{before}{sign}{number}{after}".split())


def _round(value: float, digits: str, percent: bool) -> str:
    decimals = digits.partition(".")[2]
    places = sum(char in "#0?" for char in decimals)
    exact = Decimal(repr(value)) * (100 if percent else 1)
    if exact >= 10**18 or places > _MOST_SIGNIFICANT:
        return write_number(float(exact))
    text = f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if decimals.endswith("#") else text


def _fill(form: str, words: list[str]) -> str:
    return "".join(
        words[ord(char) - 0xE000] if 0xE000 <= ord(char) < 0xE000 + len(words) else char
        for char in form
    )


def _show_day(value: float, plain: str, from_1904: bool) -> str:
    low = plain.lower()
    if not 0 <= value < _LAST_DAY:
        return write_number(value)
    # Excel takes 1900 for a leap year, so its days before March 1900 are one further on.
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if value >= 60 else 31)
    moment = start + timedelta(seconds=round(value * 86_400))
    hours = "h" in low
    if not re.search("[yd]", low) and (hours or "s" in low):
        return f"{moment:%H:%M:%S}".removesuffix(":00")
    if "y" in low and "d" not in low:
        return f"{moment:%Y-%m}" if "m" in low else f"{moment:%Y}"
    day = f"{moment:%Y-%m-%d}"
    return f"{day} {moment:%H:%M}" if hours and value % 1 else day


def _show_span(value: float) -> str:
    """Return a span of time in hours, minutes and seconds."""
    seconds = round(abs(value) * 86_400)
    sign = "-" if value < 0 and seconds else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}".removesuffix(":00")
