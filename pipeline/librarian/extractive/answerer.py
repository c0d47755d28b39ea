"""The embedded answerer: it gives the statements of the wiki that fit a question best."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from pipeline.core.answers.answer import AnswerDraft, AnswerSentence, PageRoute
from pipeline.core.answers.material import Material
from pipeline.core.answers.route_request import RouteRequest
from pipeline.core.search.bm25 import Ranking, count_terms
from pipeline.core.search.terms import stop_terms, terms_of
from pipeline.librarian import DraftCheck

_MOST_SENTENCES = 3


class ExtractiveAnswerer:
    """Answers by statements of pages, word for word; it words nothing of its own."""

    name: Literal["model", "extractive"] = "extractive"

    def __init__(self, language: str = "en") -> None:
        self._language = language

    def route(self, asked: RouteRequest, known: Collection[str]) -> PageRoute:
        """Return the pages that search finds."""
        return PageRoute(tuple(slug for slug in asked.found if slug in known)[: asked.most])

    def answer(
        self, question: str, material: Material, readings: Sequence[str], check: DraftCheck
    ) -> AnswerDraft:
        """Return the cited statements that share most words with the question."""
        said = [one for one in material.statements() if one.labels]
        terms = [terms_of(one.plain, self._language) for one in said]
        ranking = Ranking([count_terms((), some) for some in terms])
        asked = {*terms_of(question, self._language)} - stop_terms(self._language)
        best = ranking.nearest(dict.fromkeys(sorted(asked), 1.0), 100_000, _MOST_SENTENCES)
        sentences = tuple(AnswerSentence(said[n].plain, said[n].labels) for n in best)
        if not sentences:
            return AnswerDraft("unknown", unknown=("The wiki does not say it.",))
        return AnswerDraft("answered", sentences)
