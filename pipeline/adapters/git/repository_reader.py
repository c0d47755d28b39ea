"""Read a repository by git: its commits, trees and blobs, and what is not committed yet."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from git import GitCommandError, Repo

from pipeline.adapters.git.authorship import (
    hand_of_commit,
    read_blame,
)
from pipeline.adapters.git.loose_objects import read_blob_size
from pipeline.adapters.git.object_id import checked_id
from pipeline.adapters.git.tree_rows import Blob, PathChange, list_files, read_change_row
from pipeline.adapters.git.working_file import read_if_blob
from pipeline.core.errors import MissingObject, UserError
from pipeline.core.values import Hand

_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@")
# So many files are read together, with one process of git for those that the working tree lacks.
_FILES_AT_ONCE = 1_000
# So many blobs are read by the process that is there sooner than by one that reads ahead.
_FEW_BLOBS = 30


class RepositoryReader:
    """One repository, read at commits.

    Reading goes by object ids, so it needs no checkout. Every id that comes from outside passes
    `checked_id`, so that no value can become an option of git.
    """

    def __init__(self, repo: Repo, private: Path | None = None) -> None:
        self._repo = repo
        self._private = private
        # GitPython talks to one `cat-file` process, whoever asks
        self._one_at_a_time = threading.Lock()
        self._asked: tuple[tuple[str, ...], Any] | None = None  # what git is looking for already
        # The last whole tree that was asked for, with its commit.
        self._whole: tuple[str, list[Blob]] = ("", [])

    @property
    def root(self) -> Path:
        """Return the folder of the working tree; for a bare repository, the repository's own."""
        return Path(self._repo.working_tree_dir or self._repo.git_dir)

    @property
    def has_files(self) -> bool:
        """Tell whether there is a working tree."""
        return not self._repo.bare

    @property
    def private(self) -> Path:
        """Return our folder inside the git directory: caches and proposals, shared by worktrees."""
        return self._private or Path(self._repo.common_dir).resolve() / "wiki"

    def head(self) -> str:
        """Return the commit that HEAD names; `UserError` where there is none yet."""
        return self.resolve("HEAD") or self._no_commit()

    def _no_commit(self) -> str:
        try:
            self._repo.git.log("-1")
        except GitCommandError as error:
            said = str(error.stderr).strip().removeprefix("stderr: ")[:300]
            if "does not have any commits yet" not in said:
                hint = "Do what git says, then run the command again."
                raise UserError(f"git cannot work here: {said}", hint) from error
        raise UserError(
            "The repository has no commit yet.",
            "Commit the template first: `git add -A && git commit -m Start`.",
        )

    def resolve(self, name: str) -> str | None:
        """Return the commit that a revision names, or None."""
        found = self._commit_object(name)
        return found[0] if found else None

    def _commit_object(self, name: str) -> tuple[str, bytes] | None:
        """Return the id and the text of the commit that a revision names, or None.

        The process that reads blobs is asked, since a new one takes longer than its answer.
        """
        if name.startswith("-") or min(name, default=" ") < " ":  # git ends a name there
            return None
        try:
            with self._one_at_a_time:
                found: Any = self._repo.git.get_object_data(f"{name}^{{commit}}")
        except (ValueError, BrokenPipeError):  # there is none, or git cannot work here
            return None
        return found[0].decode("ascii"), found[3]

    def tree(self, commit: str, *folders: str) -> list[Blob]:
        """Return the files of a commit below these folders, or at these paths, in git's order.

        The process that reads blobs is asked for the folders: a new one takes longer than their
        listing. `MissingObject` where the commit is not here.
        """
        if not folders and checked_id(commit) == self._whole[0]:
            return self._whole[1]
        found = list(list_files(self._tree_text(commit), self.read, folders))
        if not folders:
            self._whole = commit, found
        return found

    def read(self, sha: str) -> bytes:
        """Return the content of a blob; `MissingObject` where it is not in the repository."""
        name = checked_id(sha)
        with self._one_at_a_time:
            try:
                data: bytes = self._repo.git.get_object_data(name)[3]
            except ValueError as error:
                raise MissingObject(f"no object {sha}") from error
        return data

    def sha256(self, sha: str) -> str:
        """Return the SHA-256 of a blob of any size, of which only pieces are ever in memory."""
        found = hashlib.sha256()
        process: Any = self._repo.git.execute(
            ["git", "cat-file", "blob", checked_id(sha)], as_process=True
        )
        while piece := process.stdout.read(1 << 20):
            found.update(piece)
        if process.wait():
            raise MissingObject(f"no object {sha}")
        return found.hexdigest()

    def read_all(self, shas: Sequence[str]) -> Iterator[bytes]:
        """Yield the contents of blobs in the order asked; `MissingObject` where one is not here.

        One `cat-file` process reads ahead: 10,000 blobs take 0.4 s, and 1.0 s by `read`. For a few
        it is not worth its start.
        """
        if len(shas) <= _FEW_BLOBS:
            yield from map(self.read, shas)
            return
        with tempfile.TemporaryFile() as asked:
            asked.write("".join(f"{checked_id(sha)}\n" for sha in shas).encode())
            asked.seek(0)
            command = ["git", "cat-file", "--batch", "--buffer"]
            process: Any = self._repo.git.execute(command, istream=asked, as_process=True)
            for sha in shas:
                head = process.stdout.readline().split()  # id, type, size; or id and "missing"
                if len(head) != 3:
                    raise MissingObject(f"no object {sha}")
                yield process.stdout.read(int(head[2]))
                process.stdout.read(1)
            process.wait()

    def read_files(self, files: Iterable[tuple[str, str]]) -> Iterator[bytes]:
        """Yield the contents of blobs, given as path and id, in the order asked.

        A blob is read from the working tree where the file at its path is that very blob, because
        git takes three times as long to unpack it. A file is believed by its hash alone, so an
        edited file costs time and never a wrong content. The others are read by one `cat-file`
        process a thousand.
        """
        rest, root = iter(files), f"{self.root}{os.sep}"
        while some := list(islice(rest, _FILES_AT_ONCE)):
            here = [
                None if self._repo.bare else read_if_blob(root + path, sha) for path, sha in some
            ]
            others = self.read_all(
                [sha for (_, sha), data in zip(some, here, strict=True) if data is None]
            )
            yield from (next(others) if data is None else data for data in here)

    def dirty(self, *paths: str) -> list[str]:
        """Return the paths below the given ones that differ from HEAD or are not committed."""
        if self._repo.bare:
            return []
        asked, self._asked = self._asked, None
        out = asked[1].communicate()[0] if asked and asked[0] == paths else b""
        if asked is None or asked[0] != paths or asked[1].returncode:  # or to hear what is wrong
            out = self._bytes(*_status_command(paths))
        return [row[3:] for row in out.decode("utf-8", "surrogateescape").split("\0") if row]

    def ask_dirty(self, *paths: str) -> None:
        """Start the search whose result `dirty` returns later for the same paths.

        In a wiki of many files git needs as long for it as Python needs to import this program.
        """
        if not self._repo.bare:
            self._asked = (
                paths,
                self._repo.git.execute(["git", *_status_command(paths)], as_process=True),
            )

    @property
    def _objects(self) -> Path:
        return Path(self._repo.common_dir) / "objects"

    def _tree_text(self, base: str) -> bytes:
        """Return the tree of a commit, or a tree, as git keeps it."""
        name = checked_id(base)
        try:
            with self._one_at_a_time:
                found: Any = self._repo.git.get_object_data(f"{name}^{{tree}}")
        except ValueError as error:
            raise MissingObject(f"no object {base}") from error
        return bytes(found[3])

    def tree_of(self, commit: str) -> str:
        """Return the id of a commit's tree."""
        found = self._commit_object(checked_id(commit))
        if found is None:
            raise MissingObject(f"no commit {commit}")
        return found[1].split(b"\n", 1)[0].removeprefix(b"tree ").decode("ascii")

    def tree_of_folder(self, commit: str, name: str) -> str:
        """Return the id of the tree of a folder below the root of a commit; "" if there is none."""
        try:
            return str(
                self._repo.git.rev_parse("--verify", "--quiet", f"{checked_id(commit)}:{name}")
            )
        except GitCommandError:
            return ""

    def read_log(self, *args: str, env: Mapping[str, str] | None = None) -> str:
        """Return what `git log` prints; ids among the arguments have passed `checked_id`."""
        return str(self._repo.git.log(*args, env=env))

    def message(self, commit: str) -> str:
        """Return the message of a commit."""
        return self.read_log("-1", "--format=%B", checked_id(commit))

    def parents(self, commit: str) -> list[str]:
        """Return the ids of a commit's parents."""
        return self.read_log("-1", "--format=%P", checked_id(commit)).split()

    def merge_base(self, a: str, b: str) -> str | None:
        """Return the commit where two histories part, or None where they have nothing in common.

        `UserError` in a shallow clone, where that cannot be known.
        """
        if a == b and self.resolve(checked_id(a)):
            return a
        try:
            return str(self._repo.git.merge_base(checked_id(a), checked_id(b)))
        except GitCommandError:
            if self.is_shallow:
                raise UserError(
                    "Not all of the history is here.",
                    "Run `git fetch --unshallow`; in a workflow, `fetch-depth: 0`.",
                ) from None
            return None

    @property
    def is_shallow(self) -> bool:
        """Tell whether older commits were left out when this was cloned."""
        return (Path(self._repo.common_dir) / "shallow").exists()

    def diff(self, old: str, new: str) -> str:
        """Return the diff between two commits, for reading."""
        return str(
            self._repo.git.diff(
                "--no-color", "--no-ext-diff", "--no-textconv", checked_id(old), checked_id(new)
            )
        )

    def changes(self, old: str, new: str) -> list[PathChange]:
        """Return every path that differs between two commits, sorted.

        A rename is one path that is gone and one that is new.
        """
        flags = ("-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--ignore-submodules=none")
        fields = (
            self._bytes("diff-tree", *flags, checked_id(old), checked_id(new))
            .decode("utf-8", "surrogateescape")
            .split("\0")
        )
        rows = zip(fields[::2], fields[1::2], strict=False)
        return sorted(
            (read_change_row(path, *head[1:].split(" ")[:4]) for head, path in rows),
            key=lambda c: c.path,
        )

    def sizes(self, shas: Sequence[str]) -> dict[str, int]:
        """Return the sizes of blobs in bytes, by id.

        Ids of anything else are left out: a submodule's commit, or an object that is not here.
        """
        if len(shas) <= _FEW_BLOBS:
            return {sha: size for sha in shas if (size := self._size(sha)) is not None}
        names = "".join(f"{checked_id(sha)}\n" for sha in shas).encode()
        rows = (
            line.split() for line in self._feed(names, "cat-file", "--batch-check").splitlines()
        )
        return {row[0]: int(row[2]) for row in rows if len(row) == 3 and row[1] == "blob"}

    def _size(self, sha: str) -> int | None:
        if (size := read_blob_size(self._objects, checked_id(sha))) is not None:
            return size
        with self._one_at_a_time:
            try:
                _, kind, size = self._repo.git.get_object_header(sha)
            except ValueError:
                return None
        return int(size) if kind in {b"blob", "blob"} else None

    def changed_lines(self, old: str, new: str) -> list[range]:
        """Return the ranges of lines in the blob `new` that the blob `old` does not hold."""
        flags = ("--unified=0", "--no-color", "--no-ext-diff", "--no-textconv")
        out = self._bytes("diff", *flags, checked_id(old), checked_id(new)).decode(
            "utf-8", "replace"
        )
        hunks = (_HUNK.match(line) for line in out.split("\n"))
        return [range(int(m[1]), int(m[1]) + int(m[2] or 1)) for m in hunks if m]

    def default_branch(self) -> str | None:
        """Return the commit that changes are made against, or None.

        It is that of the remote's default branch, else of `main`.
        """
        names = ("refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/heads/main")
        return next((found for name in names if (found := self.resolve(name))), None)

    def default_name(self) -> str:
        """Return the name of the default branch as the remote's has it, else `main`."""
        try:
            name = str(self._repo.git.symbolic_ref("--quiet", "refs/remotes/origin/HEAD"))
        except GitCommandError:
            return "main"
        return name.removeprefix("refs/remotes/origin/")

    def hands(self, commit: str, path: str) -> dict[int, Hand]:
        """Return who wrote each line of a file: this program, or people who changed what was there.

        The answer is `git blame`'s. A commit is ours by its author, also where GitHub made it of
        our pull request. Left out are the lines of a commit that holds our lines beside people's,
        of one that made the whole file (an import, say), and of one before which the history is not
        here.
        """
        try:
            flags = ("blame", "--porcelain", "--no-progress", checked_id(commit), "--", path)
            out = self._bytes(*flags).decode("utf-8", "replace")
        except GitCommandError:  # what is not committed, or no file
            return {}
        lines, about = read_blame(out)
        shallow = self.is_shallow
        messages = self._messages(
            [sha for sha in about if not (shallow and "boundary" in about[sha])]
        )
        made = {
            sha: hand_of_commit(author, "previous" in about[sha], said)
            for sha, (author, said) in messages.items()
        }
        return {number: hand for number, sha in lines.items() if (hand := made.get(sha))}

    def _messages(self, commits: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Return the author and the message of commits, by id.

        They are read as the commits hold them, because `.mailmap` may give one person another's
        name.
        """
        if not commits:
            return {}
        names = "".join(f"{checked_id(sha)}\n" for sha in commits).encode()
        out = self._feed(
            names, "log", "--no-walk=unsorted", "--stdin", "--format=%H%x00%ae%x00%B%x01"
        )
        rows = (row.strip("\n").split("\0", 2) for row in out.split("\x01"))
        return {row[0]: (row[1], row[2]) for row in rows if len(row) == 3}

    def _bytes(self, *args: str) -> bytes:
        out: Any = self._repo.git.execute(
            ["git", *args], stdout_as_string=False, strip_newline_in_stdout=False
        )
        return bytes(out)

    def _feed(self, data: bytes, *args: str, env: Mapping[str, str] | None = None) -> str:
        with tempfile.TemporaryFile() as stdin:
            stdin.write(data)
            stdin.seek(0)
            return str(self._repo.git.execute(["git", *args], istream=stdin, env=env))


def _status_command(paths: Sequence[str]) -> tuple[str, ...]:
    flags = ("--porcelain=v1", "-z", "--untracked-files=all", "--no-renames")
    # With locks, it would renew the user's index.
    return ("--no-optional-locks", "status", *flags, "--", *paths)
