"""A report as somebody drafts it, and what code holds against it: the same as against an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.core.answers.answer import AnswerDraft, AnswerSentence
from pipeline.core.answers.closure import objections_to
from pipeline.core.answers.material import Material
from pipeline.core.text import shorten

MOST_SECTIONS = 12
MOST_SENTENCES = 60  # of one report
MOST_CHARTS = 4
LONGEST_HEADING = 80
_MOST_UNKNOWN = 12
_LONGEST_UNKNOWN = 400  # characters
_SHORTEST = 60  # characters of a sentence that is named in an objection
_NOT_PLAIN = "[]<>|\n\r"


@dataclass(frozen=True)
class ReportSection:
    """A part of a report: its heading, and sentences that each rest on marks."""

    heading: str
    sentences: tuple[AnswerSentence, ...]


@dataclass(frozen=True)
class ReportDraft:
    """What whoever writes a report says, before code has looked at it.

    `summary` says the most of it in a few sentences. `charts` are what charts of it would show, as
    `wiki make chart` takes it: "gas cost of SLOAD". `unknown` are sentences that say what the pages
    do not.
    """

    title: str
    summary: tuple[AnswerSentence, ...] = ()
    sections: tuple[ReportSection, ...] = ()
    charts: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def sentences(self) -> Iterator[AnswerSentence]:
        """Yield all sentences, in order."""
        yield from self.summary
        for section in self.sections:
            yield from section.sentences


def object_to_report(draft: ReportDraft, material: Material) -> list[str]:
    """Return what is wrong with a draft, one sentence each, for whoever wrote it.

    A heading that is too long is cut by `strike_out`, and not worth a call.
    """
    rows = [*draft.sentences()]
    wrong = objections_to(AnswerDraft("answered", tuple(rows)), material)
    found = [
        f"the sentence “{shorten(rows[number].text, _SHORTEST)}”: {why}."
        for number, why in wrong.items()
    ]
    for heading in (draft.title, *(section.heading for section in draft.sections)):
        if why := _fault_of_heading(heading, material):
            found.append(f"the heading “{shorten(heading, _SHORTEST)}”: {why}.")
    if not draft.summary:
        found.append("`summary` holds no sentence.")
    return found


def _fault_of_heading(heading: str, material: Material) -> str:
    if not heading.strip():
        return "it is empty"
    if any(sign in heading for sign in _NOT_PLAIN):
        return "it is not plain text"
    return ""


def strike_out(
    draft: ReportDraft, material: Material
) -> tuple[ReportDraft, tuple[tuple[AnswerSentence, str], ...]]:
    """Return a draft without what does not hold, and what was struck, with the reasons."""
    rows = [*draft.sentences()]
    wrong = objections_to(AnswerDraft("answered", tuple(rows)), material)
    gone = {rows[number]: why for number, why in wrong.items()}
    sections = []
    left = MOST_SENTENCES - len(draft.summary)
    for section in draft.sections[:MOST_SECTIONS]:
        held = tuple(said for said in section.sentences if said not in gone)[: max(left, 0)]
        left -= len(held)
        heading = _plain_heading(section.heading)
        if held and heading:
            sections.append(ReportSection(heading, held))
    held_draft = replace(
        draft,
        title=_plain_heading(draft.title),
        summary=tuple(said for said in draft.summary if said not in gone),
        sections=tuple(sections),
        charts=tuple(dict.fromkeys(draft.charts))[:MOST_CHARTS],
        unknown=tuple(shorten(one, _LONGEST_UNKNOWN) for one in draft.unknown[:_MOST_UNKNOWN]),
    )
    return held_draft, tuple(gone.items())


def _plain_heading(heading: str) -> str:
    plain = "".join(" " if sign in _NOT_PLAIN else sign for sign in heading)
    return shorten(" ".join(plain.split()), LONGEST_HEADING)
