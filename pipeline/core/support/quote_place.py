"""Tell what a quote stands under and after in its source, so that it can be understood alone.

A quote out of a list loses its case, a cell its column, and "this" what it points at. So a judge is
shown the heading and what stands before the quote: the words just before it in its own paragraph or
item, the items and the lead-in above it, or the header of its table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from pipeline.core.haystack import Haystack
from pipeline.core.language.sentences import cut_into_sentences
from pipeline.core.markup.markdown import to_plain_text
from pipeline.core.text import normalise, shorten
from pipeline.core.values import Quote, Source, Unit

MOST_BEFORE = 240  # characters of one thing that stands before a quote
_LEAST_BEFORE = 60
_MOST_ROWS = 400  # above a quote that are looked at
_MOST_PARENTS = 3
_MOST_ROWS_OF_ITEM = 8
_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t]*#*$")
_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+")
_ITEM = re.compile(r"(\s*)(?:[-*+]|\d{1,9}[.)])[ \t]+")
_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})")
_RULE = re.compile(r"[\s|:+=-]*$")
# What opens a sentence that cannot be understood alone.
_POINTS_BACK = re.compile(
    r"\W*(?:this|that|these|those|such|it|its|they|their|them|he|she|his|her|both|either|neither"
    r"|the (?:former|latter|same|following|above)|here|there|then|also|however|otherwise|instead"
    r"|therefore|thus|hence|but|and|or|so|if so|in (?:this|that|these|those|such)"
    r"|dies\w*|jene\w*|er|sie|es|ihr\w*|dann|dort|hier|aber|daher|deshalb|sonst)\b",
    re.IGNORECASE,
)


class QuotePlaces:
    """The text of one source, prepared to tell where its quotes stand."""

    def __init__(self, source: Source) -> None:
        self._rows = [_QUOTED.sub("", row) for row in source.text.split("\n")]
        self._haystack = Haystack(source)
        self._seen: dict[tuple[Quote, Unit], tuple[str, str]] = {}

    def place_of(self, quote: Quote, unit: Unit) -> tuple[str, str]:
        """Return the heading over a quote and what stands before it; both may be empty."""
        key = (quote, unit)
        if key not in self._seen:
            found = self._haystack.find_beginning(quote, unit)
            self._seen[key] = (
                (self._headings[found[0]], self._before(*found, quote.text)) if found else ("", "")
            )
        return self._seen[key]

    @cached_property
    def _headings(self) -> list[str]:
        """For each row the heading that it stands under."""
        found, now = [], ""
        for row, code in zip(self._rows, self._code, strict=True):
            heading = None if code else _HEADING.match(row)
            now = to_plain_text(heading[1]) if heading else now
            found.append(now)
        return found

    @cached_property
    def _code(self) -> list[bool]:
        """For each row whether it belongs to a fenced block of code."""
        found, open_ = [], ""
        for row in self._rows:
            fence = _FENCE.match(row)
            sign = row.lstrip()[:3] if fence else ""
            found.append(bool(open_ or sign))
            open_ = (sign if not open_ else "" if sign == open_ else open_) if sign else open_
        return found

    def _before(self, row: int, on_row: str, quote: str) -> str:
        if self._code[row]:
            return _joined(self._above_code(row), on_row)
        if _HEADING.match(self._rows[row]):
            return ""
        if self._rows[row].lstrip().startswith("|"):
            return _joined(self._header_of_table(row), to_plain_text(on_row).strip("| "))
        start = self._start_of_block(row)
        first = _without_sign(self._rows[start]) if start < row else _without_sign(on_row)
        rows = [first, *self._rows[start + 1 : row], *([on_row] if start < row else [])]
        words = _last_sentences(to_plain_text(normalise(" ".join(rows))))
        if item := _ITEM.match(self._rows[start]):
            return _joined(*self._above_item(start, len(item[1].expandtabs(4))), words)
        return _last(words) or self._lead_in(start, quote)

    def _start_of_block(self, row: int) -> int:
        """Return the row on which the paragraph or list item around a row begins."""
        for at in range(row, max(-1, row - _MOST_ROWS), -1):
            if _ITEM.match(self._rows[at]) or self._is_edge(at - 1):
                return at
        return row

    def _is_edge(self, row: int) -> bool:
        return (
            row < 0
            or not self._rows[row].strip()
            or bool(_HEADING.match(self._rows[row]))
            or self._code[row]
        )

    def _above_item(self, row: int, width: int) -> Iterator[str]:
        """Yield what a list item stands under, the lead-in first and then the items around it."""
        parents: list[str] = []
        at = row - 1
        while at > max(-1, row - _MOST_ROWS):
            text = self._rows[at]
            item = _ITEM.match(text)
            if item is None and text[:1].strip():
                start = self._start_of_block(at)
                if _ITEM.match(self._rows[start]):  # the row goes on with that item
                    at = start
                    continue
                parents.append("" if _HEADING.match(text) else self._last_sentence(at))
                break
            wide = len(item[1].expandtabs(4)) if item else width
            if wide < width and len(parents) < _MOST_PARENTS:
                parents.append(shorten(self._text_from(at), MOST_BEFORE))
                width = wide
            at -= 1
        yield from reversed(parents)

    def _text_from(self, row: int) -> str:
        """Return the text of the list item that begins on a row."""
        rows = [_without_sign(self._rows[row])]
        for text in self._rows[row + 1 : row + _MOST_ROWS_OF_ITEM]:
            if not text.strip() or _ITEM.match(text) or _FENCE.match(text):
                break
            rows.append(text)
        return to_plain_text(normalise(" ".join(rows)))

    def _above_code(self, row: int) -> str:
        """Return the line above in a block of code, or the lead-in of the block on its first."""
        for at in range(row - 1, max(-1, row - _MOST_ROWS), -1):
            if not self._code[at]:
                return self._last_sentence(at) if self._rows[at].strip() else self._lead_in(at, "")
            if self._rows[at].strip() and not _FENCE.match(self._rows[at]):
                return _last(normalise(self._rows[at]))
        return ""

    def _header_of_table(self, row: int) -> str:
        first = row
        while first > max(0, row - _MOST_ROWS) and self._rows[first - 1].lstrip().startswith("|"):
            first -= 1
        return (
            "" if first == row else _last(to_plain_text(normalise(self._rows[first])).strip("| "))
        )

    def _lead_in(self, row: int, quote: str) -> str:
        """Return the last sentence above a block that cannot be understood without it."""
        for at in range(row - 1, max(-1, row - 4), -1):
            text = self._rows[at].rstrip()
            if not text.strip():
                continue
            if _HEADING.match(text) or self._code[at] or _RULE.match(text):
                return ""
            points = not quote or text.endswith(":") or bool(_POINTS_BACK.match(quote))
            return self._last_sentence(at) if points else ""
        return ""

    def _last_sentence(self, row: int) -> str:
        """Return the last sentence of the paragraph that ends on a row."""
        start = self._start_of_block(row)
        rows = [_without_sign(self._rows[start]), *self._rows[start + 1 : row + 1]]
        return _last_sentences(to_plain_text(normalise(" ".join(rows))))


def _without_sign(row: str) -> str:
    """Return a row without the sign that makes it a list item."""
    sign = _ITEM.match(row)
    return row[sign.end() :] if sign else row


def _last_sentences(text: str) -> str:
    """Return the last sentence of a text, with the one before it where it is short."""
    found = ""
    cut = [s.strip() for s in cut_into_sentences("", text[-4 * MOST_BEFORE :])]
    for sentence in reversed([s for s in cut if s]):
        found = f"{sentence} {found}".strip()
        if len(found) >= _LEAST_BEFORE:
            break
    return _last(found)


def _joined(*texts: str) -> str:
    return " / ".join(_last(text) for text in texts if text.strip())


def _last(text: str) -> str:
    """Return the end of a text, cut at a word."""
    if len(text) <= MOST_BEFORE:
        return text.strip()
    cut = text[-MOST_BEFORE:]
    return f"…{cut.split(' ', 1)[-1]}".strip()
