"""Find our pull requests on GitHub, with their sources and the change sets kept for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from pipeline.adapters.git.authorship import read_trailers
from pipeline.adapters.git.history import list_own_commits, list_subjects_by_people
from pipeline.adapters.git.repository import Repository
from pipeline.core.changes.change_set import ChangeSet
from pipeline.core.changes.proposal_marker import (
    ProposalMark,
    number_sources,
    read_mark,
    replace_mark,
)
from pipeline.core.changes.proposal_naming import COMPILE_BRANCHES
from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_plain_line
from pipeline.core.github.state import Comment, PullRequest, is_ours, read_marker
from pipeline.core.github.status_comment import Topic, comment_of, revise_topics, topics_of
from pipeline.operations.compile.keep_proposal import change_from_json, change_to_json
from pipeline.operations.github.github_protocol import Hub

CHANGES_REFS = "refs/wiki/proposals/"
MOST_CHANGE_SETS = 200  # change sets behind one pull request
_ASIDE = "aside/"  # where change sets are kept that are not offered


class Fetcher(Protocol):
    """What is needed of `adapters.git.remote.Remote`."""

    def fetch(self, *refs: str) -> dict[str, str]:
        """Fetch refs; return the commit of each that exists."""
        ...


@dataclass(frozen=True)
class OurPullRequest:
    """One pull request of ours, and what its marker remembers."""

    pull: PullRequest
    mark: ProposalMark

    @property
    def sources(self) -> Mapping[str, str]:
        """Return the paths it compiles, with the SHA-256 each had."""
        return self.mark.sources

    @property
    def run(self) -> str:
        """Return the number of the run that made it."""
        return self.mark.run

    @property
    def ref(self) -> str:
        """Return the ref that keeps its change sets."""
        return changes_ref(self.pull.head)


def changes_ref(branch: str) -> str:
    """Return the ref that keeps the change sets of a proposal branch."""
    return CHANGES_REFS + branch.removeprefix(COMPILE_BRANCHES)


Unmarked = Callable[[PullRequest], Mapping[str, str]]
"""Returns the sources of a pull request of ours whose marker somebody removed from its text."""


def list_our_pull_requests(
    hub: Hub, state: Literal["open", "closed"], unmarked: Unmarked | None = None
) -> Iterator[OurPullRequest]:
    """Yield our pull requests in this state, newest first.

    A marker counts only where our own account wrote it.
    """
    for pull in hub.pulls(state):
        known = recognise_ours(pull, hub.bots, unmarked)
        if known:
            yield known


def recognise_ours(
    pull: PullRequest, bots: Iterable[str], unmarked: Unmarked | None = None
) -> OurPullRequest | None:
    """Return a pull request as one of ours; None where it is not.

    It is ours with our account, our branch, and sources by its marker or by its commits.
    """
    if not (
        is_ours(pull, bots) and pull.same_repository and pull.head.startswith(COMPILE_BRANCHES)
    ):
        return None
    if mark := read_mark(pull.body):
        return OurPullRequest(pull, mark)
    sources = unmarked(pull) if unmarked else {}
    mark = ProposalMark(sources, numbers=number_sources(sources, {}))
    return OurPullRequest(pull, mark) if sources else None


def sources_by_commits(
    repo: Repository, remote: Fetcher, onto: str, paths: Iterable[str]
) -> Unmarked:
    """Return a function that finds the sources of a pull request by our commits on its branch.

    `paths` are the sources that exist.
    """
    # `core/changes/proposal_naming.py` writes them in this form.
    named = {make_plain_line(path, 300): path for path in paths}

    def look(pull: PullRequest) -> dict[str, str]:
        mine, base = f"refs/heads/{pull.head}", f"refs/heads/{onto}"
        heads = remote.fetch(mine, base)
        fork = repo.merge_base(heads[base], heads[mine]) if len(heads) == 2 else None
        said = (
            [
                read_trailers(repo.message(commit))
                for commit in list_own_commits(repo, fork, heads[mine])
            ]
            if fork
            else []
        )
        return {
            named[x["Wiki-Source"]]: x.get("Wiki-Source-SHA256", "")
            for x in reversed(said)
            if x.get("Wiki-Source") in named
        }

    return look


def body_without_versions(known: OurPullRequest) -> str:
    """Return the text with a marker that names the sources of a pull request but no versions.

    Closing a pull request with that marker rejects nothing.
    """
    mark = replace(known.mark, sources=dict.fromkeys(known.sources, ""), base="")
    return replace_mark(known.pull.body, mark)


def find_rejected(
    hub: Hub, wanted: Mapping[str, str], open_: Sequence[OurPullRequest] = ()
) -> dict[str, OurPullRequest]:
    """Return the sources that count as rejected, each with the pull request where that was said.

    A source is rejected where its latest pull request was closed unmerged, or went on without it,
    while it read as now. `wanted` are paths with their SHA-256, `open_` are those that are open.
    """
    ended = find_last_closed(hub, wanted)
    ended |= {x.path: known for known in reversed(open_) for x in known.mark.dropped}
    return {
        path: ended[path]
        for path, sha256 in wanted.items()
        if path in ended and is_rejection(ended[path], path, sha256)
    }


def is_rejection(known: OurPullRequest, path: str, sha256: str) -> bool:
    """Tell whether this says that a source is not wanted as it reads.

    A person closed the pull request unmerged while the source read so, or left the source out.
    """
    if path not in known.sources:
        return any((x.path, x.sha256) == (path, sha256) for x in known.mark.dropped)
    return known.pull.state == "closed" and not known.pull.merged and known.sources[path] == sha256


def find_last_closed(hub: Hub, paths: Iterable[str]) -> dict[str, OurPullRequest]:
    """Return the newest closed pull request about each source.

    The listing ends as soon as all are known.
    """
    left = set(paths)
    found: dict[str, OurPullRequest] = {}
    for known in list_our_pull_requests(hub, "closed") if left else ():
        about = {*known.sources, *(x.path for x in known.mark.dropped)}
        found |= dict.fromkeys(left & about, known)
        left -= about
        if not left:
            break
    return found


# --- the change sets behind a pull request ---


def keep_changes(
    repo: Repository, changes: Sequence[ChangeSet], aside: Sequence[ChangeSet] = ()
) -> str:
    """Write change sets as a commit of their own and return it, for a ref below `CHANGES_REFS`.

    Those `aside` are not offered, and are wanted where a reviewer takes a source back.
    """
    files = {f"{number:02}.json": change_to_json(change) for number, change in enumerate(changes)}
    files |= {f"{_ASIDE}{n:02}.json": change_to_json(change) for n, change in enumerate(aside)}
    return repo.commit_without_parents(files, "Change sets of a proposal")


def read_kept_changes(repo: Repository, commit: str, aside: bool = False) -> list[ChangeSet]:
    """Return the change sets that a commit of `keep_changes` holds, in order, or those aside.

    There are none where one of them cannot be read, as after an upgrade that writes them otherwise:
    its sources are compiled again. Whoever may push can have written them, so they are held to the
    same limits as what a job hands over, and laid by the same gate.
    """
    blobs = [blob for blob in repo.tree(commit) if blob.path.startswith(_ASIDE) == aside]
    try:
        return (
            [change_from_json(repo.read(blob.sha).decode()) for blob in blobs]
            if len(blobs) <= MOST_CHANGE_SETS
            else []
        )
    except (ValueError, TypeError, KeyError):
        return []


def read_all_kept(repo: Repository, commit: str | None) -> list[ChangeSet]:
    """Return all change sets that are kept of a pull request; as they were first made, first."""
    if commit is None:
        return []
    return [*read_kept_changes(repo, commit, aside=True), *read_kept_changes(repo, commit)]


def read_titles(known: OurPullRequest, repo: Repository, remote: Fetcher) -> dict[str, str]:
    """Return the title of each source of a pull request, also of those left out; foreign text."""
    kept = read_all_kept(repo, remote.fetch(known.ref).get(known.ref))
    titles = {c.source.path: c.extraction.title for c in kept}
    dropped = {x.path: x.title for x in known.mark.dropped}
    paths = [*known.sources, *dropped]
    return {path: titles.get(path) or dropped.get(path) or path for path in paths}


# --- what is said on it ---


class Talk(Protocol):
    """What is needed of `adapters.github.client.GitHub` to keep one comment current."""

    @property
    def bots(self) -> frozenset[str]:
        """Return the logins that count as ours."""
        ...

    def comments(self, number: int) -> Iterator[Comment]:
        """Yield the comments of an issue or pull request."""
        ...

    def add_comment(self, number: int, body: str) -> Comment:
        """Add a comment."""
        ...

    def edit_comment(self, id: int, body: str) -> None:
        """Replace the text of a comment."""
        ...


def tell_news(hub: Talk, number: int, text: str) -> None:
    """Write news into the one status comment of a pull request or issue; it is never repeated."""
    renew_status_comment(hub, number, {"news": text})


def renew_status_comment(hub: Talk, number: int, said: Mapping[Topic, str]) -> None:
    """Write paragraphs into the one status comment, each in the place of what it said of its topic.

    A text of "" says that it holds no longer. Where the conversation is locked nothing is written:
    people wanted it to end, and the run goes on.
    """
    try:
        _write_status_comment(hub, number, said)
    except UserError as error:
        if "locked" not in error.message.lower():
            raise


def _write_status_comment(hub: Talk, number: int, said: Mapping[Topic, str]) -> None:
    for comment in hub.comments(number):
        if is_ours(comment, hub.bots) and read_marker("status", comment.body) is not None:
            old = topics_of(comment.body)
            body = comment_of(revise_topics(old, said))
            if body.split() != comment.body.split():
                hub.edit_comment(comment.id, body)
            return
    if new := revise_topics({}, said):
        hub.add_comment(number, comment_of(new))


def subjects_by_people(branch: str, onto: str, repo: Repository, remote: Fetcher) -> list[str]:
    """Return the subjects of people's commits on a branch that the branch `onto` does not hold."""
    mine, base = f"refs/heads/{branch}", f"refs/heads/{onto}"
    heads = remote.fetch(mine, base)
    if mine not in heads or base not in heads:
        return []
    fork = repo.merge_base(heads[base], heads[mine])
    return list_subjects_by_people(repo, fork, heads[mine]) if fork else ["a history of its own"]
