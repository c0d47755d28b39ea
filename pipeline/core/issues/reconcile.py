"""Decide what becomes of each issue of the lint: open, update, reopen, close or leave it.

The findings of a run are compared with our own issues of any state. Three things must hold: never
two open issues about one thing; never a closed one whose finding is still there, unless people
dismissed it; and nothing to do where nothing changed. As every run computes its decisions from the
issues as they are, a run that broke off or ran twice is put right by the next.

An issue is matched to what it is about by its hidden marker; where a person damaged that, by the
dashboard's list of issues, then by the title. Issues that nothing identifies are named on the
dashboard, and hold back new ones of their kind.

Two numbers bound what a run may do: it opens at most `most_new` issues, and it closes at most so
many on the word of a judge alone. See `_without_held` for the second.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.core.github.state import Issue
from pipeline.core.issues.issue import (
    ISSUE_KINDS,
    LABEL_OF,
    SEVERITY_LABELS,
    IssueKey,
    IssueKind,
    Memory,
    Wanted,
    digest_title,
    is_labelled,
    issue_body,
    memory_for,
    memory_of,
    renew_memory,
)
from pipeline.core.issues.issue_plan import Decision, IssuePlan, Scene
from pipeline.core.issues.tell_issues_apart import (
    KnownIssue,
    close_as_twin,
    find_moved_away,
    is_bare,
    is_open,
    own_titles,
    shape_now,
    short_name,
    tell_apart,
)
from pipeline.core.values import SEVERITY_RANK

_DISMISSED_REASONS = ("not_planned", "duplicate")
# Contradictions that one run may always close on a judge's word. In a small wiki so many are easily
# most of what is open.
MOST_FREE_CLOSINGS = 3


def reconcile(
    wanted: Sequence[Wanted],
    issues: Iterable[Issue],
    scene: Scene,
    kinds: Collection[IssueKind] = ISSUE_KINDS,
) -> IssuePlan:
    """Return what to do about our own issues of these kinds, given the issues that are wanted.

    `issues` are those of the repository in any state; the ones that are not ours are passed over.
    """
    titles = own_titles(wanted)
    ours = [
        issue
        for issue in issues
        if is_labelled(issue)
        or memory_of(issue)
        or issue.number in scene.seen
        or is_bare(issue, titles)
    ]
    known, lost = tell_apart(ours, wanted, titles, scene)
    by_key: dict[IssueKey, list[KnownIssue]] = {}
    for one in sorted(known, key=lambda k: (k.issue.state != "open", k.issue.number)):
        if one.memory.kind in kinds:
            by_key.setdefault(one.memory.key, []).append(one)
    there = {w.key: w for w in wanted if w.kind in kinds}
    gone = find_moved_away(there, by_key, ours, scene)
    out = [
        close_as_twin(one, rest[0].issue.number)
        for rest in by_key.values()
        for one in rest[1:]
        if is_open(one)
    ]
    first = {key: rest[0] for key, rest in by_key.items()}
    over, held, most = _without_held(
        [_unwanted(one, scene) for key, one in first.items() if key not in there], first, scene
    )
    out += over
    opening: list[Decision] = []
    for key, want in there.items():
        decision = Decision("leave", key) if key in gone else _decided(want, first.get(key), scene)
        (opening if decision.do in ("create", "reopen") else out).append(decision)
    chosen, waiting = _chosen(
        opening, there, scene, {k for k in kinds if any(is_labelled(i, k) for i in lost)}
    )
    about = {
        k.issue.number: (short_name(key), shape_now(there.get(key), k))
        for key, k in first.items()
        if is_open(k)
    }
    about |= {number: scene.seen[number] for number in gone.values()}
    return IssuePlan(tuple(out + chosen), tuple(waiting), tuple(lost), about, tuple(held), most)


# --- what becomes of one ---


def _decided(want: Wanted, one: KnownIssue | None, scene: Scene) -> Decision:
    if one is None:
        labels = tuple(want.labels)
        return Decision(
            "create",
            want.key,
            0,
            want.title,
            issue_body(want.text, memory_for(want, at=scene.commit)),
            labels=labels,
        )
    if is_open(one):
        return _renewed(want, one, scene)
    memory, number = one.memory, one.issue.number
    if _is_dismissed(one) and _covers(memory, want):
        return _kept_closed(want, one, scene)
    insisted = not (memory.gone or _is_dismissed(one))
    if insisted and not scene.fresh:
        return Decision(
            "leave", want.key, number, said="closed, perhaps by what came after this commit"
        )
    text = issue_body(want.text, memory_for(want, insisted, scene.commit))
    add, off = _labels(want, one)
    return Decision(
        "reopen", want.key, number, want.title, text, _why(want, one, scene), add, off, "reopened"
    )


def _is_dismissed(one: KnownIssue) -> bool:
    """Tell whether people closed an issue on purpose.

    They did if it was closed as not planned, or as completed once more after we had opened it
    again.
    """
    if one.issue.state_reason in _DISMISSED_REASONS:
        return True
    return one.memory.insisted and not one.memory.gone


def _covers(memory: Memory, want: Wanted) -> bool:
    """Tell whether what was dismissed is all that is found now.

    Of a list, every finding must have been on it; of a contradiction, one pair of claims must be as
    it was.
    """
    if memory.parts is None:
        return True
    return (
        bool(want.parts & memory.parts)
        if want.kind == "contradiction"
        else want.parts <= memory.parts
    )


def _why(want: Wanted, one: KnownIssue, scene: Scene) -> str:
    at = f"At {scene.commit[:12]}"
    if _is_dismissed(one):
        new = (
            "one of the two claims is no longer as it was when this was closed."
            if want.kind == "contradiction"
            else "there is something that was not on this list when it was closed."
        )
        return f"Opened again: {at.lower()} {new}"
    if one.memory.gone:
        return f"Opened again: {at.lower()} it is back."
    return (
        f"Opened again: {at.lower()} this is still there. Close it as *not planned* if it may stay"
        " as it is."
    )


def _renewed(want: Wanted, one: KnownIssue, scene: Scene) -> Decision:
    memory, issue = one.memory, one.issue
    add, off = _labels(want, one)
    same = (
        memory.whole
        and not memory.gone
        and memory.essence == want.essence
        and memory_of(issue) == memory
    )
    if same and not (add or off):
        return Decision("leave", want.key, issue.number)
    if same:
        return Decision("update", want.key, issue.number, labels=add, off=off)
    # Where our title has not changed, another one there is a person's.
    theirs = memory.values.get("titled") == digest_title(want.title)
    title = "" if theirs or issue.title == want.title else want.title
    text = issue_body(want.text, memory_for(want, memory.insisted, scene.commit))
    return Decision("update", want.key, issue.number, title, text, "", add, off)


def _labels(want: Wanted, one: KnownIssue) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the labels to set and those to take off.

    The label of the kind is always set, the label of the severity only when the severity changed.
    """
    there = set(one.issue.labels)
    needed = [label for label in want.labels if label not in SEVERITY_LABELS.values()]
    if one.memory.severity == (want.severity or "") and one.memory.whole:
        return tuple(label for label in needed if label not in there), ()
    off = [x for x in SEVERITY_LABELS.values() if x in there and x not in want.labels]
    return tuple(label for label in want.labels if label not in there), tuple(off)


