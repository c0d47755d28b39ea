"""What tells instances of one kind apart: Line 4 and Line 7, version 2.3 and 2.4, MW-2 and MW-3.

A name of this form has a series ("line", "version", "mw") and a designator ("4", "2.3"). What is
said of one instance is not said of another of its series, so their values are never compared.
Instances are read from these forms: a word that counts things off, or a capitalised word, with a
number, letter or Roman numeral behind it ("Phase 1", "Building B", "Stockpile 2", "Line No. 4");
an ordinal before such a word ("the second phase"); letters that are joined to a number ("MW-2",
"GPT-4"); a version; and a word for how finished a text or count is ("the draft plan").

The bounds: a year tells editions apart and no things, so it is a date and no designator. A document
that only speaks ("EIP-1884 raises the cost", "according to Report 3") is no subject, and does not
count. A series in lower case that is not in the list is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.core.language.emphasis import blank_emphasis


def _words(block: str) -> frozenset[str]:
    return frozenset(block.split())


_KINDS = _words(
    """
    line phase stage version release revision draft variant option scenario plan part volume chapter
    section appendix annex figure table edition issue number unit reactor turbine boiler furnace
    engine pump well borehole shaft tank basin dam lock gate sluice valve pier dock berth quay
    platform track terminal runway building block tower hall wing room floor storey level zone
    sector district ward region area site plot lot field station camp plant stockpile pile sample
    specimen trial experiment cohort arm group team crew squad patient case subject participant day
    week quarter season episode round lap heat run test type class grade category model series mark
    batch route bus tram train highway motorway road street avenue exit junction bridge tunnel canal
    cell channel port node server cluster layer tier pool shard partition slot epoch generation
    layer module component article paragraph clause rule amendment step task question problem
    exercise lesson unit camera sensor probe satellite mission flight tranche lane bay dose
    linie phase stufe fassung entwurf abschnitt bauabschnitt teil band kapitel gleis halle turm
    gebäude haus zimmer raum stock ebene zone bezirk block werk anlage pumpe brunnen schacht becken
    schleuse probe versuch gruppe klasse typ modell baureihe tag woche saison folge runde
    ligne phase étape tome partie bâtiment salle étage puits línea fase etapa parte edificio pozo
    """
)
# Words that often begin a sentence and stand before a number that counts something.
_NEVER_NAMES = _words(
    """
    a about above across after all almost also an and another any approximately around as at before
    below besides between both but by circa despite during each either even every exactly except few
    fewer for from full further had half has have here his however if in including instead into is
    its just last less like many maybe more most nearly neither next no nor not now of off on once
    one only or other our out over past per perhaps plus roughly since so some still such than that
    the their then there these they this those though three through thus till to today together two
    under unless until up upon we were what when where whereas whether which while who with within
    without yet you add build buy choose count cut find get give hold increase keep let make move
    open pay place press put raise read reduce remove run see send set spend start store take turn
    use wait january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday year winter summer spring autumn ph
    magnitude rating score index factor ratio population rund etwa ca seit bis ab von vor nach mit
    über unter gegen jahr im am um zum zur bei für fast nur mehr weniger insgesamt knapp en de la le
    les des du el los las con por desde hasta pendant depuis environ dans sur avec sous mars avril
    januar februar märz mai juni juli oktober dezember enero febrero
    """
)
_ORDINALS = {
    word: str(number)
    for number, words in enumerate(
        (
            "first 1st erste ersten erster erstes",
            "second 2nd zweite zweiten zweiter zweites",
            "third 3rd dritte dritten dritter drittes",
            "fourth 4th vierte vierten vierter viertes",
            "fifth 5th fünfte fünften",
            "sixth 6th",
            "seventh 7th",
            "eighth 8th",
            "ninth 9th",
            "tenth 10th",
        ),
        1,
    )
    for word in words.split()
}
_NUMBER_WORDS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
}
_ROMAN = {
    "I": "1",
    "II": "2",
    "III": "3",
    "IV": "4",
    "V": "5",
    "VI": "6",
    "VII": "7",
    "VIII": "8",
    "IX": "9",
    "X": "10",
}
_STATES = _words("draft final preliminary interim provisional")

_WORD = r"[^\W\d_][^\W_]{0,30}(?:['’-][^\W\d_]{1,30}){0,3}"
_ONE = rf"\d{{1,5}}(?:\.\d{{1,4}}){{0,3}}[a-z]?|[A-Z]|[IVX]{{2,5}}|{'|'.join(_NUMBER_WORDS)}"
_NAMED = re.compile(
    # The word is taken whole or not at all, which spares two thirds of the time.
    rf"(?<![\w.-])(?P<kind>(?>{_WORD}))"
    r"(?:[ \u00a0](?:[Nn]o\.?|[Nn]r\.?|[Nn]umber|[Nn]ummer)[ \u00a0]?|[ \u00a0]#?|#)"
    rf"(?P<one>{_ONE})(?![\w%°]|[.,:]\d|-\d)"
    rf"(?P<more>(?:(?:, | and | or | & | und | oder |, and |, or | ?[-–] ?| to )(?:{_ONE})"
    r"(?![\w%°]|[.,:]\d)){0,8})"
)
_ORDINAL = re.compile(rf"\b(?P<one>{'|'.join(_ORDINALS)}) (?P<kind>{_WORD})", re.IGNORECASE)
_JOINED = re.compile(
    r"(?<![\w./-])(?P<kind>[A-Z][A-Za-z]{0,7})(?P<join>-?)(?P<one>\d{1,5}(?:\.\d{1,3})?[a-z]?)(?![\w%°]|[.,-]\d)"
)
_VERSION = re.compile(
    r"\b(?:v|[Vv]ersion |[Rr]elease |[Vv]er\. ?)(?P<one>\d{1,5}(?:\.\d{1,5}){0,3}"
    r"(?:[ab.-]?(?:rc|alpha|beta)\d{0,3})?)"
    r"(?![\w]|\.\d)"
)
_STATE = re.compile(rf"\b(?P<one>{'|'.join(_STATES)}) (?=[^\W\d_]{{3}})", re.IGNORECASE)
_COUNTED = re.compile(r" (?:[A-ZÄÖÜ]|(?:times|thousand|million|billion|per)\b)")
# What each of these patterns needs; looking for it is faster than they are.
_HINT = re.compile(r"\d|\b[A-Z]\b|\b[IVX]{2}|\w(?:st|nd|rd|th|te[nrs]?) \w|aft |nal |ary |rim ")
_ORDINAL_HINT = re.compile(r"\w(?:st|nd|rd|th|te[nrs]?|ers) \w")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_SPEAKS = re.compile(
    r"(?:['’]s)?,? (?:\([^()]{0,60}\) )?(?:then |also |now |further |later )?"
    r"(?:(?:increas|decreas|rais|lower|reduc|chang|adjust|updat|replac|propos|introduc|specif|defin|"
    r"supersed|amend|add|remov|renam|repric|modif|bump|reject|withdr)\w*|sets?|says?|states?|notes?|"
    r"reports?|tells|claims?|writes?|gives|puts|finds|found|estimates?|recommends?|requires?|makes?)\b"
)
_SPOKEN = re.compile(
    r"\b(?:according to|as of|since|by|per|see|in|under|with|via|from|after|before|until|of|to)"
    r" (?:the )?$|[(\[]$",
    re.IGNORECASE,
)
_DOCUMENTS = _words(
    """
    eip erc rfc pep bip cip iso iec ieee din en adr jep cve bcp std report paper document note memo
    bulletin letter article section chapter appendix annex figure table volume issue paragraph
    clause amendment act law regulation directive
    """
)
_LONGEST_TEXT = 4_000  # characters of one statement that are looked at


@dataclass(frozen=True)
class Instance:
    """One instance that a text names; `start` and `end` are offsets into the text."""

    series: str
    designators: frozenset[str]
    start: int
    end: int


@lru_cache(maxsize=50_000)
def find_instances(text: str) -> tuple[Instance, ...]:
    """Return the instances that a statement names as things, in order."""
    text = blank_emphasis(text[:_LONGEST_TEXT])
    if not _HINT.search(text):
        return ()
    found: dict[int, Instance] = {}
    for one in (*_versions(text), *_joined(text), *_named(text), *_ordinals(text), *_states(text)):
        if not _speaks(one, text):
            found.setdefault(one.start, one)
    return tuple(found[at] for at in sorted(found))


def instances_at(text: str, at: int) -> Mapping[str, frozenset[str]]:
    """Return the instances of which a place in a statement speaks, by their series.

    In each series these are the nearest before the place, or else the first behind it.
    """
    nearest: dict[str, Instance] = {}
    for one in find_instances(text):
        if one.start < at or one.series not in nearest:
            nearest[one.series] = one
    return {series: one.designators for series, one in nearest.items()}


def instances_in(text: str) -> Mapping[str, frozenset[str]]:
    """Return all instances that a statement names, by their series."""
    found: dict[str, frozenset[str]] = {}
    for one in find_instances(text):
        found[one.series] = found.get(one.series, frozenset()) | one.designators
    return found


def are_other_instances(
    one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]
) -> bool:
    """Tell whether both name instances of one series, and not a single instance together."""
    return bool(one and other) and any(
        series in other and not names & other[series] for series, names in one.items()
    )


def _versions(text: str) -> Iterator[Instance]:
    for m in _VERSION.finditer(text):
        yield Instance("version", frozenset({m["one"]}), *m.span())


def _joined(text: str) -> Iterator[Instance]:
    for m in _JOINED.finditer(text):
        if not _YEAR.fullmatch(m["one"]) and (m["join"] or m["kind"].isupper()):
            yield Instance(m["kind"].lower(), frozenset({m["one"]}), *m.span())


def _named(text: str) -> Iterator[Instance]:
    for m in _NAMED.finditer(text):
        kind = _singular(m["kind"].lower())
        ones = [m["one"], *re.findall(rf"(?:{_ONE})(?!\w)", m["more"])]
        if _is_name(m["kind"], m["one"], text[m.end() : m.end() + 40]):
            yield Instance(kind, frozenset(map(_designator, ones)), *m.span())


def _ordinals(text: str) -> Iterator[Instance]:
    low = text.lower()
    there = _ORDINAL_HINT.search(text) and any(word in low for word in _ORDINALS)
    for m in _ORDINAL.finditer(text) if there else ():
        # The pattern also takes letters of other alphabets for "s" and "i", as in "ſecond".
        one = _ORDINALS.get(m["one"].lower())
        if one and _singular(m["kind"].lower()) in _KINDS:
            yield Instance(_singular(m["kind"].lower()), frozenset({one}), *m.span())


def _states(text: str) -> Iterator[Instance]:
    for m in _STATE.finditer(text) if any(x in text for x in _STATES) else ():
        yield Instance("as", frozenset({m["one"].lower()}), *m.span())


def _is_name(kind: str, one: str, after: str) -> bool:
    """Tell whether a word and a designator name a thing, and do not count something."""
    low = _singular(kind.lower())
    if _YEAR.fullmatch(one) or low in _NEVER_NAMES or kind.lower() in _NEVER_NAMES:
        return False
    if low in _KINDS:
        return one[0].isdigit() or kind[:1].isupper() or (one.isupper() and one not in ("A", "I"))
    if not kind[:1].isupper() or kind.lower().endswith("ly") or not one[0].isdigit():
        return False
    return not _COUNTED.match(after)


def _designator(one: str) -> str:
    return _ROMAN.get(one) or _NUMBER_WORDS.get(one.lower()) or one


def _singular(kind: str) -> str:
    return kind if kind in _KINDS or kind.endswith("ss") else kind.removesuffix("s")


def _speaks(one: Instance, text: str) -> bool:
    """Tell whether an instance is a document that speaks or is pointed at, and no subject."""
    if _SPEAKS.match(text, one.end):
        return True
    return one.series in _DOCUMENTS and bool(
        _SPOKEN.search(text[max(0, one.start - 20) : one.start])
    )
