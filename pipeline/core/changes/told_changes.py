"""Read from the conflicts of a proposal what it changes: the page, the quantity, was and is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from pipeline.core.changes.change_set import Conflict
from pipeline.core.changes.proposal import Part
from pipeline.core.language.quantities import quantities
from pipeline.core.name_keys import fold
from pipeline.core.text import normalise

_LONGEST_VALUE = 40  # characters; longer ones are no values
_CHANGED = re.compile(r"(?P<was>.+?) → (?P<now>.+)")
_EITHER = re.compile(r"(?P<one>.+?) or (?P<other>.+)")
_OF = re.compile(r"(?P<quantity>.+?) (?:of|for) (?P<subject>.+)")
_WORD = re.compile(r"[A-Za-z'’]+")
_MOST_NEW_VALUES = 2  # of one change, cold and warm for example
_WORDS_BEFORE_UNIT = 3  # that may stand between a number and what it counts


@dataclass(frozen=True)
class ToldSide:
    """A conflict, with the number of the part that it stands in."""

    conflict: Conflict
    number: int


@dataclass(frozen=True)
class ToldChange:
    """One thing that a proposal changes, over all its sources.

    `values` are what it was and what it is, oldest first; empty where it is no value that code can
    tell. `sides` are the conflicts behind it, oldest first.
    """

    subject: str
    quantity: str
    values: tuple[str, ...]
    sides: tuple[ToldSide, ...]
    counts: bool = False  # whether the quantity is what a number counts, as moons are

    @property
    def is_proposed(self) -> bool:
        """Whether a source that is not in force proposes it."""
        return self.sides[-1].conflict.relation == "proposed"


def list_changes(parts: Sequence[Part]) -> list[ToldChange]:
    """Return what the sources change or propose to change, what they change first.

    Changes that follow on one another, source by source, are one with all its values.
    """
    found: list[ToldChange] = []
    for number, part in enumerate(parts):
        ids = {c.id for c in part.change.extraction.claims}
        for conflict in part.change.conflicts:
            if conflict.relation not in ("supersedes", "proposed"):
                continue
            if ids & set(new_side(conflict)):
                _add(found, _read(conflict, number, part))
    return sorted(found, key=lambda change: change.is_proposed)


def list_contradictions(parts: Sequence[Part]) -> list[ToldSide]:
    """Return the contradictions of all sources."""
    return [
        ToldSide(conflict, number)
        for number, part in enumerate(parts)
        for conflict in part.change.conflicts
        if conflict.relation == "contradicts"
    ]


def new_side(conflict: Conflict) -> tuple[str, ...]:
    """Return the labels of the side that would be new: of a proposal, what is only proposed."""
    return conflict.other if conflict.relation == "proposed" else conflict.current


def old_side(conflict: Conflict) -> tuple[str, ...]:
    """Return the labels of the side that stood before."""
    return conflict.current if conflict.relation == "proposed" else conflict.other


def name_conflict(conflict: Conflict, part: Part) -> tuple[str, str]:
    """Return the page that a conflict is about and the quantity; the topic where that is unclear.

    A topic is "Saturn moons" or "Gas cost of SLOAD", beside pages of these names.
    """
    titles = [facts.title for slug in conflict.pages if (facts := part.done.after.facts.get(slug))]
    topic = normalise(conflict.topic)
    of = _OF.fullmatch(topic)
    if of and any(fold(of["quantity"]) == fold(title) for title in titles):
        return of["subject"], _as_quantity(of["quantity"])
    for title in titles:
        if fold(topic).startswith(f"{fold(title)} "):
            return title, topic[len(title) :].strip()
        if of and fold(of["subject"]) == fold(title):
            return title, _as_quantity(of["quantity"])
    return topic, ""


def _as_quantity(words: str) -> str:
    """Return the beginning of a topic as it stands within a sentence; "SSTORE gas" stays."""
    return words if words[:2].isupper() else words[0].lower() + words[1:]


def either_value(conflict: Conflict, part: Part) -> tuple[str, str] | None:
    """Return the two values of a contradiction, where the quotes of its two sides hold them."""
    found = _EITHER.fullmatch(normalise(conflict.note))
    if not found:
        return None
    quoted = _quoted(conflict.current, part), _quoted(conflict.other, part)
    if _stands(found["one"], quoted[0]) and _stands(found["other"], quoted[1]):
        return found["one"], found["other"]
    return None


def _read(conflict: Conflict, number: int, part: Part) -> ToldChange:
    subject, quantity = name_conflict(conflict, part)
    values = _values(conflict, part)
    old, new = _quoted(old_side(conflict), part), _quoted(new_side(conflict), part)
    if not quantity and (unit := _unit_of_both(values, old, new)):
        quantity = "" if {*fold(unit).split()} & {*fold(subject).split()} else unit
    counts = bool(values and quantity) and _is_counted(values[-1], quantity, new)
    return ToldChange(subject, quantity, values, (ToldSide(conflict, number),), counts)


def _values(conflict: Conflict, part: Part) -> tuple[str, ...]:
    """Return what was and what is, as far as the note says it and the quotes hold it.

    A note is "145 → 274", or a sentence with one number of the old side and few of the new one.
    """
    note = normalise(conflict.note)
    old, new = _quoted(old_side(conflict), part), _quoted(new_side(conflict), part)
    if found := _CHANGED.fullmatch(note):
        pair = found["was"], found["now"]
        return pair if _stands(pair[0], old) and _stands(pair[1], new) else ()
    numbers = list(
        dict.fromkeys(
            (q.kind, q.text) for q in quantities(note) if q.kind != "hex" and q.text[0].isdigit()
        )
    )
    was = [x for x in numbers if _stands(x[1], old)]
    now = [x for x in numbers if x not in was and _stands(x[1], new)]
    if len(was) != 1 or not 1 <= len(now) <= _MOST_NEW_VALUES or len({k for k, _ in was + now}) > 1:
        return ()
    return was[0][1], " or ".join(text for _, text in now)


def _quoted(labels: Sequence[str], part: Part) -> str:
    """Return what the quotes of some claims say, in one line."""
    cited = (part.done.after.citation(x) or part.before.citation(x) for x in labels)
    known = {c.id: c for c in part.change.extraction.claims}
    said = [q.text for c in cited if c for q in c.quotes]
    said += [q.text for x in labels if x in known for q in known[x].quotes]
    return normalise(" … ".join(said))


def _stands(value: str, text: str) -> bool:
    """Tell whether a text holds a value as a word of its own."""
    if not value or len(value) > _LONGEST_VALUE:
        return False
    return bool(re.search(rf"(?<![\w.,]){re.escape(value)}(?![\w]|[.,]\d)", text))


def _is_counted(value: str, quantity: str, text: str) -> bool:
    """Tell whether a text says how many of a quantity there are: "274 recognised moons"."""
    last = re.escape(quantity.split()[-1])
    between = rf"(?:[^\w…;.]+\w+){{0,{_WORDS_BEFORE_UNIT}}}?[^\w…;.]+"
    return bool(re.search(rf"(?<!\w){re.escape(value)}{between}{last}\b", text, re.IGNORECASE))


def _unit_of_both(values: Sequence[str], old: str, new: str) -> str:
    """Return what both sides have right after their numbers: "degrees"; "" where it differs.

    A change without it looks like one of another value that has the same numbers.
    """
    if not values:
        return ""
    was, now = _words_after(values[0], old), _words_after(values[-1], new)
    same = [*takewhile(lambda pair: fold(pair[0]) == fold(pair[1]), zip(was, now, strict=False))]
    is_whole = len(same) == min(len(was), len(now))  # else "known" of moons and of rings
    return " ".join(word for _, word in same) if is_whole else ""


def _words_after(value: str, text: str) -> Sequence[str]:
    found = (q for q in quantities(text) if q.text == value and q.kind == "number")
    return next((_WORD.findall(text, q.end)[: len(q.unit)] for q in found), ())


def _add(found: list[ToldChange], new: ToldChange) -> None:
    for i, old in enumerate(found):
        if joined := _join(old, new):
            found[i] = joined
            return
    found.append(new)


def _join(old: ToldChange, new: ToldChange) -> ToldChange | None:
    """Return two changes as one where they are of one thing and one follows on the other."""
    if _is_told_twice(old, new):
        return replace(old if old.quantity else new, sides=(*old.sides, *new.sides))
    same_thing = (fold(old.subject), fold(old.quantity)) == (fold(new.subject), fold(new.quantity))
    if not same_thing or old.is_proposed != new.is_proposed or not (old.values and new.values):
        return None
    sides = (*old.sides, *new.sides)
    if old.values[-1] == new.values[0] and old.sides[-1].number < new.sides[0].number:
        return replace(new, values=(*old.values, *new.values[1:]), sides=sides)
    if old.values == new.values:
        return replace(old, sides=sides)
    return None


def _is_told_twice(old: ToldChange, new: ToldChange) -> bool:
    """Tell whether two conflicts tell one value, of which one does not name the quantity.

    They stand on the same claims then. Where both name one, they may be two values of one sentence.
    """
    one, other = old.sides[-1].conflict, new.sides[0].conflict
    return bool(
        old.values
        and (old.values, old.is_proposed) == (new.values, new.is_proposed)
        and fold(old.subject) == fold(new.subject)
        and not (old.quantity and new.quantity)
        and set(new_side(one)) & set(new_side(other))
        and set(old_side(one)) & set(old_side(other))
    )
