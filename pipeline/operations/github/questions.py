"""A question asked on GitHub: where it stands, who may ask it, and whether it is answered already.

How much was asked on a day is counted from the markers of our own comments; nothing else is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.adapters.github.client import GitHub
from pipeline.core.answers.answer_comment import AnswerMark, read_answer_mark
from pipeline.core.answers.asked_text import question_of_comment, question_of_issue
from pipeline.core.errors import UserError
from pipeline.core.github.state import WRITERS, Comment, is_ours
from pipeline.core.text import counted
from pipeline.core.wiki.schema import AskRules


@dataclass(frozen=True)
class AskedQuestion:
    """A question as it stands on GitHub now; `comment` is 0 where the issue itself asks it.

    `text` is foreign, and not looked at yet.
    """

    number: int
    comment: int
    author: str
    text: str
    locked: bool = False


def read_asked(number: int, comment: int, hub: GitHub) -> AskedQuestion:
    """Read a question anew from GitHub, for time has passed; `UserError` where there is none."""
    issue = hub.issue(number)
    if issue is None:
        raise UserError(
            "`/ask` belongs on an issue, not on a pull request.", "Open an issue for the question."
        )
    if not comment:
        author, text = issue.author, question_of_issue(issue.title, issue.body, issue.labels)
    else:
        post = hub.comment(comment)
        author, text = post.author, question_of_comment(post.body)
        text = text if post.number == number else None
    if text is None or author in hub.bots:
        raise UserError("There is no question here any more.", "Ask it in a new comment.")
    return AskedQuestion(number, comment, author, text, issue.locked)


def may_ask(author: str, hub: GitHub, rules: AskRules) -> bool:
    """Tell whether somebody may ask, by what GitHub's API says now."""
    if rules.who == "anyone":
        return True
    allowed = WRITERS | {"triage"} if rules.who == "triage" else WRITERS
    return hub.permission(author) in allowed


def why_full(author: str, hub: GitHub, rules: AskRules, day: str) -> str:
    """Return a sentence where this person, or all together, have asked enough on a day; else ""."""
    asked = [*marks_of_day(hub, day)]
    if sum(mark.times for mark in asked) >= rules.per_day:
        return (
            f"The wiki has answered {counted(rules.per_day, 'question')} today, which is all that"
            " `ask` in `schema.md` allows for a day."
        )
    if sum(mark.times for mark in asked if mark.by == author) >= rules.per_person_and_day:
        return (
            f"{counted(rules.per_person_and_day, 'question')} of one person were answered today,"
            " which is all that `ask` in `schema.md` allows for a day."
        )
    return ""


def marks_of_day(hub: GitHub, day: str) -> Iterator[AnswerMark]:
    """Yield the marks of all our answers of a day."""
    for comment in hub.comments_since(f"{day}T00:00:00Z"):
        mark = read_answer_mark(comment.body) if is_ours(comment, hub.bots) else None
        if mark and mark.day == day:
            yield mark


def find_answer(number: int, comment: int, hub: GitHub) -> tuple[Comment, AnswerMark] | None:
    """Return our answer to what this comment, or with 0 the issue itself, asks."""
    return next((row for row in answers_on(number, hub) if row[1].comment == comment), None)


def answers_on(number: int, hub: GitHub) -> Iterator[tuple[Comment, AnswerMark]]:
    """Yield our answers on an issue, the oldest first."""
    for comment in hub.comments(number):
        mark = read_answer_mark(comment.body) if is_ours(comment, hub.bots) else None
        if mark:
            yield comment, mark
