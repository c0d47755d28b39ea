"""Which passages of a page show what a query found on it, and how they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.search.query import Query
from pipeline.core.search.terms import terms_of, terms_of_word, words_of
from pipeline.core.text import shorten

LONGEST_SNIPPET = 200  # characters
_LEAD = 40  # characters before the first word that is looked for, in a passage that is cut
_SPACE_OR_EDGE = re.compile(r"\s")
_LONGEST_WORD = 30  # characters; where no space is nearer, a passage is cut inside a word


@dataclass(frozen=True)
class IndexedPassage:
    """A statement or a line of code, by the line of the page's file on which it begins.

    `text` is what a reader takes in, plain words. `labels` are the marks of the footnotes behind
    it. `terms` are those of its text, joined by spaces, so that nobody has to make them for each
    query.
    """

    line: int
    heading: str
    text: str
    labels: tuple[str, ...]
    terms: str

    def as_values(self) -> dict[str, object]:
        """Return what programs are told of it."""
        of = {"line": self.line, "heading": self.heading}
        return {**of, "text": self.text, "labels": [*self.labels]}


class PassageFinder:
    """Finds what a query looks for in passages.

    `rarity` says by their keys how much each of the things that are looked for tells; what is not
    among them tells 1.
    """

    def __init__(self, query: Query, rarity: Mapping[str, float]) -> None:
        self._query, self._rarity = query, rarity
        # what a text holds between spaces if it holds what is looked for
        self._signs = [
            (f" {' '.join(one.terms)}{'' if one.prefix else ' '}", one.key) for one in query.wanted
        ]

    def best(self, passages: Sequence[IndexedPassage], most: int) -> list[IndexedPassage]:
        """Return the passages that hold most of what is looked for, in the order of the page.

        What stands in a heading counts half. A second passage is taken only where it holds
        something that those before it lack.
        """
        held: dict[int, tuple[set[str], set[str]]] = {}
        headings: dict[str, set[str]] = {}
        for number, passage in enumerate(passages):
            if passage.heading not in headings:
                terms = terms_of(passage.heading, self._query.language)
                headings[passage.heading] = self._found_in(" ".join(terms))
            text, under = self._found_in(passage.terms), headings[passage.heading]
            if text or under:
                held[number] = text, under
        seen: set[str] = set()
        found: list[int] = []
        while len(found) < most and held:
            worth = {n: self._worth(text, under, seen) for n, (text, under) in held.items()}
            number = max(worth, key=lambda n: (worth[n], -n))
            if worth[number] <= 0:
                break
            text, under = held.pop(number)
            seen |= text | under
            found.append(number)
        return [passages[number] for number in sorted(found)]

    def _worth(self, text: set[str], under: set[str], seen: set[str]) -> float:
        told = sum(self._rarity.get(key, 1.0) for key in text - seen)
        return told + sum(self._rarity.get(key, 1.0) for key in under - text - seen) / 2

    def _found_in(self, terms: str) -> set[str]:
        """Return the keys of what is looked for and stands among some terms."""
        there = f" {terms} "
        return {key for sign, key in self._signs if sign in there}

    def show(self, text: str) -> str:
        """Return a passage on one line; a long one is cut around what is looked for."""
        line = " ".join(text.split())
        if len(line) <= LONGEST_SNIPPET:
            return line
        start = self._start_of_window(line)
        if start == 0:
            return shorten(line, LONGEST_SNIPPET)
        return f"…{shorten(line[start:], LONGEST_SNIPPET - 1)}"

    def _start_of_window(self, line: str) -> int:
        """Return where the stretch of a long line begins that holds most of what is looked for."""
        places = [*self._places(line)]
        width = LONGEST_SNIPPET - _LEAD
        best, most = 0, 0
        for first, (start, _) in enumerate(places):
            inside = {key for at, key in places[first : first + width] if at < start + width}
            if len(inside) > most:
                best, most = start, len(inside)
        if best < width:
            return 0
        space = _SPACE_OR_EDGE.search(line, best - _LEAD, best)
        return space.end() if space else best - min(_LEAD, _LONGEST_WORD)

    def _places(self, line: str) -> Iterable[tuple[int, str]]:
        """Yield where something that is looked for stands in a line, with its key.

        A phrase is looked for by its words, and in a script of which pairs are made each letter
        begins a word.
        """
        at = 0
        wanted = {term for one in self._query.wanted for term in one.terms}
        begun = tuple(one.terms[-1] for one in self._query.wanted if one.prefix)
        for word in words_of(line):
            place = line.find(word, at)
            at = place + len(word) if place >= 0 else at
            for number, term in enumerate(terms_of_word(word, self._query.language)):
                if term in wanted or (begun and term.startswith(begun)):
                    yield max(place, 0) + (number if len(term) < 3 else 0), term
