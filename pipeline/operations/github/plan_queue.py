"""`wiki queue`: decide which sources this run compiles, which wait, and which are left alone.

It is computed from the tree; the event that started the run is a hint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.adapters.git.history import list_subjects_by_people
from pipeline.core.errors import UserError
from pipeline.core.github.state import CONFLICT_LABEL, FAILED_LABEL, is_ours, read_marker
from pipeline.core.hidden_characters import strip_hidden
from pipeline.operations.compile.replay import lay_change_sets
from pipeline.operations.github.compile_wish import Wish
from pipeline.operations.github.github_protocol import Hub
from pipeline.operations.github.lay_wanted import lay_wanted
from pipeline.operations.github.open_proposals import (
    OurPullRequest,
    Unmarked,
    find_rejected,
    list_our_pull_requests,
    read_all_kept,
    read_kept_changes,
    recognise_ours,
)
from pipeline.operations.github.queue import (
    MOST_QUEUED,
    NEW_STACK,
    Aside,
    Queue,
    QueuedSource,
    Remake,
)
from pipeline.operations.github.results import key_of
from pipeline.operations.repository.raw_files import read_unless_large
from pipeline.operations.repository.snapshot import Snapshot
from pipeline.operations.repository.status import (
    OPEN_STATES,
    SourceStatus,
    aside_statuses,
    statuses,
)
from pipeline.readers.day import day_of

MOST_TRIES = 3  # a source that failed so often waits until it changes or a person asks
MOST_QUEUE_BYTES = 90_000  # of the queue as JSON: a variable of a job's environment holds 128 KiB
MOST_HELD_SOURCES = 50
_NO_SOURCES = ("missing", "no reader")  # states of what is no source, and cannot be asked for


Heads = Callable[[Iterable[str]], Mapping[str, str]]
"""Fetches refs and returns the commit of each that exists."""


def plan_queue(
    snapshot: Snapshot,
    hub: Hub,
    fetch: Heads,
    wish: Wish,
    date: str,
    tries: int = MOST_TRIES,
    unmarked: Unmarked | None = None,
) -> Queue:
    """Decide what one run compiles.

    The plan is computed from the commit and from what GitHub shows, so a run that was dropped is
    made up for by the next. A source is left alone

    - with an open pull request about it as it is;
    - whose pull request was closed unmerged, until it changes;
    - that failed `tries` times as it is, or waits for a person's yes;
    - whose branch holds people's commits.

    What remains is ordered by date, and cut to the room that schema.md leaves for open pull
    requests and to what a matrix of GitHub holds. Naming a source lifts these caps; `force` of a
    named one also takes it when it is compiled, offered or rejected, but never over people's
    commits. `unmarked` knows a pull request of ours that has lost its marker.
    """
    queue = Queue(
        snapshot.commit,
        date,
        asked=wish.pull,
        feedback=wish.feedback,
        force=wish.force,
        yes=wish.yes,
        remake=wish.remake,
    )
    if wish.remake:
        return _plan_remake(queue, wish, snapshot, hub, fetch, unmarked)
    wish = _add_sources_of_pull(wish, hub, unmarked)
    again = wish.force or bool(wish.pull)
    rows = _wanted_sources(snapshot, wish)
    shas = {s.path: snapshot.hashes[s.path] for s in rows}
    open_ = list(list_our_pull_requests(hub, "open", unmarked))
    by_source = {path: known for known in reversed(open_) for path in known.sources}
    rows = [
        s
        for s in rows
        if again
        or by_source.get(s.path) is None
        or not _is_offered(by_source[s.path], s, shas, hub)
    ]
    asides = [
        Aside(s.path, s.note)
        for s in aside_statuses(snapshot)
        if not wish.named or (s.state == "copy" and s.path in wish.sources)
    ]
    if not wish.force:
        refused = find_rejected(
            hub, {s.path: shas[s.path] for s in rows if s.path not in by_source}, open_
        )
        asides += [_aside_of_rejected(p, known) for p, known in sorted(refused.items())]
        rows = [s for s in rows if s.path not in refused]
    if not wish.named:
        tired = _failed_too_often(hub, shas, tries)
        asides += [
            Aside(s.path, tired[s.path][1], tired[s.path][0]) for s in rows if s.path in tired
        ]
        rows = [s for s in rows if s.path not in tired]
    theirs = {s.path: (s, why) for s, why in _held_by_people(rows, by_source, snapshot, fetch)}
    # A reviewer was told of a conflict when it was found, so a conflict alone is not told again.
    held = [
        Aside(s.path, why, by_source[s.path].pull.number)
        for s, why in theirs.values()
        if again or by_source[s.path].sources[s.path] != shas[s.path]
    ]
    rows = [s for s in rows if s.path not in theirs]
    entries = [
        _make_entry(path, shas[path], by_source)
        for path in _order_by_day(snapshot, [s.path for s in rows])
    ]
    entries, full = _divide_by_room(
        entries, len(open_), snapshot.schema.rules.open_pull_requests, wish.named
    )
    entries, rest = _divide_by_size(entries)
    full += [Aside(e.source, "this run takes no more sources") for e in rest]
    entries += _unfit_companions(entries, by_source, snapshot, fetch)
    stale = [k for k in open_ if k.mark.stale and (not wish.named or k.pull.number == wish.pull)]
    if not wish.named:
        shas = {path: sha for known in stale for path, sha in known.sources.items()}
        tired = _failed_too_often(hub, shas, tries) if stale else {}
        taken = {*tired, *(e.source for e in entries)}
        entries += [
            e for k in stale for e in _unfit_sources(k, snapshot, fetch) if e.source not in taken
        ]
    return replace(
        queue,
        entries=tuple(entries),
        remade=tuple(Remake(k.pull.number, _remaining(k, snapshot)) for k in stale),
        waiting=(*asides, *full),
        held=tuple(held[:MOST_HELD_SOURCES]),
    )


def _plan_remake(
    queue: Queue,
    wish: Wish,
    snapshot: Snapshot,
    hub: Hub,
    fetch: Heads,
    unmarked: Unmarked | None,
) -> Queue:
    """Return the queue of a run that makes one pull request anew of what is kept of it."""
    known = recognise_ours(hub.pull(wish.pull), hub.bots, unmarked)
    if known is None:
        raise _not_ours(wish.pull)
    if known.pull.state != "open" or not known.mark.stale:
        return queue
    entries = _unfit_sources(known, snapshot, fetch)
    made = Remake(wish.pull, _remaining(known, snapshot))
    return replace(queue, entries=tuple(entries), remade=(made,))


def _remaining(known: OurPullRequest, snapshot: Snapshot) -> tuple[str, ...]:
    """Return the sources of a pull request that read as they did, in the order of their numbers."""
    numbers = known.mark.numbers
    there = (path for path, sha in known.sources.items() if snapshot.hashes.get(path) == sha)
    return tuple(sorted(there, key=lambda path: numbers[path]))


def _unfit_sources(known: OurPullRequest, snapshot: Snapshot, fetch: Heads) -> list[QueuedSource]:
    """Return what has to be compiled again once sources were left out or taken back."""
    branch = f"refs/heads/{known.pull.head}"
    heads = fetch([known.ref, branch])
    fork = snapshot.repo.merge_base(snapshot.commit, heads[branch]) if branch in heads else None
    if fork and list_subjects_by_people(snapshot.repo, fork, heads[branch]):
        return []
    paths = _remaining(known, snapshot)
    kept = read_all_kept(snapshot.repo, heads.get(known.ref))
    again = lay_wanted(paths, kept, snapshot, ()).again
    return [
        QueuedSource(key_of(p), p, known.sources[p], known.pull.head, known.pull.number)
        for p in again
    ]


def _aside_of_rejected(path: str, known: OurPullRequest) -> Aside:
    what = "its pull request was closed" if path in known.sources else "a reviewer left it out"
    return Aside(path, f"{what}; it waits until it changes", known.pull.number)


def _divide_by_size(entries: list[QueuedSource]) -> tuple[list[QueuedSource], list[QueuedSource]]:
    """Divide the entries into those that one run can take and the rest."""
    size, count = 0, 0
    for entry in entries[:MOST_QUEUED]:
        size += len(f"{entry.source}{entry.stack}".encode("utf-8", "backslashreplace")) + 200
        if size > MOST_QUEUE_BYTES:
            break
        count += 1
    return entries[:count], entries[count:]


def _add_sources_of_pull(wish: Wish, hub: Hub, unmarked: Unmarked | None) -> Wish:
    """Add the sources of the pull request that the wish is about."""
    if not wish.pull:
        return wish
    known = recognise_ours(hub.pull(wish.pull), hub.bots, unmarked)
    if known is None:
        raise _not_ours(wish.pull)
    return replace(wish, sources=tuple(dict.fromkeys((*wish.sources, *known.sources))))


def _not_ours(number: int) -> UserError:
    return UserError(
        f"#{number} is not a pull request of this program.", "Name the sources instead."
    )


def _wanted_sources(snapshot: Snapshot, wish: Wish) -> list[SourceStatus]:
    known = {s.path: s for s in statuses(snapshot)}
    if not wish.sources:
        return [s for s in known.values() if s.state in OPEN_STATES]
    for path in () if wish.pull else wish.sources:
        if path not in known or known[path].state in _NO_SOURCES:
            raise UserError(
                f"{strip_hidden(path)} is not a source on the default branch.",
                "`wiki status` lists the sources.",
            )
    there = [
        known[p]
        for p in dict.fromkeys(wish.sources)
        if p in known and known[p].state not in (*_NO_SOURCES, "copy")
    ]
    return [s for s in there if wish.force or s.state in OPEN_STATES or s.state == "moved"]


def _is_offered(
    known: OurPullRequest, row: SourceStatus, shas: Mapping[str, str], hub: Hub
) -> bool:
    """Tell whether a pull request offers a source as it is now, and is in no conflict.

    A label of a conflict that people put on costs nothing.
    """
    if known.sources[row.path] != shas[row.path]:
        return False
    return (
        CONFLICT_LABEL.name not in known.pull.labels
        or hub.labelled_by(known.pull.number, CONFLICT_LABEL.name) not in hub.bots
    )


def _failed_too_often(hub: Hub, shas: Mapping[str, str], most: int) -> dict[str, tuple[int, str]]:
    """Return the sources that are not tried again as they are: number of the issue, and why.

    They failed too often, or wait for a person's yes.
    """
    found = {}
    for issue in hub.issues(FAILED_LABEL.name):
        values = read_marker("failure", issue.body) if is_ours(issue, hub.bots) else None
        path, tries = (values or {}).get("source"), (values or {}).get("tries", 0)
        if (
            isinstance(path, str)
            and shas.get(path) == (values or {}).get("sha256")
            and isinstance(tries, int)
            and tries >= most
        ):
            asks = (values or {}).get("asks") is True
            why = "it waits for a person's yes" if asks else "it failed too often"
            found[path] = issue.number, why
    return found


def _held_by_people(
    rows: Sequence[SourceStatus],
    by_source: Mapping[str, OurPullRequest],
    snapshot: Snapshot,
    fetch: Heads,
) -> list[tuple[SourceStatus, str]]:
    """Return the sources whose branch people have committed to: it is theirs now."""
    ours = {
        s.path: f"refs/heads/{by_source[s.path].pull.head}" for s in rows if s.path in by_source
    }
    heads = fetch(set(ours.values())) if ours else {}
    found = []
    for row in rows:
        tip = heads.get(ours.get(row.path, ""))
        fork = snapshot.repo.merge_base(snapshot.commit, tip) if tip else None
        people = list_subjects_by_people(snapshot.repo, fork, tip) if tip and fork else []
        if people:
            found.append(
                (
                    row,
                    (
                        f"its branch holds commits by people ({strip_hidden(people[0])[:80]}),"
                        " which are never overwritten"
                    ),
                )
            )
    return found


def _make_entry(path: str, sha: str, by_source: Mapping[str, OurPullRequest]) -> QueuedSource:
    known = by_source.get(path)
    return QueuedSource(
        key_of(path),
        path,
        sha,
        known.pull.head if known else NEW_STACK,
        known.pull.number if known else 0,
    )


def _divide_by_room(
    entries: list[QueuedSource], open_: int, most: int, named: bool
) -> tuple[list[QueuedSource], list[Aside]]:
    """Return what there is room for, and what waits.

    A renewed pull request takes no room, and a person who names a source makes room.
    """
    left = max(0, most - open_)
    taken: list[QueuedSource] = []
    full = []
    for entry in entries:
        if not entry.pull and not named:
            if not left:
                why = (
                    f"{open_} pull requests are open"
                    if open_ >= most
                    else f"no more than {most} are opened at a time"
                )
                full.append(Aside(entry.source, f"{why}; it follows when one is merged or closed"))
                continue
            left -= 1
        taken.append(entry)
    return taken, full


def _unfit_companions(
    entries: Sequence[QueuedSource],
    by_source: Mapping[str, OurPullRequest],
    snapshot: Snapshot,
    fetch: Heads,
) -> list[QueuedSource]:
    """Return the other sources of these pull requests whose change sets the newer wiki refuses."""
    taken = {e.source for e in entries}
    out = []
    for known in {e.stack: by_source[e.source] for e in entries if e.pull}.values():
        others = {
            p: sha
            for p, sha in known.sources.items()
            if p not in taken and snapshot.hashes.get(p) == sha
        }
        if others:
            tip = fetch([known.ref]).get(known.ref)
            stack = (
                lay_change_sets(
                    [c for c in read_kept_changes(snapshot.repo, tip) if c.source.path in others],
                    snapshot,
                )
                if tip
                else None
            )
            fits = {layer.proposal.change.source.path for layer in stack.layers} if stack else set()
            out += [
                _make_entry(path, sha, by_source)
                for path, sha in others.items()
                if path not in fits
            ]
    return out


def _order_by_day(snapshot: Snapshot, paths: list[str]) -> list[str]:
    """Return the sources, oldest first as far as their first lines and names tell, the others last.

    None is read as a source here, because one that cannot be read, or takes minutes, must not hold
    up all the others.
    """
    files = [(path, snapshot.raw[path].sha) for path in paths]
    contents = read_unless_large(snapshot.repo, files)
    days = {p: day_of(p, data) or "9999" for p, (_, data) in zip(paths, contents, strict=True)}
    return sorted(paths, key=lambda p: (days[p], p))
