"""Tell what a statement says of a thing: whether the thing is its subject, and what is said.

A page is made of statements whose subject is the page's thing. One that names the thing in passing
says nothing of it: "Linux is one system that requires this" is about the requirement. What is
looked at is the first sentence, because the others of a statement lean on it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from enum import IntEnum
from typing import NamedTuple

from pipeline.librarian.extractive.names.main_clause import (
    AUXILIARIES,
    BE_FORMS,
    GLOSS,
    MainClause,
    first_clause,
)
from pipeline.librarian.extractive.names.names import HEAD_NOUNS
from pipeline.librarian.extractive.names.terms import defines
from pipeline.librarian.extractive.words.english import zipf_frequency
from pipeline.librarian.extractive.words.languages import ARTICLES
from pipeline.librarian.extractive.words.sentence_openings import SELF_REFERENCE
from pipeline.librarian.extractive.words.tagger import MODIFIERS, NOUNS
from pipeline.librarian.extractive.words.tokens import join_keys, tokenize
from pipeline.librarian.extractive.words.word_lists import (
    word_set,
)


class Telling(IntEnum):
    """How much a statement says of a thing; from `DESCRIBES` on it can open the thing's page."""

    NOTHING = 0  # the thing is not named, or only in passing
    RELATES = 1  # the thing is what another thing is said to hold, use or do
    TOUCHES = 2  # a part or use of the thing is the subject
    TREATS = 3  # the thing is the subject
    DESCRIBES = 4  # the thing is the subject, and the statement tells what it does
    DEFINES = 5  # it tells what the thing is


class Told(NamedTuple):
    """What one statement tells of a thing, and in how many sentences."""

    telling: Telling
    sentences: int
    opening: str = ""  # its first words


