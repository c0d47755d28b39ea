"""Tell which sentences lean on others, or speak of their text and its author."""

from __future__ import annotations

import re

from pipeline.librarian.extractive.names.main_clause import MainClause
from pipeline.librarian.extractive.words.sentence_openings import SELF_REFERENCE
from pipeline.librarian.extractive.words.tagger import MODIFIERS, NOUNS
from pipeline.librarian.extractive.words.word_lists import word_set

_OF_DIAGRAM = re.compile(r"\s\(\d{1,2}\)(?=[\s,.;])")  # "sends a query (2) to the server"
_LEAD = re.compile(
    r"[^.:;]{8,160}\b(?:includes?|following(?: [\w-]+){0,4}"
    r"|(?:are|is|by|with)(?: as follows)?): "
)
OF_AUTHORS = re.compile(r"\b(?:I|we|our|us)\b")
# "workspace A", "For example, we have a gate": things of an example.
_OF_EXAMPLE = re.compile(
    r"\b(?:client|server|node|peer|user|workspace|host|commit|process|thread|branch|account|room|event"
    r"|module|package|replica|device|member|file|table) [A-Z]\b"
    r"|\b(?:For example|For instance|E\.g\.|Suppose|Assume)[,:]? "
    r"(?:(?:suppose|assume|say|if) )?(?:we|let)\b"
)
_OF_CODE = re.compile(r"[\\`]*[\[{(]")  # an array, an object or an aside
_POINTERS = word_set("this these those such")
_LATTER = re.compile(
    r"\b[Tt]he (?:latter|former|other (?:two|three|one)|above|aforementioned"
    r"|(?:first|second|third|last|other) (?:approach|case|example|method|one|option|point|scenario"
    r"|step|way))\b"
)
# What a text says of itself and of what its reader does while reading.
_OF_TEXT = re.compile(
    r"^(?:This|The) (?:document|page|article|guide|chapter|section|post|tutorial|overview) "
    r"(?:(?:attempts|aims|tries|intends) to )?(?:describ|explain|cover|discuss|outlin|summari[sz]"
    r"|list|present|show|walk)|\bshould probably\b"
    r"|^[^,.]{2,40}, (?:then|too|however|though|therefore|in turn),|, (?:too|as well|though)\.?$"
    r"|\b(?:a|the|some|this) (?:very )?similar (?!to\b)[a-z]+\b(?! (?:to|as|for)\b)"
    r"|^(?:In fact|Indeed|Of course|After all|In other words|That is|In the picture)\b"
    r"|\. First,(?!.*\. Second)"
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


def leans(clause: MainClause, text: str) -> bool:
    """Tell whether a statement makes sense only beside the sentences around it in its source."""
    if _OF_CODE.match(text) or _OF_TEXT.search(clause.text) or _OF_DIAGRAM.search(text):
        return True
    if _OF_EXAMPLE.search(text):
        return True
    return _points_back(clause) or _points_with_that(clause)


def _points_with_that(clause: MainClause) -> bool:
    """Tell whether "that" points at a thing of a sentence before: "It serves that content, too"."""
    found, tags = clause.found, clause.tags
    for k in range(1, len(found) - 1):
        if found[k].low != "that" or found[k].broken or found[k + 1].broken:
            continue
        after = k + 1
        while after < min(len(found), k + 4) and tags[after] in ("NN", "JJ"):
            after += 1
            if after < len(found) and found[after].broken:
                break
        if after == k + 1 or tags[after - 1] != "NN":
            continue
        closed = after >= len(found) or found[after].broken
        closed = closed or tags[after] in ("IN", "JJ", "CC", "TO")
        held = tags[k - 1] in ("IN", "TO", "VB", "VBZ", "VBP", "VBD", "VBG")
        if closed and held and found[after - 1].text.islower():
            return True
    return False


def is_of_list(clause: MainClause) -> bool:
    """Tell whether a statement is an item with the line above its list: "Keys include: a bell."."""
    lead = _LEAD.match(clause.text)
    return (
        lead is not None
        and lead.end() < clause.found[-1].end
        and any(
            clause.is_finite(k) for k, t in enumerate(clause.found) if k and t.end <= lead.end()
        )
    )


def _points_back(clause: MainClause) -> bool:
    """Tell whether a sentence speaks of "these boards" or "the latter" and has not named them."""
    found = clause.found
    for k, word in enumerate(found):
        if word.low not in _POINTERS or k + 1 >= len(found) or found[k + 1].broken:
            continue
        noun = next((n for n in range(k + 1, len(found)) if clause.tags[n] in NOUNS), 0)
        between = range(k + 1, noun)
        if not noun or any(clause.tags[n] not in MODIFIERS | NOUNS for n in between):
            continue
        if SELF_REFERENCE.match(clause.text, word.start):
            continue
        key = found[noun].key
        if not any(key in (t.key, *re.split("[-/]", t.low)) for t in found[:k]):
            return True
    return bool(_LATTER.search(clause.text))
