"""Tell by the verb of a sentence what it says of its subject: what it is, what it does, or less."""

from __future__ import annotations

import re

from pipeline.librarian.extractive.names.main_clause import AUXILIARIES, BE_FORMS, MainClause
from pipeline.librarian.extractive.names.telling import Telling
from pipeline.librarian.extractive.words.word_lists import word_set

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
    r"(?:way|thing|one)))|(?:described|known|defined) as|"
    r"meant (?:to|for)|intended (?:to|for|as)|designed (?:to|for|as)|made (?:up )?of|known as|"
    r"composed of|part of|based on)\s",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"(?:an?|one|the) (?:[\w-]+ ){0,3}challenges?\b"
    r"|(?:an?|one|the) (?:\w+ ){0,2}(?:example|instance|option|case|problem|issue|concern|"
    r"exception|alternative|possibility|solution|reason|way(?! (?:to|of)\b)|question|matter|thing|"
    r"candidate|goal|choice|consequence|sign|overhead|cost|burden|advantage|disadvantage|benefit|"
    r"drawback|requirement|priority|success|failure|trade-?off|mistake|proof of concept|limit|"
    r"work in progress)\b|the name of\b|one (?:system|thing|way)\b|as follows"
    r"|(?:an?|the) (?:[\w-]+ )?one\b|one of the (?:[\w-]+ ){0,6}(?:ways?|reasons|features|benefits"
    r"|advantages|challenges|problems|goals|things|questions|steps|issues)\b",
    re.IGNORECASE,
)
_USE = re.compile(r"(?:\w+ )?used (?:to|as|for)\b")
_HAPPENING = word_set("occurs occur happens happen arises arise exists exist")
# What a thing is worth, and not what it is: "a key feature of", "a large market for".
_PRAISE = re.compile(
    r"(?:an?|the) (?:(?:very|most|more|also|particularly|especially) )*"
    r"(?:key|large|cool|new|big|major|great|good|better|best|huge|important|critical|crucial|significant|useful"
    r"|convenient|easy|easiest|simple|effective|natural|popular|common|typical|essential|vital"
    r"|valuable|nice|handy|reliable|powerful|excellent|ideal|perfect|safe|central|integral) "
    r"(?:[\w-]+ ){0,2}"
    r"(?:feature|market|part|aspect|factor|step|place|point|way|tool|topic|target|addition|component"
    r"|fallback|fit|source|area|means|element|piece|milestone|improvement|achievement|indicator|role"
    r"|example|thing|job|release)s?\b",
    re.IGNORECASE,
)
# Verbs that tell what a thing has or allows besides, and hardly what it does.
_WEAK_VERBS = word_set(
    "has have had supports support makes make needs need requires require gets get takes take uses"
    " use lacks lack wants want seems appears looks look offers offer gives give keeps keep goes go"
    " comes come starts start begins begin continues continue remains remain"
    " stays stay expects expect tries try accepts accept benefits benefit"
    " relies rely depends depend"
    " faces face knows know thinks sees see follows follow prefers prefer includes include shows"
    " recommends recommend builds build aims aim plays play played brings bring brought"
    " became become becomes began had got made took kept gave led leads lead helps help"
)


def judge_verb(clause: MainClause, at: int) -> Telling:
    """Judge a statement by the verb of its subject, which stands at the word `at`."""
    verb = clause.found[at]
    if verb.low == "are" and clause.is_plural_noun(at + 1):
        return Telling.DEFINES  # "providers are infrastructure components"
    rest = clause.text[verb.end :].lstrip()
    if rest.startswith(("not ", "never ", "no longer ")) or verb.low.endswith(("n't", "cannot")):
        return Telling.TREATS
    if verb.low in BE_FORMS:
        if _PASSING.match(rest) or _PRAISE.match(rest):
            return Telling.TOUCHES
        if _USE.match(rest):
            return Telling.DESCRIBES
        if _IS_WHAT.match(rest):
            return Telling.DEFINES if verb.low in ("is", "are") else Telling.DESCRIBES
        after = clause.found[at + 1].low if at + 1 < len(clause.found) else ""
        made = after in (_MADE if verb.low in ("is", "are") else _BEGUN)
        return Telling.DESCRIBES if made else Telling.TREATS
    if verb.low in ("appears", "seems", "remains") and _IS_WHAT.match(rest.removeprefix("to be ")):
        return Telling.DESCRIBES
    if _PASSING.match(rest):
        return Telling.TOUCHES  # "represent the greatest challenge"
    if verb.low in _DEFINING_VERBS or (
        verb.low in ("refers", "refer", "stands", "stand") and rest.startswith(("to ", "for "))
    ):
        return Telling.DEFINES
    following = clause.found[at + 1].low if at + 1 < len(clause.found) else ""
    if verb.low in _HAPPENING and following in ("when", "if", "whenever"):
        return Telling.DEFINES
    present = clause.tags[at] in ("VBZ", "VBP") and verb.low not in AUXILIARIES
    denied = at and clause.found[at - 1].low in ("not", "never", "longer", "only")
    weak = verb.low in _WEAK_VERBS or denied
    return Telling.DESCRIBES if present and not weak else Telling.TREATS


def is_weak(verb: str) -> bool:
    """Tell whether a verb says hardly what its subject does."""
    return verb in _WEAK_VERBS
