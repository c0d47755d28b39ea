"""Examples on values that changed: whether one still holds, what it was, since when, and between.

What holds by now always stands first in an answer, and what was superseded behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from pipeline.core.training import phrasings
from pipeline.core.training.claim_table import ClaimTable
from pipeline.core.training.example import Basis, TrainingExample, number_phrasings, tell_evidence
from pipeline.core.training.supersessions import Supersession, day_of
from pipeline.core.training.wordings.templates import Wordings


def ask_superseded(
    table: ClaimTable, found: Iterable[Supersession], words: Wordings
) -> Iterator[TrainingExample]:
    """Yield all questions about values that were superseded, in all wordings."""
    others = [x.label for x in table.contents.sources if any(map(str.isdigit, x.label))]
    for one in found:
        name = f"{one.old.claim} < {one.new.claim}: {one.old.span} > {one.new.span}"
        if not (one.is_told or one.old.is_row):
            yield from _whether_it_holds(one, name, words)
        if one.topic:
            yield from _what_before(one, name, words)
            yield from _since_when(one, name, others, words)
            yield from _on_a_day_between(one, name, words)


def _whether_it_holds(one: Supersession, name: str, words: Wordings) -> list[TrainingExample]:
    now = one.current or one.new
    said = words.takes_place.format(
        new=now.span,
        new_evidence=tell_evidence(now, words),
        old_evidence=tell_evidence(one.old, words),
        old=one.old.span,
    )
    rows = ((question, said) for question in phrasings.word_superseded(one.old.quote, words))
    return number_phrasings("superseded", rows, (now, one.old), name)


def _what_before(one: Supersession, name: str, words: Wordings) -> list[TrainingExample]:
    evidence = "; ".join(dict.fromkeys(tell_evidence(x, words) for x in (one.new, one.old)))
    said = words.told_change.format(after=one.new.span, before=one.old.span, evidence=evidence)
    asked = phrasings.word_before(one.topic, one.new.span, words)
    rows = ((question, _with_current(said, one, words)) for question in asked)
    return number_phrasings("superseded", rows, _basis(one), f"{name}, before")


def _since_when(
    one: Supersession, name: str, others: Iterable[str], words: Wordings
) -> list[TrainingExample]:
    """Return questions since when a value is what it became.

    A source says since when it is in force; of a change that it retells of another source, and
    where it says nothing, only the day is known on which it was published.
    """
    source, day = one.new.source, day_of(one.new)
    retells = any(_names(one.new.quote, label) for label in others if label != source.label)
    form, since = words.told_since, day
    if re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", source.effective) and not retells:
        form, since = words.told_effective, source.effective
    if not since:
        return []
    evidence = "; ".join(dict.fromkeys(tell_evidence(x, words) for x in (one.new, one.old)))
    said = form.format(date=since, after=one.new.span, before=one.old.span, evidence=evidence)
    asked = phrasings.word_since(one.topic, one.new.span, words)
    rows = ((question, _with_current(said, one, words)) for question in asked)
    return number_phrasings("superseded", rows, _basis(one), f"{name}, since")


def _on_a_day_between(one: Supersession, name: str, words: Wordings) -> list[TrainingExample]:
    """Return questions for the value on a day after the older source and before the newer one."""
    between = _day_between(day_of(one.old), day_of(one.new))
    if one.is_told or not between:
        return []
    said = words.changed_between.format(
        new=one.new.span,
        old=one.old.span,
        date=day_of(one.new),
        new_evidence=tell_evidence(one.new, words),
        old_evidence=tell_evidence(one.old, words),
    )
    asked = phrasings.word_between(one.topic, between, words)
    rows = ((question, _with_current(said, one, words)) for question in asked)
    return number_phrasings("superseded", rows, _basis(one), f"{name}, between")


def _with_current(said: str, one: Supersession, words: Wordings) -> str:
    if one.current is None:
        return said
    evidence = tell_evidence(one.current, words)
    return f"{words.since_then.format(current=one.current.span, evidence=evidence)} {said}"


def _basis(one: Supersession) -> tuple[Basis, ...]:
    return (*((one.current,) if one.current else ()), one.new, one.old)


def _names(quote: str, label: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(label)}(?![\w-])", quote, re.IGNORECASE) is not None


def _day_between(old: str, new: str) -> str:
    """Return the day in the middle of two; "" where no day is surely between them."""
    if not (old and new):
        return ""
    try:
        first = date.fromisoformat(old + {4: "-12-31", 7: "-28", 10: ""}[len(old)])
        last = date.fromisoformat(new + {4: "-01-01", 7: "-01", 10: ""}[len(new)])
    except (ValueError, KeyError):  # no day of the calendar
        return ""
    middle = first + timedelta(days=(last - first).days // 2)
    return middle.isoformat() if last - first > timedelta(days=4) else ""
