"""Asides in a sentence that state no value of its subject: comparisons and dates of sources."""

from __future__ import annotations

import re

_DAY = (
    r"(?:(?:1[5-9]|20)\d\d(?:-\d\d){0,2}|(?:\d{1,2} )?[A-Z][a-z]{2,8}\.?,? (?:\d{1,2},"
    r" )?(?:1[5-9]|20)\d\d)"
)
_ONE = rf"(?:(?:as )?of |published |since |[A-Z][^(),;]{{0,80}}(?:, (?:of )?| of ))?{_DAY}"
_DATED = re.compile(rf"(?:(?<!\s)\s+)?\({_ONE}(?:; {_ONE})*\)")
_ALIKE = re.compile(
    r",(?: just| much| exactly)? (?:as|like) [^,;:.]{1,120} (?:do|does|did)(?: too| also)?[.!]?\s*$"
)


def strip_comparison(text: str) -> str:
    """Return a sentence without the comparison that ends it: ", as the crane does"."""
    return _ALIKE.sub("", text)


def strip_bracketed_dates(text: str) -> str:
    """Return a text without dates in brackets, such as "(2021-04-15)" and "(EIP-2929, 2021)"."""
    return _DATED.sub("", text) if "(" in text else text
