"""Keep an answer as a page: read it again on the wiki as it is, and propose the page that holds it.

An answer comes here from a file or from another job, so nothing of it is believed: its marks are
looked up in the wiki, and its sentences are held against them once more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.adapters.files import write_whole
from pipeline.core.answers.answer import Answer, AnswerDraft, AnswerSentence, AnswerStatus
from pipeline.core.answers.as_values import answer_as_values
from pipeline.core.answers.conclude import conclude_answer
from pipeline.core.answers.filing import file_answer
from pipeline.core.answers.material import ShownPage
from pipeline.core.answers.read_pages import read_page, read_pages
from pipeline.core.errors import UserError
from pipeline.core.wiki.wiki import Wiki
from pipeline.operations.ask.ask import read_question
from pipeline.operations.repository.snapshot import Snapshot
from pipeline.operations.upkeep.upkeep import UpkeepProposal, propose_upkeep

LAST_ANSWER = "answers/last.json"
_STATUSES: Mapping[str, AnswerStatus] = {
    "answered": "answered", "unknown": "unknown", "ask_back": "ask_back",
}  # fmt: skip


def propose_filing(
    answer: Answer, snapshot: Snapshot, day: str, page_type: str, closes: int = 0
) -> UpkeepProposal:
    """Return the proposal that files an answer; `UserError` where it is refused."""
    pages = pages_named(answer, snapshot.wiki)
    change = file_answer(answer, snapshot.wiki, snapshot.schema, pages, page_type, closes)
    return propose_upkeep(change, snapshot, day)


def pages_named(answer: Answer, wiki: Wiki) -> dict[str, ShownPage]:
    """Return the pages that an answer names, whole, by slug."""
    return {one.slug: read_page(wiki.page(one.slug), wiki)[0] for one in answer.pages}


def keep_answer(answer: Answer, private: Path) -> None:
    """Keep an answer in the git directory, so that `wiki file` can make a page of it."""
    text = json.dumps(answer_as_values(answer), ensure_ascii=False)
    write_whole(private / LAST_ANSWER, text)


def forget_answer(private: Path) -> None:
    """Keep no answer: the last question had none, or one that is not for a page."""
    (private / LAST_ANSWER).unlink(missing_ok=True)


def read_kept_answer(private: Path, snapshot: Snapshot) -> Answer:
    """Return the answer that was given last, read again on the wiki as it is."""
    try:
        values = json.loads((private / LAST_ANSWER).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(
            "There is no answer to keep: the last question had none, or nothing was asked.",
            'Ask first: `wiki ask "What is …?"`.',
        ) from error
    return read_answer(values, snapshot)


def read_answer(values: Any, snapshot: Snapshot) -> Answer:
    """Return an answer from its values, held against this wiki; `UserError` if it does not hold.

    The pages that it names are read first, so that it goes on naming them. Where it does not hold
    by them, the other pages that carry its marks are read as well.
    """
    draft, question, slugs = _as_draft(values)
    wiki = snapshot.wiki
    labels = dict.fromkeys(label for said in draft.sentences for label in said.labels)
    answer = conclude_answer(question, draft, read_pages(slugs, wiki), snapshot.commit)
    if answer.struck:
        citing = [slug for label in labels for slug in wiki.pages_citing(label)[:_MOST_CITING]]
        material = read_pages((*slugs, *citing), wiki)
        answer = conclude_answer(question, draft, material, snapshot.commit)
    if answer.struck:
        said, why = answer.struck[0]
        raise UserError(
            f"The answer does not hold on the wiki as it is: of “{said.text[:100]}” {why}.",
            "The wiki has changed since. Ask again.",
        )
    return replace(answer, joins=bool(values.get("joins")))


_MOST_CITING = 4
_MOST_ROWS = 50


def _as_draft(values: Any) -> tuple[AnswerDraft, str, tuple[str, ...]]:
    """Read the values of `answer_as_values`; `UserError` where they are none."""
    try:
        question = read_question(_text(values["question"]))
        status = _STATUSES[_text(values["status"])]
        sentences = tuple(
            AnswerSentence(
                _text(row["text"]),
                _texts(row["labels"]),
                _texts(row["pages"]) if not row["labels"] else (),
                _text(row["reckoned"]),
            )
            for row in _rows(values["sentences"])
        )
        unknown, back = _texts(values["unknown"]), _texts(values["ask_back"])
        slugs = tuple(_text(page["slug"]) for page in _rows(values["pages"]))
    except (KeyError, TypeError, ValueError) as error:
        raise UserError("This is no answer as `wiki ask --json` gives it.", "Ask again.") from error
    return AnswerDraft(status, sentences, unknown, back), question, slugs


def _rows(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > _MOST_ROWS:
        raise TypeError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(_text, _rows(value)))
