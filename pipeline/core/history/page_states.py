"""The pages of two states of a wiki that differ, with what each tells, and which became which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pipeline.core.claims.claim_index import statements_of_page
from pipeline.core.claims.judgement import Statement
from pipeline.core.history.wiki_changes import CitedPlace, ToldStatement
from pipeline.core.wiki import citations
from pipeline.core.wiki.facts import PageFacts, is_page, parse_leniently, strings_of_value
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.wiki import Wiki

_ALIKE = 0.5  # share of a page's sentences that another has, to be taken for the same page


@dataclass(frozen=True)
class StatedPage:
    """One page in one state of the wiki, read once."""

    facts: PageFacts
    page: Page

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Return its cited statements, in order."""
        return statements_of_page(self.page)

    def tell(self, statement: Statement) -> ToldStatement:
        """Return a statement of the page with the places that it cites."""
        return ToldStatement(
            self.facts.path,
            self.facts.title,
            statement.line,
            statement.text,
            tuple(self._places(statement)),
        )

    def _places(self, statement: Statement) -> Iterable[CitedPlace]:
        for label in statement.labels:
            text = self.page.definitions.get(label, "")
            if found := citations.parse(label, text, self.page.path):
                where = citations.place_in_words(found.quotes[0], found.unit)
                yield CitedPlace(label, found.source, where)

    @cached_property
    def disputed(self) -> frozenset[tuple[str, str]]:
        """Return the pairs of labels that the page tells as contradicting each other."""
        pairs = (pair.split(" ~ ") for pair in strings_of_value(self.page.meta.get("disputed")))
        return frozenset((pair[0], pair[1]) for pair in pairs if len(pair) == 2)


class TwoStates:
    """Two states of one wiki, of which only the pages are read that differ."""

    def __init__(self, before: Wiki, after: Wiki, paths: Collection[str]) -> None:
        self.before, self.after = before, after
        pages = sorted(path for path in paths if is_page(path))
        self.old: Mapping[str, StatedPage] = dict(_read(before, pages))
        self.new: Mapping[str, StatedPage] = dict(_read(after, pages))

    @cached_property
    def became(self) -> Mapping[str, str]:
        """Return where the pages stand that are no longer at their path: old path → new path.

        A page is known again by its file name, by a name that is an alias now, or by what it says.
        What is not in it is gone.
        """
        gone = [path for path in self.old if path not in self.new]
        return {path: there for path in gone if (there := self._find_again(self.old[path]))}

    def _find_again(self, old: StatedPage) -> str:
        for slug in map(self.after.resolve, (old.facts.slug, old.facts.title)):
            if slug:
                return self.after.facts[slug].path
        by_words, by_sentence = self._fresh
        if there := by_words.get(_words_of(old)):
            return there
        sketch = set(old.facts.sketch)
        shares = Counter(path for digest in sketch for path in by_sentence.get(digest, ()))
        path, shared = max(shares.items(), key=lambda row: (row[1], row[0]), default=("", 0))
        return path if sketch and shared >= _ALIKE * len(sketch) else ""

    @cached_property
    def _fresh(self) -> tuple[dict[str, str], dict[str, list[str]]]:
        """Return the paths of new pages by all their words, and by digests of their sentences."""
        by_words: dict[str, str] = {}
        by_sentence: dict[str, list[str]] = {}
        for path, one in self.new.items():
            if path not in self.old:
                by_words.setdefault(_words_of(one), path)
                for digest in one.facts.sketch:
                    by_sentence.setdefault(digest, []).append(path)
        return by_words, by_sentence

    @cached_property
    def pairs(self) -> tuple[tuple[StatedPage, StatedPage], ...]:
        """Return the pages of both states that differ, as (before, after), by path of now.

        A page that was renamed is paired with what it became, and so is each page that was merged.
        """
        found = [(old, self.new[path]) for path, old in self.old.items() if path in self.new]
        found += [
            (self.old[path], self.new[there])
            for path, there in self.became.items()
            if there in self.new
        ]
        return tuple(sorted(found, key=lambda pair: (pair[1].facts.path, pair[0].facts.path)))


def _words_of(one: StatedPage) -> str:
    return " ".join(one.page.body.split())


def _read(wiki: Wiki, paths: Iterable[str]) -> Iterable[tuple[str, StatedPage]]:
    shadowed = {facts.path: facts for facts in wiki.shadowed}
    for path in paths:
        if facts := wiki.at(path) or shadowed.get(path):
            yield path, StatedPage(facts, parse_leniently(path, wiki.text_at(path)))
