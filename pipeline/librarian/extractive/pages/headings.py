"""Choose the heading of a page under which a statement goes, from a fixed order of headings."""

from __future__ import annotations

import re

from pipeline.core.claims.tense import CHANGE_VERBS
from pipeline.core.language.quantities import quantities
from pipeline.core.language.sentences import cut_into_sentences
from pipeline.librarian.extractive.words.page_words import english_heading

DEFINITION, VALUES, HISTORY, MECHANISM, REASONS, EFFECTS, DETAILS, CAVEATS = (
    "What it is",
    "Values and limits",
    "How it changed",
    "How it works",
    "Why",
    "Effects",
    "Details",
    "Open questions and caveats",
)
NOT_IN_FORCE = "Proposed, not in force"
HEADING_ORDER = (
    DEFINITION,
    VALUES,
    HISTORY,
    MECHANISM,
    REASONS,
    EFFECTS,
    DETAILS,
    CAVEATS,
    NOT_IN_FORCE,
)

_DEFINES = re.compile(
    r"^(?!Below|There|Here|It"
    r" |This|What)(?:An?|The)?\s*[\w`*\s'’()/-]{2,70}?,?\s(?:is|are|was|means|refers to|"
    r"denotes|stands for)\s(?:also\s)?(?:an?|one of|the (?:name|term|process|only|largest|"
    r"smallest|first|organi[sz]ation|total|amount))\s",
    re.IGNORECASE,
)
_KEYED = re.compile(r"^`?[\w\s.*/()-]{1,60}`?:\s")
_VALUE = re.compile(
    r"^[^.]{0,160}\b(?:has|have|is|are|costs?|takes?|priced|holds?|contains?|with|at|of|"
    r"to)\b[^.]{0,60}\d[\d,.]*\s?(?:gas|%|per"
    r" cent|percent|km|kilomet|met(?:re|er)s|bytes?|[kKMG]i?B|ETH|wei|"
    r"gwei|seconds?|days?|years?|hours?|minutes?|"
    r"tokens|blocks|blobs|moons|degrees|dollars|euros?|million|billion)\b|\b(?:limit|maximum|minimum|at"
    r" most|"
    r"at least|cap|threshold)\b.*\d",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    rf"\bfrom\b.{{1,60}}\bto\b.*\d|\b(?:was|were|been) (?:{CHANGE_VERBS}|"
    r"introduced|removed|deprecated|discovered|founded|launched|added)\b|\b(?:supersed|replac|deprecat|"
    r"renam)(?:es|ed)\b|"
    r"\b(?:formerly|used to be|until then|in the past|no longer|earlier totals?|now set for)\b|"
    r"\b(?:raised|lowered|increased|reduced|announced|discovered|launched|landed|ended|reached)\b.*\b(?:1[5-9]|"
    r"20)\d\d\b|\bhad \d",
    re.IGNORECASE,
)
_INSTRUCTS = re.compile(
    r"^(?:Increase|Decrease|Reduce|Raise|Lower|Change|Set|Replace|Remove|Add|Rename|Introduce)s?\b"
)
_REASON = re.compile(
    r"\bbecause\b|\bin order to\b|\bthe reason\b|\bso that\b|\bmotivat|\bto"
    r" (?:avoid|prevent|mitigate|ensure|"
    r"address)\b|\brationale\b|"
    r"\bis (?:needed|necessary)\b",
    re.IGNORECASE,
)
_EFFECT = re.compile(
    r"\b(?:leads? to|results?"
    r" in|causes?|affects?|breaks?|breaking|consequences?|impacts?|benefits?|incentiv\w+|"
    r"will become|"
    r"become (?:more|less)|more"
    r" expensive|cheaper|reduces|improves?|allows?|enables?|risks?|attack|compatib\w+)\b",
    re.IGNORECASE,
)
_CAVEAT = re.compile(
    r"\b(?:(?-i:may)|might|could|unclear|unknown|uncertain\w*|probably|possibly|perhaps|presumably|not"
    r" yet|"
    r"it is (?:possible|unlikely|likely)|"
    r"unfortunately|concerns?|drawbacks?|limitations?|suggests?|is thought|hypothes\w+|if"
    r" approved|planned|"
    r"proposed)\b",
    re.IGNORECASE,
)
_MECHANISM = re.compile(
    r"\b(?:when|if|whenever|must|is"
    r" (?:computed|calculated|defined|charged|deducted|used|determined|initialized)|"
    r"each|"
    r"by (?:using|adding|checking)|consists? of|works?|uses?|is performed)\b",
    re.IGNORECASE,
)
_SOURCE_HEADINGS = (
    (REASONS, re.compile(r"^(?:why|reasons?)\b", re.IGNORECASE)),
    (
        EFFECTS,
        re.compile(
            r"(?:compatib|effects?|impact|consequences|results?|implications)\b", re.IGNORECASE
        ),
    ),
    (
        CAVEATS,
        re.compile(
            r"^(?:security|risks?|limitations?|caveats?|open"
            r" (?:questions|issues)|discussion|concerns?)\b",
            re.IGNORECASE,
        ),
    ),
    (
        MECHANISM,
        re.compile(
            r"^(?:specification|how |mechanism|method|algorithm|implementation|design)",
            re.IGNORECASE,
        ),
    ),
    (HISTORY, re.compile(r"^(?:history|changelog|timeline|evolution)\b", re.IGNORECASE)),
)


def choose_facet(text: str, headings: tuple[str, ...] | str, own: bool = True) -> str:
    """Return the heading for a statement, by its form, its cue words, then its source's headings.

    `own` says whether the statement opens with the thing that the page is about: only then can it
    say what the thing is.
    """
    path = (headings,) if isinstance(headings, str) else headings
    first = next(cut_into_sentences("", text), "").strip()
    if own and _DEFINES.match(first):
        return DEFINITION
    if _KEYED.match(first) and re.search(r"\d", first):
        return HISTORY if any(q.date for q in quantities(first.split(":", 1)[0])) else VALUES
    if _INSTRUCTS.match(first) and re.search(r"\d", first):
        return VALUES
    if _CHANGED.search(first) and not _INSTRUCTS.match(first):
        return HISTORY
    return _by_words(first) or next(
        (name for h in reversed(path) for name, cue in _SOURCE_HEADINGS if cue.search(h)), DETAILS
    )


def _by_words(text: str) -> str:
    if _REASON.search(text):
        return REASONS
    if _VALUE.search(text):
        return VALUES
    if _EFFECT.search(text):
        return EFFECTS
    if _CAVEAT.search(text):
        return CAVEATS
    return MECHANISM if _MECHANISM.search(text) else ""


def place_in_order(heading: str) -> int:
    """Return where a heading, in any language, stands in the fixed order.

    A heading that is not in the order comes where the details come.
    """
    heading = english_heading(heading)
    return (
        HEADING_ORDER.index(heading) if heading in HEADING_ORDER else HEADING_ORDER.index(DETAILS)
    )
