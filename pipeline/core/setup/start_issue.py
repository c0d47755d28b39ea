"""The issue *Start our wiki*: its text in each state, and which of its boxes are ticked.

Only lines that are boxes of the fixed list are read of it, whatever else somebody writes into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from pipeline.core.github.state import make_marker
from pipeline.core.setup.answers import (
    QUESTIONS,
    StartAnswers,
    StartQuestion,
    choices_of,
    take_answers,
)

START_TITLE = "Start our wiki"
START_BRANCH = "wiki/setup"
START_MARKER = "start"
START_WORKFLOW = "setup.yml"
# ask: nothing was ticked yet; refused: Actions may not open the pull request; doubled: two boxes of
# one question; held: people have committed to the branch; there: the pull request is open; begun:
# the example is gone; changed: of the example some is gone or altered
StartState = Literal["ask", "refused", "doubled", "held", "there", "begun", "changed"]
GO_WORDS = "**Make the pull request**"
AGAIN_WORDS = "**Try again**"
LEAN_WORDS = "Leave out the program's own tests and benchmarks (`tests/`, `bench/`)"
USUAL = " *(default)*"
_TITLES: Mapping[StartState, str] = {"refused": f"{START_TITLE}: one press is missing"}
_PRESS = (
    "[Under *Workflow permissions*]({base}/settings/actions) tick **Allow GitHub Actions to create"
    " and approve pull requests**, and save. If it is grey, an owner of the organisation ticks it"
    " first."
)


@dataclass(frozen=True)
class StartTicks:
    """Which boxes are ticked.

    `given` has one answer a question; `doubled` all of those of a question with more than one,
    which has none.
    """

    given: Mapping[str, str]
    doubled: Mapping[str, tuple[str, ...]]
    lean: bool
    go: bool


@dataclass(frozen=True)
class StartIssueView:
    """What the issue says: where it stands, and what of it is known.

    `base` is the repository's address, `branch` its default branch. `may`: whether Actions may open
    pull requests, None where GitHub did not say. `pull` is the number of the pull request, or 0.
    `doubled` are the answers to each question that has more than one.
    """

    base: str
    branch: str
    usual: StartAnswers
    answers: StartAnswers
    may: bool | None = None
    pull: int = 0
    doubled: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


def title_of_state(state: StartState) -> str:
    """Return the title of the issue."""
    return _TITLES.get(state, START_TITLE)


def write_start_issue(state: StartState, view: StartIssueView) -> str:
    """Return the issue's text."""
    parts = [_opening(state, view)]
    if state == "refused":
        parts += [f"1. {_press(view)}\n2. Tick here:\n\n- [ ] {AGAIN_WORDS}", _by_hand(view)]
    if state not in ("begun", "changed"):
        parts += ["### Three answers\n\nWhere nothing is ticked, the default holds."]
        parts += [_write_question(question, view) for question in QUESTIONS]
        parts += [f"And, if you like:\n\n{_box(LEAN_WORDS, view.answers.lean)}"]
    if state in ("ask", "doubled", "held", "there"):
        if state == "ask":
            parts += [f"### One setting\n\n{_setting(view)}"]
        parts += [f"### Go\n\n{_box(GO_WORDS, False)}\n\n{_after(state)}"]
    if state == "refused":
        parts += ["This issue closes by itself when the pull request is there."]
    return "\n\n".join([*parts, make_marker(START_MARKER, {"pull": view.pull, "state": state})])


