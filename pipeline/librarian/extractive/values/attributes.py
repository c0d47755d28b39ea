"""Find what a value is a value of: the words that name an attribute, and those that narrow it."""

from __future__ import annotations

import re

from pipeline.librarian.extractive.words.tokens import tokenize, word_key
from pipeline.librarian.extractive.words.word_lists import FUNCTION_WORDS, word_set

NEUTRAL_WORDS = frozenset(
    word_key(w)
    for w in word_set(
        "known recognised recognized confirmed total current new now official overall officially"
        " around about approximately"
    )
)
_DROPPED_WORDS = frozenset(
    word_key(w)
    for w in word_set(
        "operation opcode value constant parameter eip block.number planned plan set launched"
    )
)
_PER_UNIT = re.compile(
    r"\bper[ -]([a-z]+)|_PER_([A-Z]+)|\b(transaction|block)s?[ -](?:gas )?(?:cap|limit)",
    re.IGNORECASE,
)
CONTRASTING_WORDS = tuple(
    frozenset(map(word_key, pair.split()))
    for pair in (
        "max min target average maximum minimum mean median peak floor",
        "cold warm",
        "irregular regular retrograde prograde",
        "old original initial previous former",
        "uncle nephew miner",
        "zero nonzero non-zero",
        "initcode code",
        "execution blob",
    )
)
_VERBS_OF_CHANGE = frozenset(
    f"{stem}{end}"
    for stem in [
        "increas",
        "decreas",
        "rais",
        "lower",
        "reduc",
        "chang",
        "adjust",
        "set",
        "updat",
        "mov",
        "replac",
        "propos",
    ]
    for end in ("e", "es", "ed", "ing", "s", "")
)


def attribute_stems(words: str, names: frozenset[str]) -> frozenset[str]:
    """Return the content stems of an attribute.

    The thing's own names, numbers, small words and verbs of change are left out.
    """
    own = {part for name in names for part in name.split(" ")}
    keys = [
        t.key
        for t in tokenize(words)
        if not t.code
        and t.low not in FUNCTION_WORDS
        and not t.text[0].isdigit()
        and t.low not in _VERBS_OF_CHANGE
    ]
    return frozenset(
        k for k in keys if k and k not in own and k not in NEUTRAL_WORDS and k not in _DROPPED_WORDS
    )


def qualities_of(words: str) -> frozenset[str]:
    """Return the words that set a value apart from others of its attribute: max, per block."""
    keys = {k for t in tokenize(words) for k in (*t.key.split(" "), t.key)}
    found = {k for group in CONTRASTING_WORDS for k in keys & group}
    per = {f"per:{word_key(next(x for x in m if x))}" for m in _PER_UNIT.findall(words)}
    return frozenset(found | per)


def holds_name(words: str, names: frozenset[str]) -> bool:
    """Tell whether one of the names stands among the words."""
    found = tokenize(words)
    return any(
        " ".join(t.key for t in found[i:j]) in names
        for i in range(len(found))
        for j in range(i + 1, min(len(found), i + 6) + 1)
    )
