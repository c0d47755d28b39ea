"""Decide what a run of *setup* does, by what is on GitHub and in the repository."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.core.setup.start_wish import StartWish

# ask: open the issue; offer: make the pull request, or let it follow; untick: whoever ticked may
# not write; doubled: two answers to one question; finish: close what is open; changed: say why
# nothing is emptied; rest: nothing
StartStep = Literal["ask", "offer", "untick", "doubled", "finish", "changed", "rest"]


@dataclass(frozen=True)
class StartFacts:
    """What a decision rests on.

    `issue` and `pull` are the numbers of ours, 0 for none, whether open or closed. `doubled`, `go`:
    what is ticked in the issue. `may_write`: whether whoever ticked has write access.
    """

    is_template: bool = False
    is_fork: bool = False
    example: Literal["whole", "begun", "changed"] = "whole"
    issue: int = 0
    issue_is_open: bool = False
    pull: int = 0
    pull_is_open: bool = False
    go: bool = False
    doubled: bool = False
    may_write: bool = False


def decide_start(wish: StartWish, facts: StartFacts) -> tuple[StartStep, str]:
    """Return what is to be done, and why, in words for the log.

    Nothing is ever asked twice: whoever closes the issue or the pull request keeps the example,
    until somebody presses *Run workflow* or ticks the box.
    """
    if facts.is_template:
        return "rest", "this is the template, where the example belongs"
    if facts.is_fork:
        return "rest", "this is a fork"
    if facts.example == "begun":
        still_open = facts.issue_is_open or facts.pull_is_open
        return ("finish" if still_open else "rest"), "the example is gone"
    if wish.kind == "tick":
        return _decide_tick(wish, facts)
    if facts.example == "changed":
        return "rest", "something of the example was changed or added to; `wiki init` empties it"
    if wish.kind == "run" and (facts.issue or facts.pull or wish.given or wish.lean is not None):
        return "offer", "somebody ran the workflow"
    if facts.pull_is_open:
        return "offer", "the pull request follows the default branch"
    if facts.issue or facts.pull:
        return "rest", "it was asked before"
    return "ask", "the example is still here"


def _decide_tick(wish: StartWish, facts: StartFacts) -> tuple[StartStep, str]:
    if wish.number != facts.issue or not facts.go:
        return "rest", "no box of ours asks for the pull request"
    if not facts.may_write:
        return "untick", f"{wish.who} has no write access"
    if facts.example == "changed":
        return "changed", "something of the example was changed or added to"
    if facts.doubled:
        return "doubled", "two boxes of one question are ticked"
    return "offer", f"{wish.who} ticked the box"