_EVERYDAY = 4.0  # Zipf frequency of a word of everyday English
LONGEST_NAME = 7  # words of a name
_WORDS_OF_OPENING = 6
_FEW_WORDS = 3  # of a gloss that says little
_MOST_BEFORE_NAME = 5  # words of a subject before the name
_MOST_BEFORE_VERB = 14  # words between a subject and its verb
_MOST_BEFORE_OBJECT = 6  # words between a verb and its object
_DETERMINERS = ARTICLES | word_set("each every any all both these most your its our another")
_RELATIVES = word_set("that which who whose where when")
_NAMING = word_set("called named termed dubbed")
_INTRODUCING = word_set(
    "adds add adding introduces introduce introducing proposes propose proposing defines define"
    " defining describes describe describing specifies specify provides provide creates"
    " standardizes"
)
_CALLED = re.compile(
    r"\b(?:is|are) (?:also |often |usually |then |commonly |sometimes )?(?:called|known as|"
    r"referred to as|termed|named) (?:an? |the )?[`*_\"“]*"
    r"|\brefers? to [^.]{3,160} as (?:an? |the )?[`*_\"“]*"
    r"|\bthe (?:concept|notion|idea) of (?:an? |the )?[`*_\"“]*"
)
_DEFINING_VERBS = word_set("means mean denotes denote represents represent comprises comprise")
_MADE = word_set(
    "defined stored computed generated created written maintained represented implemented described"
    " composed derived identified produced built provided shared displayed shown listed executed"
    " applied charged calculated formed measured expressed encoded constructed held kept assigned"
    " divided organized organised sent delivered triggered"
)
_BEGUN = word_set(
    "founded built launched discovered released introduced created established designed invented"
    " opened developed born formed adopted"
)
_IS_WHAT = re.compile(
    r"(?:by far |also |always |usually |typically |simply |just |basically |essentially |"
    r"normally |often )*"
    r"(?:an?|one of|another|any|the(?! (?:same|case|reason|result|following|first|last|next|only "
    r"(?:way|thing|one)))|used (?:to|as|for|by|in|when)|responsible for|meant (?:to|for)|"
    r"intended (?:to|for|as)|designed (?:to|for|as)|made (?:up )?of|known as|composed of|part of|"
    r"based on)\s",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"(?:an?|one|the) (?:\w+ ){0,2}(?:example|instance|option|case|problem|issue|concern|exception|"
    r"alternative|possibility|solution|reason|way|question|matter|thing|candidate|goal|choice|"
    r"consequence|sign)\b|the name of\b|one (?:system|thing|way)\b|as follows",
    re.IGNORECASE,
)
# What holds for a while only opens no page.
_FOR_NOW = re.compile(
    r"^(?:Any|All|Every|Most|Some|Both|Many|Few|No)\b|^[^.,;]{3,60} also\b"
    r"|\b(?:currently|nowadays|at the moment|at present|right now|so far|not yet|recently"
    r"|as of (?:\w+ )?(?:19|20)\d\d|until now|up to now|is now|are now|has been|have been)\b",
    re.IGNORECASE,
)
_OF_PERSON = re.compile(r"\b(?:he|she|his|her)\b")
_OF_DIAGRAM = re.compile(r"\s\(\d{1,2}\)(?=[\s,.;])")  # "sends a query (2) to the server"
# The cells of a row, each with the name of its column.
_CELLS = re.compile(
    r"(?:^[^:]+: |[.,] )(?:description|required|default|type|example|values?|unit)s?:? ",
    re.IGNORECASE,
)
# What ends the object of an order.
_AFTER_OBJECT = word_set("to from by with when if because so that which in as")
# What points back at the start of a sentence in German, French and Spanish.
_LEANING_ELSEWHERE = word_set(
    "diese dieser dieses diesen diesem ihre ihr ihren ihrer sie er es sein seine dabei dadurch"
    " damit dazu davon deshalb daher außerdem jedoch dort so ce cette ces cet il elle ils elles son"
    " sa ses leur leurs cela ceci este esta estos estas ello ellos su sus"
)
# What a text says of itself and of what its reader does while reading.
_OF_TEXT = re.compile(
    r"^[^,.]{2,40}, (?:then|too|however|though|therefore|in turn),"
    r"|\b(?:this|these|those|such) (?:problem|issue|concern|case|approach|reason|restriction|limit"
    r"|limitation|behaviou?r|change|difficult)(?:s|y|ies)?\b|\bplease (?:see|refer)\b"
    r"|\b(?:overview|material|section|chapter|appendix|introduction)s? (?:on|to|of|is|are)\b"
    r"[^.]{0,80}\b(?:presented|provided|introduces?|included|given)\b"
    r"|^The (?:corresponding|resulting)\b"
    r"|\b(?:mitigate|address|do|avoid|prevent|solve|fix|achieve|because of|due to|after|before) "
    r"(?:this|that|these|those)(?=[,.;]| (?:and|but|it)\b)|^(?:Ergo|Hence|Thus|Therefore)\b"
    r"|^As you\b|^The following\b|\byou (?:created|learned|have seen|saw|built|made)\b"
    r"|^(?:Now|Next|Finally|Let's|Let us|At this point|From now on)\b|\bas follows\b"
    r"|\b(?:this|the) (?:tutorial|walkthrough|exercise|example (?:command|above|below|shows))\b"
    r"|\bin (?:this|our) example\b|\bis now ready\b|\bdefinitive guide\b"
    r"|\b(?:contains|provides|gives) (?:complete |detailed |more |useful |further )*"
    r"(?:instructions|information|articles|details) (?:for|on|about)\b",
    re.IGNORECASE,
)
# What adds only a kind of thing to a name: "the TOML format", "the scache server".
_KINDS = HEAD_NOUNS | word_set(
    "format file property exception variable type server language specification standard role team"
    " environment object element section table package component process option setting parameter"
    " syntax interface database distribution argument decorator macro trait struct project network"
)


def is_ordinary(title: str) -> bool:
    """Tell whether a title is a single word of everyday English: "Secret", "Base"."""
    low = title.lower()
    return title[1:].islower() and low.isalpha() and zipf_frequency(low) >= _EVERYDAY


