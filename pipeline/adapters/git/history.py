"""The history of a repository: whose commits lead from one to another, and their days."""

from __future__ import annotations

from pipeline.adapters.git.authorship import BOT_EMAIL
from pipeline.adapters.git.object_id import checked_id
from pipeline.adapters.git.repository import Repository


def list_subjects_by_people(repo: Repository, base: str, tip: str) -> list[str]:
    """Return the subjects of the commits from `base` to `tip` that people made, not we.

    Only commits of the branch itself count: what a merge brought in from the other branch was
    reviewed there. A merge by a person counts where they settled something in it; GitHub's
    button "Update branch" settles nothing.
    """
    rows = _read_line(repo, base, tip)
    return [
        subject
        for commit, ours, subject in rows
        if not ours and not _only_updates(repo, commit, base)
    ]


def _only_updates(repo: Repository, commit: str, base: str) -> bool:
    """Tell whether a commit only brings in what `base` holds, as git merges it by itself."""
    parents = repo.parents(commit)
    if len(parents) != 2 or repo.merge_base(parents[1], base) != parents[1]:
        return False
    tree, conflicts = repo.merge_tree(parents[0], parents[1])
    return not conflicts and tree == repo.tree_of(commit)


def list_own_commits(repo: Repository, base: str, tip: str) -> list[str]:
    """Return the commits from `base` to `tip` that this program made, newest first."""
    return [commit for commit, ours, _ in _read_line(repo, base, tip) if ours]


def find_last_own_commit(repo: Repository, base: str, tip: str) -> str | None:
    """Return the newest commit from `base` to `tip` that this program made, or None."""
    return next(iter(list_own_commits(repo, base, tip)), None)


def _read_line(repo: Repository, base: str, tip: str) -> list[tuple[str, bool, str]]:
    """Return the commits from `base` to `tip`, newest first: id, whether it is ours, subject.

    Of a merge only the side on which it was made is followed (`--first-parent`).
    """
    form = "--format=%H%x09%ae %ce%x09%s"
    out = repo.read_log("--first-parent", form, f"{checked_id(base)}..{checked_id(tip)}")
    rows = (line.split("\t", 2) for line in out.splitlines())
    return [
        (commit, emails == f"{BOT_EMAIL} {BOT_EMAIL}", subject) for commit, emails, subject in rows
    ]


def find_day(repo: Repository, commit: str) -> str:
    """Return the day of a commit, in UTC, as its committer's clock had it."""
    return _read_days(repo, "--no-walk", checked_id(commit))[0][1]


def find_last_commit_until(repo: Repository, tip: str, day: str) -> str | None:
    """Return the last commit up to `tip` that was made on or before a day in UTC, or None.

    Of a merge only the side on which it was made is followed: what it brought in was not there
    before.
    """
    until = f"--until={day}T23:59:59+00:00"
    return next(
        (commit for commit, _ in _read_days(repo, "-1", until, "--first-parent", checked_id(tip))),
        None,
    )


def find_first_commit(repo: Repository, tip: str) -> tuple[str, str]:
    """Return the oldest commit that leads to `tip` on its own side of merges, and its day."""
    return _read_days(repo, "--first-parent", checked_id(tip))[-1]


def _read_days(repo: Repository, *which: str) -> list[tuple[str, str]]:
    """Return commits, newest first, each with its day in UTC."""
    form = ("--format=%H %cd", "--date=format-local:%Y-%m-%d")
    out = repo.read_log(*form, *which, env={"TZ": "UTC0"})
    return [(row[0], row[2]) for line in out.splitlines() if (row := line.partition(" "))[2]]
