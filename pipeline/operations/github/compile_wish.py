"""What the event that starts a compile asks for: some sources, or those of a pull request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.core.errors import UserError
from pipeline.core.hidden_characters import strip_hidden


@dataclass(frozen=True)
class Wish:
    """What the event asks for.

    That is nothing in particular, some sources, or those of a pull request, with the reviewer's
    comment in `feedback`.
    """

    sources: tuple[str, ...] = ()
    force: bool = False
    feedback: int = 0
    pull: int = 0
    yes: bool = False
    remake: bool = False  # the pull request anew of what is kept, as its sources are by now

    @property
    def named(self) -> bool:
        """Tell whether a person said which sources."""
        return bool(self.sources or self.pull)


def read_wish(event_name: str, event: Mapping[str, Any]) -> Wish:
    """Return what a dispatch asks for; any other event asks for nothing in particular."""
    inputs = event.get("inputs") if event_name == "workflow_dispatch" else None
    if not isinstance(inputs, Mapping):
        return Wish()
    given = str(inputs.get("sources") or "").strip()
    return Wish(
        tuple(dict.fromkeys(line.strip() for line in given.splitlines() if line.strip())),
        str(inputs.get("force", "")).lower() == "true",
        _read_number(inputs, "feedback"),
        _read_number(inputs, "pull"),
        str(inputs.get("yes", "")).lower() == "true",
        str(inputs.get("remake", "")).lower() == "true",
    )


def _read_number(inputs: Mapping[str, Any], name: str) -> int:
    text = str(inputs.get(name) or "0").strip().removeprefix("#")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise UserError(
            f"The input `{name}` is no number: {strip_hidden(text)[:60]!r}.",
            "Leave it empty, or give a number.",
        )
    return int(text)
