"""Find what holds of our open pull requests and their reviewers must know, for status comments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.adapters.git.remote import Remote
from pipeline.core.github.boxes import write_box, write_source_box
from pipeline.core.github.inert import make_code, make_inert
from pipeline.core.github.state import FAILED_LABEL, is_ours, read_marker
from pipeline.core.github.status_comment import Topic
from pipeline.core.text import shorten
from pipeline.operations.github.github_protocol import Hub
from pipeline.operations.github.open_proposals import (
    OurPullRequest,
    read_titles,
    subjects_by_people,
)
from pipeline.operations.repository.snapshot import Snapshot
from pipeline.operations.repository.status import OPEN_STATES, statuses

_MOST_NAMED_SOURCES = 20  # sources that a paragraph names


@dataclass(frozen=True)
class Conditions:
    """What holds of our open pull requests, seen from the default branch (`snapshot`).

    `open_` are the pull requests, newest first. What costs a request is asked when it is first
    needed.
    """

    open_: Sequence[OurPullRequest]
    snapshot: Snapshot
    hub: Hub
    remote: Remote

    def paragraphs_of(self, known: OurPullRequest) -> dict[Topic, str]:
        """Return a paragraph for each topic of one pull request; "" where nothing holds of a topic.

        A paragraph speaks of all sources of the pull request.
        """
        changed = [path for path in known.sources if path in self._changed(known)]
        people = self.people(known) if changed else ()
        failed = [] if people else [path for path in changed if path in self._failed]
        return {
            "doubled": _say_doubled(self.double_of(known)),
            "held": _say_held(changed, people[0]) if people else "",
            "outdated": _say_outdated({path: self._failed[path] for path in failed}),
            "sources": self._source_boxes(known),
            "actions": f"{write_box('recompile')}\n{write_box('refresh')}",
        }

    def _source_boxes(self, known: OurPullRequest) -> str:
        """Return a box for each source of a pull request of several; "" where there is one."""
        mark = known.mark
        numbers = {**mark.numbers, **{x.path: x.number for x in mark.dropped}}
        if len(numbers) == 1:
            return ""
        titles = read_titles(known, self.snapshot.repo, self.remote)
        rows = [
            write_source_box(number, make_inert(shorten(titles[path], 80)), path in mark.sources)
            for path, number in sorted(numbers.items(), key=lambda x: x[1])
        ]
        how = "Untick a source to leave it out of this pull request; tick it again to have it back."
        return "\n".join([how, "", *rows])

    def double_of(self, known: OurPullRequest) -> int:
        """Return the number of a newer pull request about one of its sources, or 0."""
        numbers = (self._newest[path] for path in known.sources)
        return next((number for number in numbers if number != known.pull.number), 0)

    def people(self, known: OurPullRequest) -> tuple[str, ...]:
        """Return the subjects of people's commits on its branch."""
        number = known.pull.number
        if number not in self._people:
            repo = self.snapshot.repo
            self._people[number] = tuple(
                subjects_by_people(known.pull.head, self.hub.default_branch(), repo, self.remote)
            )
        return self._people[number]

    def _changed(self, known: OurPullRequest) -> set[str]:
        """Return the sources that changed, are not compiled, and have no newer pull request."""
        now = self.snapshot.hashes
        number = known.pull.number
        return {
            path
            for path, sha in known.sources.items()
            if path in self._open and now[path] != sha and self._newest[path] == number
        }

    @cached_property
    def _people(self) -> dict[int, tuple[str, ...]]:
        return {}

    @cached_property
    def _newest(self) -> Mapping[str, int]:
        return {path: known.pull.number for known in reversed(self.open_) for path in known.sources}

    @cached_property
    def _open(self) -> frozenset[str]:
        return frozenset(s.path for s in statuses(self.snapshot) if s.state in OPEN_STATES)

    @cached_property
    def _failed(self) -> Mapping[str, int]:
        """Return the sources that could not be compiled as they are now, each with its issue."""
        found: dict[str, int] = {}
        for issue in self.hub.issues(FAILED_LABEL.name):
            values = read_marker("failure", issue.body) if is_ours(issue, self.hub.bots) else None
            path, sha = (values or {}).get("source"), (values or {}).get("sha256")
            if isinstance(path, str) and self.snapshot.hashes.get(path) == sha:
                found[path] = issue.number
        return found


def _list_some(paths: Iterable[str]) -> str:
    names = [make_code(path) for path in paths]
    more = (
        f" and {len(names) - _MOST_NAMED_SOURCES} more" if len(names) > _MOST_NAMED_SOURCES else ""
    )
    return ", ".join(names[:_MOST_NAMED_SOURCES]) + more


def _say_doubled(other: int) -> str:
    return (
        f"#{other} is about the same source: merge one of the two, and close the other."
        if other
        else ""
    )


def _say_held(paths: Sequence[str], subject: str) -> str:
    were = "was" if len(paths) == 1 else "were"
    return (
        f"{_list_some(paths)} {were} to be compiled again, but its branch holds commits by people"
        f" (“{make_inert(shorten(subject, 80))}”), which are never overwritten. Merge or close this"
        " pull request first."
    )


def _say_outdated(failed: Mapping[str, int]) -> str:
    if not failed:
        return ""
    rows = [
        f"{make_code(path)} has changed since this was made, and its new version could not be"
        f" compiled (#{number})."
        for path, number in [*failed.items()][:_MOST_NAMED_SOURCES]
    ]
    rows += (
        [f"So it is with {len(failed) - _MOST_NAMED_SOURCES} more."]
        if len(failed) > _MOST_NAMED_SOURCES
        else []
    )
    version = "the version" if len(failed) == 1 else "the versions"
    return " ".join([*rows, f"What is offered here is of {version} before."])
