"""Open the repository of a folder, or make one of a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from git import InvalidGitRepositoryError, NoSuchPathError, Repo

from pipeline.adapters.git.authorship import bot_identity
from pipeline.adapters.git.plain_git import LEAKING_VARIABLES
from pipeline.adapters.git.repository import Repository
from pipeline.core.errors import UserError


@contextmanager
def open_repository(folder: Path, private: Path | None = None) -> Iterator[Repository]:
    """Open the repository that holds `folder`; the processes it starts end with the block.

    `private` stands in for the folder inside the git directory in which we keep our own files.
    """
    for name in LEAKING_VARIABLES:
        os.environ.pop(name, None)
    try:
        repo = Repo(folder, search_parent_directories=True)
    except (InvalidGitRepositoryError, NoSuchPathError) as error:
        raise UserError(
            f"{folder} is not in a git repository.",
            "Run `git init`, or change to the wiki's folder.",
        ) from error
    with repo:
        _refuse_other_ids(repo)
        yield Repository(repo, private)


def _refuse_other_ids(repo: Repo) -> None:
    """Raise `UserError` where objects are named by SHA-256, which GitPython does not read."""
    form = repo.config_reader("repository").get_value("extensions", "objectformat", "sha1")
    if str(form).lower() != "sha1":
        raise UserError(
            f"This repository names its objects by {str(form)[:20].upper()}, which this program"
            " cannot read.",
            "Make it anew with `git init --object-format=sha1`, and commit its files there.",
        )


def start_repository(folder: Path, message: str, ignored: bool = True) -> None:
    """Make a repository of a folder and commit all that is in it.

    Whether that includes what its `.gitignore` names is said by `ignored`.
    """
    with Repo.init(folder, initial_branch="main") as repo:
        repo.git.config("core.autocrlf", "false")
        repo.git.add("--all", *(["--force"] if ignored else []))
        repo.git.commit(
            "--quiet", "--no-verify", "--no-gpg-sign", "-m", message, env=bot_identity()
        )
