"""The text of a source, in which quotes are found whatever the white space in either."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from pipeline.core.hidden_characters import is_all_visible
from pipeline.core.text import normalise
from pipeline.core.values import PARTS, Quote, Seen, Source, Unit

_QUOTE_PREFIX = re.compile(r"^[ \t]*(?:>[ \t]?)+")


class Haystack:
    """The text of one source, prepared for finding quotes when the first one is looked for.

    The source's lines are normalised one by one and joined by spaces, and a quote, normalised too,
    is looked for in that text. The offset at which each line begins is kept, so that the place
    where a quote is found gives its lines. So a quote is found over line ends and in a Markdown
    quote, whose signs are taken off from the second line on.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self.unit = source.unit
        self.kept = source.kept

    def surely_has(self, quote: str, line: int) -> bool:
        """Tell whether a glance at one line shows that `find` would find this quote there.

        False means nothing: only `find` can tell then. The glance takes 1 µs and `find` 30. Only
        lines without hidden characters and without anything to normalise are looked at.
        """
        row = self._rows.get(line, "")
        if f" {quote} " in f" {row} ":  # nearly always so; no word continues before or after it
            return (
                quote[:1].isalnum()
                and quote[-1] != " "
                and "  " not in quote
                and len(quote.replace(" ", "")) >= 3
            )
        at = row.find(quote)
        if at < 0 or not quote[:1].isalnum() or quote[-1] == " " or "  " in quote or len(quote) < 3:
            return False
        end = at + len(quote)
        after = end < len(row) and row[end].isalnum() and quote[-1].isalnum()
        return (
            not (after or (at > 0 and row[at - 1].isalnum())) and len(quote.replace(" ", "")) >= 3
        )

    @cached_property
    def _rows(self) -> dict[int, str]:
        """The lines in which there is nothing to normalise, by number.

        Empty where several lines share a number, where the numbers are not in order, and where a
        quote also has a page or is read from a picture.
        """
        numbers = self._source.locators
        paged = self._source.unit in PARTS or self._source.origin in PARTS
        if paged or self._source.seen or not all(a < b for a, b in pairwise(numbers)):
            return {}
        rows = zip(numbers, self._source.text.split("\n"), strict=True)
        if self._source.text.isascii() and is_all_visible(self._source.text, lines=True):
            return dict(rows)
        return {
            n: row
            for n, row in rows
            if is_all_visible(row) and unicodedata.is_normalized("NFC", row)
        }

    @cached_property
    def _text(self) -> str:
        return " ".join(self._pieces)

    @cached_property
    def _pieces(self) -> list[str]:
        """The lines in the form in which quotes are compared; also sets `_starts` and `_lines`.

        `_starts` are the offsets at which the pieces begin, `_lines` their line or page numbers,
        `_rows_of` their positions among the lines of the text.
        """
        pieces: list[str] = []
        self._starts: list[int] = []
        self._lines: list[int] = []
        self._rows_of: list[int] = []
        position = 0
        quoted = False
        for row, (line, locator) in enumerate(
            zip(self._source.text.split("\n"), self._source.locators, strict=True)
        ):
            inner = _QUOTE_PREFIX.sub("", line) if quoted else line
            quoted = bool(_QUOTE_PREFIX.match(line))
            piece = normalise(inner)
            if not piece:
                continue
            self._starts.append(position)
            self._lines.append(locator)
            self._rows_of.append(row)
            pieces.append(piece)
            position += len(piece) + 1
        return pieces

    def find(self, quote: str, near: int = 0) -> Quote | None:
        """Return the quote with its first and last line or page; None where it does not occur.

        Of several places the first at or after `near` is taken, or else the closest one before it;
        of a quote that is there very often, only the first 50 places and the line `near` are looked
        at. A quote must not begin or end inside a word.
        """
        needle = normalise(quote)
        if len(needle.replace(" ", "")) < 3:
            return None
        places = [
            self._place(at, needle)
            for at in (*self._occurrences(needle), *self._beginning_on(near, needle))
        ]
        if not places:
            return None
        return min(places, key=lambda p: (p.start < near, abs(p.start - near)))

    def count(self, quote: str) -> int:
        """Return in how many places a quote stands, of which no more than 50 are counted."""
        return len(self._occurrences(normalise(quote)))

    def find_beginning(self, quote: Quote, unit: Unit) -> tuple[int, str] | None:
        """Return the row of the source's text on which a quote begins, and what precedes it there.

        Rows count from 0. The quote is looked for as in `find_again`.
        """
        needle = normalise(quote.text)
        found = self.find_again(quote, unit)
        if found is None:
            return None
        places = (*self._occurrences(needle), *self._beginning_on(found.start, needle))
        at = next(at for at in places if self._place(at, needle) == found)
        i = bisect_right(self._starts, at) - 1
        return self._rows_of[i], self._text[self._starts[i] : at]

    def find_cited(self, quote: Quote, unit: Unit) -> Quote | None:
        """Return a citation's quote with its places of now, in what the citation counts.

        An older citation of a source whose text is kept counts lines or pages of the file. Where
        the kept text does not tell those, the places come back as they were.
        """
        found = self.find_again(quote, unit)
        if found is None or unit == self.unit:
            return found
        if not self._source.origins or self._source.origin != unit:
            return quote
        rows = self._origins_by_line
        there = [rows[line] for line in range(found.start, found.end + 1) if line in rows]
        return Quote(found.text, min(there), max(there))

    def find_again(self, quote: Quote, unit: Unit) -> Quote | None:
        """Return a quote with its places in what this source counts.

        It is looked for near where it stood, also where `unit`, in which it is placed, is another.
        """
        near = quote.start
        if unit != self.unit:
            source = self._source
            known = unit == source.origin and source.origins
            there = [*zip(source.locators, source.origins, strict=True)] if known else [(0, 0)]
            near = next((line for line, place in there if place >= quote.start), there[-1][0])
        return self.find(quote.text, near)

    @cached_property
    def _origins_by_line(self) -> dict[int, int]:
        return dict(zip(self._source.locators, self._source.origins, strict=True))

    def _occurrences(self, needle: str) -> list[int]:
        found: list[int] = []
        at = self._text.find(needle)
        while at >= 0 and len(found) < 50:
            if not self._inside_word(at, needle):
                found.append(at)
            at = self._text.find(needle, at + 1)
        return found

    def _beginning_on(self, line: int, needle: str) -> Iterator[int]:
        """Yield where the needle begins on a line, however often it stands before."""
        for i, number in enumerate(self._lines):
            if number == line:
                stop = self._starts[i] + len(self._pieces[i]) + len(needle)
                at = self._text.find(needle, self._starts[i], stop)
                while at >= 0:
                    if not self._inside_word(at, needle):
                        yield at
                        break
                    at = self._text.find(needle, at + 1, stop)

    def _inside_word(self, at: int, needle: str) -> bool:
        end = at + len(needle)
        before = at > 0 and self._text[at - 1].isalnum() and needle[0].isalnum()
        after = end < len(self._text) and self._text[end].isalnum() and needle[-1].isalnum()
        return before or after

    def _place(self, at: int, needle: str) -> Quote:
        first = bisect_right(self._starts, at) - 1
        last = bisect_right(self._starts, at + len(needle) - 1) - 1
        lines = self._lines[first : last + 1]
        rows, part = self._rows_of[first : last + 1], self._source.origin
        seen = self._seen_of(rows)
        if part not in PARTS:
            return Quote(needle, min(lines), max(lines), seen=seen)
        parts = [self._source.origins[row] for row in rows]
        return Quote(needle, min(lines), max(lines), min(parts), max(parts), part, seen)

    def _seen_of(self, rows: list[int]) -> Seen:
        """Return whether a quote on these rows is read from a picture; a description counts most.

        What is described is further from the file than what is read.
        """
        seen = {self._source.seen[row] for row in rows} if self._source.seen else set()
        return "description" if "description" in seen else "words" if "words" in seen else ""