def _opening(state: StartState, view: StartIssueView) -> str:
    doubled = " and ".join(f"*{q.title}*" for q in QUESTIONS if q.key in view.doubled)
    said: Mapping[StartState, str] = {
        "ask": (
            "**Tick the last box, and a pull request makes this repository your wiki.** Nothing is"
            " compiled or paid before you merge it. Close this issue to keep the example."
        ),
        "refused": (
            "**The pull request *Start our wiki* is ready, but Actions may not open it.** That is"
            " how GitHub makes repositories."
        ),
        "doubled": (
            f"**Two boxes are ticked at {doubled}: leave one,** and tick the last box again."
        ),
        "held": (
            f"**Somebody has committed to the branch `{START_BRANCH}`, so these answers are not"
            " laid over it.** Change `schema.md` there, or close its pull request, delete the"
            " branch, and tick the last box again."
        ),
        "there": (
            f"**#{view.pull} empties the example and sets your answers: look at it, and merge it.**"
        ),
        "begun": "**The example is gone, and the wiki is yours.**",
        "changed": (
            "**Something of the example was changed or added to, so it is not emptied from here.**"
            " On your machine `wiki init` asks what of it goes."
        ),
    }
    return said[state]


def _press(view: StartIssueView) -> str:
    return _PRESS.format(base=view.base)


def _setting(view: StartIssueView) -> str:
    if view.may:
        return "None is missing: GitHub Actions may open pull requests here."
    return f"{_press(view)} Every source will come as a pull request."


def _by_hand(view: StartIssueView) -> str:
    title = START_TITLE.replace(" ", "+")
    address = f"{view.base}/compare/{view.branch}...{START_BRANCH}?expand=1&title={title}"
    return (
        f"Or, for this one alone, [open it yourself]({address}). Every source will come as a pull"
        " request, so the setting is needed all the same."
    )


def _after(state: StartState) -> str:
    if state == "there":
        return "With other answers, tick it again: the pull request follows."
    return (
        "By somebody with write access. The pull request is there a minute later, and this issue"
        " closes by itself."
    )


def _write_question(question: StartQuestion, view: StartIssueView) -> str:
    usual = view.usual.value(question.key)
    answer = view.answers.value(question.key)
    ticked = view.doubled.get(question.key, () if answer == usual else (answer,))
    rows = [
        _box(choice.words + (USUAL if choice.value == usual else ""), choice.value in ticked)
        for choice in choices_of(question, usual)
    ]
    return "\n".join([f"**{question.title}**", "", *rows])


def _box(words: str, ticked: bool) -> str:
    return f"- [{'x' if ticked else ' '}] {words}"


# --- what is ticked ---


def read_ticks(body: str, usual: StartAnswers) -> StartTicks:
    """Return which boxes of the list are ticked in an issue's text; `usual` as it was written.

    The usual answer and another one ticked together are the other one: whoever ticks another need
    not take the first off.
    """
    ticked = set(_ticked_lines(body))
    given: dict[str, str] = {}
    doubled: dict[str, tuple[str, ...]] = {}
    for question in QUESTIONS:
        held = usual.value(question.key)
        chosen = [
            choice.value
            for choice in choices_of(question, held)
            if choice.words in ticked or choice.words + USUAL in ticked
        ]
        others = [value for value in chosen if value != held]
        if len(others) > 1:
            doubled[question.key] = tuple(others)
        elif chosen:
            given[question.key] = (others or chosen)[0]
    return StartTicks(given, doubled, LEAN_WORDS in ticked, bool({GO_WORDS, AGAIN_WORDS} & ticked))


def _ticked_lines(body: str) -> Iterator[str]:
    for found in re.finditer(r"^- \[[xX]\] ([^\r\n]{1,300}?)[ \t]*\r?$", body, re.MULTILINE):
        yield found[1]


def untick_go(body: str) -> str:
    """Return an issue's text with the box that asks for the pull request not ticked."""
    words = "|".join(map(re.escape, (GO_WORDS, AGAIN_WORDS)))
    return re.sub(rf"^- \[[xX]\] (?={words})", "- [ ] ", body, flags=re.MULTILINE)


def answers_of_ticks(ticks: StartTicks, usual: StartAnswers) -> StartAnswers:
    """Return the answers that the boxes give."""
    return take_answers(usual, ticks.given, ticks.lean)
