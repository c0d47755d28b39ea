"""Tell what a statement in a language without a tagger says of a thing, by its place alone."""

from __future__ import annotations

import re

from pipeline.librarian.extractive.names.main_clause import MainClause
from pipeline.librarian.extractive.names.telling import Telling
from pipeline.librarian.extractive.names.terms import defines
from pipeline.librarian.extractive.words.languages import ARTICLES
from pipeline.librarian.extractive.words.word_lists import word_set

# What points back at the start of a sentence in German, French and Spanish.
_LEANING_ELSEWHERE = word_set(
    "diese dieser dieses diesen diesem ihre ihr ihren ihrer sie er es sein seine dabei dadurch"
    " damit dazu davon deshalb daher außerdem jedoch dort so und aber oder ansonsten andernfalls"
    " danach dann zudem zunächst anschließend hier hierbei hierzu auch ebenso analog nun jetzt"
    " solche solcher solches beide letztere erstere ce cette ces cet il elle ils elles son"
    " sa ses leur leurs cela ceci este esta estos estas ello ellos su sus"
)
# "Diese Aufgabe", "im obigen Beispiel": what these are, only the sentences before tell.
_POINTING_ELSEWHERE = re.compile(
    r"\b(?:[Dd]iese[rsnm]?|[Ss]olche[rsnm]?|obige[rsnm]?|genannte[rsnm]?|letztere[rsnm]?)\b"
    r"|\b(?:oben|unten) (?:genannt|beschrieben|gezeigt)|\bim [Ff]olgenden\b|: Hier\b"
    r"|\b(?:[Ww]ir|[Uu]ns|[Uu]nser\w*)\b|\b[Ss]iehe\b|^(?:Wenn|Falls|Sofern|Sobald) Sie\b"
)
_FOR_NOW_ELSEWHERE = re.compile(
    r"^[^.,;]{3,60} (?:auch|außerdem|zudem|ebenfalls|darüber hinaus|noch|dann|daher|deshalb|also)\b"
    r"|\b(?:derzeit|momentan|aktuell|bisher|bereits|jetzt|neueste[rsn]?)\b"
)


# Verbs behind which a subject may stand in German and French.
_VERBS = word_set(
    "ist war sind waren wird wurde werden wurden hat hatte haben hatten kann können muss müssen"
    " darf dürfen soll sollen est sont était étaient a ont"
)
_MAY_BE_VERB = re.compile(r"[^\W\dA-ZÄÖÜ_]{2,}(?:t|te|en|ten)$")
_MOST_BEFORE_NAME = 6  # words of a sentence that still is about the thing


def tell_elsewhere(clause: MainClause, i: int, j: int) -> Telling:
    """Judge a name in a language without a tagger, by its place alone."""
    found = clause.found
    if found[0].low in _LEANING_ELSEWHERE or _POINTING_ELSEWHERE.search(clause.text):
        return Telling.NOTHING
    form = clause.text[found[i].start : found[j - 1].end]
    if defines(clause.text, form):
        return Telling.DEFINES
    if not any(t.low in _VERBS or _MAY_BE_VERB.match(t.text) for t in found[j:]):
        return Telling.NOTHING  # "Der Befehl zum Lesen des Pegels" is no sentence
    opens = i == 0 or (i == 1 and found[0].low in ARTICLES)
    goes_on = j < len(found) and not found[j].broken and not found[j].capital
    if opens and goes_on:
        return Telling.TREATS if _FOR_NOW_ELSEWHERE.search(clause.text) else Telling.DESCRIBES
    before = i - 1 - (i > 1 and found[i - 1].low in ARTICLES)
    if goes_on and i and found[before].low in _VERBS:
        return Telling.TREATS  # "Nach dem Umbau ist die Schleuse wieder frei"
    if opens or (i == 2 and found[0].low in ARTICLES and goes_on and found[1].text.islower()):
        return Telling.TREATS if goes_on else Telling.TOUCHES
    return Telling.RELATES if i > _MOST_BEFORE_NAME else Telling.TOUCHES
