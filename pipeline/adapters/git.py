"""The one module that runs git. It reads commits and writes objects and refs; index and working tree stay untouched.

A branch moves in one atomic `update-ref` after everything it needs is in the object database, so an interruption at any
moment leaves the repository as before or as after.
"""

from __future__ import annotations

import os
import re
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from git import GitCommandError, InvalidGitRepositoryError, NoSuchPathError, Repo

from pipeline.core.errors import UserError

BOT_NAME = "wiki compile"
BOT_EMAIL = "wiki-compile@localhost"
_SHA = re.compile(r"^[0-9a-f]{40}(?:[0-9a-f]{24})?$")
# Set by hooks and by `git rebase --exec`; they would send our commands to another index or repository.
_LEAKS = ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR")


@dataclass(frozen=True)
class Blob:
    """One file of a commit's tree."""

    path: str
    mode: str
    sha: str


@contextmanager
def repository(folder: Path) -> Iterator[Repository]:
    """Open the repository that holds `folder`; its processes end with the block."""
    for name in _LEAKS:
        os.environ.pop(name, None)
    try:
        repo = Repo(folder, search_parent_directories=True)
    except (InvalidGitRepositoryError, NoSuchPathError) as error:
        raise UserError(
            f"{folder} is not in a git repository.", "Run `git init`, or change to the wiki's folder."
        ) from error
    with repo:
        yield Repository(repo)


def start(folder: Path, message: str) -> None:
    """Make a repository of a folder and commit all that is in it."""
    with Repo.init(folder, initial_branch="main") as repo:
        repo.git.config("core.autocrlf", "false")
        repo.git.add("--all", "--force")
        repo.git.commit("--quiet", "--no-verify", "--no-gpg-sign", "-m", message, env=_identity())


