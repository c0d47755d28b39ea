"""Write the numbers of a text in digits, so that "twenty-one thousand" and "21,000" read alike."""

from __future__ import annotations

import re

from pipeline.core.language.quantities import MONTH_NAMES, NUMBER_WORDS, SCALE_WORDS
from pipeline.core.language.written_numbers import GROUP_SIGNS

_ORDINALS = {
    name: number
    for number, name in enumerate(
        [
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        4,
    )
}
_WORDS = NUMBER_WORDS | _ORDINALS
_SCALES = {name: int(by) for name, by in SCALE_WORDS.items() if len(name) > 3} | {"hundred": 100}
_ANY = "|".join(sorted((*_WORDS, *_SCALES), key=len, reverse=True))
_BEGIN = "|".join(sorted(_WORDS, key=len, reverse=True))
_RUN = re.compile(
    rf"(?<![\w-])(?:{_BEGIN}|an? (?:{'|'.join(_SCALES)}))"
    rf"(?:(?:[ -]| and )(?:{_ANY}))*\b(?![-\w])",
    re.IGNORECASE,
)
_ORDINAL_DIGITS = re.compile(r"(?<![\w.,])(\d{1,9})(?:st|nd|rd|th)\b", re.IGNORECASE)
_DAY_OF_MONTH = re.compile(rf"\b(\d{{1,2}}) of (?=(?:{MONTH_NAMES})\b)", re.IGNORECASE)
_GROUPED = re.compile(rf"(?<![\w.,])\d{{1,3}}(?:[ {GROUP_SIGNS}]\d{{3}})+(?![\w]|[.,]\d)")
_GLUED_UNIT = re.compile(r"(?<![\w.,-])(\d+(?:[.,]\d+)*)(?=[A-Za-z]{1,4}\b)(?!0?x[0-9a-fA-F]|e\d)")


def with_numerals(text: str) -> str:
    """Return an English text with its numbers in digits, without blanks between thousands.

    A unit that is written on to its number stands apart. "First" to "third" stay, because a second
    is a unit, a third a share, and a third party no number at all.
    """
    text = _ORDINAL_DIGITS.sub(r"\1", text)
    text = _GROUPED.sub(lambda m: re.sub(r"\D", "", m[0]), text)
    text = _GLUED_UNIT.sub(r"\1 ", text)
    text = _RUN.sub(lambda m: _in_digits(m[0]), text)
    return _DAY_OF_MONTH.sub(r"\1 ", text)


def _in_digits(run: str) -> str:
    """Return a run of number words in digits; as it is where the words do not make one number."""
    total, part, last = 0, 0, 0
    for word in re.split(r"[ -]+", run.lower()):
        if word in ("and", "a", "an"):
            continue
        if word in _SCALES:
            scale = _SCALES[word]
            if scale == 100:
                part = max(1, part) * 100
            else:
                total, part = total + max(1, part) * scale, 0
            last = scale
            continue
        value = _WORDS[word]
        if part and not (last >= 100 or (last >= 20 and value < 10)):
            return run  # "one two" and "twenty twelve" are two numbers
        part, last = part + value, value
    return str(total + part)
