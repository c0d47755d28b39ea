"""The proposals that stand as branches of this repository, in the order to read them in."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.adapters.git.authorship import read_trailers
from pipeline.adapters.git.repository import Repository
from pipeline.core.changes.proposal_naming import COMPILE_BRANCHES, branch_of_source
from pipeline.core.errors import UserError
from pipeline.core.upkeep.upkeep import UPKEEP_BRANCHES
from pipeline.operations.compile.choose_sources import day_and_path
from pipeline.operations.compile.keep_proposal import read_kept_change


@dataclass(frozen=True)
class LocalProposal:
    """A proposal on a branch. `source` and `sha256` are empty where it is made of no source.

    `text` is what a reviewer reads, in Markdown. `is_behind` says that the wiki has moved on since
    it was made.
    """

    branch: str
    tip: str
    subject: str
    text: str
    source: str = ""
    sha256: str = ""
    is_behind: bool = False

    @property
    def name(self) -> str:
        """What a person types for it, as a word of a shell."""
        return shlex.quote(self.source or self.branch)

    @property
    def about(self) -> str:
        """What it is about, for a list of proposals."""
        return self.subject.removeprefix("Compile ")


def list_proposals(repo: Repository) -> list[LocalProposal]:
    """Return all proposals as `wiki compile` reads their sources: the oldest published first.

    So what replaces a value comes after it. Those of which that is not known stand last.
    """
    return sorted(_read_all(repo, are_merged=False), key=lambda one: _place(repo, one))


def _place(repo: Repository, one: LocalProposal) -> tuple[bool, tuple[str, str], str]:
    change = read_kept_change(repo, one.branch) if one.source else None
    return change is None, day_and_path(change.source) if change else ("", ""), one.branch


def list_merged(repo: Repository) -> list[LocalProposal]:
    """Return the proposals that are in the wiki, and whose branches stand there still.

    An accept that was ended between the two leaves one, and so does who merges by hand.
    """
    return sorted(_read_all(repo, are_merged=True), key=lambda one: one.branch)


def _read_all(repo: Repository, are_merged: bool) -> list[LocalProposal]:
    head = repo.head()
    found = repo.branches(COMPILE_BRANCHES) | repo.branches(UPKEEP_BRANCHES)
    return [
        _read(repo, branch, tip, head)
        for branch, tip in found.items()
        if (repo.merge_base(head, tip) == tip) is are_merged
    ]


def find_proposals(
    repo: Repository, names: Sequence[str], proposals: Sequence[LocalProposal]
) -> list[LocalProposal]:
    """Return the proposals of these sources or branches, in the order in which they are named."""
    by_branch = {one.branch: one for one in proposals}
    found = []
    for name in dict.fromkeys(names):
        one = by_branch.get(name) or by_branch.get(branch_of_source(name))
        if one is None:
            raise UserError(
                explain_absence(repo, name),
                "`wiki review` shows the open ones, `wiki status` the sources.",
            )
        found.append(one)
    return found


def explain_absence(repo: Repository, name: str) -> str:
    """Return why no proposal is open under a name: it is in the wiki already, or never was."""
    from pipeline.operations.repository.snapshot import take_snapshot
    from pipeline.operations.repository.status import statuses

    branches = (f"refs/heads/{branch}" for branch in (branch_of_source(name), name))
    if any(map(repo.resolve, branches)):
        return f"The proposal {name} is in the wiki already."
    known = statuses(take_snapshot(repo, repo.head()))
    if any((one.path, one.state) == (name, "compiled") for one in known):
        return f"The source {name} is in the wiki already, and no proposal of it is open."
    return f"There is no proposal for “{name}”."


def _read(repo: Repository, branch: str, tip: str, head: str) -> LocalProposal:
    message = repo.message(tip)
    trailers = read_trailers(message)
    kept = repo.private / "proposals" / f"{_short(branch)}.md"
    return LocalProposal(
        branch,
        tip,
        message.partition("\n")[0],
        kept.read_text("utf-8") if kept.is_file() else message,
        trailers.get("Wiki-Source", ""),
        trailers.get("Wiki-Source-SHA256", ""),
        repo.merge_base(head, tip) != head,
    )


def _short(branch: str) -> str:
    return branch.removeprefix(COMPILE_BRANCHES).removeprefix(UPKEEP_BRANCHES)
