"""What leaves the wiki with a source: its marks, its values and what only it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.core.language.measures import Measure, measures
from pipeline.core.markup import footnotes, markdown

_LETTERS = re.compile(r"[^\W\d_]")


def _says_nothing(labels: Sequence[str]) -> str:
    return ""


def _not_worded(words: str, row: str) -> str | None:
    return None


@dataclass(frozen=True)
class Leaving:
    """The marks that go, and what tells the claims of their source from those of others.

    `gone` tells of a label whether its marks go. `names` are what pages call the source that goes;
    there are none where only some of its claims go. `quotes` are those of each label. `in_words_of`
    returns a sentence that the sources of some labels support, in their own words; "" for none.
    `subjects` are the names of what the page is about. `worded` returns the new words of a sentence
    that no cut leaves whole, or of a cell of a row: "" says that nothing is left to say, and None
    that nobody has worded it anew. `known` is, by label, what its source is called, and what else
    is known of it, such as its day.
    """

    gone: Callable[[str], bool]
    names: frozenset[str] = frozenset()
    quotes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    in_words_of: Callable[[Sequence[str]], str] = _says_nothing
    subjects: tuple[str, ...] = ()
    worded: Callable[[str, str], str | None] = _not_worded
    known: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def _name(self) -> re.Pattern[str] | None:
        names = [
            r"[\s_-]+".join(map(re.escape, re.split(r"[\s_-]+", name)))
            for name in sorted(self.names, key=len, reverse=True)
            if len(name) > 2 and _LETTERS.search(name)
        ]
        return re.compile(rf"(?<![\w-])(?:{'|'.join(names)})(?![\w-])", re.I) if names else None

    def names_source(self, text: str) -> bool:
        """Tell whether a text speaks of the source that goes."""
        return self._name is not None and bool(self._name.search(footnotes.drop_marks(text)))

    def leans_on_it(self, text: str, labels: Iterable[str]) -> bool:
        """Tell whether a text says what only the claims that go support: their source, a value."""
        return self.names_source(text) or bool(self.values_of_it(text, labels))

    def values_of_it(self, text: str, labels: Iterable[str]) -> list[str]:
        """Return the values of a text that stand in quotes that go, and in none that stays."""
        gone, stay = self.measures_of(labels)
        return [
            value.text
            for value in measures(markdown.to_plain_text(text))
            if not value.text.isalpha()  # what a writer counts himself: "two cases"
            and any(map(value.agrees_with, gone))
            and not any(map(value.agrees_with, stay))
        ]

    def measures_of(self, labels: Iterable[str]) -> tuple[list[Measure], list[Measure]]:
        """Return the values that quotes of some labels hold: of those that go, of those that stay.

        Each stands there once, whatever it counts.
        """
        found: tuple[dict[str, Measure], dict[str, Measure]] = ({}, {})
        for label in labels:
            for quote in self.quotes.get(label, ()):
                for measure in measures(quote):
                    found[not self.gone(label)].setdefault(f"{measure.key} {measure.unit}", measure)
        return list(found[0].values()), list(found[1].values())
