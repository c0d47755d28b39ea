"""Answer anew, as one change, the questions of pages whose kept answer is stale."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.core.answers.answer import AnswerDraft, PageRoute
from pipeline.core.answers.filing import file_answer
from pipeline.core.answers.fit_to_budget import with_statements
from pipeline.core.answers.material import Material
from pipeline.core.answers.route_request import RouteRequest
from pipeline.core.errors import UserError
from pipeline.core.haystack import Haystack
from pipeline.core.text import counted, shorten
from pipeline.core.upkeep.upkeep import Upkeep
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.facts import PageFacts
from pipeline.librarian import Answerer, DraftCheck
from pipeline.operations.ask.ask import AskOptions, WikiToAsk, ask_question
from pipeline.operations.ask.file_answer import pages_named
from pipeline.operations.lint.lint import lint_wiki
from pipeline.operations.repository.snapshot import Snapshot

RULE = "stale-answer"
MOST_PAGES = 20  # that one change answers anew; the next `/fix` does the others


@dataclass(frozen=True)
class SoundAnswerer:
    """An answerer who is shown no statement that rests on a quote which its source lacks by now.

    Such a statement may stand on its page until somebody has corrected it there.
    """

    inner: Answerer
    snapshot: Snapshot

    @property
    def name(self) -> Literal["model", "extractive"]:
        """Return who answers."""
        return self.inner.name

    def route(self, asked: RouteRequest, known: Collection[str]) -> PageRoute:
        """Return the pages to be read."""
        return self.inner.route(asked, known)

    def answer(
        self, question: str, material: Material, readings: Sequence[str], check: DraftCheck
    ) -> AnswerDraft:
        """Return the draft that is made of the sound statements."""
        gone = {label for label, one in material.citations.items() if self._is_gone(one)}
        sound = [one for one in material.statements() if not gone & {*one.labels}]
        shown = with_statements(material, sound) if gone else material
        return self.inner.answer(question, shown, readings, check)

    def _is_gone(self, citation: Citation) -> bool:
        source = self.snapshot.source_or_none(citation.source)
        if source is None:
            return True
        haystack = Haystack(source)
        if haystack.unit == "kept" and citation.unit != "kept":  # made of an earlier reading
            return False
        return any(haystack.find_cited(one, citation.unit) is None for one in citation.quotes)


def answer_stale_pages(asked: WikiToAsk, answerer: Answerer, day: str) -> Upkeep:
    """Return the change that answers every stale page anew, each by its title.

    A question that the wiki cannot answer any more is told, and its page left as it is. `UserError`
    where none can be answered.
    """
    wiki = asked.snapshot.wiki
    paths = dict.fromkeys(found.path for found in lint_wiki(asked.snapshot, day, {RULE}))
    stale = [facts for path in paths if (facts := wiki.at(path))]
    if not stale:
        raise UserError("No kept answer is stale any more.", "The next lint closes the issue.")
    answerer = SoundAnswerer(answerer, asked.snapshot)
    made, told = [], []
    for facts in stale[:MOST_PAGES]:
        try:
            made.append(_answer_anew(facts, asked, answerer))
        except UserError as error:
            told.append(f"{facts.path} stays as it is: {shorten(error.message, 300)}")
    if len(stale) > MOST_PAGES:
        told.append(f"{counted(len(stale) - MOST_PAGES, 'more page')} are left for the next time")
    if not made:
        raise UserError(
            "None of the questions could be answered anew: " + "; ".join(told),
            "Edit the pages, or delete those that no longer hold.",
        )
    return _joined(made, tuple(told))


def _answer_anew(facts: PageFacts, asked: WikiToAsk, answerer: Answerer) -> Upkeep:
    wiki, schema = asked.snapshot.wiki, asked.snapshot.schema
    answer = ask_question(asked, facts.title, answerer, AskOptions(anew=True))
    return file_answer(answer, wiki, schema, pages_named(answer, wiki), facts.type)


def _joined(made: list[Upkeep], told: tuple[str, ...]) -> Upkeep:
    first = made[0]
    if len(made) == 1:
        return replace(first, told=(*first.told, *told))
    return replace(
        first,
        name=RULE,
        title=f"Answer anew: {counted(len(made), 'question')}",
        why="\n\n".join([one.why for one in made]),
        texts={path: text for one in made for path, text in one.texts.items()},
        removed=tuple(row for one in made for row in one.removed),
        told=(*(row for one in made for row in one.told), *told),
    )
