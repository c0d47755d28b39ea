"""The values that claims state of a thing: each with its quote, its source and its day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.core.answers.material import KnownSource, Material, ShownStatement
from pipeline.core.bookkeeping.confidence import read_standing
from pipeline.core.charts.units import is_amount
from pipeline.core.claims.claim_index import ClaimNames
from pipeline.core.language.measures import Measure, measures
from pipeline.core.language.quantities import find_value_changes
from pipeline.core.name_keys import slug_of
from pipeline.core.search_words import search_words
from pipeline.core.text import shorten
from pipeline.core.wiki.citations import base_of
from pipeline.core.wiki.wiki import Wiki

LONGEST_SOURCE_NAME = 40
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_SENTENCE_END = re.compile(r"[.;!?]\s")


@dataclass(frozen=True)
class ChartedThing:
    """What values are of: a page, and the names by which quotes may call it."""

    slug: str
    title: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class ClaimValue:
    """One amount in a quote of a claim that is about a thing.

    `before` is what it replaced, where the quote says so, and `changes` that it became what it is.
    `named` tells that the quote names the thing, and `sure` that this is the first amount behind
    the name, or the only one where no other thing is named. `context` are the words around: of the
    quote, the statements, their headings and pages.
    """

    thing: ChartedThing
    label: str
    quote: str
    value: Measure
    source: KnownSource
    who: str
    day: str
    dated: Literal["in force from", "published", ""]
    standing: Literal["", "proposed", "withdrawn"]
    context: frozenset[str]
    before: Measure | None = None
    changes: bool = False
    named: bool = False
    sure: bool = False


def thing_of(slug: str, wiki: Wiki) -> ChartedThing:
    """Return a page as a thing of which values can be."""
    facts = wiki.facts[slug]
    names = dict.fromkeys(n.strip("` ") for n in (facts.title, *facts.aliases))
    return ChartedThing(slug, facts.title, tuple(name for name in names if len(name) > 1))


def day_of_source(source: KnownSource) -> tuple[str, Literal["in force from", "published", ""]]:
    """Return the day of a source and what it says: when it came into force, else was published."""
    if _DAY.fullmatch(source.effective):
        return source.effective, "in force from"
    return (source.published, "published") if _DAY.fullmatch(source.published) else ("", "")


def name_of_source(source: KnownSource, wiki: Wiki) -> str:
    """Return a short name of a source for people: `EIP-150`, else its title, else its label."""
    facts = wiki.facts.get(source.slug)
    for name in facts.aliases if facts else ():
        if slug_of(name) == source.label:
            return name
    return shorten(source.title or source.label, LONGEST_SOURCE_NAME)


def standing_of_source(source: KnownSource) -> Literal["", "proposed", "withdrawn"]:
    """Return what a source's status says against its being in force; "" where nothing does."""
    standing = read_standing(source.status)
    return standing if standing == "proposed" or standing == "withdrawn" else ""


class QuotedValues:
    """The amounts in the quotes of all claims of a material; `names` are those of the wiki's pages.

    A quote that names another source of the wiki tells of that one's value, and is left out.
    """

    def __init__(self, material: Material, wiki: Wiki, names: ClaimNames | None = None) -> None:
        self._material, self._wiki = material, wiki
        self._names = names or ClaimNames(wiki)
        self._others = _names_of_sources(material, wiki)

    def of_thing(self, thing: ChartedThing) -> Iterator[ClaimValue]:
        """Yield those of the claims that pages state about a thing."""
        mention = _mention(thing.names)
        for label, statements in self._material.by_label.items():
            about = [x for x in statements if x.slug == thing.slug or mention.search(x.plain)]
            if about:
                yield from self._of_label(thing, label, mention, about)

    def of_claim(self, thing: ChartedThing, label: str) -> Iterator[ClaimValue]:
        """Yield those of one claim, as values of a thing."""
        about = [*self._material.by_label.get(label, ())]
        yield from self._of_label(thing, label, _mention(thing.names), about)

    def _of_label(
        self,
        thing: ChartedThing,
        label: str,
        mention: re.Pattern[str],
        about: list[ShownStatement],
    ) -> Iterator[ClaimValue]:
        source = next(iter(self._material.records_of([label])), None)
        if source is None:
            return
        for quote in self._quotes(label):
            if not _retells(quote, label, self._others):
                alone = mention.search(quote) is not None or not self._named(quote, thing)
                context = frozenset(
                    word
                    for text in (quote, *_around(about, self._material))
                    for word in search_words(text)
                )
                who = name_of_source(source, self._wiki)
                yield from _of_quote(thing, label, quote, source, who, mention, context, alone)

    def _quotes(self, label: str) -> Iterable[str]:
        citation = self._material.citations.get(label)
        return dict.fromkeys(quote.text for quote in citation.quotes) if citation else ()

    def _named(self, quote: str, thing: ChartedThing) -> list[str]:
        return [slug for slug in self._names.within(quote) if slug != thing.slug]

    def names_others(self, one: ClaimValue) -> bool:
        """Tell whether the quote of a value names another page of the wiki than its thing."""
        return bool(self._named(one.quote, one.thing))

    def with_amounts(self, label: str) -> tuple[str, ...]:
        """Return the quotes of a claim that give an amount of its own source."""
        return tuple(
            quote
            for quote in self._quotes(label)
            if not _retells(quote, label, self._others) and any(map(is_amount, measures(quote)))
        )

    def why_none(self, label: str) -> str:
        """Return why no value of a claim can be shown; "" where some can."""
        quotes = self._quotes(label)
        if not self._material.records_of([label]):
            return "the wiki has no record of its source"
        if quotes and all(_retells(quote, label, self._others) for quote in quotes):
            return "its quote tells what another source says: cite that one's own claim"
        return ""