def tell_of(text: str, names: Container[str], english: bool = True, headed: bool = False) -> Told:
    """Return what a statement, in plain words, says of the thing with these name keys.

    `headed` means that the statement stands in a section about the thing alone: then what names it
    anywhere says something of it.
    """
    clause = first_clause(text)
    best = Telling.NOTHING
    if english and (
        not clause.is_whole or _OF_TEXT.search(clause.text) or _OF_DIAGRAM.search(text)
    ):
        return Told(best, clause.sentences)
    for i, j in _places(clause, names):
        best = max(best, _tell_at(clause, i, j, english))
        best = max(best, Telling.TOUCHES) if headed else best
    if english and best > Telling.TREATS and _FOR_NOW.search(clause.text):
        best = Telling.TREATS
    if english and best < Telling.DESCRIBES and _is_called(text, names):
        best = Telling.DEFINES
    opening = " ".join(t.low for t in clause.found[:_WORDS_OF_OPENING])
    return Told(best, clause.sentences, opening)


def _places(clause: MainClause, names: Container[str]) -> Iterator[tuple[int, int]]:
    """Yield where the names stand in the clause, the longest at each place."""
    found = clause.found
    free = 0
    for i in range(len(found)):
        stop = i + 1
        while stop < min(len(found), i + LONGEST_NAME) and not found[stop].broken:
            stop += 1
        for j in range(stop, max(i, free - 1), -1):
            if i >= free and join_keys([t.key for t in found[i:j]]) in names:
                yield i, j
                free = j
                break


def _tell_at(clause: MainClause, i: int, j: int, english: bool) -> Telling:
    """Judge a name that stands at the words i to j."""
    if i < clause.start:
        leads = i <= 2 and clause.text[:5].lower().startswith(("in ", "with "))
        short = clause.start - j <= 1
        return Telling.TOUCHES if leads and short else Telling.NOTHING
    told = _tell_as_subject(clause, i, j) if english else _tell_elsewhere(clause, i, j)
    if clause.start and told > Telling.TREATS:
        told = Telling.TREATS  # it holds under a condition
    if told or not english:
        return told
    return max(_tell_as_introduced(clause, i, j), _tell_as_object(clause, i, j))


