"""What a number is, as languages write it: 1,234.5 and 1.234,5 and 1 234,5 and 1'234.5 are one.

A point or a comma before three digits parts thousands in one language and decimals in another.
Where the language is unclear, both readings are kept.
"""

from __future__ import annotations

import re

# Signs between thousands that stand for nothing else: blanks that keep a number on one line, the
# apostrophe of Switzerland, the underscore of programs, the sign of Arabic.
GROUP_SIGNS = "\u00a0\u2009\u202f'’_٬"
INDIAN = r"\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?"
ENGLISH = rf"\d{{1,3}}(?:[,{GROUP_SIGNS}]\d{{3}})+(?:\.\d+)?|{INDIAN}|\d+(?:\.\d+)?"


def number_with(group_signs: str) -> str:
    """Return a pattern of numbers with a point or a comma, and these signs between thousands."""
    grouped = rf"\d{{1,3}}(?P<group>[.,{group_signs}])\d{{3}}(?:(?P=group)\d{{3}})*"
    return rf"{grouped}(?:(?!(?P=group))[.,٫]\d+)?(?!\d)|{INDIAN}|\d+(?:[.,٫]\d+)?"


ANY = number_with(GROUP_SIGNS)
WITH_BLANKS = number_with(GROUP_SIGNS + " ")


def read_number(written: str, decimal: str = "") -> tuple[float, ...]:
    """Return the readings of a number, the likelier first; `decimal` is its language's sign.

    Without that sign, English is the likelier.
    """
    signs = [char for char in written if not char.isdecimal()]
    digits = re.sub(r"\D", "", written)
    if not signs:
        return (float(written),)
    last = signs[-1]
    before, _, after = written.rpartition(last)
    part = float(f"{re.sub(r'[^0-9٠-٩۰-۹]', '', before) or '0'}.{after}")
    if len(set(signs)) > 1:
        return (part,)
    if len(signs) > 1 or last in GROUP_SIGNS + " ":
        return (float(digits),)
    if len(after) != 3 or len(before) > 3 or before.startswith("0") or last == "٫":
        return (part,)
    if decimal:
        return (part,) if last == decimal else (float(digits),)
    return (part, float(digits)) if last == "." else (float(digits), part)
