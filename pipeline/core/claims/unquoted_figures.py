"""Find the numbers and identifiers of a claim that none of its quotes holds.

Both sides are read alike: "one thousand" is 1,000 and 1 000, "5 kB" is 5 KB, "3 March 2009" is
2009-03-03, "fifty per cent" is 50 %, and 2**13 is 2^13 and 2¹³. A name with digits is the same
with and without its hyphen.
What a claim counts of its own ("three reasons: …") is no value of the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pipeline.core.language.emphasis import blank_emphasis
from pipeline.core.language.measures import Measure, measures
from pipeline.core.language.number_words import with_numerals
from pipeline.core.language.quantities import month_number

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
# A name with a letter and a digit in it: EIP-150, 0x54, SHA-256, v2.1, B61.
_IDENTIFIER = re.compile(r"(?<![\w-])(?=[\w.-]*\d)(?=[\w.-]*[^\W\d_])\w+(?:[-.]\w+)*", re.UNICODE)
_POWER = re.compile(r"(?<=\d)(?:\s?\*\*\s?(?=\d)|\*\*(?=[-−+]\d|\([-−+]?\d{1,3}\)))")
_RAISED = re.compile(r"(?<![\w.,-])(\d+(?:[.,]\d+)*)([⁻⁺]?[⁰¹²³⁴-⁹]{1,3})(?!\w)")  # 2¹³
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_BEFORE_UNIT = re.compile(r"(?<![\w.,-])(\d+(?:[.,]\d+)*)-(?=[a-z])")  # a 32-byte key
_GROUP_SIGN = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_RUNS = re.compile(r"[^\W_]+")
_LONGEST_NAME = 4  # runs of letters and digits that make one name
_ITEMS = re.compile(r"[,;]|\b(?:and|or|und|et|y)\b", re.IGNORECASE)
_LARGEST_COUNT = 12  # up to here a number in words may count what the claim lists
_MOST_CHARACTERS = 20_000  # of the quotes and what stands over them


def find_unquoted_figures(
    claim: str, quotes: Sequence[str], over: Iterable[str], own_names: Iterable[str]
) -> tuple[str, ...]:
    """Return the numbers and identifiers of a claim that stand in no quote, as the claim has them.

    `over` is what stands over the quotes: headings, lead-in lines, headers of tables. `own_names`
    are what the source itself is called, and what is known of it, such as the day it was published.
    """
    if not any(char.isdigit() for char in claim) and with_numerals(claim) == claim:
        return ()
    told = "\n".join([*quotes, *over, *own_names])[:_MOST_CHARACTERS]
    if claim in told:
        return ()
    names = _names(told)
    strange = [m[0] for m in _IDENTIFIER.finditer(_apart(claim)) if _name(m[0]) not in names]
    plain = _IDENTIFIER.sub(lambda m: " " * len(m[0]), _apart(claim))
    for value in measures(plain):
        if value.kind == "rank" and value.text.isalpha():
            continue  # quotes say "third" in many ways, "bronze" among them
        if value.text.isalpha() and plain[: value.start].endswith("-"):
            continue  # "non-zero" is a word of its own
        if not _holds(told, value) and not _is_own_count(value, claim, quotes):
            strange.append(value.text.strip())
    return tuple(dict.fromkeys(strange))


def _apart(text: str) -> str:
    text = _RAISED.sub(lambda m: f"{m[1]}^{m[2].translate(_LOWERED)}", text)
    text = _BEFORE_UNIT.sub(r"\1 ", _POWER.sub("^", text))
    return with_numerals(blank_emphasis(text))


@lru_cache(maxsize=256)
def _names(told: str) -> frozenset[str]:
    """Return every name that could stand in a text: up to four runs that follow one another."""
    runs = [run.lower() for form in {told, _apart(told)} for run in (*_RUNS.findall(form), "\n")]
    return frozenset(
        "".join(runs[i : i + size])
        for i in range(len(runs))
        for size in range(1, _LONGEST_NAME + 1)
    )


def _name(written: str) -> str:
    return "".join(_RUNS.findall(written)).lower()


@lru_cache(maxsize=256)
def _values(told: str) -> tuple[tuple[Measure, ...], frozenset[str]]:
    """Return the values of a text, and its runs of digits, which may be parts of names or dates."""
    plain = _apart(told)
    runs = {m[0] for form in (plain, told) for m in _DIGITS.finditer(form)}
    # Another language parts thousands by points.
    digits = {_bare(form) for run in runs for form in (run, _GROUP_SIGN.sub("", run))}
    return measures(plain), frozenset(digits)


def _bare(digits: str) -> str:
    return re.sub(r",(?=\d{3})", "", digits).lstrip("0") or "0"


def _holds(told: str, value: Measure) -> bool:
    there, digits = _values(told)
    if any(value.agrees_with(other) for other in there):
        return True
    if value.kind == "date":
        parts = enumerate(value.written.split("-"))
        return all(_part_of_date(part, place, told, digits) for place, part in parts)
    found = _DIGITS.search(value.text)
    return found is not None and _bare(found[0]) in digits and _is_bare(value)


def _part_of_date(part: str, place: int, told: str, digits: frozenset[str]) -> bool:
    named = place == 1 and any(month_number(word) == int(part) for word in _RUNS.findall(told))
    return named or _bare(part) in digits


def _is_bare(value: Measure) -> bool:
    """Tell whether the digits alone say the value: no scale, no power and no percent with them."""
    return bool(re.fullmatch(r"\W*v?[\d.,]+\W*", value.text)) or value.kind == "version"


def _is_own_count(value: Measure, claim: str, quotes: Sequence[str]) -> bool:
    """Tell whether a number written as a word counts what the claim itself lists."""
    if not value.values or value.written or not value.text.strip().isdigit():
        return False
    number = value.values[0]
    digits = rf"(?<![\w.,-]){value.text.strip()}(?![\w-]|[.,]\d)"
    if number > _LARGEST_COUNT or re.search(digits, claim):
        return False  # the claim has it in digits
    return number <= 1 or number <= len(_ITEMS.findall(claim)) + 1 or number <= len(quotes)
