"""Keep a local proposal: its commits on a branch, its text and its change set beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.files import stage_files
from pipeline.adapters.git.history import list_subjects_by_people
from pipeline.adapters.git.repository import Repository
from pipeline.core import strict_json
from pipeline.core.changes import limits, proposal_naming
from pipeline.core.changes.change_set import ChangeSet
from pipeline.core.changes.proposal import Proposal
from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_inert
from pipeline.operations.compile.commit_proposal import commit_proposal, stands_on

MOST_CHARACTERS = 8_000_000  # characters of a change set that was kept


@dataclass(frozen=True)
class PublishedProposal:
    """Where a proposal is now."""

    branch: str
    commit: str
    text: Path
    moved: bool  # whether the branch changed


def publish_proposal(proposal_: Proposal, repo: Repository, base: str) -> PublishedProposal:
    """Write the proposal's commits on its branch; `UserError` if a person committed there.

    The texts beside it take their places last, because a text without its proposal would be read as
    one.
    """
    refuse_if_human(repo, proposal_.branch, base)
    tip = repo.resolve(f"refs/heads/{proposal_.branch}")
    commit = commit_proposal(proposal_, repo, base)
    same = tip is not None and repo.tree_of(tip) == repo.tree_of(commit)
    moved = tip is None or not (same and stands_on(proposal_, repo, tip, base))
    text, texts = _texts_to_keep(proposal_, repo)
    # The texts take their places after the branch has moved.
    with stage_files(texts):
        if moved:
            repo.move_branch(proposal_.branch, commit, tip)
    return PublishedProposal(proposal_.branch, commit if moved or tip is None else tip, text, moved)


def refuse_if_human(repo: Repository, branch: str, base: str) -> None:
    """Raise `UserError` where the branch holds a commit that this program did not make."""
    tip = repo.resolve(f"refs/heads/{branch}")
    if tip is None:
        return
    fork = repo.merge_base(base, tip)
    others = list_subjects_by_people(repo, fork, tip) if fork else ["a history of its own"]
    if others:
        raise UserError(
            f"The branch {branch} holds commits by people ({others[0]!r}), which are never"
            " overwritten.",
            "Merge it, or delete the branch, then compile again.",
        )


def _texts_to_keep(proposal_: Proposal, repo: Repository) -> tuple[Path, dict[Path, str]]:
    """Return where a proposal's text is kept, and that text and its change set by file."""
    folder = repo.private / "proposals"
    name = proposal_.branch.removeprefix(proposal_naming.COMPILE_BRANCHES)
    text = folder / f"{name}.md"
    change = change_to_json(proposal_.change)
    return text, {
        folder / f"{name}.json": change,
        text: f"# {make_inert(proposal_.title)}\n\n{proposal_.body}",
    }


def change_to_json(change: ChangeSet) -> str:
    """Return a change set as JSON, to be kept."""
    return strict_json.dump(change)


def change_from_json(text: str) -> ChangeSet:
    """Read a change set back, with every field held to its type and limits.

    `ValueError` says what is wrong. Where a change set was kept, people can write: a ref of the
    repository, or a folder of this computer.
    """
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"it has more than {MOST_CHARACTERS} characters")
    change = strict_json.load(ChangeSet, text, limits.check_change_field)
    if problem := next(limits.find_disagreements(change), ""):
        raise ValueError(problem)
    return change


def read_kept_change(repo: Repository, branch: str) -> ChangeSet | None:
    """Return the change set behind a local proposal branch; None if it cannot be read any more."""
    path = (
        repo.private / "proposals" / f"{branch.removeprefix(proposal_naming.COMPILE_BRANCHES)}.json"
    )
    try:
        return change_from_json(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
