"""Find the commit that a person means: by a revision, or by a day of the default branch."""

from __future__ import annotations

import re
from contextlib import suppress

from pipeline.adapters.git.history import find_first_commit, find_last_commit_until
from pipeline.adapters.git.repository import Repository
from pipeline.core.bookkeeping.confidence import parse_date
from pipeline.core.errors import UserError

_LOOKS_LIKE_A_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_SHALLOW_HINT = "Run `git fetch --unshallow`; in a workflow, `fetch-depth: 0`."


def find_commit(repo: Repository, wanted: str) -> str:
    """Return the commit of a revision, or of a day such as 2026-04-11.

    A day means the last commit of the default branch on or before it, in UTC. `UserError` where
    there is none, or where a shallow clone does not tell.
    """
    repo.head()  # says it where there is no commit at all
    if _LOOKS_LIKE_A_DAY.fullmatch(wanted):
        return _commit_of_day(repo, wanted)
    found = repo.resolve(wanted)
    if found is None:
        raise UserError(
            f"There is no commit {wanted!r} here.",
            f"It may be older than this clone, which is shallow. {_SHALLOW_HINT}"
            if repo.is_shallow
            else "Name a commit, a branch, a tag, or a day such as 2026-04-11.",
        )
    return found


def is_before_all(repo: Repository, wanted: str) -> bool:
    """Tell whether a day lies before the first commit, so that there was no wiki yet.

    Of a shallow clone that is not known: there it is False.
    """
    if repo.is_shallow or not _LOOKS_LIKE_A_DAY.fullmatch(wanted) or parse_date(wanted) is None:
        return False
    return wanted < find_first_commit(repo, _default_tip(repo))[1]


def _default_tip(repo: Repository) -> str:
    """Return the tip of the default branch: of the local one, where it has all of the remote's.

    A wiki may never have been pushed; then the remote's is that of the template it was cloned from.
    """
    remote, local = repo.default_branch(), repo.resolve(f"refs/heads/{repo.default_name()}")
    if local is None or remote is None:
        return local or remote or repo.head()
    with suppress(UserError):  # a shallow clone: nothing can be said of its history
        return local if repo.merge_base(remote, local) == remote else remote
    return remote


def _commit_of_day(repo: Repository, day: str) -> str:
    if len(day) != 10 or parse_date(day) is None:
        raise UserError(f"{day!r} is no date.", "Write it such as 2026-04-11.")
    tip = _default_tip(repo)
    found = find_last_commit_until(repo, tip, day)
    if found is not None:
        return found
    commit, first = find_first_commit(repo, tip)
    if repo.is_shallow:
        raise UserError(
            f"What was on {day} is not in this clone, which is shallow and begins on {first}.",
            _SHALLOW_HINT,
        )
    raise UserError(
        f"On {day} there was no commit yet: the first one is of {first}.",
        f"Name a later day, or that commit: {commit[:12]}.",
    )
