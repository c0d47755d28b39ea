"""Read the values that a table row or a list of changes gives, as a page's statement shows it.

A row is shown as "Header: cell; …". The first cell names what the row is about, one thing or
several. Each other cell that is a value, and not a sentence with one in it, gives that value for
what its header says. A header such as "before" or "old value" tells what the value replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from pipeline.core.language.quantities import quantities
from pipeline.core.language.quantity import Quantity
from pipeline.core.language.sentences import cut_into_sentences
from pipeline.librarian.extractive.values.attributes import (
    attribute_stems,
    holds_name,
    qualities_of,
)
from pipeline.librarian.extractive.values.clause_twins import without_opening
from pipeline.librarian.extractive.values.stated_values import StatedValue, read_stated_values
from pipeline.librarian.extractive.words.tokens import tokenize, word_key

_CELL = re.compile(r"(?:^|; )(?P<header>[^;:|]{1,60}): (?P<cell>.*?)(?=; [^;:|]{1,60}: |$)")
_OLD_HEADER = re.compile(
    r"\b(?:from|before|previous(?:ly)?|prior|old|former(?:ly)?|earlier|replac\w+|so far)\b",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(r"^[^:]{12,160}: (?=\S)")
_CHANGES = re.compile(
    r"\b(?:chang|repric|increas|decreas|rais|lower|reduc|adjust|updat|replac)\w*", re.IGNORECASE
)
_UNIT_BEHIND = r"(?:[^\W\d_]|[-/%°])+(?:\s[^\W\d_]+){0,2}[\s.]*"
_BEHIND_VALUE = re.compile(rf"[\s.]*(?:$|[(;,]|{_UNIT_BEHIND}(?:$|[(;,]))")
_NAME_OF_VALUE = re.compile(r"^[A-Za-z]\w*_\w+ \($")


class _HeadedCell(NamedTuple):
    header: str
    text: str


def is_table_row(raw: str) -> bool:
    """Tell whether a statement stands in a table, by its text on the page."""
    return raw.lstrip().startswith("|")


def read_values(text: str, raw: str, names: frozenset[str]) -> tuple[StatedValue, ...]:
    """Return the values that a statement gives to the thing with these name keys.

    `raw` is its text on the page. In a list ("three prices change: A goes from 2 to 8, B from 4 to
    7") a value belongs to the last thing named before it.
    """
    if is_table_row(raw):
        return tuple(read_row_values(text, names))
    sentences = map(str.strip, cut_into_sentences("", _without_lead_in(text)))
    return tuple(
        value
        for bare in (without_opening(sentence) for sentence in sentences)
        for read in read_stated_values(bare, names)
        for value in _for_each_case(read, bare)
        if _is_own_value(value, bare, names)
    )


def _for_each_case(found: StatedValue, sentence: str) -> tuple[StatedValue, ...]:
    """Return a value, and those that its sentence gives for the other cases of the same thing.

    "5 litres for a cold one and 3 litres for a warm one" gives two, each with its case.
    """
    beside = [
        q
        for q in quantities(sentence)
        if q.start > found.value.start
        and not q.text.isalpha()
        and q.kind == found.value.kind
        and (not q.unit or q.unit[:1] == found.value.unit[:1])
    ]
    if found.form != "state" or not beside:
        return (found,)
    starts = [0, *(_start_of_part(sentence, q.start) for q in beside)]
    parts = [sentence[a:b] for a, b in zip(starts, [*starts[1:], len(sentence)], strict=True)]
    cases = [qualities_of(part) for part in parts]
    if not all(cases) or len(set(cases)) < len(cases):
        return (found,)
    values = zip([found.value, *beside], cases, strict=True)
    return tuple(replace(found, value=value, qualities=case) for value, case in values)


def _start_of_part(sentence: str, at: int) -> int:
    """Return where the part of a sentence begins in which a value stands that is not its first."""
    return max(sentence.rfind(sign, 0, at) for sign in (" and ", " or ", " but ", "; ", ", ")) + 1


def _without_lead_in(text: str) -> str:
    """Return a statement without an opening that only announces changes: "it sets two prices:"."""
    lead = _LEAD_IN.match(text)
    return text[lead.end() :] if lead and _CHANGES.search(lead[0]) else text


def _is_own_value(found: StatedValue, sentence: str, names: frozenset[str]) -> bool:
    """Tell whether no other identifier stands between a value and the last mention of the thing."""
    for token in reversed([t for t in tokenize(sentence) if t.end <= found.value.start]):
        if token.key in names:
            return True
        if token.identifier and not any(map(str.isdigit, token.text)):
            return False
    return True


@lru_cache(maxsize=5_000)
def _cells(text: str) -> tuple[_HeadedCell, ...]:
    return tuple(_HeadedCell(m["header"], m["cell"]) for m in _CELL.finditer(text))


def read_row_values(text: str, names: frozenset[str]) -> Iterator[StatedValue]:
    """Yield the values that a table row gives to the thing with these name keys."""
    first, *others = _cells(text) or (_HeadedCell("", ""),)
    if not holds_name(first.text, names):
        return
    read = [(cell, value) for cell in others if (value := value_of_cell(cell.text))]
    old = [value for cell, value in read if _OLD_HEADER.search(cell.header)]
    new = [(cell, value) for cell, value in read if not _OLD_HEADER.search(cell.header)]
    for cell, value in new:
        qualities = qualities_of(f"{first.text} {cell.header} {cell.text[value.end :]}")
        stems = attribute_stems(f"{cell.header} {' '.join(value.unit[:1])}", names)
        own = {part for quality in qualities for part in quality.split(":")}
        yield StatedValue(
            subject=min(names),
            attribute=stems - own or frozenset({min(names)}),
            label="",
            qualities=qualities,
            value=value,
            before=old[0] if len(old) == len(new) == 1 else None,
            form="state",
            past=False,
        )


def value_of_cell(cell: str) -> Quantity | None:
    """Return the value that a cell is, as "2600 gas" and "`COLD_COST` (2600)" are; else None."""
    found = [q for q in quantities(cell) if q.kind not in ("hex", "date")]
    if not found:
        return None
    lead = cell[: found[0].start].strip("`*~≈ ")
    named = _NAME_OF_VALUE.match(cell[: found[0].start].replace("`", ""))
    if lead and not named and word_key(lead) not in _ROUGH_WORDS:
        return None
    behind = cell[found[0].end :].replace("`", "").replace("*", "·")
    return found[0] if named or _BEHIND_VALUE.match(behind) else None


_ROUGH_WORDS = frozenset(
    map(word_key, ["about", "around", "approximately", "roughly", "nearly", "circa"])
)
