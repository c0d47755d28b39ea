"""What is counted about each possible concept of a source, and what a statement says it is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from pipeline.librarian.extractive.names.spans import Kind
from pipeline.librarian.extractive.names.titles import choose_title_form

_ARTICLE = re.compile(
    r"(?:(?:An?|The|D(?:er|ie|as)|Eine?|L[ae]s?|Une?|El|Los|Una)\s+|L['’])?[`*_\"“„»]*",
    re.IGNORECASE,
)
# Of a part of an abstract, as "METHODS: ".
_LABELS = (
    r"(?:AIM|BACKGROUND|CONCLUSION|CONTEXT|DATA|DESIGN|FINDING|FUNDING|IMPORTANCE|INTERPRETATION"
    r"|INTERVENTION|INTRODUCTION|LIMITATION|MAIN|MATERIAL|MEASUREMENT|METHOD|OBJECTIVE|OUTCOME"
    r"|PARTICIPANT|PATIENT|PRIMARY|PRINCIPAL|PURPOSE|RESULT|SETTING|STUDY|SUBJECT|SUMMARY|TRIAL)"
    r"[A-Z /&]{0,40}"
)
LABEL = re.compile(rf"{_LABELS}:\s+")
LABEL_WORD = re.compile(rf"{_LABELS}\b")
_DEFINITION = re.compile(
    r"[`*_\"”“»]*(?:\s+\([^)]{0,300}\))?,?\s+(?:is|are|was|means|refers to)\s+(?:also\s+)?(?:an?|"
    r"the(?! (?:same|case|reason|result|following) )|"
    r"one|any)\s|\s+(?:ist|war|sind) (?:(?:[\w-]+ ){0,2}(?:ein|eine|einer|eines)|der|die|das)\s|"
    r"\s+(?:est|était|sont) (?:une?|l[ae]s?|des|l['’])\s?|\s+(?:es|era|son) (?:una?|el|las?|los)\s",
    re.IGNORECASE,
)
# "**Fresh** (new): …", "`blob` – …": a term with what it means, as glossaries write it
_GLOSS = re.compile(r"[`*_]+(?:\s*\([^)]{0,100}\))?\s*(?:[:–—]|-(?= ))\s*\S")


@dataclass
class Term:
    """One possible concept, with the evidence for it."""

    key: str
    kind: Kind
    forms: Counter[str] = field(default_factory=Counter)
    count: int = 0  # statements that hold it
    opens: int = 0  # statements that it opens, after an article
    heads: int = 0  # mentions at the end of their noun phrase
    weak: int = 0  # mentions that begin with an adjective or participle
    verbal: int = 0  # mentions that begin with a participle: "conflicting package"
    headings: set[str] = field(default_factory=set)
    defined: bool = False
    heads_section: bool = False  # a heading is the term and nothing else
    in_heading: bool = False
    in_title: bool = False
    expanded: bool = False  # it is what an acronym stands for
    inside: Counter[str] = field(default_factory=Counter)  # longer terms it stands in
    runs: Counter[str] = field(default_factory=Counter)  # longer runs of capitals it stands in
    openings: list[str] = field(default_factory=list)  # statements that name it at their start
    keyness: float = 9.0  # how much commoner its head is in the source than in the language
    score: float = 0.0

    @property
    def title(self) -> str:
        """The form of the term that suits a title."""
        return choose_title_form(self.forms, self.kind)

    @property
    def alone(self) -> bool:
        """Whether it is a single word; one with a hyphen is."""
        return " " not in self.title

    @property
    def mentions(self) -> int:
        """How often it stands anywhere."""
        return sum(self.forms.values())

    @property
    def firm(self) -> bool:
        """Whether the source itself says that this is a thing."""
        return self.defined or self.heads_section or self.expanded


def defines(text: str, form: str) -> bool:
    """Tell whether a statement says what the thing is: "An irregular moon is a moon that …".

    A statement of the form "X: …" does not count as a definition, unless X is emphasised.
    """
    label = LABEL.match(text)
    text = text[label.end() :] if label else text
    opening = _ARTICLE.match(text)
    starts = {0, opening.end() if opening else 0}
    start = next(
        (at for at in sorted(starts) if text[at : at + len(form)].lower() == form.lower()), None
    )
    if start is None:
        return False
    stop = start + len(form)
    if _GLOSS.match(text, stop) and start > 0 and text[start - 1] in "`*_":
        return True
    return _DEFINITION.match(text, stop) is not None
