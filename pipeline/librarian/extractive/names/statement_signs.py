"""Read off a statement by which signs one can tell whether it has a place on the page of a thing.

Each sign is a number that needs no more than the statement's own words and the names of the thing,
so that a statement of this source and one that the wiki holds already are judged alike. How much
each sign weighs was learned from statements that a reader judged (`learned_weights.py`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Container

from pipeline.librarian.extractive.names.main_clause import (
    AUXILIARIES,
    BE_FORMS,
    GLOSSED,
    MainClause,
    first_clause,
)
from pipeline.librarian.extractive.names.sentence_subject import find_places
from pipeline.librarian.extractive.names.telling import Telling, Told
from pipeline.librarian.extractive.names.verb_of_subject import is_weak
from pipeline.librarian.extractive.words.english import zipf_frequency
from pipeline.librarian.extractive.words.languages import ARTICLES
from pipeline.librarian.extractive.words.tagger import MODIFIERS, NOUNS
from pipeline.librarian.extractive.words.word_lists import word_set

_POINTERS = word_set(
    "this these those such latter former diese dieser dieses diesen diesem solche solcher solches"
)
_PRONOUNS = word_set("it they them he she him er sie es ihn ihm ihnen dies")
_POSSESSIVES = word_set("its their his her sein seine seiner seinem seinen ihre ihr ihren ihrer")
_READER = word_set("you your yours du dein deine deinen deiner deines dir dich euch ihr")
_AUTHORS = word_set("i we us our my me ours wir uns unser unsere unserer unseren ich")
_JOINING = word_set(
    "however also therefore thus then instead still again moreover too hence otherwise though"
    " additionally likewise similarly finally yet jedoch auch dann daher deshalb also noch außerdem"
    " zudem ebenfalls trotzdem dabei dadurch damit hier hierzu so ansonsten wieder"
)
_TIMES = word_set(
    "now currently recently today new upcoming will soon already ago latest finally yesterday just"
    " previously nun jetzt aktuell derzeit bereits heute bisher neue neuen neuer kürzlich"
)
_COMPARING = word_set(
    "more less than same similar other another both fewer older newer simpler rather instead only"
    " else different unlike mehr weniger als gleiche gleichen andere anderen beide beiden anders"
)
_PLACES = word_set(
    "above below following previous here section figure listing step example examples chapter table"
    " preceding next later earlier oben unten folgende folgenden abschnitt kapitel beispiel schritt"
)
_TELLING = word_set(
    "allows allow enables enable provides provide defines define represents represent refers refer"
    " means mean exposes expose describes describe compiles compile encodes encode implements"
    " implement stores store manages manage converts convert handles handle contains contain lets"
    " let helps simplifies integrates runs measures controls determines specifies bezeichnet"
    " bedeutet beschreibt ermöglicht ermöglichen bietet erlaubt dient enthält definiert steuert"
)
_DENYING = word_set(
    "not never no cannot none nor nicht kein keine keinen keiner nie don't doesn't can't isn't"
    " aren't won't didn't wasn't"
)
_DUTIES = word_set("must should shall may might muss müssen soll sollen sollte sollten darf dürfen")
_HEDGES = word_set(
    "often usually typically generally very quite really well mostly great easy easily simple"
    " simply important several various many some few most certain oft meist sehr viele einige"
    " common fundamental extremely relatively fairly known canonical powerful popular useful"
)
_IS_WHAT = re.compile(
    r"(?:is|are|was|were|ist|sind) (?:\w+ly |also |usually )?(?:an?|the|one of|ein|eine|einer"
    r"|der|die|das)\b|sind [A-ZÄÖÜ]"
)
_THAN = re.compile(r"\b(?:\w+er\b|more|less|fewer|rather).{0,40}\bthan\b|\blike (?:this|that)\b")
# What follows the class that a definition gives: "a tool that", "a format for", "ein Wert, der".
_OF_CLASS = re.compile(
    r"(?:is|are|ist|sind) (?:\w+ly |also )?(?:an?|the|one of|ein|eine|einer|der|die|das)? ?"
    r"(?:[\w/-]+ ){1,6}?(?:that|which|who|for|used|to|of|by|with|from|designed|containing|in which"
    r"|responsible|provided)\b|(?:ist|sind) (?:[\w-]+ ){1,6}?[\w-]+, (?:der|die|das|dem|den|mit)\b"
)
# A value of the thing: "has 79 known moons", "is 30 metres high", "costs 200 gas".
_COUNTS = re.compile(r"(?:\w+ ){1,3}?(?:about |some |only |up to )?\d[\d.,]*\b")
_GLOSS_WHAT = re.compile(
    r"(?:An?|The|Any|All|One|Ein|Eine|Der|Die|Das|an?|the) [^:]{12,}[.!]?$"
    r"|\w+ (?:of|for|that) [^:]+$"
)
_OF_TEXT = re.compile(
    r"\b(?:this|dieses?|dieser) (?:document|specification|spec|rfc|proposal|section|page|article"
    r"|post|guide|tutorial|chapter|blog|release|version|feature|change|kapitel|dokument)\b"
    r"|\bin review\b",
    re.IGNORECASE,
)
_FOR_EXAMPLE = re.compile(r"\b(?:for example|for instance|e\.g\.|z\. ?B\.|zum Beispiel)", re.I)
_OPENING = re.compile(r"[\"“„_*]?[A-ZÄÖÜ0-9]")
_CUT = re.compile(r"^[^\w\"“„_*`(<~.$@-]|^-\w+ |…|\b(?:aka|e\.g|i\.e|etc|z\. ?B)\.?$")
_WORDS_OF_LONG = 40
_WORDS_OF_SHORT = 7


def read_signs(text: str, names: Container[str], told: Told, english: bool) -> dict[str, float]:
    """Return the signs of a statement, in plain words, about the thing with these name keys.

    A sign that is nought is left out. The names of the signs are those of the table of weights.
    """
    clause = first_clause(text)
    found = clause.found
    place = next(iter(find_places(clause, names)), None)
    words = max(len(found), 1)
    low = [t.low for t in found]
    every = re.findall(r"[^\W\d_]+(?:['’]\w+)?", text.lower())

    def count(of: frozenset[str], among: list[str] = low) -> float:
        return float(min(sum(w in of for w in among), 3))

    gloss = GLOSSED.match(clause.text)
    signs = {
        "defines": told.telling == Telling.DEFINES,
        "describes": told.telling == Telling.DESCRIBES,
        "treats": told.telling == Telling.TREATS,
        "long": words > _WORDS_OF_LONG,
        "short": words < _WORDS_OF_SHORT,
        "words": math.log2(words),
        "sentences": min(told.sentences, 4) - 1,
        "pointers": count(_POINTERS, every),
        "pronouns": count(_PRONOUNS),
        "possessives": count(_POSSESSIVES),
        "reader": count(_READER, every),
        "authors": count(_AUTHORS, every),
        "joining": count(_JOINING, every),
        "times": count(_TIMES),
        "comparing": count(_COMPARING),
        "places": count(_PLACES, every),
        "denying": count(_DENYING),
        "duties": count(_DUTIES),
        "hedges": count(_HEDGES),
        "example": bool(_FOR_EXAMPLE.search(text)),
        "gloss": gloss is not None,
        "gloss_what": gloss is not None and bool(_GLOSS_WHAT.match(clause.text, gloss.end())),
        "than": bool(_THAN.search(text)),
        "of_text": bool(_OF_TEXT.search(text)),
        "digits": any(c.isdigit() for c in text),
        "brackets": "(" in text,
        "small": not _OPENING.match(text),
        "cut": bool(_CUT.search(text.strip())) or text.rstrip()[-1:] not in '.!)”"',
        "asks": text.rstrip().endswith(("?", "!", ":")),
        "led": clause.start > 0,
        "order": clause.is_order,
        "code": sum(t.code or t.identifier or "_" in t.text for t in found) / words,
        "capitals": sum(t.capital and not t.first for t in found) / words,
        "elsewhere": not english,
    }
    if place:
        signs |= _signs_around(clause, *place, english)
    if english:
        signs |= _signs_of_english(clause, place)
    return {name: float(value) for name, value in signs.items() if value}


def _signs_around(clause: MainClause, i: int, j: int, english: bool) -> dict[str, float]:
    """Return the signs of the words around the name, which stands at the words i to j."""
    found = clause.found
    after = clause.text[found[j - 1].end :].lstrip('`*_"”“ ')
    opens = i - (i > 0 and found[i - 1].low in ARTICLES) <= clause.start
    verb = found[j].low if j < len(found) else ""
    before = clause.text[: found[i].start]
    return {
        "tells": opens and verb in _TELLING,
        "weak_verb": opens and is_weak(verb),
        "counts": opens and bool(_COUNTS.match(after)),
        "joined": verb in ("and", "or", "und")
        or (i > 0 and found[i - 1].low in ("and", "or", "und")),
        "after_sign": before[-1:] in ("/", ".", "-", "~", "$", "@"),
        "opens": opens,
        "is_what": bool(_IS_WHAT.match(after)),
        "is_the": after.startswith(("is the ", "are the ")),
        "of_class": bool(_OF_CLASS.match(after)),
        "copula": j < len(found) and found[j].low in BE_FORMS | {"ist", "sind"},
        "auxiliary": j < len(found) and found[j].low in AUXILIARIES,
        "the_name": i > 0 and found[i - 1].low in ("the", "der", "die", "das", "den", "dem"),
        "a_name": i > 0 and found[i - 1].low in ("a", "an", "each", "every", "ein", "eine"),
        "goes_on": english and not clause.ends_phrase(j),
        "modified": english and i > 0 and clause.tags[i - 1] in NOUNS | MODIFIERS,
    }


def _signs_of_english(clause: MainClause, place: tuple[int, int] | None) -> dict[str, float]:
    """Return the signs for which parts of speech or word frequencies are needed."""
    found, tags = clause.found, clause.tags
    verb = next((k for k in range(1, len(found)) if clause.is_finite(k)), -1)
    named = range(*place) if place else range(0)
    certain = 0
    for k, word in enumerate(found[:-1]):
        noun = k + 1
        while noun < len(found) and tags[noun] in MODIFIERS and not found[noun].broken:
            noun += 1
        if word.low != "the" or noun >= len(found) or tags[noun] not in NOUNS or k + 1 in named:
            continue
        while noun + 1 < len(found) and tags[noun + 1] in NOUNS and not found[noun + 1].broken:
            noun += 1
        follows = found[noun + 1].low if noun + 1 < len(found) else ""
        plain = found[noun].text.islower()
        certain += plain and follows not in ("of", "that", "which", "for", "in", "to", "used")
    common = [zipf_frequency(t.low) for t in found if t.text.islower() and len(t.low) > 3]
    return {
        "certain": min(certain, 3),
        "past": verb > 0 and (tags[verb] == "VBD" or found[verb].low in ("was", "were", "had")),
        "no_verb": verb < 0,
        "gerund": tags[:1] == ("VBG",),
        "common": sum(common) / len(common) - 5 if common else 0.0,
    }
