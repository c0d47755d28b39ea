"""What an event asks of the workflow *setup*: to look, to serve a tick, or to take answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from pipeline.core.setup.answers import QUESTIONS

AS_IT_IS = "as it is"  # of an input of the workflow: it changes nothing
_LEAN: Mapping[str, bool] = {"leave out": True, "keep": False}
LEAN_INPUT = "tests"


@dataclass(frozen=True)
class StartWish:
    """Who asks for what.

    look: a push, which asks for nothing. tick: `who` edited the issue `number`; what is ticked is
    read from GitHub. run: somebody pressed *Run workflow*, which only writers can. `given` are
    answers by key, not yet held against the lists.
    """

    kind: Literal["look", "tick", "run"]
    who: str = ""
    number: int = 0
    given: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    lean: bool | None = None


def read_start_wish(name: str, event: Mapping[str, Any]) -> StartWish | None:
    """Return what an event asks for; None where it asks for nothing that is ours."""
    if name == "push":
        return StartWish("look")
    if name == "workflow_dispatch":
        inputs = event.get("inputs")
        said = {k: str(v) for k, v in inputs.items()} if isinstance(inputs, Mapping) else {}
        given = {
            str(question.key): value
            for question in QUESTIONS
            if (value := said.get(question.key, "")) not in ("", AS_IT_IS)
        }
        return StartWish("run", given=given, lean=_LEAN.get(said.get(LEAN_INPUT, "")))
    sender, issue = event.get("sender") or {}, event.get("issue")
    if name != "issues" or event.get("action") != "edited" or not isinstance(issue, Mapping):
        return None
    if sender.get("type") == "Bot" or "pull_request" in issue:
        return None
    return StartWish("tick", str(sender.get("login") or ""), int(issue["number"]))
