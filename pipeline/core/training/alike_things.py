"""Which things of a wiki are of one kind, by what its sentences say.

Two are alike where the same noun says what both are ("a moon of Jupiter", "the largest moon of
Saturn"), or ends both names ("Elm Dam", "Oak Dam"), where one enumeration names them side by side,
where the wiki tells another property of both, or where both are written as constants are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.core.claims.judgement import Statement
from pipeline.core.export.contents import WikiContents
from pipeline.core.language.measures import measures
from pipeline.core.training.questions import rules_of
from pipeline.core.training.questions.values_in_text import with_unit
from pipeline.core.training.telling_words import telling_words
from pipeline.core.wiki.facts import PageFacts
from pipeline.core.wiki.schema import ANSWER_TYPE, COMPARISON_TYPE, REPORT_TYPE, SUMMARY_TYPE

_NO_THINGS = (ANSWER_TYPE, COMPARISON_TYPE, REPORT_TYPE, SUMMARY_TYPE)
_CONSTANT = re.compile(r"(?<![\w./-])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![\w/]|\.\w)")
_NUMBER = re.compile(r"[\d.,\s-]+|(?:thousand|[mb]illion) ?")
_FEWEST_IN_ROW = 3  # names of an enumeration; "Europa and Saturn" are two things of any kind
_FEWEST_LETTERS = 3  # of a name that is looked for in sentences
# What stands between two names of an enumeration, with an address in brackets or a sign of code.
_BETWEEN = re.compile(
    r"[`*_\s]*(?:\([^()]{1,12}\)[`*_\s]*)?(?:[,/][`*_\s]*)?(?:(?:and|or|und|oder|et|ou|sowie)\s)?"
    r"[`*_\s]*(?:the\s|der\s|die\s|das\s|le\s|la\s|les\s)?[`*_\s]*"
)


@dataclass(frozen=True)
class NamedThing:
    """A thing with a proper name, the texts that name it, and the nouns that say what it is."""

    name: str
    texts: tuple[str, ...]
    kinds: frozenset[str]
    beside: frozenset[str]  # the names of the things that stand beside it in enumerations

    @property
    def is_constant(self) -> bool:
        """Tell whether it is written as constants are."""
        return _CONSTANT.fullmatch(self.name) is not None

    @cached_property
    def units(self) -> frozenset[str]:
        """The units of every amount in a text that names it; "" stands for none, as of a date."""
        return frozenset(unit for text in self.texts for unit in units_in(text))


def units_in(text: str) -> Iterator[str]:
    """Yield the units of the amounts of a text as it writes them, for years are no days."""
    for value in measures(text):
        yield _NUMBER.sub("", with_unit(text, value)).rstrip("s.")


def find_things(contents: WikiContents) -> dict[str, NamedThing]:
    """Return the things of a wiki by their names: those with a page of their own, and constants.

    A page of a common noun, as "irregular moon" is, is no such thing: nobody asks for its height.
    """
    texts = dict.fromkeys(
        text for one in contents.statements for text in (one.text, *one.quotes) if text
    )
    pages = {
        page.facts.title: page.facts
        for page in contents.pages
        if page.facts.type not in _NO_THINGS and _is_proper(page.facts.title, texts)
    }
    constants = (found[0] for text in texts for found in _CONSTANT.finditer(text))
    names = {title: _names_of(facts) for title, facts in pages.items()}
    taken = {name for many in names.values() for name in many}
    names |= {one: (one,) for one in dict.fromkeys(constants) if one not in taken}
    by_name = {one: thing for thing, many in names.items() for one in many}
    return _read_texts(by_name, contents.statements, pages, texts, contents.language)


def _names_of(facts: PageFacts) -> tuple[str, ...]:
    rows = (name.strip("` ") for name in (facts.title, *facts.aliases))
    return tuple(dict.fromkeys(name for name in rows if len(name) >= _FEWEST_LETTERS))


def _is_proper(title: str, texts: Iterable[str]) -> bool:
    """Tell whether a title is a name: with a capital, and in no sentence without it.

    Nor is one that ends in a common noun: a Galilean moon is any of four.
    """
    if len(title) < _FEWEST_LETTERS or not title[0].isupper() or title.split()[-1][0].islower():
        return False
    small = title[0].lower() + title[1:]
    common = re.compile(rf"(?<![\w`-]){re.escape(small)}(?:s|es)?(?![\w`-])")
    return any(title in text for text in texts) and not any(map(common.search, texts))


def _read_texts(
    by_name: Mapping[str, str],
    statements: Sequence[Statement],
    pages: Mapping[str, PageFacts],
    texts: Iterable[str],
    language: str,
) -> dict[str, NamedThing]:
    told: dict[str, dict[str, None]] = {name: {} for name in by_name.values()}
    kinds: dict[str, set[str]] = defaultdict(set)
    beside: dict[str, set[str]] = defaultdict(set)
    by_slug = {facts.slug: title for title, facts in pages.items()}
    for one in statements:  # what stands on its page is about it, whatever it calls it
        for slug in {one.slug, *one.entities} & by_slug.keys():
            told[by_slug[slug]] |= dict.fromkeys((one.text, one.heading, *one.quotes))
    if not by_name:
        return {}
    forms = "|".join(re.escape(name) for name in sorted(by_name, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])(?:{forms})(?![\w-])")
    for text in texts:
        before: re.Match[str] | None = None
        row: set[str] = set()
        for found in pattern.finditer(text):
            name = by_name[found[0]]
            told[name][text] = None
            kinds[name].update(_nouns_behind(text[found.end() :], language))
            if before is not None and not _BETWEEN.fullmatch(text, before.end(), found.start()):
                row = set()
            row.add(name)
            if len(row) >= _FEWEST_IN_ROW:
                for other in row:
                    beside[other] |= row - {other}
            before = found
    return {
        name: NamedThing(
            name,
            tuple(rows),
            frozenset(kinds[name].union(_last_word(name, language))),
            frozenset(beside[name]),
        )
        for name, rows in told.items()
    }


def _last_word(name: str, language: str) -> frozenset[str]:
    """Return the stem of the word by which a name says what its bearer is."""
    *rest, last = name.split()
    return telling_words(last, language) if rest else frozenset()


def _nouns_behind(text: str, language: str) -> Iterator[str]:
    """Yield the stem of the noun by which a sentence says what the thing before it is."""
    rules = rules_of(language)
    if rules and (found := rules.KIND.match(text)):
        yield from sorted(telling_words(found["noun"], language))
