"""Tell which issue is about what: by its marker, the dashboard's list, or a title of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.core.github.state import Issue
from pipeline.core.issues.issue import (
    DASHBOARD_ID,
    IssueKey,
    Memory,
    Wanted,
    follow_moves,
    is_labelled,
    memory_of,
)
from pipeline.core.issues.issue_plan import Decision, Scene
from pipeline.core.text import digest

_TWIN_OPENING = "Another issue says this:"


@dataclass(frozen=True)
class KnownIssue:
    """An issue, and what its marker, or what stands for it, says that it is about."""

    issue: Issue
    memory: Memory


def short_name(key: IssueKey) -> str:
    """Return a short name for what an issue is about, for the dashboard's marker."""
    return digest(f"{key[0]}:{key[1]}")[:12]


def shape_of(parts: Iterable[str]) -> str:
    """Return a short digest of the parts of an issue, whatever their order."""
    return digest(" ".join(sorted(parts)))[:8]


def is_open(one: KnownIssue) -> bool:
    """Tell whether an issue is open."""
    return one.issue.state == "open"


def shape_now(want: Wanted | None, one: KnownIssue) -> str:
    """Return the digest of what an issue lists, or is to list where it is wanted."""
    return shape_of(want.parts if want else one.memory.parts or ())


def own_titles(wanted: Sequence[Wanted]) -> dict[str, IssueKey]:
    """Return the titles that only one wanted issue has, with its key."""
    counted = Counter(want.title for want in wanted)
    return {want.title: want.key for want in wanted if counted[want.title] == 1}


def is_bare(issue: Issue, titles: Mapping[str, IssueKey]) -> bool:
    """Tell whether an open issue has lost its text and labels, and kept a title of ours."""
    return issue.state == "open" and not issue.body.strip() and issue.title in titles


def tell_apart(
    ours: Sequence[Issue], wanted: Sequence[Wanted], titles: Mapping[str, IssueKey], scene: Scene
) -> tuple[list[KnownIssue], list[Issue]]:
    """Return the issues that we can read, under the keys of today, and the open others."""
    names = {short_name(want.key): want.key for want in wanted}
    known, lost = [], []
    for issue in ours:
        memory = memory_of(issue)
        told = names.get(scene.seen.get(issue.number, ("", ""))[0])
        if issue.state == "closed" and issue.body.startswith(_TWIN_OPENING):
            continue  # We closed it as a twin; nobody dismissed anything.
        if memory is None and (key := told or titles.get(issue.title)):
            memory = Memory(*key, whole=False)
        if memory is None and is_labelled(issue, "dashboard"):  # there is one alone
            memory = Memory("dashboard", DASHBOARD_ID, whole=False)
        if memory is not None:
            known.append(KnownIssue(issue, _today(memory, scene.moved)))
        elif issue.state == "open":
            lost.append(issue)
    return known, lost


def _today(memory: Memory, moved: Mapping[str, str]) -> Memory:
    if not moved or memory.kind not in ("dead-links", "rule"):
        return memory
    parts = None if memory.parts is None else follow_moves(memory.parts, moved)
    name = moved.get(memory.id, memory.id) if memory.kind == "dead-links" else memory.id
    return replace(memory, id=name, parts=parts)


def find_moved_away(
    there: Mapping[IssueKey, Wanted],
    by_key: Mapping[IssueKey, object],
    ours: Sequence[Issue],
    scene: Scene,
) -> dict[IssueKey, int]:
    """Return what people moved out of this repository, by key, with the number it had here.

    It is not opened again until what it says changes.
    """
    numbers = {issue.number for issue in ours}
    gone = {}
    names = {short_name(key): key for key in there if key not in by_key}
    for number, (name, shape) in scene.seen.items():
        key = names.get(name)
        if key and number not in numbers and shape == shape_of(there[key].parts):
            gone[key] = number
    return gone


def close_as_twin(one: KnownIssue, kept: int) -> Decision:
    """Return the decision that closes an issue which says the same as another.

    Its marker goes, so that it is never taken for one that a person closed.
    """
    said = f"{_TWIN_OPENING} #{kept}."
    return Decision("close", one.memory.key, one.issue.number, body=said, reason="not_planned")


def close_twins(issues: Iterable[Issue]) -> list[Decision]:
    """Return the decisions that close open issues which say the same as an earlier one.

    A run that opened issues asks this afterwards, because another run may have opened the same.
    """
    first: dict[IssueKey, int] = {}
    out = []
    for issue in sorted(issues, key=lambda issue: issue.number):
        memory = memory_of(issue) if issue.state == "open" else None
        if memory and first.setdefault(memory.key, issue.number) != issue.number:
            out.append(close_as_twin(KnownIssue(issue, memory), first[memory.key]))
    return out
