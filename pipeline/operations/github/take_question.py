"""Take a question, or a wish about an answer, from GitHub, and start the workflow for it."""

from __future__ import annotations

from collections.abc import Collection

from pipeline.adapters.github.client import GitHub
from pipeline.core.answers.answer_comment import (
    AnswerMark,
    digest_question,
)
from pipeline.core.answers.asked_text import FORM_HEADING
from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_inert, make_plain_line
from pipeline.core.github.state import (
    ASK_LABEL,
    LABELS,
    WANTED_LABEL,
    WRITERS,
    Comment,
    is_ours,
    make_marker,
    read_marker,
)
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.text import shorten
from pipeline.core.wiki.schema import AskRules
from pipeline.operations.ask.ask import read_question
from pipeline.operations.github.open_proposals import tell_news
from pipeline.operations.github.questions import (
    AskedQuestion,
    answers_on,
    find_answer,
    may_ask,
    read_asked,
    why_full,
)
from pipeline.operations.github.report import ReportRow

FULL_MARKER = "ask-full"
WANTED_MARKER = "wanted"
_MOST_MISSING = 12  # sentences on what is not known
NO_ANSWER = "There is no answer of the wiki on this issue. Ask first, with `/ask` and the question."


def take_question(
    number: int, comment: int, hub: GitHub, rules: AskRules, day: str, on_pull: bool
) -> ReportRow:
    """Start the workflow that answers a question, if its author may ask and it is one."""
    if on_pull:
        return _refuse_on_pull(number, comment, hub)
    asked = read_asked(number, comment, hub)
    if asked.locked:
        return ReportRow("ignored", (), number, "the conversation is locked")
    if not may_ask(asked.author, hub, rules):
        _react(asked, hub, "confused")
        return ReportRow("ignored", (), number, f"{asked.author} may not ask")
    try:
        text = read_question(asked.text)
    except UserError as error:
        _react(asked, hub, "confused")
        tell_news(hub, number, f"This was not asked: {make_inert(str(error))}")
        return ReportRow("ignored", (), number, error.message)
    known = find_answer(number, comment, hub)
    if known and known[1].question == digest_question(text):
        return ReportRow("unchanged", (), number, "it is answered")
    if full := why_full(asked.author, hub, rules, day):
        _react(asked, hub, "confused")
        say_full_once(asked, full, hub, day)
        return ReportRow("ignored", (), number, full)
    _react(asked, hub, "eyes")
    if not comment:
        _label(number, hub)
    inputs = {"issue": str(number), "comment": str(comment), "file": ""}
    hub.dispatch("ask.yml", hub.default_branch(), inputs)
    return ReportRow("asked", (), number, "a question")


def _refuse_on_pull(number: int, comment: int, hub: GitHub) -> ReportRow:
    """Say to a writer that questions belong on issues; nothing is said to others."""
    if hub.permission(hub.comment(comment).author) not in WRITERS:
        hub.react(comment, "confused")
    else:
        tell_news(hub, number, "`/ask` belongs on an issue. Open one for the question.")
    return ReportRow("ignored", (), number, "a question on a pull request")


def _react(asked: AskedQuestion, hub: GitHub, sign: str) -> None:
    content = "eyes" if sign == "eyes" else "confused"
    if asked.comment:
        hub.react(asked.comment, content)  # type: ignore[arg-type]
    else:
        hub.react_to_issue(asked.number, content)  # type: ignore[arg-type]


def _label(number: int, hub: GitHub) -> None:
    """Label an issue of the form, which GitHub does only where the label is there already."""
    issue = hub.issue(number)
    if issue and issue.body.strip().startswith(FORM_HEADING) and ASK_LABEL.name not in issue.labels:
        hub.ensure_labels(LABELS)
        hub.label(number, ASK_LABEL.name)


