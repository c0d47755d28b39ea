"""The doctor's list of what a repository needs, for an issue and a terminal, and as remembered.

`said`, `do` and `place` of an item are plain text in which `code` may stand. `said` changes only
when the matter changes, because by it the doctor knows whether something new is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.core.github.inert import make_inert, make_link
from pipeline.core.github.state import make_marker
from pipeline.core.text import digest, shorten

# unseen: it could not be looked at from here
ItemState = Literal["good", "bad", "advice", "unseen"]
CHECKLIST_TITLE = "What this repository needs for its wiki"
CHECKLIST_MARKER = "setup"
_SIGN_OF_STATE: dict[ItemState, str] = {
    "good": "ok",
    "bad": "TO DO",
    "advice": "advice",
    "unseen": "not seen",
}
_LONGEST_REMARK = 600


@dataclass(frozen=True)
class ChecklistItem:
    """One thing that was looked at.

    `place` names the page on which it is mended, `address` says where that page is.
    """

    key: str
    title: str
    state: ItemState
    said: str
    do: str = ""
    place: str = ""
    address: str = ""


def bad_items(items: Iterable[ChecklistItem]) -> list[ChecklistItem]:
    """Return the items that are wrong."""
    return [item for item in items if item.state == "bad"]


def digest_failing(items: Iterable[ChecklistItem]) -> dict[str, str]:
    """Return what is wrong in the form that is remembered: a digest for each bad item."""
    return {item.key: digest(item.said) for item in bad_items(items)}


def read_failing(values: dict[str, Any] | None) -> dict[str, str]:
    """Return what a marker remembers of what was wrong, by key of the item."""
    found = (values or {}).get("failing")
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def write_issue(
    items: Sequence[ChecklistItem], known: dict[str, str], repository: str, day: str
) -> str:
    """Return the issue's text.

    `repository` is its address, `known` is what the marker is to remember.
    """
    again = make_link(
        "Actions → doctor → Run workflow", f"{repository}/actions/workflows/doctor.yml"
    )
    out = [
        (
            "The workflows of this wiki need what is listed here. The *doctor* workflow keeps the"
            " list current and closes it when every box is ticked. Ticking one by hand changes"
            f" nothing; have it look again with {again}."
        ),
        write_checklist(items),
        (
            "Not now? Close this as *not planned*: it stays closed until something else is wrong. "
            f"Last looked at on {day}."
        ),
        make_marker(CHECKLIST_MARKER, {"failing": known}),
    ]
    return "\n\n".join(out)


def write_checklist(items: Sequence[ChecklistItem]) -> str:
    """Return the list as Markdown.

    What is required comes first, as boxes, then what is advised, then what could not be seen.
    """
    boxes = [*bad_items(items), *(item for item in items if item.state == "good")]
    out = [
        "\n".join(f"- [{'x' if item.state == 'good' else ' '}] {_entry(item)}" for item in boxes)
    ]
    for state, heading in (("advice", "Advice"), ("unseen", "Could not be looked at")):
        if rows := [f"- {_entry(item)}" for item in items if item.state == state]:
            out.append(f"### {heading}\n\n" + "\n".join(rows))
    return "\n\n".join(out)


def _entry(item: ChecklistItem) -> str:
    said = make_inert(shorten(item.said, _LONGEST_REMARK))
    where = make_link(make_inert(item.place), item.address) if item.place else ""
    steps = ": ".join(part for part in (where, make_inert(item.do)) if part)
    return f"**{item.title}.** {said}" + (
        f"<br>\n  {steps}" if steps and item.state != "good" else ""
    )


def write_lines(items: Iterable[ChecklistItem]) -> list[str]:
    """Return the list for a terminal."""
    out = []
    for item in items:
        out.append(
            f"{_SIGN_OF_STATE[item.state]:8}  {item.title}:"
            f" {shorten(' '.join(item.said.split()), _LONGEST_REMARK)}"
        )
        if item.state != "good":
            steps = ": ".join(part for part in (item.address or item.place, item.do) if part)
            out += [f"          {steps}"] if steps else []
    return out
