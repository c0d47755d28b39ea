"""The value of an upkeep, a change to the wiki without a new source, and its marker.

An upkeep is a safe fix, a settled contradiction, a retraction, a replaced source, a merge, a
rename, an answer that is kept as a page, or an output that is made of the wiki.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from pipeline.core.github import state
from pipeline.core.name_keys import slug_of
from pipeline.core.text import digest
from pipeline.core.values import Removal

if TYPE_CHECKING:  # what finds remnants reads quantities in many languages, and few runs need it
    from pipeline.core.model_call import StepCost
    from pipeline.core.upkeep.remnant import Remnant

UpkeepVerb = Literal["fix", "settle", "retract", "replace", "merge", "rename", "file", "make"]
UPKEEP_VERBS: tuple[UpkeepVerb, ...] = get_args(UpkeepVerb)
UPKEEP_BRANCHES = "wiki/upkeep/"
UPKEEP_MARKER = "upkeep"
MOST_ARGUMENTS = 20  # of a marker that is read
LONGEST_ARGUMENT = 2_000  # characters of one of them, or of a name


@dataclass(frozen=True)
class Upkeep:
    """One change without a source, before its bookkeeping.

    `texts` hold whole files by path; None means that the file goes.
    """

    verb: UpkeepVerb
    name: str  # what it is about, for branch and title: a slug, a label base, a fingerprint
    title: str  # of the pull request
    why: str  # Markdown, inert already: what and why, one to three paragraphs
    texts: Mapping[str, str | None]
    # everything that goes (label, number, link, page), with the reason
    removed: tuple[Removal, ...] = ()
    told: tuple[str, ...] = ()  # everything else the reviewer should know, one line each
    needs: tuple[str, ...] = ()  # what a person has to word anew or to look at, one line each
    worded: tuple[str, ...] = ()  # what a model has worded anew, one line each
    remnants: tuple[Remnant, ...] = ()  # of `needs`, what a model could word anew
    notes: tuple[str, ...] = ()  # on what was asked of a model
    costs: tuple[StepCost, ...] = ()
    prompts: tuple[tuple[str, str], ...] = ()  # a hash of each that a model was asked with
    closes: int = 0  # the issue that it answers
    # of the verb, to make the change again on a newer wiki; none where that cannot be
    arguments: tuple[str, ...] = ()
    # path of a page that goes → path where its words stand
    moved: Mapping[str, str] = field(default_factory=dict)


def branch_of_upkeep(upkeep: Upkeep) -> str:
    """Return the one branch of what an upkeep is about.

    Done again, or done otherwise, it renews the proposal that is there.
    """
    return f"{UPKEEP_BRANCHES}{upkeep.verb}-{slug_of(upkeep.name, 40)}-{digest(f'{upkeep.verb}:{upkeep.name}')[:8]}"  # noqa: E501


@dataclass(frozen=True)
class Marked:
    """What the marker of a pull request says of the upkeep behind it.

    People may edit a marker: what it says is checked, and never believed.
    """

    verb: UpkeepVerb
    name: str
    base: str
    closes: int
    arguments: tuple[str, ...]


def upkeep_marker(upkeep: Upkeep, base: str) -> str:
    """Return the hidden line by which the pull request is known again."""
    values = {"verb": upkeep.verb, "name": upkeep.name, "base": base, "closes": upkeep.closes}
    return state.make_marker(UPKEEP_MARKER, {**values, "arguments": list(upkeep.arguments)})


def read_upkeep_marker(body: str) -> Marked | None:
    """Return what a body's marker says; None where there is none in the form of `upkeep_marker`."""
    values: dict[str, Any] = state.read_marker(UPKEEP_MARKER, body) or {}
    verb, name, base, closes = (values.get(key) for key in ("verb", "name", "base", "closes"))
    rows = values.get("arguments")
    if (
        verb not in UPKEEP_VERBS
        or not isinstance(name, str)
        or not isinstance(base, str)
        or type(closes) is not int
    ):
        return None
    if (
        not isinstance(rows, list)
        or len(rows) > MOST_ARGUMENTS
        or not all(isinstance(row, str) for row in rows)
    ):
        return None
    if max(map(len, (name, base, *rows))) > LONGEST_ARGUMENT:
        return None
    return Marked(verb, name, base, closes, tuple(rows))
