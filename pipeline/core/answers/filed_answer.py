"""Read the answer to a question that was asked before from the page on which it was kept."""

from __future__ import annotations

from dataclasses import replace

from pipeline.core.answers.answer import Answer, AnswerDraft, AnswerSentence
from pipeline.core.answers.conclude import conclude_answer
from pipeline.core.answers.filing import find_filed_page
from pipeline.core.answers.read_pages import read_pages
from pipeline.core.wiki.schema import NOT_KNOWN_HEADING
from pipeline.core.wiki.wiki import Wiki


def read_filed_answer(question: str, wiki: Wiki, commit: str) -> Answer | None:
    """Return the kept answer to a question; None where it was not kept, or its page cites nothing.

    Each of its statements is one sentence of the answer, with the marks that stand on the page.
    """
    slug = find_filed_page(question, wiki)
    if slug is None:
        return None
    material = read_pages([slug], wiki)
    if not material.pages:
        return None
    page = material.pages[0]
    sentences = tuple(
        AnswerSentence(one.plain, one.labels) for one in page.statements if one.labels
    )
    unknown = tuple(one.plain for one in page.statements if one.heading == NOT_KNOWN_HEADING)
    answer = conclude_answer(
        question, AnswerDraft("answered", sentences, unknown), material, commit
    )
    return replace(answer, filed=slug) if answer.sentences else None
