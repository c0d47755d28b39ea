"""Compare the values that two statements give to one thing, if they can be compared at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.core.language.instances import are_other_instances, instances_at
from pipeline.core.language.quantities import quantities
from pipeline.core.language.quantity import Quantity
from pipeline.core.language.sentences import cut_into_sentences
from pipeline.core.language.updates import before_update
from pipeline.librarian.extractive.names.titles import is_local
from pipeline.librarian.extractive.values.attributes import (
    CONTRASTING_WORDS,
    NEUTRAL_WORDS,
    holds_name,
)
from pipeline.librarian.extractive.values.stated_values import StatedValue, read_stated_values
from pipeline.librarian.extractive.words.tokens import tokenize, word_key
from pipeline.librarian.extractive.words.word_lists import FUNCTION_WORDS, VERBS

_PAST_WORDS = re.compile(r"\b(?:had|was|were|would|could|used to|until)\b", re.IGNORECASE)
_PLAN_WORDS = re.compile(
    r"\b(?:planned|expected|scheduled|due|set for|will be|in preparation)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class ValueDifference:
    """How the values differ that two statements give to one thing."""

    label: str
    new: Quantity
    old: Quantity
    chained: bool  # the newer one names the older value as what it replaces
    past: bool  # the newer statement only tells how things were
    same: bool = False  # the values agree after all


def compare_values(new: str, old: str, names: frozenset[str]) -> ValueDifference | None:
    """Return how a new statement's value stands to an old one's for the thing with these name keys.

    Each statement is read into the values that it gives to the thing (`stated_values.py`). Two
    values can be compared if subject and unit are the same, no word sets one apart from the other
    (max and min, cold and warm, per block and per transaction; Line 4 and Line 7), and the
    attributes match: exactly for a key or an event, by at least 60 % of the stems of the shorter
    one for prose. A change that names its old value matches that value at once. Where no two values
    can be compared, two sentences that are the same but for one number still differ. The first
    difference found is returned, else an agreement; None means that nothing can be compared. All
    this is by word patterns and meant to find little that is wrong: what they do not know, they
    leave uncompared.
    """
    if new == old:
        return None
    agreement: ValueDifference | None = None
    pairs = ((a, b) for a in read_stated_values(new, names) for b in read_stated_values(old, names))
    for a, b in pairs:
        if b.before is not None and b.before.agrees_with(a.value) and a.form != "change":
            continue  # the old statement says already that it replaced this value
        if _are_comparable(a, b) and a.value.agrees_with(b.value):
            came = (
                a.form == "event"
                and bool(_PLAN_WORDS.search(old))
                and not _PLAN_WORDS.search(new.split(" and is ")[0])
            )
            agreement = ValueDifference(
                a.label or b.label, a.value, b.value, chained=came, past=False, same=True
            )
        elif _are_comparable(a, b):
            chained = a.before is not None and a.before.agrees_with(b.value)
            if b.past and not chained:
                continue
            return ValueDifference(
                a.label or b.label, a.value, b.value, chained, a.past and not chained
            )
    return agreement or _compare_twin_sentences(new, old, names)


def compare_readings(
    new: Sequence[StatedValue], old: Sequence[StatedValue]
) -> ValueDifference | None:
    """Return how the values that two statements give to one thing differ, as `compare_values` does.

    Where one side tells the cases of a value apart ("2600 cold, 100 warm") and the other gives one
    value for all cases, that value is compared with all of them.
    """
    for a in new:
        for b in old:
            if b.before is not None and b.before.agrees_with(a.value) and a.form != "change":
                continue
            one, other = _for_all_cases(a, new, b), _for_all_cases(b, old, a)
            if a.value.agrees_with(b.value) or not _are_comparable(one, other):
                continue
            chained = a.before is not None and a.before.agrees_with(b.value)
            if any(c.value.agrees_with(b.value) for c in new) and not chained:
                continue
            if any(c.value.agrees_with(a.value) for c in old) or (b.past and not chained):
                continue
            return ValueDifference(
                a.label or b.label, a.value, b.value, chained, a.past and not chained
            )
    return None


def _for_all_cases(
    one: StatedValue, beside: Sequence[StatedValue], other: StatedValue
) -> StatedValue:
    """Return a value without the case for which it holds, where its statement gives all cases.

    The other statement must tell no cases apart.
    """
    for group in CONTRASTING_WORDS:
        cases = {frozenset(v.qualities & group) for v in beside if v.attribute == one.attribute} - {
            frozenset()
        }
        if len(cases) > 1 and not other.qualities & group:
            return replace(one, qualities=one.qualities - group)
    return one


def _are_comparable(a: StatedValue, b: StatedValue) -> bool:
    if a.subject != b.subject or not _have_same_unit(a, b):
        return False
    if are_other_instances(a.instances, b.instances):
        return False
    if (
        a.before is not None
        and a.before.agrees_with(b.value)
        and b.form in ("change", "keyed", "state")
        and not a.qualities ^ b.qualities
    ):
        return True
    if _per_units(a) != _per_units(b) or _differ_in_contrast(a, b):
        return False
    if a.form == b.form == "keyed":
        return a.attribute == b.attribute
    if "event" in (a.form, b.form):
        return a.form == b.form and a.attribute == b.attribute
    if "keyed" in (a.form, b.form):
        own = frozenset({a.subject})
        changed = (b.attribute == own and a.form == "change") or (
            a.attribute == own and b.form == "change"
        )
        return changed or (a.attribute == b.attribute and a.qualities == b.qualities)
    shared = a.attribute & b.attribute
    smaller = min(len(a.attribute), len(b.attribute))
    return bool(shared) and len(shared) >= 0.6 * smaller and a.qualities == b.qualities


def _per_units(a: StatedValue) -> frozenset[str]:
    return frozenset(q for q in a.qualities if q.startswith("per:"))


def _differ_in_contrast(a: StatedValue, b: StatedValue) -> bool:
    mine, yours = a.attribute | a.qualities, b.attribute | b.qualities
    return any(bool((mine ^ yours) & group) for group in CONTRASTING_WORDS)


def _have_same_unit(a: StatedValue, b: StatedValue) -> bool:
    """Tell whether two values are of the same kind, and of the same unit where both name one."""
    kinds = {a.value.kind, b.value.kind}
    if "date" in kinds or "percent" in kinds or "money" in kinds:
        return len(kinds) == 1
    one, two = _unit(a.value), _unit(b.value)
    return one == two or not one or not two


def _unit(value: Quantity) -> str:
    words = [w for w in value.unit if word_key(w) not in NEUTRAL_WORDS and w not in FUNCTION_WORDS]
    return word_key(words[0]) if words and words[0] not in VERBS else ""


def _compare_twin_sentences(new: str, old: str, names: frozenset[str]) -> ValueDifference | None:
    for mine in _sentences(new):
        for yours in _sentences(old):
            found = compare_twins(mine, yours) if mine != yours else None
            if found and holds_name(mine, names):
                return found
    return None


@lru_cache(maxsize=5_000)
def _sentences(text: str) -> tuple[str, ...]:
    now = text[len(before_update(text)) :]
    return tuple(sentence.strip() for sentence in cut_into_sentences("", now))


def _content_keys(text: str) -> frozenset[str]:
    return frozenset(
        t.key
        for t in tokenize(text)
        if not is_local(t.text) and not t.text[0].isdigit() and len(t.low) > 2
    )


def compare_twins(
    new: str, old: str, words_of: Callable[[str], frozenset[str]] = _content_keys
) -> ValueDifference | None:
    """Compare two sentences that say the same but for one number.

    `words_of` gives the words that must be the same, but for a few on one side.
    """
    if (
        len(new) < 25
        or re.match(r"[`*]*[^:`*\n]{2,70}[`*]*:\s", new)
        or abs(len(new) - len(old)) > 60
    ):
        return None
    mine, yours = (
        [q for q in quantities(new) if q.kind != "hex"],
        [q for q in quantities(old) if q.kind != "hex"],
    )
    if len(mine) != len(yours) or not mine or _PAST_WORDS.search(new) or _PAST_WORDS.search(old):
        return None
    differing = [(a, b) for a, b in zip(mine, yours, strict=True) if not a.agrees_with(b)]
    if (
        len(differing) != 1
        or differing[0][0].unit[:1] != differing[0][1].unit[:1]
        or differing[0][0].kind != differing[0][1].kind
    ):
        return None
    if are_other_instances(
        *(instances_at(x, q.start) for x, q in zip((new, old), differing[0], strict=True))
    ):
        return None
    if "date" in (differing[0][0].kind, differing[0][1].kind) or _sentence_names(
        new
    ) != _sentence_names(old):
        return None
    words = words_of(new), words_of(old)
    if words[0] - words[1] and words[1] - words[0]:
        return None  # another word in its place: barium and cadmium, say
    if len(words[0] & words[1]) < 0.8 * len(words[0] | words[1]) or len(words[0]) < 4:
        return None
    return ValueDifference("", *differing[0], chained=False, past=False)


def _sentence_names(text: str) -> frozenset[str]:
    return frozenset(
        t.key
        for t in tokenize(text)
        if t.code or (t.capital and not t.first and not is_local(t.text))
    )


def is_term(value: str, text: str) -> bool:
    """Tell whether a value is only a part of a sum or product, as 20000 in "20000 + 200 * (N-2)".

    Such a number is the value of nothing.
    """
    here = rf"(?<![\w.]){re.escape(value)}(?![\w])"
    after = r"[`\s]{0,2}(?:\s[+*×/]|\*|×)[`\s]{0,2}[\w(]|\s-\s[`(]{0,2}\d"
    return bool(
        re.search(rf"{here}(?:{after})|[\w)][`\s]{{0,2}}(?:\s[+*×/]\s|×)[`\s]{{0,2}}{here}", text)
    )
