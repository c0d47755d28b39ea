"""Tell which statements lean on a place in their source, such as "the above timeouts"."""

from __future__ import annotations

import re

from pipeline.librarian.extractive.words.sentence_openings import SELF_REFERENCE

_PART = (
    r"(?:annex|appendix|caveats?|chapter|code|column|diagram|equation|example|figure|graph|item|line|list"
    r"|listing|note|option|output|page|paragraph|row|section|sentence|snippet|step|table)s?"
)
_POINTING = re.compile(
    r"\bthe above(?:[- ]mentioned)? \w"
    rf"|\b{_PART}(?: \d{{1,5}})?,? (?:above|below)\b"
    r"|\b(?:table|list|section|figure|example)s? of (?:[\w-]+ ){1,3}(?:above|below)\b"
    rf"|\b(?:the|this|that) (?:previous|preceding|next|following|last|above) {_PART}\b(?!:)"
    rf"|\b(?:in|see|from) (?:the|this) {_PART}\b(?= (?:above|below)|[.,;)]|$)"
    r"|\b(?:see|as|shown|listed|described|given|explained|discussed|mentioned|defined|noted"
    r"|outlined|specified|information|details) (?:above|below)\b"
    r"|\bas (?:shown|described|listed|explained) in the following\b"
    r"|\bsee\b[^.;:]{0,80}\b(?:above|below)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:With|Using|Under|From|After|Before|Without|To do|For|In|On|At|By) (?:this|these|those)\b"
    r"|Another\b"
    r"|(?:Will|Would|Should|Must|Could|Can|Does|Has|Is|Are|Was|Were) "
    r"(?:then|also|not|be|only|still|always|never|now)\b"
    r"|(?!(?:If|When|Once|After|As|Whenever|While|Unless|Until|Since|Because)\b)"
    r"[^,.;:]{0,60}\b(?:will|would|is|are|must|should) then\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"`[^`]*`")


def leans_on_place(text: str) -> bool:
    """Tell whether a statement makes sense only where its source says it.

    It names a place ("the table below"), or opens with what was spoken of before ("With this
    setting", "Another sign"). What a source says of itself as a whole leans on no place.
    """
    prose = _CODE.sub("x", text)
    opens = _OPENING.match(prose) and not SELF_REFERENCE.search(prose[:60])
    return bool(opens or _POINTING.search(prose))
