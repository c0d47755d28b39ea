"""What a chart is asked to show: which things, which quantity of them, and how.

"gas cost of SLOAD and BALANCE" names two pages and the words of a quantity; "timeline of SLOAD" a
page; "block reward" the quantity and the thing in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.core.charts.claim_values import ChartedThing, thing_of
from pipeline.core.claims.claim_index import ClaimNames, content_words
from pipeline.core.errors import UserError
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.name_keys import fold
from pipeline.core.text import normalise, shorten
from pipeline.core.wiki.schema import COMPARISON_TYPE, REPEATING_TYPES, SUMMARY_TYPE
from pipeline.core.wiki.wiki import Wiki

MOST_THINGS = 8  # of one chart
_NO_THINGS = (SUMMARY_TYPE, COMPARISON_TYPE, *REPEATING_TYPES)
_OF = re.compile(r"\s(?:of|for|von|für|de|du|pour|para)\s", re.IGNORECASE)
_AGAINST = re.compile(r"\s(?:against|versus|vs\.?|gegen)\s", re.IGNORECASE)
_TIMELINE = re.compile(r"\W*(?:timeline|chronology|zeitleiste|chronologie)\b", re.IGNORECASE)
_OVER_TIME = re.compile(
    r"\b(?:history|over time|over the years|how|has|have|changed?|development|evolution)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class AskedChart:
    """What is asked for: the things, and the telling words of one quantity, or of two."""

    text: str
    things: tuple[ChartedThing, ...]
    quantity: frozenset[str]
    quantity_name: str
    across: frozenset[str] = frozenset()
    across_name: str = ""
    timeline: bool = False


def read_asked_chart(text: str, wiki: Wiki) -> AskedChart:
    """Return what a chart is asked to show; `UserError` where no page of the wiki is named."""
    asked = shorten(normalise(strip_hidden(text)), 200)
    rows = [*_OF.finditer(f" {asked}")]
    names = ClaimNames(wiki)
    things: list[str] = []
    quantity_text = asked
    for found in reversed(rows):
        things = _things_in(asked[found.end() - 1 :], names, wiki)
        if things:
            quantity_text = asked[: max(found.start() - 1, 0)]
            break
    if not things:
        things = _things_in(asked, names, wiki)[:1]
        quantity_text = _without_names(asked, things, wiki)
    if not things:
        raise UserError(
            f"No page of the wiki is named in {asked!r}.",
            'Name the thing as its page is called: "gas cost of SLOAD". `wiki search` finds pages.',
        )
    if len(things) > MOST_THINGS:
        raise UserError(f"A chart shows {MOST_THINGS} things at most.", "Name fewer of them.")
    cut = _AGAINST.search(quantity_text)
    first = quantity_text[: cut.start()] if cut else quantity_text
    second = quantity_text[cut.end() :] if cut else ""
    return AskedChart(
        asked,
        tuple(thing_of(slug, wiki) for slug in things),
        quantity_words(first),
        _name(first),
        quantity_words(second),
        _name(second),
        bool(_TIMELINE.match(asked)),
    )


def _things_in(text: str, names: ClaimNames, wiki: Wiki) -> list[str]:
    found = dict.fromkeys((*names.within(text), *_constants_in(text, wiki)))
    return [slug for slug in found if wiki.facts[slug].type not in _NO_THINGS]


def _constants_in(text: str, wiki: Wiki) -> Iterator[str]:
    """Yield the pages of constants that a text names in words: MAX_CODE_SIZE as "max code size"."""
    said = f" {fold(text)} "
    for slug, facts in wiki.facts.items():
        if "_" in facts.title and f" {fold(facts.title.replace('_', ' '))} " in said:
            yield slug


def _without_names(text: str, slugs: list[str], wiki: Wiki) -> str:
    for slug in slugs:
        title = wiki.facts[slug].title
        for name in (title, title.replace("_", " "), *wiki.facts[slug].aliases):
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text, flags=re.IGNORECASE)
    return text


def quantity_words(text: str) -> frozenset[str]:
    """Return the telling words of a quantity, without those that only say that it changes."""
    return frozenset(content_words(_OVER_TIME.sub(" ", text)))


def _name(text: str) -> str:
    plain = normalise(_OVER_TIME.sub(" ", text)).strip(" ,:?.")
    return re.sub(r"^(?:the|a|an|der|die|das|le|la|el)\s+", "", plain, flags=re.IGNORECASE)
