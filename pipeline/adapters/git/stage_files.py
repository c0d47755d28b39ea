"""Put files into the index of the user, and commit them, as the user would by hand.

Everything else of this program leaves the index alone; this is for `wiki add`. Paths reach git on
its standard input and are taken literally, so that no name becomes an option or a pattern.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from pipeline.adapters.git.plain_git import clean_environment
from pipeline.adapters.server_words import quote_on_one_line
from pipeline.core.errors import UserError

_FROM_INPUT = ("--pathspec-from-file=-", "--pathspec-file-nul")


def find_ignored(root: Path, paths: Sequence[str]) -> set[str]:
    """Return which of these paths git ignores here, so that they would not be committed."""
    done = _run(root, ("check-ignore", "-z", "--stdin"), paths)
    if done.returncode not in (0, 1):  # 1: none
        raise _explain(done, "say which files it ignores")
    return set(done.stdout.decode("utf-8", "surrogateescape").split("\0")) - {""}


def stage_paths(root: Path, paths: Sequence[str]) -> None:
    """Put files of the working tree into the index; `UserError` with git's words if it refuses."""
    done = _run(root, ("--literal-pathspecs", "add", *_FROM_INPUT), paths)
    if done.returncode:
        raise _explain(done, "stage the files")


def commit_paths(root: Path, paths: Sequence[str], message: str) -> str:
    """Commit these files and nothing else that is staged; return the short id of the commit.

    It is the user's commit: with their name, their hooks and their signature.
    """
    words = ("--literal-pathspecs", "commit", "--quiet", "--only", "-m", message, *_FROM_INPUT)
    done = _run(root, words, paths)
    if done.returncode:
        raise _explain(done, "commit the files")
    return _run(root, ("rev-parse", "--short", "HEAD"), ()).stdout.decode().strip()


def _run(
    root: Path, words: Sequence[str], paths: Sequence[str]
) -> subprocess.CompletedProcess[bytes]:
    given = "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")
    return subprocess.run(
        ("git", *words), cwd=root, env=clean_environment(), input=given, capture_output=True
    )


def _explain(done: subprocess.CompletedProcess[bytes], what: str) -> UserError:
    said = quote_on_one_line((done.stderr or done.stdout).decode("utf-8", "replace"))
    return UserError(
        f"git does not {what}: {said}.",
        "The files are in raw/. Do what git says, then `git add raw` and `git commit`.",
    )