def _tell_as_subject(clause: MainClause, i: int, j: int) -> Telling:
    found, tags = clause.found, clause.tags
    if i - clause.start > _MOST_BEFORE_NAME or j >= len(found):
        return Telling.NOTHING
    if found[i].broken and i > clause.start:
        apposed = found[j].broken and found[i - 1].low not in _RELATIVES
        return Telling.TREATS if apposed and _verb_after(clause, j) == j else Telling.NOTHING
    own, part, kind = True, False, False
    for k in range(clause.start, i):
        if found[k].low in ("of", "for") and k == i - 1 - (found[i - 1].low in ARTICLES):
            whole = clause.ends_phrase(j) and _verb_after(clause, j) >= 0
            return Telling.TOUCHES if whole and k > clause.start else Telling.NOTHING
        if found[k].low in ("and", "or") and k > clause.start:
            own = True  # "the index and the layout are"
            continue
        if tags[k] == "VBG" and k == clause.start:
            part = True  # "Pruning snapshots is slow" is about what is done with them
        kind = (
            kind
            or "/" in found[k].text
            or (tags[k] in MODIFIERS and found[k].low not in _DETERMINERS)
        )
        if tags[k] in NOUNS:
            own = own and j - i > 1
            continue
        if k > clause.start and found[k].broken:
            return Telling.NOTHING
        if not (found[k].low in _DETERMINERS or tags[k] in MODIFIERS or tags[k] == "RB"):
            nested = found[k].low in ("of", "for") and k >= i - 2
            if not nested:
                return Telling.NOTHING
    end = found[j - 1].end
    gloss = GLOSS.match(clause.text, end)
    if gloss and i <= 1:
        if any(clause.is_finite(k) for k in range(j, len(found))):
            return Telling.TREATS if _CELLS.search(clause.text) else Telling.DESCRIBES
        if any(ch.isdigit() for ch in clause.text[end:]):
            return Telling.TREATS  # a value: "`MAX_SIZE`: 24"
        return Telling.TOUCHES if len(found) - j > _FEW_WORDS else Telling.RELATES
    if any(clause.tags[k] in NOUNS for k in range(clause.start, i)) and not own:
        return Telling.NOTHING
    if found[j - 1].text.endswith(("'s", "’s", "s'", "s’")):
        goes_on = any(clause.is_finite(k) for k in range(j, len(found)))
        return Telling.TOUCHES if goes_on else Telling.NOTHING
    if j < len(found) and (found[j].code or found[j].text[:1].isdigit()) and not found[j].broken:
        return Telling.NOTHING  # "Capture group 0" is one of several
    if not clause.ends_phrase(j) and found[j].low not in BE_FORMS | AUXILIARIES:
        named = found[i].code or found[i].capital or found[i].identifier
        if not (named and found[j].low in _KINDS and clause.ends_phrase(j + 1)):
            goes_on = any(clause.is_finite(k) for k in range(j, len(found)))
            return Telling.RELATES if goes_on else Telling.NOTHING
        j += 1
    at = _verb_after(clause, j) if j < len(found) else -1
    told = _judge_verb(clause, at) if at >= 0 else Telling.NOTHING
    acts = told == Telling.TREATS and found[i].capital and not _OF_PERSON.search(clause.text)
    acts = acts and not is_ordinary(found[i].text)
    if acts and clause.tags[at] == "VBD" and found[at].low not in BE_FORMS | AUXILIARIES:
        told = Telling.DESCRIBES  # "Cassini found plumes"
    some = (
        at > j
        and not found[j].broken
        and (tags[j] in ("VBN", "VBG", "JJ") or found[j].low in _RELATIVES)
    )  # "repositories created earlier" are not all of them, nor are "underpriced opcodes"
    most = Telling.TOUCHES if part else Telling.TREATS if some or kind else Telling.DEFINES
    return min(told, most)


def _tell_elsewhere(clause: MainClause, i: int, j: int) -> Telling:
    """Judge a name in a language without a tagger, by its place alone."""
    found = clause.found
    if found[0].low in _LEANING_ELSEWHERE:
        return Telling.NOTHING
    form = clause.text[found[i].start : found[j - 1].end]
    if defines(clause.text, form):
        return Telling.DEFINES
    if i == 0 or (i == 1 and found[0].low in ARTICLES):
        goes_on = j < len(found) and not found[j].broken and not found[j].capital
        return Telling.DESCRIBES if goes_on else Telling.TOUCHES
    return Telling.TREATS if i <= _MOST_BEFORE_OBJECT else Telling.TOUCHES


def _verb_after(clause: MainClause, j: int) -> int:
    """Return where the finite verb of a subject stands that ends before the word j, or -1.

    Between them may stand adverbs, phrases with prepositions, and a clause that says which.
    """
    clauses = 0
    for k in range(j, min(len(clause.found), j + _MOST_BEFORE_VERB)):
        if clause.found[k].low in _RELATIVES:
            clauses += 1
        elif clause.is_finite(k):
            if not clauses:
                return k
            clauses -= 1
    return -1


