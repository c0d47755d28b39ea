"""Which passages of a page show what a query found on it, and how they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.search.query import Query, SearchTerm
from pipeline.core.search.terms import terms_of, terms_of_word, words_of
from pipeline.core.text import shorten

LONGEST_SNIPPET = 200  # characters
_LEAD = 40  # characters before the first word that is looked for, in a passage that is cut
_SPACE_OR_EDGE = re.compile(r"\s")
_LONGEST_WORD = 30  # characters; where no space is nearer, a passage is cut inside a word


@dataclass(frozen=True)
class IndexedPassage:
    """A statement or a line of code, by the line of the page's file on which it begins.

    `labels` are the marks of the footnotes behind it.
    """

    line: int
    heading: str
    text: str
    labels: tuple[str, ...]


class PassageFinder:
    """Finds what a query looks for in passages.

    A word is looked at once, however often it stands in the passages. `rarity` says by their keys
    how much each of the things that are looked for tells; what is not among them tells 1.
    """

    def __init__(self, query: Query, rarity: Mapping[str, float]) -> None:
        self._query, self._rarity = query, rarity
        self._rows = tuple(one for one in query.wanted if len(one.terms) > 1)
        self._exact = {w.terms[0]: w.key for w in query.wanted if _is_word(w)}
        self._begun = [w for w in query.wanted if w.prefix and len(w.terms) == 1]
        self._known: dict[str, frozenset[str]] = {}  # what is looked for, by words as written
        self._telling: set[str] = set()  # the words of which some is

    def best(self, passages: Sequence[IndexedPassage], most: int) -> list[IndexedPassage]:
        """Return the passages that hold most of what is looked for, in the order of the page.

        What stands in a heading counts half. A second passage is taken only where it holds
        something that those before it lack.
        """
        held: dict[int, tuple[set[str], set[str]]] = {}
        headings: dict[str, set[str]] = {}
        for number, passage in enumerate(passages):
            if passage.heading not in headings:
                headings[passage.heading] = self._found_in(passage.heading)
            text, under = self._found_in(passage.text), headings[passage.heading]
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

    def _found_in(self, text: str) -> set[str]:
        """Return the keys of what is looked for and stands in a text."""
        words = set(words_of(text))
        self._learn(words - self._known.keys())
        found = {key for word in words & self._telling for key in self._known[word]}
        if self._rows:
            found |= self._rows_in(text)
        return found

    def _learn(self, words: Iterable[str]) -> None:
        for word in words:
            terms = terms_of_word(word, self._query.language)
            keys = {self._exact[term] for term in terms if term in self._exact}
            for one in self._begun:
                if any(term.startswith(one.terms[0]) for term in terms):
                    keys.add(one.key)
            self._known[word] = frozenset(keys)
            if keys:
                self._telling.add(word)

    def _rows_in(self, text: str) -> set[str]:
        """Return the keys of the phrases that stand in a text."""
        joined = f" {' '.join(terms_of(text, self._query.language))} "
        return {
            one.key
            for one in self._rows
            if f" {' '.join(one.terms)}{'' if one.prefix else ' '}" in joined
        }

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


def _is_word(wanted: SearchTerm) -> bool:
    return len(wanted.terms) == 1 and not wanted.prefix
