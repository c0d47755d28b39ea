"""The embedded reporter: a report of the wiki's own statements, in the order of their pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Literal

from pipeline.core.answers.answer import AnswerSentence
from pipeline.core.answers.material import Material, ShownPage, ShownStatement
from pipeline.core.reports.draft import ReportDraft, ReportSection
from pipeline.core.search.terms import stop_terms, terms_of
from pipeline.core.text import shorten
from pipeline.core.wiki.schema import COMPARISON_TYPE, REPEATING_TYPES, SUMMARY_TYPE
from pipeline.librarian import ReportCheck
from pipeline.librarian.extractive.answerer import ExtractiveAnswerer
from pipeline.librarian.extractive.answers.evidence import leans_on_another

_SUMMARY = 4  # sentences
_OF_PAGE = 5  # statements of one page in its section
_SECTIONS = 6
_LONGEST_TITLE = 80
_NOT_QUOTED = "[]<>|"
_ROW = re.compile(r"[^:;.]{1,40}: [^;]{1,200}; [^:;.]{1,40}: ")  # cells of a table with their heads
_ENDS = (".", "!", "?", "。", ":", ";", "…")


class ExtractiveReporter:
    """Puts the statements that are about what is asked under the titles of their pages.

    It words nothing of its own.
    """

    name: Literal["model", "extractive"] = "extractive"

    def __init__(self, language: str = "en") -> None:
        self._language = language

    def draft_report(self, asked: str, material: Material, check: ReportCheck) -> ReportDraft:
        """Return a report of statements, word for word; what does not hold is left out."""
        answer = ExtractiveAnswerer(self._language).answer(asked, material, (), lambda _: [])
        told = answer.sentences if answer.status == "answered" else ()
        things = [page for page in material.pages if page.type not in _BESIDE]
        pages = things or [page for page in material.pages if page.type == SUMMARY_TYPE]
        named = [page for page in pages if _mention([page]).search(asked)]
        about = _mention(named)
        if named:  # an answer may go on to other things, which no summary does
            told = tuple(one for one in told if about.search(one.text)) or told
        summary = tuple(told[:_SUMMARY]) or tuple(_openings(named or pages))[:2]
        used = {said.text for said in summary}
        sections = []
        for page in pages[:_SECTIONS]:
            worth = [*_worth_telling(page)]
            rows = [one for one in worth if _with_end(one.plain) not in used]
            if named and page not in named:  # of other things, what they say of those asked about
                rows = [one for one in rows if about.search(f"{one.heading} {one.plain}")]
            best = self._nearest(asked, rows, worth)
            used.update(_with_end(one.plain) for one in best)
            if best:
                sections.append(ReportSection(_title(page), tuple(map(_as_sentence, best))))
        unknown = answer.unknown if answer.status == "answered" else ()
        draft = ReportDraft(
            shorten(_without_signs(asked), _LONGEST_TITLE),
            summary,
            tuple(sections),
            unknown=unknown,
        )
        return _without_what_is_wrong(draft, check)

    def _nearest(
        self, asked: str, rows: list[ShownStatement], worth: list[ShownStatement]
    ) -> list[ShownStatement]:
        """Return the statements that share most words with what is asked, in their order.

        One that leans on another brings that along, out of all that are `worth` telling; where that
        is not to be had nobody would know of what it speaks, and it is left out.
        """
        words = {*terms_of(asked, self._language)} - stop_terms(self._language)
        shared = {
            one.number: len(words & {*terms_of(f"{one.heading} {one.plain}", self._language)})
            for one in rows
        }
        by_number = {one.number: one for one in worth}
        best: dict[int, ShownStatement] = {}
        for one in sorted(rows, key=lambda one: (-shared[one.number], one.number)):
            whole = [*_with_what_it_leans_on(one, by_number)]
            new = [x for x in whole if x.number not in best]
            if whole and len(best) + len(new) <= _OF_PAGE:
                best |= {x.number: x for x in new}
        return [best[number] for number in sorted(best)]


def _with_what_it_leans_on(
    said: ShownStatement, by_number: Mapping[int, ShownStatement]
) -> Iterator[ShownStatement]:
    """Yield a statement and those before it that it leans on; nothing where one is missing."""
    rows = [said]
    while leans_on_another(rows[-1].plain):
        before = by_number.get(rows[-1].number - 1)
        if before is None or before.heading != said.heading:
            return
        rows.append(before)
    yield from rows


_BESIDE = (SUMMARY_TYPE, COMPARISON_TYPE, *REPEATING_TYPES)


def _mention(pages: Iterable[ShownPage]) -> re.Pattern[str]:
    """Return the pattern of all names of some pages."""
    names = {name for page in pages for name in (page.title, *page.aliases) if len(name) > 1}
    forms = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{forms})(?:s|es)?(?![\w-])", re.IGNORECASE)


def _openings(pages: Iterable[ShownPage]) -> Iterator[AnswerSentence]:
    for page in pages:
        worth = _worth_telling(page)
        first = next((one for one in worth if not leans_on_another(one.plain)), None)
        if first:
            yield _as_sentence(first)


def _worth_telling(page: ShownPage) -> Iterator[ShownStatement]:
    """Yield the cited statements of a page that can stand by themselves as plain text."""
    for one in page.statements:
        plain = not any(sign in one.plain for sign in _NOT_QUOTED)
        if one.labels and plain and not _ROW.match(one.plain):
            yield one


def _as_sentence(one: ShownStatement) -> AnswerSentence:
    return AnswerSentence(_with_end(one.plain), one.labels)


def _with_end(text: str) -> str:
    return text if text.endswith(_ENDS) else f"{text}."


def _title(page: ShownPage) -> str:
    return shorten(_without_signs(page.title), _LONGEST_TITLE)


def _without_signs(text: str) -> str:
    plain = "".join(" " if sign in _NOT_QUOTED else sign for sign in text)
    return " ".join(plain.split())


def _without_what_is_wrong(draft: ReportDraft, check: ReportCheck) -> ReportDraft:
    """Return the draft without the sentences against which there is something, tried one by one."""
    if not check(draft):
        return draft

    def holds(said: AnswerSentence) -> bool:
        return not check(ReportDraft("x", (said,)))

    sections = (
        replace(section, sentences=tuple(filter(holds, section.sentences)))
        for section in draft.sections
    )
    return replace(
        draft,
        summary=tuple(filter(holds, draft.summary)),
        sections=tuple(section for section in sections if section.sentences),
    )