def _mention(names: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of a thing's names.

    In one that is all capitals case counts: `BALANCE` is an opcode, and a balance is not.
    """
    forms = "|".join(
        f"(?-i:{re.escape(name)})" if name.isupper() else re.escape(name)
        for name in sorted(names, key=len, reverse=True)
    )
    return re.compile(rf"(?<![\w-])(?:{forms})(?:s|es)?(?![\w-])", re.IGNORECASE)


def _names_of_sources(material: Material, wiki: Wiki) -> Mapping[str, re.Pattern[str]]:
    """Return for each source the pattern of its short names."""
    found = {}
    for source in material.sources:
        names = {source.label, name_of_source(source, wiki)}
        found[source.label] = _mention(name for name in names if any(map(str.isdigit, name)))
    return {label: names for label, names in found.items() if "(?:)" not in names.pattern}


def _retells(quote: str, label: str, others: Mapping[str, re.Pattern[str]]) -> bool:
    own = base_of(label)
    return any(name != own and pattern.search(quote) for name, pattern in others.items())


def _of_quote(
    thing: ChartedThing,
    label: str,
    quote: str,
    source: KnownSource,
    who: str,
    mention: re.Pattern[str],
    context: frozenset[str],
    alone: bool,
) -> Iterator[ClaimValue]:
    """Yield the amounts of one quote; `alone` tells that it names the thing, or no other one."""
    amounts = [value for value in measures(quote) if is_amount(value)]
    by_start = {value.start: value for value in amounts}
    changed: dict[int, Measure | None] = {}
    replaced: set[int] = set()
    for change in find_value_changes(quote):
        after = by_start.get(change.after.start) if change.after else None
        before = by_start.get(change.before.start) if change.before else None
        if after:
            changed[after.start] = before
        if before:
            replaced.add(before.start)
    current = [value for value in amounts if value.start not in replaced]
    first = _first_behind(quote, mention, [v for v in current if v.start in changed] or current)
    day, dated = day_of_source(source)
    for value in current:
        yield ClaimValue(
            thing, label, quote, value, source, who, day, dated,
            standing_of_source(source), context, changed.get(value.start), value.start in changed,
            mention.search(quote) is not None,
            value is first or (alone and first is None and len(current) == 1),
        )  # fmt: skip


def _around(about: list[ShownStatement], material: Material) -> Iterator[str]:
    for one in about:
        yield one.plain
        yield one.heading
        yield material.page_by_slug[one.slug].title


def _first_behind(quote: str, mention: re.Pattern[str], amounts: list[Measure]) -> Measure | None:
    """Return the first amount behind the thing's name in its sentence, else the last before it."""
    for found in mention.finditer(quote):
        end = _SENTENCE_END.search(quote, found.end())
        stop = end.start() if end else len(quote)
        behind = [v for v in amounts if found.end() <= v.start < stop]
        if behind:
            return behind[0]
    found_first = mention.search(quote)
    before = [v for v in amounts if found_first and v.end <= found_first.start()]
    return before[-1] if before else None
