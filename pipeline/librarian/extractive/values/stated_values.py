"""Read which values a statement gives to a thing, as in "`KEY`: 5" or "X has 82 moons".

Four forms are known: keyed ("`KEY`: 5"), change ("X to 200 (from 50)"), state ("X has 82 moons")
and event ("launch in 2027").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain

from pipeline.core.language.instances import instances_at
from pipeline.core.language.quantities import find_value_changes, quantities
from pipeline.core.language.quantity import Quantity
from pipeline.core.language.sentences import cut_into_sentences
from pipeline.core.language.updates import before_update, blank_struck_out
from pipeline.librarian.extractive.values.attributes import (
    NEUTRAL_WORDS,
    attribute_stems,
    holds_name,
    qualities_of,
)
from pipeline.librarian.extractive.words.tokens import Token, name_key, tokenize, word_key
from pipeline.librarian.extractive.words.word_lists import FUNCTION_WORDS, VERBS

_KEYED = re.compile(r"^[`*]*(?P<key>[^:`*\n]{2,70})[`*]*:\s+(?P<rest>.*)$")
_STATE = re.compile(
    r"^(?P<subject>[^.;]{2,80}?)(?:,[^,]{3,60},)?\s+(?:now |currently |still"
    r" )?(?:has|have|counts|costs?|is|are|"
    r"stands at|holds|contains|uses|takes|measures|weighs)"
    r"\s+(?:now |currently |still )?(?:only |about |around |approximately |roughly |nearly |at"
    r" most |"
    r"limited to |priced at |set to )*$",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"\b(?P<attr>[a-z][\w-]*(?: [a-z][\w-]*)?) of (?:only |about |around |approximately |roughly"
    r" |nearly )?$"
)
_EVENTS = {
    word_key(form): name
    for name, forms in {
        "launch": "launch launched launches launching",
        "arrival": "arrive arrives arrived arrival reach reaches reached",
        "landing": "land landed lands landing",
        "release": "release released releases releasing",
        "end": "end ended ends",
        "activation": "activate activated activation",
    }.items()
    for form in forms.split()
}
_ORDERED_CHANGE = re.compile(
    r"^[A-Z][a-z]+ (?:the |a )?((?:[a-z][a-z-]* ){0,3}[a-z][a-z-]*) (?:of|for) "
)
_PAST_WORDS = re.compile(
    r"\b(?:had|was|were|used to|until|before this|previously|formerly|originally|by early|would"
    r" be|could be|"
    r"at that time)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class StatedValue:
    """One value that a statement gives to one attribute of one thing."""

    subject: str  # key of the thing: the page's, or the name before the colon
    attribute: frozenset[str]  # stems
    label: str  # the attribute in words, for a title
    qualities: frozenset[str]  # words that set it apart: max, cold, irregular, per transaction
    value: Quantity
    before: Quantity | None
    form: str  # keyed, change, state, event
    past: bool
    instances: Mapping[str, frozenset[str]] = field(default_factory=dict, compare=False)


@lru_cache(maxsize=20_000)
def read_stated_values(text: str, names: frozenset[str]) -> tuple[StatedValue, ...]:
    """Return the values that a statement gives to the thing with these name keys.

    What is struck out is not read, and what an update corrects was so in the past.
    """
    text = blank_struck_out(text)
    old = before_update(text)
    found = [replace(x, past=True) for x in read_stated_values(old, names)] if old else []
    for sentence in map(str.strip, cut_into_sentences("", text[len(old) :])):
        readings = chain(
            _read_keyed(sentence, names),
            _read_changes(sentence, names),
            _read_states(sentence, names),
            _read_events(sentence, names),
        )
        found += [replace(x, instances=instances_of(sentence, x.value)) for x in readings]
    return tuple(found)


def instances_of(sentence: str, value: Quantity) -> Mapping[str, frozenset[str]]:
    """Return the instances of which a sentence says a value: "Line 4", "version 2.3"."""
    return instances_at(sentence, sentence.find(value.text))


def _read_keyed(sentence: str, names: frozenset[str]) -> Iterator[StatedValue]:
    m = _KEYED.match(sentence)
    if not m or len(m["key"].split()) > 5:
        return
    key, rest = name_key(m["key"]), m["rest"]
    for date in [q for q in quantities(rest) if q.kind == "date"]:
        rest = rest.replace(date.text, " ").replace(" , ", ", ").replace(",  :", ":")
    values = quantities(rest)
    step = find_value_changes(rest, values)
    qualities = qualities_of(sentence)
    if step and step[0].after:
        yield StatedValue(
            key, frozenset({key}), "", qualities, step[0].after, step[0].before, "keyed", past=False
        )
    elif len(values) == 1 or (values and re.match(r"[`*\s]*$", rest[: values[0].start])):
        label = rest[: values[0].start].strip(" `*:,")
        attribute = attribute_stems(label, names) or frozenset({key})
        if key in names or label == "":
            label = " ".join(
                w for w in label.split(",")[0].split() if word_key(w) not in NEUTRAL_WORDS
            )
            yield StatedValue(
                key, attribute, label, qualities, values[0], None, "keyed", past=False
            )
    else:
        for piece in re.split(r",\s(?!\d)", rest):
            for value in quantities(piece)[:1]:
                label = piece[: value.start].strip()
                if label and len(label.split()) <= 4:
                    yield StatedValue(
                        key,
                        attribute_stems(label, names),
                        label,
                        qualities,
                        value,
                        None,
                        "keyed",
                        past=False,
                    )


def _read_changes(sentence: str, names: frozenset[str]) -> Iterator[StatedValue]:
    """Read "Increase the gas cost of SLOAD to 200 (from 50)".

    The change belongs to the nearest name before it.
    """
    if _KEYED.match(sentence):
        return
    found = tokenize(sentence)
    values = [q for q in quantities(sentence) if q.kind != "hex"]
    for change in find_value_changes(sentence, values):
        at = change.start
        subject = _nearest_mention(found, at, names)
        if subject is None or change.after is None or change.after.kind == "date":
            continue
        clause = sentence[_clause_start(sentence, subject.start) : at]
        if (
            re.search(r"\b(?:would|could|might|if)\b", clause, re.IGNORECASE)
            or " with " in sentence[: subject.start]
        ):
            continue
        order = _ORDERED_CHANGE.match(sentence)
        attribute = attribute_stems(
            (order[1] if order else clause) + " " + " ".join(change.after.unit[:1]), names
        )
        label = order[1] if order else _label(sentence, subject, names)
        qualities = qualities_of(clause)
        past = bool(re.search(r"\b(?:was|were|had been)\b", clause))
        yield StatedValue(
            _subject(names),
            attribute,
            label,
            qualities,
            change.after,
            change.before,
            "change",
            past,
        )


def _clause_start(sentence: str, at: int) -> int:
    cut = max(sentence.rfind(x, 0, at) for x in (", and ", ", but ", ", so ", "; ", ". "))
    return max(cut, 0)


def _nearest_mention(found: list[Token], at: int, names: frozenset[str]) -> Token | None:
    """Return the first word of the last mention of the thing before a place.

    A mention that only says of what something else is an attribute does not count.
    """
    best: Token | None = None
    for i, token in enumerate(found):
        if token.start >= at:
            break
        for j in range(min(len(found), i + 5), i, -1):
            if " ".join(t.key for t in found[i:j]) in names and found[j - 1].end <= at:
                # "the gas cost of X" is about X
                attribute = j < len(found) and found[j].low in ("of", "for")
                best = best if attribute else token
                break
    return best


def _subject(names: frozenset[str]) -> str:
    return min(names)


def _label(sentence: str, subject: Token, names: frozenset[str]) -> str:
    before = re.search(
        r"\b(?:the|a|an)\s+((?:[a-z][\w-]*\s+){0,2}[a-z][\w-]*)\s+(?:of|for)\s+(?:the\s+)?[`*]*$",
        sentence[: subject.start],
    )
    return before[1] if before else ""


def _read_states(sentence: str, names: frozenset[str]) -> Iterator[StatedValue]:
    """Read "Saturn has 82 known moons" and "Titan has a diameter of 5,150 km"."""
    if _KEYED.match(sentence):
        return
    moved = {
        (c.after.start, c.before.start if c.before else -1)
        for c in find_value_changes(sentence)
        if c.after
    }
    taken = {x for pair in moved for x in pair}
    for value in quantities(sentence):
        if value.kind in ("hex", "date") or value.start in taken:
            continue
        lead = sentence[: value.start].replace("`", "").replace("*", "")
        state, measure = _STATE.match(lead), _MEASURE.search(lead)
        if measure and _opens_with(sentence, names):
            attribute = attribute_stems(measure["attr"], names)
            yield _make_state(sentence, value, attribute, measure["attr"].split()[-1], lead, names)
        elif state and holds_name(state["subject"], names):
            unit = [w for w in value.unit if w not in FUNCTION_WORDS and w not in VERBS]
            noun = [w for w in unit if word_key(w) not in NEUTRAL_WORDS]
            own = attribute_stems(state["subject"], names)
            if noun or own:
                adjectives = frozenset(word_key(w) for w in noun[:-1])
                label = " ".join(noun) if noun else ""
                attribute = (frozenset({word_key(noun[-1])}) if noun else frozenset()) | own
                reading = _make_state(sentence, value, attribute, label, lead, names)
                yield StatedValue(
                    **{**reading.__dict__, "qualities": reading.qualities | adjectives}
                )


def _make_state(
    sentence: str,
    value: Quantity,
    attribute: frozenset[str],
    label: str,
    lead: str,
    names: frozenset[str],
) -> StatedValue:
    past = bool(_PAST_WORDS.search(lead))
    return StatedValue(
        _subject(names), attribute, label, qualities_of(sentence), value, None, "state", past
    )


def _opens_with(sentence: str, names: frozenset[str]) -> bool:
    found = tokenize(sentence)[:6]
    return any(
        " ".join(t.key for t in found[i:j]) in names
        for i in range(2)
        for j in range(i + 1, len(found) + 1)
    )


def _read_events(sentence: str, names: frozenset[str]) -> Iterator[StatedValue]:
    """Read "The launch of JUICE is planned for 2022".

    An event word and a date stand in one clause with the name.
    """
    for clause in re.split(r",? and (?=is |will |arrival|was )|; ", sentence):
        dates = [q for q in quantities(clause) if q.kind == "date"]
        if not dates:
            continue
        words = [t for t in tokenize(clause) if t.start < dates[0].start]
        events = [t for t in words if t.key in _EVENTS]
        if not events or not holds_name(sentence[: sentence.find(clause) + len(clause)], names):
            continue
        if not _is_own_event(words, events[-1], names):
            continue
        name = _EVENTS[events[-1].key]
        old = re.search(r"\b(?:replacing|instead of|earlier plan|originally)\b", clause)
        before = next((d for d in dates[1:] if old and d.start > old.start()), None)
        yield StatedValue(
            _subject(names),
            frozenset({name}),
            name,
            frozenset(),
            dates[0],
            before,
            "event",
            past=False,
        )


def _is_own_event(words: list[Token], event: Token, names: frozenset[str]) -> bool:
    """Tell whether an event is the thing's own.

    The thing must open the clause, or follow the event word at once.
    """
    opening = [t.key for t in words[:5]]
    follows = [t for t in words if t.start > event.start and t.low not in ("of", "the")][:3]
    starts = any(
        " ".join(opening[i:j]) in names for i in (0, 1) for j in range(i + 1, len(opening) + 1)
    )
    return starts or any(" ".join(t.key for t in follows[:n]) in names for n in (1, 2, 3))
