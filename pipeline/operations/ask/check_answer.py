"""Have a model judge whether the quotes of an answer support its sentences, where a person asks."""

from __future__ import annotations

from pipeline.core.answers.answer import Answer
from pipeline.core.answers.support_items import items_of_answer
from pipeline.core.support.item import Doubt, Doubtful
from pipeline.core.support.quote_place import QuotePlaces
from pipeline.librarian import Examiner
from pipeline.operations.repository.snapshot import Snapshot


def find_doubts(answer: Answer, snapshot: Snapshot, examiner: Examiner) -> list[Doubt]:
    """Return what the quotes do not wholly support; `UserError` where nobody can be asked."""
    known: dict[str, QuotePlaces | None] = {}

    def places(path: str) -> QuotePlaces | None:
        if path not in known:
            source = snapshot.source_or_none(path)
            known[path] = QuotePlaces(source) if source else None
        return known[path]

    items = items_of_answer(answer, snapshot.wiki, places)
    verdicts = examiner.examine(items) if items else []
    return [
        Doubtful(item, verdict).as_doubt()
        for item, verdict in zip(items, verdicts, strict=True)
        if verdict is not None and verdict.kind != "wholly"
    ]
