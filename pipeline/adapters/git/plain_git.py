"""Read what HEAD holds by git alone, for commands that must start at once.

GitPython takes longer to import than a search may take. What is needed here is little: which tree
HEAD has, which files are in it, and what is in some of them.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.errors import MissingObject, UserError

# Set by hooks and by `git rebase --exec`; they would send our commands to another index or
# repository.
LEAKING_VARIABLES = (
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_WORK_TREE",
    "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR",
)
# github.com, and GitHub Enterprise at a host of that name
_GITHUB_REMOTE = re.compile(
    r"(?:https?://(?:[^/@\s]*@)?|ssh://(?:[^/@\s]*@)?|git@)(?P<host>github(?:\.[a-z0-9-]+)+)"
    r"(?::[0-9]+)?[/:](?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?",
    re.IGNORECASE,
)
_FILE_MODES = (b"100644", b"100755")


@dataclass(frozen=True)
class Head:
    """The tree of the commit that HEAD names, and where the repository is.

    `private` is our folder inside the git directory, shared by worktrees.
    """

    folder: Path
    private: Path
    tree: str

    def files(self, *paths: str) -> dict[str, str]:
        """Return the blob ids of the files below these paths, by path; links are left out."""
        rows = _git(self.folder, "ls-tree", "-r", "-z", "--full-tree", self.tree, "--", *paths)
        found = {}
        for row in rows.split(b"\0"):
            head, _, path = row.partition(b"\t")
            mode, _, rest = head.partition(b" ")
            if mode in _FILE_MODES:
                found[path.decode("utf-8", "surrogateescape")] = rest.partition(b" ")[2].decode()
        return found

    def read(self, blobs: Sequence[str]) -> Iterator[bytes]:
        """Yield the contents of blobs in the order asked; `MissingObject` where one is not here."""
        if not blobs:
            return
        with tempfile.TemporaryFile() as asked:
            asked.write("".join(f"{blob}\n" for blob in blobs).encode())
            asked.seek(0)
            command = ("git", "cat-file", "--batch", "--buffer")
            with subprocess.Popen(
                command,
                cwd=self.folder,
                env=clean_environment(),
                stdin=asked,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            ) as process:
                out = process.stdout
                assert out is not None
                for blob in blobs:
                    head = out.readline().split()  # id, type, size; or id and "missing"
                    if len(head) != 3:
                        process.kill()
                        raise MissingObject(f"no object {blob}")
                    yield out.read(int(head[2]))
                    out.read(1)


def find_head(folder: Path) -> Head:
    """Return what HEAD holds in the repository around a folder; `UserError` where there is none."""
    try:
        out = _git(folder, "rev-parse", "--git-common-dir", "HEAD^{tree}").decode(
            "utf-8", "surrogateescape"
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise _explain(folder, error) from error
    common, _, tree = out.removesuffix("\n").rpartition("\n")
    return Head(folder, (folder / common).resolve() / "wiki", tree)


def find_root(folder: Path) -> Path:
    """Return the top folder of the working tree around a folder."""
    try:
        out = _git(folder, "rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape")
    except (OSError, subprocess.CalledProcessError) as error:
        raise _explain(folder, error) from error
    return Path(out.removesuffix("\n"))


def origin_on_github(folder: Path) -> str:
    """Return the address on the web of the repository on GitHub from which this is a clone, or "".

    A user and a password in the address are left out.
    """
    try:
        out = _git(folder, "config", "--get", "remote.origin.url")
    except (OSError, subprocess.CalledProcessError):
        return ""
    found = _GITHUB_REMOTE.fullmatch(out.decode("utf-8", "replace").strip())
    return f"https://{found['host'].lower()}/{found['name']}" if found else ""


def _explain(folder: Path, error: Exception) -> UserError:
    said = b""
    if isinstance(error, subprocess.CalledProcessError):
        said = error.stderr or b""
        try:
            _git(folder, "rev-parse", "--git-common-dir")
        except subprocess.CalledProcessError:
            pass
        else:
            return UserError(
                "The repository has no commit yet.",
                "Commit the template first: `git add -A && git commit -m Start`.",
            )
    if b"not a git repository" in said or (isinstance(error, OSError) and not folder.is_dir()):
        return UserError(
            f"{folder} is not in a git repository.",
            "Run `git init`, or change to the wiki's folder.",
        )
    told = said.decode("utf-8", "replace").strip()[:300] or str(error)
    return UserError(
        f"git cannot work here: {told}", "Do what git says, then run the command again."
    )


def _git(folder: Path, *args: str) -> bytes:
    done = subprocess.run(
        ("git", *args), cwd=folder, env=clean_environment(), capture_output=True, check=True
    )
    return done.stdout


def clean_environment() -> dict[str, str]:
    """Return the environment without what would send git to another repository, in English."""
    kept = {name: value for name, value in os.environ.items() if name not in LEAKING_VARIABLES}
    return {**kept, "LC_ALL": "C"}
