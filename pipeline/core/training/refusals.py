"""Questions that a wiki does not answer, made of what it says of other things of the same kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.export.contents import WikiContents
from pipeline.core.language.measures import measures
from pipeline.core.training import phrasings
from pipeline.core.training.alike_things import NamedThing, find_things, units_in
from pipeline.core.training.example import TrainingExample, number_phrasings
from pipeline.core.training.facts import TrainingFact
from pipeline.core.training.telling_words import telling_words, tells_attribute
from pipeline.core.training.wordings.templates import Wordings

_MOST_THINGS = 8  # of which one attribute is asked for in vain
_FEWEST_HOLDERS = 2  # things of which the wiki tells an attribute before it is one of a kind
_STEM = 5  # letters by which "orbital" and "orbits" are one word
# "the gas cost of SLOAD (0x54)", which rises to 800
_PROPERTY_OF = re.compile(
    r"^(?:[Tt]he |[Dd](?:er|ie|as) |[Ll](?:e |a |['’]))?(?P<attribute>[^,;:()]{3,40}?)"
    r" (?:of|for|von|de|du) (?P<thing>[^,;:()]{2,60}?)(?: \([^()]{1,12}\))?$"
)
# An attribute that speaks of a change: what did not change has no old value to lack.
_OF_A_CHANGE = re.compile(
    r"^(?:old|new|previous|former|current|alte[rsn]?|neue[rsn]?|ancien\w*|nouve\w+) ", re.IGNORECASE
)


@dataclass(frozen=True)
class _Property:
    """An attribute, how it is asked for, and the things of which a fact tells it, by sentence."""

    kind: str
    attribute: str
    holders: Mapping[str, str]


def ask_in_vain(
    contents: WikiContents, facts: Sequence[TrainingFact], words: Wordings
) -> Iterator[TrainingExample]:
    """Yield questions that no statement of the wiki answers.

    Each asks of a thing that the wiki knows for an attribute that it tells of two others at least,
    one of which is of the same kind. It counts as not said where no statement that stands on the
    page of the thing, or names it, tells the attribute, and none gives an amount that might be it.
    """
    language = contents.language
    things = find_things(contents)
    properties = [
        one
        for one in _find_properties(facts, things, language)
        if len(one.holders) >= _FEWEST_HOLDERS
    ]
    for wanted in properties:
        others = [one for one in properties if one is not wanted]
        lacking = [
            thing
            for thing in things.values()
            if thing.name not in wanted.holders
            and any(_are_alike(thing, name, things, others) for name in wanted.holders)
            and not _may_tell(thing, wanted, language)
        ]
        for thing in lacking[:_MOST_THINGS]:
            form = words.number_of if wanted.kind == "count" else words.attribute_of
            topic = form.format(attribute=wanted.attribute, thing=thing.name)
            rows = phrasings.word_refused(topic, words)
            yield from number_phrasings("refusal", rows, (), f"refusal: {topic}")


def _find_properties(
    facts: Iterable[TrainingFact], things: Mapping[str, NamedThing], language: str
) -> list[_Property]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for fact in facts:
        asked = fact.asked
        if asked.kind not in ("value", "count"):
            continue
        attribute, name = asked.attribute, _without_article(asked.thing)
        if attribute == "new value" and (inner := _PROPERTY_OF.match(asked.thing)):
            attribute, name = inner["attribute"], inner["thing"]
        is_usable = (
            attribute not in ("", "new value")
            and not _OF_A_CHANGE.match(attribute)
            and telling_words(attribute, language)
            and (name in things or not name.islower())
        )
        if is_usable:
            found.setdefault((asked.kind, attribute), {}).setdefault(name, fact.sentence)
    return [_Property(kind, attribute, names) for (kind, attribute), names in found.items()]


def _without_article(name: str) -> str:
    return re.sub(r"^(?:[Tt]he|[Dd](?:er|ie|as)|[Ll][ea]) ", "", name)


def _are_alike(
    thing: NamedThing, other: str, things: Mapping[str, NamedThing], properties: Iterable[_Property]
) -> bool:
    """Tell whether a thing is of the kind of another, which may have no page."""
    if other in thing.beside:
        return True
    if any({thing.name, other} <= one.holders.keys() for one in properties):
        return True
    known = things.get(other)
    return known is not None and (
        not thing.kinds.isdisjoint(known.kinds) or (thing.is_constant and known.is_constant)
    )


def _may_tell(thing: NamedThing, wanted: _Property, language: str) -> bool:
    """Tell whether a text on a thing tells an attribute, or gives an amount that might be it.

    Of a constant any value might be its own. Of another thing it is one of a unit in which the
    attribute is told of others; where it has none, one that stands beside a word of its stem.
    """
    if thing.is_constant and thing.units:
        return True
    said = wanted.holders.values()
    units = {unit for text in said for unit in units_in(text)} - {""}
    if not units.isdisjoint(thing.units):
        return True
    stems = {word[:_STEM] for word in telling_words(wanted.attribute, language)}
    return any(
        tells_attribute(wanted.attribute, there, language)
        or (not units and measures(text) and not stems.isdisjoint(word[:_STEM] for word in there))
        for text in thing.texts
        if (there := telling_words(text, language))
    )
