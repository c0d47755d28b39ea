"""Ordinals and ranks as values: "third-highest", "ranked 5th", "No. 3", "auf dem dritten Platz".

An ordinal before a capitalised word is part of a name ("the 77th Academy Awards"), and "first" is a
rank only where a word for a rank stands beside it. Neither is a second of time a rank, nor a third
of something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


def _words(line: str) -> tuple[str, ...]:
    return tuple(line.split())


_ENGLISH = _words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_NUMBERS = _words("one two three four five six seven eight nine ten eleven twelve")
_GERMAN = _words("erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft")
_VALUES = {
    word: number for words in (_ENGLISH, _NUMBERS, _GERMAN) for number, word in enumerate(words, 1)
}
_VALUES |= {"achten": 8, "achte": 8, "achter": 8, "achtes": 8}
_ONE = rf"(?:{'|'.join(_ENGLISH)}|\d{{1,4}}(?:st|nd|rd|th))"
_EINE = rf"(?:{'|'.join(_GERMAN)})e[nrsm]?"
_PLACE = r"(?:place|position|rank|spot|seat)"
_STELLE = r"(?:Platz|Rang|Stelle|Position)"
_MOST = r"[a-z]{2,14}est|most(?:[ -][a-z]+)?|least(?:[ -][a-z]+)?|best|worst|leading"
_RANK = re.compile(
    # "No. 3", "#3", "number three"; not of a series, as in "Line No. 4"
    rf"(?<![\w.,])(?:no\.? ?|nr\.? ?|nummer |number |\#)(?P<no>\d{{1,4}}|{'|'.join(_NUMBERS)})"
    r"(?![\w%]|[.,]\d)"
    rf"|\b(?:{_STELLE}|{_PLACE}) (?P<at>\d{{1,4}})(?![\w%.]|,\d)"
    rf"|(?<![\w.,])(?P<nth>\d{{1,4}})\. {_STELLE}\b"
    rf"|\b(?P<least>{_ONE})[ -](?P<most>{_MOST})\b"
    rf"|\b(?:rank(?:s|ed|ing)?|came|comes?|finish(?:e[sd]|ing)?|placed?|places)"
    rf"(?: (?:in|as|at|the|joint|equal|overall)){{0,2}} (?P<came>{_ONE})\b"
    rf"|\b(?P<place>{_ONE})[ -]{_PLACE}\b"
    rf"|\b(?P<stelle>{_EINE}) {_STELLE}\b"
    rf"|\b(?P<der>{_GERMAN[0]}|{'|'.join(_GERMAN[1:])})(?P<st>[a-zäöü]{{2,12}}(?:ste|ßte)[nrsm]?)\b"
    rf"|\b(?P<eine>{_EINE}) (?P<ding>[A-ZÄÖÜ][a-zäöüß]{{2,}})"
    rf"|\b(?P<plain>{_ONE}) (?P<noun>[a-z]{{3,}})",
    re.IGNORECASE,
)
# What the pattern needs; looking for it is faster than it is.
_HINTS = frozenset(
    (
        *_ENGLISH,
        *_words("no no. nr nr. number nummer platz rang stelle position place rank spot seat"),
    )
)
_PARTS_OF_HINTS = ("no.", "nr.", "#", *_GERMAN[1:])
_NTH = re.compile(r"\d(?:st|nd|rd|th)\b", re.IGNORECASE)
_FRACTION = re.compile(r"\b(?:an?|one|two|per|each|every|\d) ?-?$", re.IGNORECASE)
# What stands behind an ordinal that is no rank: a share, a time, a name of something else.
_NO_RANKS = _words(
    "part parties party world hand of and or the in to later ago after before from thing time times"
    " half quarter day degree person that who which was were is are with for mal teil welt hälfte"
)


@dataclass(frozen=True)
class Rank:
    """A rank that a text states, with what is ranked by: "highest", "album", or nothing."""

    value: int
    by: str
    text: str
    start: int
    end: int


def find_ranks(text: str) -> Iterator[Rank]:
    """Yield the ordinals and ranks of a text, in order."""
    if not _may_rank(text):
        return
    for m in _RANK.finditer(text):
        group = next(name for name in m.groupdict() if m[name])
        rank = _read(m, group, text)
        if rank is not None:
            yield rank


def _may_rank(text: str) -> bool:
    low = text.lower()
    return (
        not _HINTS.isdisjoint(low.replace("-", " ").split())
        or any(map(low.__contains__, _PARTS_OF_HINTS))
        or bool(_NTH.search(low))
    )


def _read(m: re.Match[str], group: str, text: str) -> Rank | None:
    written = m[group]
    by = ""
    if group == "plain":
        by = m["noun"]
        low = written.lower()
        if (
            low in ("first", "1st")
            or by.lower() in _NO_RANKS
            or by != by.lower()
            or written != low
            or (low in ("second", "third") and _FRACTION.search(text[: m.start()]))
        ):
            return None
    elif group == "eine":
        by = m["ding"]
        if (
            by.lower() in _NO_RANKS
            or not written.islower()
            or written.startswith("erst")
            or not by[0].isupper()
        ):
            return None
    elif group == "least":
        by = m["most"].lower()
    elif group == "der":
        by = m["st"].lower().rstrip("nrsm").removesuffix("e")
    value = _value(written)
    return Rank(value, by, written, m.start(group), m.end(group)) if value else None


def _value(written: str) -> int:
    digits = re.match(r"\d+", written)
    if digits:
        return int(digits[0])
    low = written.lower()
    return _VALUES.get(low) or _VALUES.get(re.sub(r"e[nrsm]?$", "", low)) or 0