def _judge_verb(clause: MainClause, at: int) -> Telling:
    """Judge a statement by the verb of its subject."""
    verb = clause.found[at]
    if verb.low == "are" and clause.is_plural_noun(at + 1):
        return Telling.DEFINES  # "providers are infrastructure components"
    rest = clause.text[verb.end :].lstrip()
    if rest.startswith(("not ", "never ", "no longer ")) or verb.low.endswith(("n't", "cannot")):
        return Telling.TREATS
    if verb.low in BE_FORMS:
        if _PASSING.match(rest):
            return Telling.TREATS
        if _IS_WHAT.match(rest):
            return Telling.DEFINES if verb.low in ("is", "are") else Telling.DESCRIBES
        after = clause.found[at + 1].low if at + 1 < len(clause.found) else ""
        made = after in (_MADE if verb.low in ("is", "are") else _BEGUN)
        return Telling.DESCRIBES if made else Telling.TREATS
    if verb.low in ("appears", "seems", "remains", "became", "becomes") and _IS_WHAT.match(
        rest.removeprefix("to be ")
    ):
        return Telling.DESCRIBES
    if verb.low in _DEFINING_VERBS or (
        verb.low in ("refers", "refer", "stands", "stand") and rest.startswith(("to ", "for "))
    ):
        return Telling.DEFINES
    present = clause.tags[at] in ("VBZ", "VBP") and verb.low not in AUXILIARIES
    denied = at and clause.found[at - 1].low in ("not", "never", "longer", "only")
    return Telling.DESCRIBES if present and not denied else Telling.TREATS


def _tell_as_introduced(clause: MainClause, i: int, j: int) -> Telling:
    """Judge a name that a statement introduces: "a function called X", "This RFC adds X, which"."""
    found = clause.found
    if found[i - 1].low in _NAMING and i > 1 and clause.tags[i - 2] in NOUNS:
        told = not clause.start and found[0].low not in ("if", "when", "a")
        return Telling.DESCRIBES if told else Telling.RELATES
    verbs = [k for k in range(1, min(i, 8)) if found[k].low in _INTRODUCING]
    opener = max(verbs, default=-1)
    itself = SELF_REFERENCE.match(clause.text) or (opener > 0 and found[0].identifier)
    if not itself or not 0 < opener < i or not clause.ends_phrase(j):
        return Telling.NOTHING
    signs = sum(found[k].broken for k in range(opener, i + 1))
    apposed = found[i].broken and j < len(found) and found[j].broken and signs == 1
    near = i <= opener + 5 + 3 * apposed and (not signs or apposed)
    plain = apposed or all(
        clause.tags[k] not in NOUNS | {"VBG"} or found[k + 1].low == "of"
        for k in range(opener + 1, i)
    )
    return Telling.DESCRIBES if near and plain and j < len(found) else Telling.NOTHING


def _tell_as_object(clause: MainClause, i: int, j: int) -> Telling:
    """Judge a name behind the verb of the clause: "a wheel contains a RECORD"."""
    found = clause.found
    if clause.is_order:
        steps = (found[k].low in _AFTER_OBJECT for k in range(1, i))
        return Telling.NOTHING if any(steps) else Telling.TREATS
    if clause.start or ": " in clause.text[:60] or clause.is_to_reader:
        return Telling.NOTHING
    if not clause.ends_phrase(j):
        named = found[i].code or found[i].capital or found[i].identifier
        if not (named and found[j].low in _KINDS and clause.ends_phrase(j + 1)):
            return Telling.NOTHING
    for k in range(i - 1, max(clause.start, i - _MOST_BEFORE_OBJECT) - 1, -1):
        if found[k].low in ("if", "when", "because", "while", *_RELATIVES):
            return Telling.NOTHING
        if clause.is_finite(k) and k > clause.start:
            return Telling.RELATES
    return Telling.NOTHING


def _is_called(text: str, names: Container[str]) -> bool:
    """Tell whether any sentence gives a thing its name: "This is called backscatter mail"."""
    for called in _CALLED.finditer(text):
        found = tokenize(text[called.end() : called.end() + 120])
        for j in range(1, min(len(found), LONGEST_NAME) + 1):
            if found[j - 1].broken and j > 1:
                break
            if join_keys([t.key for t in found[:j]]) in names:
                after = found[j] if j < len(found) else None
                return (
                    after is None or after.broken or after.sentence > 0 or not after.text.islower()
                )
    return False
