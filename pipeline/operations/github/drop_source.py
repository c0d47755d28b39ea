"""Leave a source out of a pull request of several, or take it back, as a reviewer asks.

What is wanted is noted at once, in the marker of the pull request, where it also counts as a
rejection. A run of the compile workflow then makes the pull request anew of what is kept of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.adapters.git.remote import Remote
from pipeline.adapters.git.repository import Repository
from pipeline.adapters.github.client import GitHub
from pipeline.core.changes.proposal_marker import DroppedSource, ProposalMark, replace_mark
from pipeline.core.github.boxes import write_number
from pipeline.core.github.inert import make_inert
from pipeline.core.text import shorten
from pipeline.operations.github.open_proposals import (
    OurPullRequest,
    list_our_pull_requests,
    read_titles,
    subjects_by_people,
    tell_news,
)
from pipeline.operations.github.report import ReportRow


@dataclass(frozen=True)
class SourceWish:
    """Which source a reviewer speaks of, by its number, and whether it is to be in."""

    number: int
    keep: bool


@dataclass(frozen=True)
class DropContext:
    """Where sources are dropped: GitHub, and the repository with the default branch at HEAD."""

    hub: GitHub
    repo: Repository
    remote: Remote


def change_sources(
    known: OurPullRequest, wishes: Sequence[SourceWish], site: DropContext
) -> ReportRow:
    """Note which sources a pull request is to have, and have it made anew; else say why not."""
    number, hub = known.pull.number, site.hub
    titles = read_titles(known, site.repo, site.remote)
    mark, why_not = known.mark, _why_not(known, site)
    for wish in wishes:
        if not why_not:
            mark, why_not = _change_one(mark, wish, titles, known, site)
    if why_not:
        tell_news(hub, number, why_not)
        return ReportRow("ignored", (), number, why_not)
    mark = replace(mark, stale=True)
    hub.update_pull(number, body=replace_mark(known.pull.body, mark))
    hub.dispatch("compile.yml", hub.default_branch(), {"pull": str(number), "remake": "true"})
    said = _say_what_changes(known.mark, mark, titles)
    tell_news(hub, number, f"{said} This pull request is being made anew: merge it only then.")
    return ReportRow("asked", tuple(mark.sources), number, said)


def _why_not(known: OurPullRequest, site: DropContext) -> str:
    """Return why no source of a pull request can be left out or taken back, or ""."""
    if known.pull.state != "open":
        return "This is merged or closed; its sources stay as they are."
    if len(known.sources) + len(known.mark.dropped) == 1:
        return "This pull request has one source. To leave it out, close the pull request instead."
    if subjects_by_people(known.pull.head, site.hub.default_branch(), site.repo, site.remote):
        return (
            "This branch holds commits by people, which are never overwritten, so it was not made"
            " anew. Take the pages back here by hand, or merge this."
        )
    return ""


def _change_one(
    mark: ProposalMark,
    wish: SourceWish,
    titles: Mapping[str, str],
    known: OurPullRequest,
    site: DropContext,
) -> tuple[ProposalMark, str]:
    """Return the mark after one wish, or why the wish cannot be granted."""
    sign = write_number(wish.number)
    path = next((p for p, n in mark.numbers.items() if n == wish.number), "")
    away = next((x for x in mark.dropped if x.number == wish.number), None)
    if not path and away is None:
        known_numbers = sorted([*mark.numbers.values(), *(x.number for x in mark.dropped)])
        listed = ", ".join(map(write_number, known_numbers))
        return mark, f"There is no source {sign} here. The sources are {listed}."
    if wish.keep == bool(path):
        return mark, f"{sign} is {'part of' if path else 'left out of'} this pull request already."
    if away is None:
        if len(mark.sources) == 1:
            return mark, (
                f"{sign} is the only source that is left. To leave it out, close the pull request"
                " instead."
            )
        gone = DroppedSource(wish.number, path, mark.sources[path], titles.get(path, path))
        return _with(mark, [p for p in mark.sources if p != path], (*mark.dropped, gone)), ""
    if why := _why_not_back(away, known, site):
        return mark, why
    rest = tuple(x for x in mark.dropped if x is not away)
    sources = {**mark.sources, away.path: away.sha256}
    numbers = {**mark.numbers, away.path: away.number}
    return _with(replace(mark, sources=sources, numbers=numbers), sources, rest), ""


def _with(
    mark: ProposalMark, paths: Iterable[str], dropped: tuple[DroppedSource, ...]
) -> ProposalMark:
    """Return the mark with just these sources, in the order of their numbers."""
    order = sorted(paths, key=lambda path: mark.numbers[path])
    return replace(
        mark,
        sources={path: mark.sources[path] for path in order},
        numbers={path: mark.numbers[path] for path in order},
        dropped=tuple(sorted(dropped, key=lambda x: x.number)),
    )


def _why_not_back(away: DroppedSource, known: OurPullRequest, site: DropContext) -> str:
    """Return why a source cannot be taken back, or ""."""
    sign, head = write_number(away.number), site.repo.head()
    blob = next((b for b in site.repo.tree(head, away.path) if b.path == away.path), None)
    if blob is None:
        return f"{sign} is no longer on the default branch."
    if hashlib.sha256(site.repo.read(blob.sha)).hexdigest() != away.sha256:
        return f"{sign} has changed since it was left out: it gets a pull request of its own."
    for other in list_our_pull_requests(site.hub, "open"):
        if other.pull.number != known.pull.number and away.path in other.sources:
            return f"#{other.pull.number} is about {sign} by now."
    return ""


def _say_what_changes(old: ProposalMark, new: ProposalMark, titles: Mapping[str, str]) -> str:
    out = [x for x in new.dropped if x.path in old.sources]
    back = [x for x in old.dropped if x.path in new.sources]
    named = [
        f"{' and '.join(f'{write_number(x.number)} {_name(x, titles)}' for x in rows)} {what}."
        for rows, what in (
            (out, "is left out" if len(out) == 1 else "are left out"),
            (back, "is taken back" if len(back) == 1 else "are taken back"),
        )
        if rows
    ]
    return " ".join(named)


def _name(source: DroppedSource, titles: Mapping[str, str]) -> str:
    return make_inert(shorten(titles.get(source.path, source.path), 80))
