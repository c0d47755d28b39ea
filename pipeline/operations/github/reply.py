"""`wiki answer` and `wiki reply`: answer a question of an issue, in two jobs.

The first asks the wiki, by a model where there is one, and may not write on GitHub. The second
posts the one comment, and believes nothing of what the first hands over: it reads the question
anew, looks up each mark in its own checkout, and holds each sentence against what it cites.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.adapters.files import read_foreign_text, write_whole
from pipeline.adapters.github.client import GitHub
from pipeline.core.answers.answer import Answer
from pipeline.core.answers.answer_comment import (
    AnswerMark,
    digest_question,
    mark_of_answer,
    write_answer_comment,
    write_failure_comment,
)
from pipeline.core.answers.as_values import answer_as_values
from pipeline.core.answers.filing import find_filed_page
from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_inert, make_link
from pipeline.core.github.places import Places
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.strict_json import parse_json
from pipeline.core.text import counted, shorten
from pipeline.operations.ask.ask import read_question
from pipeline.operations.ask.file_answer import read_answer
from pipeline.operations.github.questions import (
    AskedQuestion,
    find_answer,
    may_ask,
    read_asked,
    why_full,
)
from pipeline.operations.github.report import ReportRow
from pipeline.operations.github.take_question import say_full_once
from pipeline.operations.repository.snapshot import Snapshot

ANSWER_FILE = "answer.json"
_MOST_BYTES = 2_000_000
_EMBEDDED_NOTE = "Answered without a model, by statements of the wiki as they stand there."


@dataclass(frozen=True)
class QuestionContext:
    """What answering takes: GitHub, the wiki at the commit that was checked out, and the day."""

    hub: GitHub
    snapshot: Snapshot
    day: str
    run: str = ""


@dataclass(frozen=True)
class GivenAnswer:
    """An answer, who gave it, and what it cost."""

    answer: Answer
    librarian: str
    dollars: float = 0.0


AskWiki = Callable[[str], GivenAnswer]


# --- the job that reads ---


def answer_asked(
    number: int, comment: int, context: QuestionContext, ask: AskWiki, folder: Path
) -> ReportRow:
    """Ask the wiki what a comment or an issue asks, and hand the answer over in a folder.

    Nothing is asked, and nothing handed over, where the answer stands there already, or where its
    author may not ask, or not today any more. What goes wrong is handed over as a sentence.
    """
    asked = read_asked(number, comment, context.hub)
    why_not = _why_not_asked(asked, context)
    if why_not:
        return ReportRow("ignored", (), number, why_not)
    try:
        given = ask(read_question(asked.text))
    except UserError as error:
        write_whole(folder / ANSWER_FILE, json.dumps({"problem": str(error)}))
        return ReportRow("trouble", (), number, str(error))
    told = {
        "answer": answer_as_values(given.answer),
        "librarian": given.librarian,
        "struck": len(given.answer.struck),
    }
    write_whole(folder / ANSWER_FILE, json.dumps(told, ensure_ascii=False))
    cost = f", for ${given.dollars:.4f}" if given.dollars else ""
    return ReportRow("asked", (), number, f"{given.answer.status}{cost}")


def _why_not_asked(asked: AskedQuestion, context: QuestionContext) -> str:
    """Return why a question is not answered now, or ""."""
    rules = context.snapshot.schema.rules.ask
    if asked.locked:
        return "the conversation is locked"
    if not may_ask(asked.author, context.hub, rules):
        return f"{asked.author} may not ask"
    known = find_answer(asked.number, asked.comment, context.hub)
    if known and known[1].question == digest_question(read_question(asked.text)):
        return "it is answered"
    return why_full(asked.author, context.hub, rules, context.day)


# --- the job that writes ---


def post_reply(number: int, comment: int, folder: Path, context: QuestionContext) -> ReportRow:
    """Post the answer to a question, or renew it where the question was edited; never two."""
    hub, rules = context.hub, context.snapshot.schema.rules.ask
    asked = read_asked(number, comment, hub)
    why_not = _why_not_asked(asked, context)
    if why_not:
        if why_not == why_full(asked.author, hub, rules, context.day):
            say_full_once(asked, why_not, hub, context.day)
        return ReportRow("ignored", (), number, why_not)
    try:
        body = _write_comment(asked, _read_result(folder), context)
    except UserError as error:
        run = f"{hub.server}/{hub.repository}/actions/runs/{context.run}"
        text = f"This was not answered: {make_inert(shorten(strip_hidden(str(error)), 600))}"
        mark = AnswerMark(comment, asked.author, context.day, _times(asked, context), "")
        text = f"{text} ({make_link('the run', run)})" if context.run else text
        _post(asked, write_failure_comment(text, mark), context)
        return ReportRow("trouble", (), number, str(error))
    return _post(asked, body, context)


def _post(asked: AskedQuestion, body: str, context: QuestionContext) -> ReportRow:
    """Write the one comment of a question; a failure counts as asked, for it may have cost."""
    known = find_answer(asked.number, asked.comment, context.hub)
    if known is None:
        context.hub.add_comment(asked.number, body)
        return ReportRow("opened", (), asked.number, "an answer")
    context.hub.edit_comment(known[0].id, body)
    return ReportRow("renewed", (), asked.number, "an answer")


def _times(asked: AskedQuestion, context: QuestionContext) -> int:
    """Return how often this was asked on the day, this time included."""
    known = find_answer(asked.number, asked.comment, context.hub)
    return known[1].times + 1 if known and known[1].day == context.day else 1


def _read_result(folder: Path) -> Mapping[str, Any]:
    """Return what the job that asked handed over; nothing of it is believed."""
    try:
        said = parse_json(read_foreign_text(folder / ANSWER_FILE, _MOST_BYTES))
    except FileNotFoundError as error:
        raise UserError("The job that asks the wiki ended without an answer.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise UserError("What the job that asks the wiki left cannot be read.") from error
    if not isinstance(said, dict):
        raise UserError("What the job that asks the wiki left is no answer.")
    if isinstance(said.get("problem"), str):
        raise UserError(said["problem"])
    return said


def _write_comment(asked: AskedQuestion, said: Mapping[str, Any], context: QuestionContext) -> str:
    hub, snapshot = context.hub, context.snapshot
    answer = read_answer(said.get("answer"), snapshot)
    filed = find_filed_page(answer.question, snapshot.wiki)
    if filed in {page.slug for page in answer.pages}:
        answer = replace(answer, filed=filed or "")
    if digest_question(answer.question) != digest_question(read_question(asked.text)):
        raise UserError("The question was edited meanwhile.", "It is asked anew.")
    times = _times(asked, context)
    mark = mark_of_answer(answer, asked.comment, asked.author, context.day, times)
    places = Places(f"{hub.server}/{hub.repository}", snapshot.commit, snapshot.commit, context.run)
    return write_answer_comment(answer, mark, places, tuple(_notes(asked, answer, said, context)))


def _notes(
    asked: AskedQuestion, answer: Answer, said: Mapping[str, Any], context: QuestionContext
) -> list[str]:
    hub, notes = context.hub, []
    if answer.filed:
        notes.append("This was asked before: the page keeps the answer.")
    if said.get("librarian") == "extractive":
        notes.append(_EMBEDDED_NOTE)
    struck = said.get("struck")
    if type(struck) is int and 0 < struck < 1_000:
        notes.append(f"{counted(struck, 'sentence')} left out: what they cite does not show them.")
    if asked.comment:
        where = f"{hub.server}/{hub.repository}/issues/{asked.number}#issuecomment-{asked.comment}"
        notes.append(f"Asked {make_link('here', where)}.")
    return [" ".join(notes)] if notes else []
