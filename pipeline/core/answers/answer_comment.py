"""The comment that answers a question on GitHub: its text, its boxes, and its marker.

The marker says which question it answers, who asked it and on which day, so that no question gets
two comments and what a person has asked today can be counted. It also keeps what is needed to make
a page of the answer. Whoever may write can edit a comment: what it keeps is checked, and never
believed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from pipeline.core.answers.answer import Answer
from pipeline.core.answers.as_markdown import answer_as_markdown
from pipeline.core.answers.as_values import answer_as_values
from pipeline.core.github.boxes import ActionBox, write_box
from pipeline.core.github.places import Places
from pipeline.core.github.state import make_marker, read_marker
from pipeline.core.text import digest

ANSWER_MARKER = "answer"
_LENGTHS = (400, 160, 80)  # characters of a quote; the first with which all fits
_LONGEST_TEXT = 30_000  # characters
_LONGEST_KEPT = 28_000  # characters of the marker; GitHub refuses more than 65,536 in all
_MOST_TIMES = 10_000


@dataclass(frozen=True)
class AnswerMark:
    """What the marker of an answer says.

    `comment` is the id of the comment that asked, or 0 where the issue itself asks. `question` is
    its digest. `times` counts how often it was answered on `day`. `values` are those of the answer,
    as far as they are needed to read it again; empty where they were too long to be kept.
    """

    comment: int
    by: str
    day: str
    times: int
    question: str
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def digest_question(text: str) -> str:
    """Return by what a question is known in a marker; spaces and case count for nothing."""
    return digest(" ".join(text.split()).casefold())[:16]


def mark_of_answer(answer: Answer, comment: int, by: str, day: str, times: int) -> AnswerMark:
    """Return the mark of an answer, with what is needed to read it again."""
    told = answer_as_values(answer)
    kept = {
        name: told[name]
        for name in ("question", "status", "sentences", "unknown", "ask_back", "joins")
    }
    kept["pages"] = [{"slug": page.slug} for page in answer.pages]
    return AnswerMark(comment, by, day, times, digest_question(answer.question), kept)


def write_answer_comment(
    answer: Answer, mark: AnswerMark, places: Places, notes: tuple[str, ...] = ()
) -> str:
    """Return the comment. `notes` are Markdown of ours, one line each.

    Quotes are shown at shorter lengths until all of it fits. An answer too long to be kept in the
    marker has no box to keep it as a page.
    """
    marker = _marker(mark)
    if len(marker) > _LONGEST_KEPT:
        mark = AnswerMark(mark.comment, mark.by, mark.day, mark.times, mark.question)
        marker = _marker(mark)
    text = ""
    for length in _LENGTHS:
        text = answer_as_markdown(answer, places, length)
        if len(text) <= _LONGEST_TEXT:
            break
    body, _, quotes = text.partition("\n\n[^1]: ")
    boxes = "\n".join(write_box(box) for box in _offers(answer, mark))
    parts = [body, *notes, boxes, f"[^1]: {quotes}" if quotes else "", marker]
    return "\n\n".join(part for part in parts if part)


def write_failure_comment(text: str, mark: AnswerMark) -> str:
    """Return the comment for a question that was asked and not answered; it counts all the same."""
    return f"{text}\n\n{_marker(mark)}"


def _offers(answer: Answer, mark: AnswerMark) -> Iterator[ActionBox]:
    if answer.labels and answer.status != "unknown" and not answer.filed and mark.values:
        yield "file"
    if answer.unknown and mark.values:
        yield "wanted"


def _marker(mark: AnswerMark) -> str:
    values = {
        "for": mark.comment,
        "by": mark.by,
        "day": mark.day,
        "times": mark.times,
        "question": mark.question,
    }
    return make_marker(ANSWER_MARKER, {**values, "answer": dict(mark.values)})


def read_answer_mark(body: str) -> AnswerMark | None:
    """Return what the marker of a comment says; None where it is none of an answer.

    The caller must have checked that the comment's author is one of ours.
    """
    said = read_marker(ANSWER_MARKER, body) or {}
    comment, times, kept = said.get("for"), said.get("times"), said.get("answer")
    by, day, question = (said.get(name) for name in ("by", "day", "question"))
    if type(comment) is not int or type(times) is not int or not 0 <= times <= _MOST_TIMES:
        return None
    if not (isinstance(by, str) and isinstance(day, str) and isinstance(question, str)):
        return None
    return AnswerMark(comment, by, day, times, question, kept if isinstance(kept, dict) else {})
