"""Tell what a statement says of a thing: whether the thing is its subject, and what is said.

A page is made of statements whose subject is the page's thing. One that names the thing in passing
says nothing of it: "Linux is one system that requires this" is about the requirement. What is
looked at is the first sentence, because the others of a statement lean on it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from pipeline.librarian.extractive.names.leaning import OF_AUTHORS, is_of_list, leans
from pipeline.librarian.extractive.names.main_clause import (
    AUXILIARIES,
    BE_FORMS,
    GLOSS,
    MainClause,
    first_clause,
)
from pipeline.librarian.extractive.names.names import HEAD_NOUNS
from pipeline.librarian.extractive.names.subject_elsewhere import tell_elsewhere
from pipeline.librarian.extractive.names.telling import Telling, Told
from pipeline.librarian.extractive.names.verb_of_subject import is_weak, judge_verb
from pipeline.librarian.extractive.words.english import is_known_word, zipf_frequency
from pipeline.librarian.extractive.words.languages import ARTICLES
from pipeline.librarian.extractive.words.sentence_openings import SELF_REFERENCE
from pipeline.librarian.extractive.words.tagger import MODIFIERS, NOUNS
from pipeline.librarian.extractive.words.tokens import Token, join_keys, tokenize
from pipeline.librarian.extractive.words.word_lists import (
    VERBS,
    word_set,
)

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
    r"|\brefers? to [^.]{3,160}(?<!such) as (?:an? |the )?[`*_\"“]*"
    r"|\bthe (?:concept|notion|idea) of (?:an? |the )?[`*_\"“]*"
)
# What holds for a while only opens no page.
_FOR_NOW = re.compile(
    r"^(?:Any|All|Every|Most|Some|Both|Many|Few|No)\b"
    r"|^[^.,;]{3,60} (?:also|itself|then|instead|still|therefore)\b"
    r"|\b(?:currently|nowadays|at the moment|at present|right now|so far|not yet|recently"
    r"|the (?:latest|newest|upcoming)\b|as of (?:\w+ )?(?:19|20)\d\d|until now|up to now|is now"
    r"|are now|has been|have been)\b",
    re.IGNORECASE,
)
# What leads to a definition that holds anywhere: "At a high level", "In Norbach".
_NEUTRAL_INTRO = re.compile(
    r"(?:At (?:a high|the highest|the lowest|its) [a-z]+|In (?:general|short|essence|brief)"
    r"|Generally|Usually|Typically|Normally|Historically|In (?:the )?"
    r"[A-Z][\w.+-]*(?: [A-Z][\w.+-]*){0,3}), "
)
_LEADING = re.compile(r"(?:Like|Unlike|In|On|At|If|When|While|For|To|With|After|Before|As) ")
_PARTICIPLES = word_set("used called based given defined provided shown sent made created")
_OF_PERSON = re.compile(r"\b(?:he|she|his|her)\b")
# The cells of a row, each with the name of its column.
_CELLS = re.compile(
    r"(?:^[^:]+: |[.,] )(?:description|required|default|type|example|values?|unit)s?:? ",
    re.IGNORECASE,
)
# What a row says in the column of this name: "Norbach: opening hours: until six".
_LABELLED = re.compile(r"(?:[\w/&-]+ ){0,5}[\w/&-]+: ")
_SIGN = re.compile(r"[`*_\"”]*\s+[`\"“]*[#+*/$@<>&|~^%=]")  # "The wildcard # matches"
# "If the closure exits": which, only the sentences before tell.
_CERTAIN = re.compile(
    r"\bthe (?!time|case|moment|end|start|future|past|first|last|same|whole)[a-z]+\b(?! of\b)"
)
# What ends the object of an order.
_AFTER_OBJECT = word_set("to from by with when if because so that which in as")
# What adds only a kind of thing to a name: "the TOML format", "the scache server".
_KINDS = HEAD_NOUNS | word_set(
    "format file property exception variable type server language specification standard role"
    " object element section table package component process option setting parameter"
    " syntax interface database distribution argument decorator macro trait struct"
)


def is_ordinary(title: str) -> bool:
    """Tell whether a title is a single word of everyday English: "Secret", "Base"."""
    low = title.lower()
    return title[1:].islower() and low.isalpha() and zipf_frequency(low) >= _EVERYDAY


def tell_of(text: str, names: Container[str], english: bool = True) -> Told:
    """Return what a statement, in plain words, says of the thing with these name keys."""
    clause = first_clause(text)
    best = Telling.NOTHING
    if english and (not clause.is_whole or leans(clause, text)):
        return Told(best, clause.sentences)
    for i, j in find_places(clause, names):
        best = max(best, _tell_at(clause, i, j, english))
    if english and best > Telling.TREATS and _FOR_NOW.search(clause.text):
        best = Telling.TREATS
    if english and best < Telling.DESCRIBES and _is_called(text, names):
        best = Telling.DEFINES
    if english and is_of_list(clause):
        best = Telling.NOTHING
    if english and Telling.TOUCHES < best < Telling.DEFINES and OF_AUTHORS.search(text):
        best = Telling.TOUCHES
    opening = " ".join(t.low for t in clause.found[:_WORDS_OF_OPENING])
    return Told(best, clause.sentences, opening, len(clause.found))


def find_places(clause: MainClause, names: Container[str]) -> Iterator[tuple[int, int]]:
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
    told = _tell_as_subject(clause, i, j) if english else tell_elsewhere(clause, i, j)
    neutral = told == Telling.DEFINES and _NEUTRAL_INTRO.match(clause.text)
    if clause.start and told > Telling.TOUCHES and not neutral:
        told = Telling.TREATS  # it holds under a condition
        if english and _CERTAIN.search(clause.text, 0, clause.found[clause.start].start):
            told = Telling.TOUCHES
    if told or not english:
        return told
    return max(_tell_as_introduced(clause, i, j), _tell_as_object(clause, i, j))


def _tell_as_subject(clause: MainClause, i: int, j: int) -> Telling:
    found, tags = clause.found, clause.tags
    if i - clause.start > _MOST_BEFORE_NAME or j >= len(found):
        return Telling.NOTHING
    if found[i].broken and i > clause.start:
        apposed = found[j].broken and found[i - 1].low not in _RELATIVES
        return Telling.TREATS if apposed and _verb_after(clause, j, True) == j else Telling.NOTHING
    own, part, kind = True, False, found[i - 1].low == "each" and i > clause.start
    joint = _is_joint(clause, i, j)
    for k in range(clause.start, i):
        if found[k].low in ("of", "for") and k == i - 1 - (found[i - 1].low in ARTICLES):
            whole = clause.ends_phrase(j) and _verb_after(clause, j) >= 0
            return Telling.TOUCHES if whole and k > clause.start else Telling.NOTHING
        if found[k].low in ("and", "or") and k > clause.start:
            own = joint = True  # "the index and the layout are"
            continue
        if tags[k] == "VBG" and all(tags[n] == "RB" for n in range(clause.start, k)):
            part = True  # "Pruning snapshots is slow" is about what is done with them
        kind = (
            kind
            or "/" in found[k].text
            or (tags[k] in MODIFIERS and found[k].low not in _DETERMINERS)
        )
        if k > clause.start and found[k].broken:
            return Telling.NOTHING
        if tags[k] in NOUNS:
            own = own and j - i > 1
            joined = k + 1 < i and found[k + 1].low in ("and", "or")
            kind = kind or not joined
            part = part or (not joined and not _is_name(found[k]))
            continue
        if not (found[k].low in _DETERMINERS or tags[k] in MODIFIERS or tags[k] == "RB"):
            nested = found[k].low in ("of", "for") and k >= i - 2
            if not nested:
                return Telling.NOTHING
    end = found[j - 1].end
    gloss = GLOSS.match(clause.text, end)
    if gloss and i <= (found[0].low in ARTICLES):
        if any(clause.is_finite(k) for k in range(j, len(found))):
            if _LEADING.match(clause.text, gloss.end()):
                return Telling.RELATES  # "Conflicts: Like most of them, Norbach asks" is on that
            cells = _CELLS.search(clause.text) or _LABELLED.match(clause.text, gloss.end())
            return Telling.TREATS if cells else Telling.DESCRIBES
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
    sign = bool(_SIGN.match(clause.text, end))
    kind = kind or sign
    # "The initializer creates" speaks of a certain one, "the keeper server keeps" of its name.
    low = all((t.text.islower() or t.first) and not t.code for t in found[i:j])
    alone = i > 0 and found[i - 1].low == "the" and j - i == 1 and low
    certain = alone and not sign and not found[i].code
    acting = _is_verb_in_s(clause, j)
    if not clause.ends_phrase(j) and found[j].low not in BE_FORMS | AUXILIARIES and not acting:
        named = _is_name(found[i])
        if not (named and found[j].low in _KINDS and clause.ends_phrase(j + 1)):
            goes_on = any(clause.is_finite(k) for k in range(j, len(found)))
            return Telling.RELATES if goes_on else Telling.NOTHING
        j += 1
        certain = False
    at = _verb_after(clause, j) if j < len(found) else -1
    told = judge_verb(clause, at) if at >= 0 else Telling.NOTHING
    told = Telling.DESCRIBES if acting else told
    acts = told == Telling.TREATS and found[i].capital and not _OF_PERSON.search(clause.text)
    acts = acts and j - i == 1 and not is_ordinary(found[i].text)
    acts = acts and not is_weak(found[at].low) and found[at].low not in _PARTICIPLES
    if acts and clause.tags[at] == "VBD" and found[at].low not in BE_FORMS | AUXILIARIES:
        told = Telling.DESCRIBES  # "Cassini found plumes"
    some = (
        at > j
        and not found[j].broken
        and (
            tags[j] in ("VBN", "VBG", "JJ")
            or found[j].low in _RELATIVES
            or (tags[j] == "IN" and found[j].low != "of" and not _is_name(found[i]))
        )
    )  # "repositories created earlier" are not all of them, nor are "underpriced opcodes"
    one = i > 0 and found[i - 1].low == "the" and low and told == Telling.DESCRIBES
    used = at >= 0 and at + 1 < len(found) and found[at + 1].low == "used"
    one = one and not used  # "the dialing peer sends" is a step
    part = part or certain or (kind and low and j - i == 1)  # "a running task" is one of them
    least = Telling.TREATS if some or kind or joint or one else Telling.DEFINES
    return min(told, Telling.TOUCHES if part else least)


def _is_joint(clause: MainClause, i: int, j: int) -> bool:
    """Tell whether another thing is joined to a name at the words i to j: "SETBIT and GETBIT"."""
    found = clause.found
    joined = j + 1 < len(found) and found[j].low == "and"
    return joined and (clause.tags[j + 1] in NOUNS or found[j + 1].low in ARTICLES)


def _is_verb_in_s(clause: MainClause, k: int) -> bool:
    """Tell whether a word taken for a plural is a verb by what follows: "works under the"."""
    found, tags = clause.found, clause.tags
    plural = tags[k] == "NNS" and found[k].low in VERBS and found[k].low.endswith("s")
    return plural and k + 1 < len(found) and tags[k + 1] in ("DT", "IN", "TO", "PRP$")


def _is_name(word: Token) -> bool:
    """Tell whether a word is written as a name or as one of code, whose sign plain words lack."""
    if word.first and word.text[1:].islower() and is_known_word(word.text.lower()):
        return False  # a capital that any word has there
    return word.code or word.identifier or word.text.lower() != word.text or "_" in word.text


def _verb_after(clause: MainClause, j: int, apposed: bool = False) -> int:
    """Return where the finite verb of a subject stands that ends before the word j, or -1.

    Between them may stand adverbs, phrases with prepositions, and a clause that says which.
    """
    clauses = signs = 0
    for k in range(j, min(len(clause.found), j + _MOST_BEFORE_VERB)):
        signs += clause.found[k].broken
        if clause.found[k].low in _RELATIVES:
            clauses += 1
        elif clause.is_finite(k):
            if not clauses:
                return k if signs != 1 or apposed else -1
            clauses -= 1
    return -1


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
    of_text = found[opener].low.startswith(("describ", "specif"))
    if of_text or any(t.low == "how" for t in found[opener:i]):
        return Telling.TREATS  # what the text is about
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
        steps = any(found[k].low in _AFTER_OBJECT for k in range(1, i))
        return Telling.TREATS if not steps and _is_name(found[i]) else Telling.NOTHING
    if clause.start or ": " in clause.text[:60] or clause.is_to_reader:
        return Telling.NOTHING
    if not clause.ends_phrase(j):
        named = _is_name(found[i])
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