def _kept_closed(want: Wanted, one: KnownIssue, scene: Scene) -> Decision:
    """Return the decision for a dismissed issue, which stays closed.

    Where its marker was damaged, it remembers from now on what is found now. The dashboard is kept
    current all the same: it tells nobody, and remembers what the next run needs.
    """
    memory, number = one.memory, one.issue.number
    if not memory.whole or (want.kind == "dashboard" and memory.essence != want.essence):
        return Decision(
            "update",
            want.key,
            number,
            body=issue_body(want.text, memory_for(want, at=scene.commit)),
        )
    if memory_of(one.issue) != memory:  # a page has another name
        return Decision(
            "update",
            want.key,
            number,
            body=renew_memory(one.issue.body, replace(memory, at=scene.commit)),
        )
    return Decision("leave", want.key, number, said="dismissed")


def _unwanted(one: KnownIssue, scene: Scene) -> Decision:
    memory, issue = one.memory, one.issue
    leave = Decision("leave", memory.key, issue.number)
    if memory.kind == "dashboard" or memory.key in scene.unsaid:
        return leave
    why = _over(memory, scene)
    if not why:
        return leave
    if issue.state == "closed":
        news = memory.insisted or not (memory.gone or issue.state_reason in _DISMISSED_REASONS)
        return _forgotten(one) if news and memory.whole else leave
    if memory.gone:  # A person opened again what we had closed; it is theirs now.
        return leave
    text = renew_memory(issue.body, replace(memory, gone=True, insisted=False), f"**{why}**")
    return Decision("close", memory.key, issue.number, body=text, said=why, reason="completed")