def say_full_once(asked: AskedQuestion, why: str, hub: GitHub, day: str) -> None:
    """Say to a person that the day's share is used up, once a day: a flood gets no echo."""
    for comment in hub.comments_since(f"{day}T00:00:00Z"):
        said = read_marker(FULL_MARKER, comment.body) if is_ours(comment, hub.bots) else None
        if said and (said.get("by"), said.get("day")) == (asked.author, day):
            return
    marker = make_marker(FULL_MARKER, {"by": asked.author, "day": day})
    text = f"This was not asked: {why} Ask again tomorrow, by editing the question or in a comment."
    hub.add_comment(asked.number, f"{text}\n\n{marker}")


# --- what is done with an answer ---


def ask_to_file(
    number: int, hub: GitHub, page_type: str, answer: Comment | None = None
) -> ReportRow:
    """Start the job that makes a page of an answer: of the last one, where none is given."""
    kept = [c for c, mark in answers_on(number, hub) if mark.values]
    found = answer or next(reversed(kept), None)
    if found is None:
        tell_news(hub, number, NO_ANSWER)
        return ReportRow("ignored", (), number, "there is no answer to file")
    inputs = {"issue": str(number), "comment": str(found.id), "file": page_type}
    hub.dispatch("ask.yml", hub.default_branch(), inputs)
    tell_news(hub, number, "The page is being made; this comment will say what came of it.")
    return ReportRow("asked", (), number, "a page of the answer")


def want_source(
    number: int, hub: GitHub, answer: tuple[Comment, AnswerMark] | None = None
) -> ReportRow:
    """Open an issue for what the wiki was asked and does not say; one for each question."""
    found = answer or next(iter(reversed([*answers_on(number, hub)])), None)
    missing = _missing_of(found[1]) if found else []
    if found is None or not missing:
        why = "Nothing is missing in the last answer here." if found else NO_ANSWER
        tell_news(hub, number, why)
        return ReportRow("ignored", (), number, "nothing is missing")
    wanted = found[1].question
    for issue in hub.issues(WANTED_LABEL.name):
        said = read_marker(WANTED_MARKER, issue.body) if is_ours(issue, hub.bots) else None
        if said and said.get("question") == wanted:
            tell_news(hub, number, f"#{issue.number} asks for a source already.")
            return ReportRow("unchanged", (), issue.number, "a source is wanted already")
    hub.ensure_labels(LABELS)
    question = str(found[1].values.get("question", ""))[:2_000]
    rows = "\n".join(f"- {make_inert(row)}" for row in missing)
    body = (
        f"Somebody asked the wiki (#{number}): “{make_inert(question)}”\n\n{rows}\n\nA source that"
        " says it, put into `raw/`, could. Then ask again there.\n\n"
        f"{make_marker(WANTED_MARKER, {'question': wanted})}"
    )
    title = make_plain_line(f"Source wanted: {question}", 120)
    made = hub.create_issue(title, body, [WANTED_LABEL.name])
    tell_news(hub, number, f"#{made.number} asks for a source of what is not known.")
    return ReportRow("opened", (), made.number, "a source is wanted")


def _missing_of(mark: AnswerMark) -> list[str]:
    """Return what an answer says is not known; anybody who may write can have edited it."""
    rows = mark.values.get("unknown")
    found = rows if isinstance(rows, list) else []
    texts = [strip_hidden(row) for row in found[:_MOST_MISSING] if isinstance(row, str)]
    return [shorten(text, 500) for text in texts if text.strip()]


def serve_answer(number: int, comment: int, boxes: Collection[object], hub: GitHub) -> ReportRow:
    """Do what the ticked boxes of an answer ask for."""
    found = next(((c, m) for c, m in answers_on(number, hub) if c.id == comment), None)
    row = ReportRow("ignored", (), number, "it is no answer of ours")
    if found and "file" in boxes:
        row = ask_to_file(number, hub, "answer", found[0])
    if found and "wanted" in boxes:
        row = want_source(number, hub, found)
    return row
