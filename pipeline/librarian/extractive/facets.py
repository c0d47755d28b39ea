"""Under which heading of a page a statement goes, in a fixed order of headings."""

from __future__ import annotations

import re

WHAT, VALUES, HISTORY, WORKS, WHY, EFFECTS, DETAILS, CAVEATS = (
    "What it is",
    "Values and limits",
    "How it changed",
    "How it works",
    "Why",
    "Effects",
    "Details",
    "Open questions and caveats",
)
ORDER = (WHAT, VALUES, HISTORY, WORKS, WHY, EFFECTS, DETAILS, CAVEATS)

_DEFINES = re.compile(
    r"^(?:An?|The)?\s*[\w`*\s'’()./-]{2,70}?,?\s(?:is|are|was|means|refers to|denotes|stands for)\s(?:also\s)?(?:an?|one of|the (?:name|term|process|only|largest|"
    r"smallest|first|organi[sz]ation|total|amount))\s",
    re.IGNORECASE,
)
_KEYED = re.compile(r"^`?[\w\s.*/()-]{1,60}`?:\s")
_VALUE = re.compile(
    r"\d[\d,.]*\s?(?:gas|%|per cent|percent|km|kilomet|met(?:re|er)s|bytes?|[kKMG]i?B|ETH|wei|gwei|seconds?|days?|years?|hours?|minutes?|"
    r"tokens|blocks|blobs|moons|degrees|dollars|euros?|million|billion)\b|\b(?:limit|maximum|minimum|at most|at least|cap|threshold)\b.*\d",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\bfrom\b.{1,60}\bto\b.*\d|\b(?:was|were|been|gets?|got|is|are) (?:re(?:priced|named|placed)|increased|decreased|raised|lowered|reduced|"
    r"changed|introduced|removed|deprecated|discovered|founded|launched|added)\b|\b(?:supersed|replac|deprecat|renam)\w+\b|"
    r"\b(?:formerly|previously|used to|until then|originally|in the past|historically|no longer|earlier totals?)\b|"
    r"\b(?:raised|lowered|increased|reduced|announced|discovered|launched|landed|ended|reached)\b.*\b(?:1[5-9]|20)\d\d\b|\bhad \d",
    re.IGNORECASE,
)
_DIRECTS = re.compile(r"^(?:Increase|Decrease|Reduce|Raise|Lower|Change|Set|Replace|Remove|Add|Rename|Introduce)s?\b")
_WHY = re.compile(
    r"\bbecause\b|\bin order to\b|\bthe reason\b|\bso that\b|\bmotivat|\bto (?:avoid|prevent|mitigate|ensure|address)\b|\brationale\b|"
    r"\bis (?:needed|necessary)\b",
    re.IGNORECASE,
)
_EFFECT = re.compile(
    r"\b(?:leads? to|results? in|causes?|affects?|breaks?|breaking|consequences?|impacts?|benefits?|incentiv\w+|will become|"
    r"become (?:more|less)|more expensive|cheaper|reduces|improves?|allows?|enables?|risks?|attack|compatib\w+)\b",
    re.IGNORECASE,
)
_CAVEAT = re.compile(
    r"\b(?:may|might|could|unclear|unknown|uncertain\w*|probably|possibly|perhaps|presumably|not yet|it is (?:possible|unlikely|likely)|"
    r"unfortunately|concerns?|drawbacks?|limitations?|suggests?|is thought|hypothes\w+|if approved|planned|proposed)\b",
    re.IGNORECASE,
)
_WORKS = re.compile(
    r"\b(?:when|if|whenever|must|is (?:computed|calculated|defined|charged|deducted|used|determined|initialized|maintained)|each|"
    r"by (?:using|adding|checking)|consists? of|works?|uses?|is performed)\b",
    re.IGNORECASE,
)
_HEADED = (
    (WHY, re.compile(r"^(?:motivation|rationale|background|why|reasons?)\b", re.IGNORECASE)),
    (EFFECTS, re.compile(r"(?:compatib|effects?|impact|consequences|results?|implications)\b", re.IGNORECASE)),
    (
        CAVEATS,
        re.compile(
            r"^(?:security|risks?|limitations?|caveats?|open (?:questions|issues)|discussion|concerns?)\b",
            re.IGNORECASE,
        ),
    ),
    (WORKS, re.compile(r"^(?:specification|how |mechanism|method|algorithm|implementation|design)", re.IGNORECASE)),
    (HISTORY, re.compile(r"^(?:history|changelog|timeline|evolution)\b", re.IGNORECASE)),
)


def facet(text: str, headings: tuple[str, ...] | str) -> str:
    """Return the heading under which a statement goes, by its form, its cue words, then the source's own heading."""
    path = (headings,) if isinstance(headings, str) else headings
    if _DEFINES.match(text):
        return WHAT
    if _KEYED.match(text) and re.search(r"\d", text):
        return VALUES
    if _CHANGED.search(text) and not _DIRECTS.match(text):
        return HISTORY
    if _DIRECTS.match(text) and re.search(r"\d", text):
        return VALUES
    return _by_words(text) or next((name for h in reversed(path) for name, cue in _HEADED if cue.search(h)), DETAILS)


def _by_words(text: str) -> str:
    if _WHY.search(text):
        return WHY
    if _VALUE.search(text):
        return VALUES
    if _EFFECT.search(text):
        return EFFECTS
    if _CAVEAT.search(text):
        return CAVEATS
    return WORKS if _WORKS.search(text) else ""


def place(heading: str) -> int:
    """Return where a heading stands in the fixed order; others come before the details."""
    return ORDER.index(heading) if heading in ORDER else ORDER.index(DETAILS)