def _forgotten(one: KnownIssue) -> Decision:
    """Return the decision to note that what a person closed is gone, so that its return is news."""
    text = renew_memory(one.issue.body, replace(one.memory, gone=True, insisted=False))
    return Decision("update", one.memory.key, one.issue.number, body=text)


def _over(memory: Memory, scene: Scene) -> str:
    """Return why an issue has nothing to say any more; "" where that is not known."""
    at = f"At {scene.commit[:12]}"
    if memory.kind != "contradiction":
        return f"Closed: {at.lower()} nothing of this is found any more."
    claims = scene.claims
    a, b = str(memory.values.get("a", "")), str(memory.values.get("b", ""))
    if claims is None or memory.id in claims.open:
        return ""
    stand = memory.whole and {a, b} <= claims.keys
    if memory.id in claims.cleared and (not stand or "-".join(sorted((a, b))) in claims.pairs):
        told = "the pages say how they stand to one another, or ask to let it be"
        return f"Closed: {at.lower()} the two claims no longer contradict each other, or {told}."
    if stand or not memory.whole or memory.id in claims.present:
        return ""
    return f"Closed: {at.lower()} one of the two claims has changed or left the wiki."


# --- what may be closed now ---


def _without_held(
    decisions: Sequence[Decision], first: Mapping[IssueKey, KnownIssue], scene: Scene
) -> tuple[list[Decision], list[Decision], bool]:
    """Return the decisions about issues that say nothing any more, and the closings that wait.

    The third value tells whether closings wait because they are most of what is open.

    A closing that rests on what this run sees for itself is done at once: a claim that went, a page
    without dead links, a rule that was turned off. One on a judge's word is bounded, because the
    job that judges reads foreign text: a run closes no more of them than it may open, and where it
    would close most of what is open, only what the run before would have closed as well.
    """
    on_a_word = [d for d in decisions if d.do == "close" and _is_believed(d.key, scene)]
    open_ = sum(key[0] == "contradiction" and is_open(one) for key, one in first.items())
    most = len(on_a_word) > MOST_FREE_CLOSINGS and 2 * len(on_a_word) > open_
    able = [d for d in on_a_word if not most or short_name(d.key) in scene.closing]
    chosen = {d.number for d in sorted(able, key=lambda d: d.number)[: scene.most_new]}
    held = [d for d in on_a_word if d.number not in chosen]
    waits = {d.number for d in held}
    stays = (
        Decision("leave", d.key, d.number, said="waits to be closed") if d.number in waits else d
        for d in decisions
    )
    return list(stays), held, most and len(able) < len(on_a_word)


def _is_believed(key: IssueKey, scene: Scene) -> bool:
    """Tell whether a contradiction is over because a judge says so, and for nothing else."""
    kind, id = key
    return (
        kind == "contradiction"
        and scene.claims is not None
        and id in scene.claims.cleared - scene.claims.told
    )


# --- who may be opened now ---


def _chosen(
    opening: Sequence[Decision],
    there: Mapping[IssueKey, Wanted],
    scene: Scene,
    held: Collection[IssueKind],
) -> tuple[list[Decision], list[Wanted]]:
    """Return the issues to open in this run, and those that wait for a place.

    The dashboard needs no place.
    """
    ranked = sorted(opening, key=lambda decision: _rank(there[decision.key], scene))
    free = [d for d in ranked if d.key[0] == "dashboard"]
    able = [
        d for d in ranked if d.key[0] != "dashboard" and not (d.do == "create" and d.key[0] in held)
    ]
    chosen = [*able[: scene.most_new], *free]
    keys = {d.key for d in chosen}
    return chosen, [there[d.key] for d in ranked if d.key not in keys]


def _rank(want: Wanted, scene: Scene) -> tuple[int, str, int, int, str]:
    worst = SEVERITY_RANK[want.severity or "note"]
    since = scene.since.get(short_name(want.key), "9999")
    return worst, since, list(LABEL_OF).index(want.kind), -len(want.parts), want.id