class Repository:
    """One repository, read at commits and written by whole commits."""

    def __init__(self, repo: Repo) -> None:
        self._repo = repo
        self._one_at_a_time = threading.Lock()  # GitPython talks to one `cat-file` process, whoever asks

    @property
    def root(self) -> Path:
        """The working tree's folder, or the repository's own where it is bare."""
        return Path(self._repo.working_tree_dir or self._repo.git_dir)

    @property
    def private(self) -> Path:
        """Our folder inside the git directory, shared by worktrees: caches and proposals, never committed."""
        return Path(self._repo.common_dir).resolve() / "wiki"

    def head(self) -> str:
        """Return the commit that HEAD names."""
        return self.resolve("HEAD") or self._no_commit()

    def _no_commit(self) -> str:
        try:
            self._repo.git.rev_parse("--git-dir")
        except GitCommandError as error:
            said = str(error.stderr).strip().removeprefix("stderr: ")[:300]
            raise UserError(f"git cannot work here: {said}", "Do what git says, then run the command again.") from error
        raise UserError(
            "The repository has no commit yet.", "Commit the template first: `git add -A && git commit -m Start`."
        )

    def resolve(self, name: str) -> str | None:
        """Return the commit a revision names, or None."""
        if name.startswith("-"):
            return None
        try:
            return str(self._repo.git.rev_parse("--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"))
        except GitCommandError:
            return None

    def tree(self, commit: str, *folders: str) -> list[Blob]:
        """Return the files of a commit below the given folders (or at the given paths), in git's order."""
        out = self._bytes("ls-tree", "-r", "-z", "--full-tree", _sha(commit), "--", *folders)
        rows = (row.partition("\t") for row in out.decode("utf-8", "surrogateescape").split("\0") if row)
        return [Blob(path, *_mode_and_sha(head)) for head, _, path in rows]

    def read(self, sha: str) -> bytes:
        """Return the content of a blob."""
        with self._one_at_a_time:
            data: bytes = self._repo.git.get_object_data(_sha(sha))[3]
        return data

    def read_all(self, shas: Sequence[str]) -> Iterator[bytes]:
        """Yield the contents of blobs, in the order asked. One process reads ahead: 0.4 s for 10,000, by `read` 1.0 s."""
        if not shas:
            return
        with tempfile.TemporaryFile() as asked:
            asked.write("".join(f"{_sha(sha)}\n" for sha in shas).encode())
            asked.seek(0)
            command = ["git", "cat-file", "--batch", "--buffer"]
            process: Any = self._repo.git.execute(command, istream=asked, as_process=True)
            for sha in shas:
                head = process.stdout.readline().split()  # id, type, size; or id and "missing"
                if len(head) != 3:
                    raise ValueError(f"no object {sha}")
                yield process.stdout.read(int(head[2]))
                process.stdout.read(1)
            process.wait()

    def dirty(self, *paths: str) -> list[str]:
        """Return the paths below the given ones that differ from HEAD or are not committed."""
        if self._repo.bare:
            return []
        out = self._bytes("status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", *paths)
        return [row[3:] for row in out.decode("utf-8", "surrogateescape").split("\0") if row]

    # --- commits ---

    def commit(self, base: str, files: Mapping[str, str | None], message: str) -> str:
        """Write a commit on top of `base` in which these files hold these texts (None: removed); return its id."""
        with tempfile.TemporaryDirectory(prefix="wiki-index-") as folder:
            env = {"GIT_INDEX_FILE": str(Path(folder) / "index"), **_identity()}
            self._repo.git.read_tree(_sha(base), env=env)
            rows = self._index_rows(files, Path(folder))
            self._feed("".join(rows).encode("utf-8", "surrogateescape"), "update-index", "-z", "--index-info", env=env)
            tree = self._repo.git.write_tree(env=env)
            return self._feed(message.encode(), "commit-tree", tree, "-p", _sha(base), "-F", "-", env=env)

    def _index_rows(self, files: Mapping[str, str | None], folder: Path) -> list[str]:
        """Write the texts as blobs, in one process, and return what `update-index` takes of every file."""
        texts = {path: text for path, text in sorted(files.items()) if text is not None}
        for number, text in enumerate(texts.values()):
            (folder / str(number)).write_bytes(text.encode())
        names = "".join(f"{folder / str(number)}\n" for number in range(len(texts)))
        shas = self._feed(names.encode(), "hash-object", "-w", "--no-filters", "--stdin-paths").split()
        kept = [f"100644 {sha}\t{path}\0" for path, sha in zip(texts, shas, strict=True)]
        return [f"0 {'0' * 40}\t{path}\0" for path, text in files.items() if text is None] + kept

    def tree_of(self, commit: str) -> str:
        return str(self._repo.git.rev_parse("--verify", f"{_sha(commit)}^{{tree}}"))

    def message(self, commit: str) -> str:
        return str(self._repo.git.log("-1", "--format=%B", _sha(commit)))

    def parents(self, commit: str) -> list[str]:
        return str(self._repo.git.log("-1", "--format=%P", _sha(commit))).split()

    def strangers(self, base: str, tip: str) -> list[str]:
        """Return the subjects of commits between two that somebody else than this program made."""
        out = str(self._repo.git.log("--format=%ae %ce%x09%s", f"{_sha(base)}..{_sha(tip)}"))
        rows = [line.partition("\t") for line in out.splitlines()]
        return [subject for emails, _, subject in rows if emails != f"{BOT_EMAIL} {BOT_EMAIL}"]

    def merge_base(self, a: str, b: str) -> str | None:
        try:
            return str(self._repo.git.merge_base(_sha(a), _sha(b)))
        except GitCommandError:
            return None

    def diff(self, old: str, new: str) -> str:
        """Return the diff between two commits, for reading."""
        return str(self._repo.git.diff("--no-color", "--no-ext-diff", "--no-textconv", _sha(old), _sha(new)))

    # --- branches ---

    def branches(self, prefix: str) -> dict[str, str]:
        """Return the local branches whose name begins with `prefix`, with their tips."""
        out = str(self._repo.git.for_each_ref("--format=%(refname:short) %(objectname)", f"refs/heads/{prefix}"))
        return dict(line.split(" ", 1) for line in out.splitlines())

    def move_branch(self, name: str, new: str, old: str | None) -> None:
        """Point a branch at a commit, if it still points at `old` (None: does not exist)."""
        if name in self._checked_out():
            raise UserError(
                f"The branch {name} is checked out.", "Check out another branch, then run the command again."
            )
        try:
            self._repo.git.update_ref("-m", "wiki compile", f"refs/heads/{name}", _sha(new), old or "0" * 40)
        except GitCommandError as error:
            raise UserError(f"The branch {name} changed meanwhile.", "Run the command again.") from error

    def _checked_out(self) -> set[str]:
        out = str(self._repo.git.worktree("list", "--porcelain"))
        return {line.removeprefix("branch refs/heads/") for line in out.splitlines() if line.startswith("branch ")}

    def merge(self, branch: str) -> None:
        """Merge a branch into what is checked out, as a person would; `UserError` on a conflict."""
        try:
            flags = ("--no-ff", "--no-edit", "--quiet", "--no-gpg-sign", "--no-verify")
            self._repo.git.merge(*flags, f"refs/heads/{branch}", env=_identity())
        except GitCommandError as error:
            raise UserError(
                f"{branch} does not merge: {str(error.stderr).strip()[:200]}", "Compile its source again."
            ) from error

    def talk(self, *args: str, env: Mapping[str, str], seconds: float) -> str:
        """Run a git command that reaches another repository, killed after so many seconds; `GitCommandError` if it fails."""
        command = ["git", *args]
        return str(self._repo.git.execute(command, env={**env, "GIT_TERMINAL_PROMPT": "0"}, kill_after_timeout=seconds))

    # --- plumbing ---

    def _bytes(self, *args: str) -> bytes:
        out: Any = self._repo.git.execute(["git", *args], stdout_as_string=False, strip_newline_in_stdout=False)
        return bytes(out)

    def _feed(self, data: bytes, *args: str, env: Mapping[str, str] | None = None) -> str:
        with tempfile.TemporaryFile() as stdin:
            stdin.write(data)
            stdin.seek(0)
            return str(self._repo.git.execute(["git", *args], istream=stdin, env=env))


def _identity() -> dict[str, str]:
    """Return who commits: the program, also where no one has told git a name."""
    return {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", BOT_NAME), ("EMAIL", BOT_EMAIL))
    }


def _sha(text: str) -> str:
    """Refuse anything but an object id, so that no value can become an option."""
    if not _SHA.fullmatch(text):
        raise ValueError(f"not an object id: {text[:60]!r}")
    return text


def _mode_and_sha(head: str) -> tuple[str, str]:
    mode, _, sha = head.split(" ", 2)
    return mode, sha


def trailers(message: str) -> dict[str, str]:
    """Return the `Key: value` lines at the end of a commit message."""
    last = message.rstrip().rsplit("\n\n", 1)[-1]
    rows: Iterable[tuple[str, str, str]] = (line.partition(": ") for line in last.splitlines())
    return {key: value for key, sep, value in rows if sep and re.match(r"^[A-Za-z][A-Za-z0-9-]*$", key)}
