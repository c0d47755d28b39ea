"""The module that runs git in the local repository: it reads commits, writes objects and refs.

The user's index and working tree stay as they are. A branch moves in one atomic `update-ref`, after
everything it needs is in the object database, so an interruption at any moment leaves the
repository as it was before or as it is to be.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from git import GitCommandError, Repo

from pipeline.adapters.git.authorship import (
    BOT_EMAIL,
    BOT_NAME,
    bot_identity,
    hand_of_commit,
    read_blame,
)
from pipeline.adapters.git.branch_names import folders_of_branch, name_in_the_way
from pipeline.adapters.git.loose_objects import commit_text, is_plain_path, write_object, write_tree
from pipeline.adapters.git.object_id import checked_id
from pipeline.adapters.git.plain_git import LEAKING_VARIABLES
from pipeline.adapters.git.tree_rows import Blob, PathChange, mode_and_sha, read_change_row
from pipeline.adapters.git.working_file import read_if_blob
from pipeline.core.errors import MissingObject, UserError
from pipeline.core.values import Hand

_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@")
# So many files are read together, with one process of git for those that the working tree lacks.
_FILES_AT_ONCE = 1_000
# So many blobs are read by the process that is there sooner than by one that reads ahead.
_FEW_BLOBS = 30
_DATES = {"GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"}  # git knows how they may be written


class Repository:
    """One repository, read at commits and written by whole commits.

    Reading goes by object ids, so it needs no checkout. Writing puts the changed files into the
    tree of a commit: as objects, or, where git has to judge, by a temporary index file of which git
    writes the tree. No command ever sees the index of the user. Every id that comes from outside
    passes `checked_id`, so that no value can become an option of git.
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
        """Return the files of a commit below these folders, or at these paths, in git's order."""
        if not folders and checked_id(commit) == self._whole[0]:
            return self._whole[1]
        out = self._bytes("ls-tree", "-r", "-z", "--full-tree", checked_id(commit), "--", *folders)
        rows = (
            row.partition("\t") for row in out.decode("utf-8", "surrogateescape").split("\0") if row
        )
        found = [Blob(path, *mode_and_sha(head)) for head, _, path in rows]
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

    # --- commits ---

    def commit(self, base: str, files: Mapping[str, str | bytes | None], message: str) -> str:
        """Write a commit on top of `base` with these files changed, and return its id.

        `files` maps paths to their texts or bytes; None removes a file. No branch moves.
        """
        return self.commit_tree(self.write_tree(base, files), [base], message)

    def write_tree(self, base: str, files: Mapping[str, str | bytes | None]) -> str:
        """Write the tree of `base` (a commit or a tree) with these files changed; return its id.

        `files` maps paths to their texts or bytes; None removes a file.
        """
        if self._writes_objects and all(map(is_plain_path, files)):
            return write_tree(self._objects, self._tree_text(base), _encoded(files), self.read)
        with tempfile.TemporaryDirectory(prefix="wiki-index-") as folder:
            env = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self._repo.git.read_tree(checked_id(base), env=env)
            self._put_into_index(files, Path(folder), env)
            return str(self._repo.git.write_tree(env=env))

    def tree_with_moves(self, base: str, moves: Mapping[str, str], mode: str = "") -> str:
        """Write the tree of `base` with files under other paths, and return its id.

        Contents stay, and modes where none is given, so that git knows each file again.
        """
        blobs = {blob.path: blob for blob in self.tree(base)}
        rows = [f"0 {'0' * 40}\t{path}\0" for path in moves]
        rows += [
            f"{mode or blobs[path].mode} {checked_id(blobs[path].sha)}\t{new}\0"
            for path, new in moves.items()
        ]
        with tempfile.TemporaryDirectory(prefix="wiki-index-") as folder:
            env = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self._repo.git.read_tree(checked_id(base), env=env)
            data = "".join(rows).encode("utf-8", "surrogateescape")
            self._feed(data, "update-index", "-z", "--index-info", env=env)
            return str(self._repo.git.write_tree(env=env))

    def tree_with_files(self, base: str, paths: Sequence[str]) -> str:
        """Write the tree of `base` with these paths as the working tree has them; return its id.

        It is what `git add` and a commit would make, with filters and line ends as git is set up,
        but in an index of its own. A path that is gone is removed. Nothing refers to the objects,
        so git takes them away by itself in time.
        """
        with tempfile.TemporaryDirectory(prefix="wiki-index-") as folder:
            env = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            names = "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")
            try:
                self._repo.git.read_tree(checked_id(base), env=env)
                self._feed(
                    names,
                    "update-index",
                    "--add",
                    "--remove",
                    "--replace",
                    "-z",
                    "--stdin",
                    env=env,
                )
                return str(self._repo.git.write_tree(env=env))
            except GitCommandError as error:
                said = str(error.stderr).strip().removeprefix("stderr: ")[:300]
                raise UserError(
                    f"git cannot take what is not committed yet: {said}",
                    "Mend that, or judge a commit.",
                ) from error

    def commit_tree(self, tree: str, parents: Sequence[str], message: str) -> str:
        """Write a commit that holds a tree, and return its id. No branch moves."""
        if self._writes_objects and "\0" not in message and not _DATES & os.environ.keys():
            ids = map(checked_id, parents)
            text = commit_text(checked_id(tree), ids, f"{BOT_NAME} <{BOT_EMAIL}>", message)
            return write_object(self._objects, "commit", text)
        of = [part for parent in parents for part in ("-p", checked_id(parent))]
        return self._feed(
            message.encode(), "commit-tree", checked_id(tree), *of, "-F", "-", env=bot_identity()
        )

    def merge_tree(self, ours: str, theirs: str) -> tuple[str, list[str]]:
        """Merge two commits as GitHub does; return the tree and the paths in conflict.

        It is `git merge-tree --write-tree`, which merges without a checkout. A file in conflict
        holds git's markers in that tree, or the text of one side. The command runs in an empty
        folder with an index of its own, because git would otherwise follow the `.gitattributes` of
        the working tree, and `merge=union` there drops lines that both sides added.
        """
        flags = ("--write-tree", "-z", "--name-only", "--no-messages")
        where = str(Path(self._repo.git_dir).resolve())
        with tempfile.TemporaryDirectory(prefix="wiki-merge-") as empty:
            done: Any = self._repo.git.execute(
                [
                    "git",
                    "-C",
                    empty,
                    "--git-dir",
                    where,
                    "merge-tree",
                    *flags,
                    checked_id(ours),
                    checked_id(theirs),
                ],
                env={"GIT_INDEX_FILE": str(Path(empty) / "index")},
                with_extended_output=True,
                with_exceptions=False,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
            )
        status, out, said = done
        if status not in (0, 1):  # 1: there are conflicts
            raise GitCommandError("git merge-tree", status, said)
        tree, *paths = out.decode("utf-8", "surrogateescape").rstrip("\0").split("\0")
        return tree, sorted(set(paths))

    def commit_without_parents(self, files: Mapping[str, str], message: str) -> str:
        """Write a commit without parents that holds only these files, and return its id."""
        if self._writes_objects and all(map(is_plain_path, files)):
            tree = write_tree(self._objects, b"", _encoded(files), self.read)
            return self.commit_tree(tree, (), message)
        with tempfile.TemporaryDirectory(prefix="wiki-index-") as folder:
            env = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self._put_into_index(files, Path(folder), env)
            return self.commit_tree(str(self._repo.git.write_tree(env=env)), (), message)

    @cached_property
    def _writes_objects(self) -> bool:
        """Tell whether objects may be written as files: git gives no others a right to them."""
        options = self._repo.config_reader("repository").options("core")
        return "sharedrepository" not in map(str.lower, options)

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

    def _put_into_index(
        self, files: Mapping[str, str | bytes | None], folder: Path, env: Mapping[str, str]
    ) -> None:
        """Write files into the database and name them in the index that `env` says."""
        rows = "".join(self._index_rows(files, folder))
        data = rows.encode("utf-8", "surrogateescape")
        self._feed(data, "update-index", "-z", "--index-info", env=env)

    def _index_rows(self, files: Mapping[str, str | bytes | None], folder: Path) -> list[str]:
        """Write the texts as blobs, in one process; return the rows that `update-index` takes."""
        texts = {path: data for path, data in sorted(_encoded(files).items()) if data is not None}
        for number, data in enumerate(texts.values()):
            (folder / str(number)).write_bytes(data)
        names = "".join(f"{folder / str(number)}\n" for number in range(len(texts)))
        shas = self._feed(
            names.encode(), "hash-object", "-w", "--no-filters", "--stdin-paths"
        ).split()
        kept = [f"100644 {sha}\t{path}\0" for path, sha in zip(texts, shas, strict=True)]
        return [f"0 {'0' * 40}\t{path}\0" for path, text in files.items() if text is None] + kept

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
        with self._one_at_a_time:
            try:
                _, kind, size = self._repo.git.get_object_header(checked_id(sha))
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

    # --- branches ---

    def branches(self, prefix: str) -> dict[str, str]:
        """Return the local branches whose name begins with `prefix`, with their tips."""
        out = str(
            self._repo.git.for_each_ref(
                "--format=%(refname:short) %(objectname)", f"refs/heads/{prefix}"
            )
        )
        return dict(line.split(" ", 1) for line in out.splitlines())

    def move_branch(self, name: str, new: str, old: str | None) -> None:
        """Point a branch at a commit, if it still points at `old` (None: it does not exist yet)."""
        if name in self._checked_out():
            raise UserError(
                f"The branch {name} is checked out.",
                "Check out another branch, then run the command again.",
            )
        try:
            self._repo.git.update_ref(
                "-m", "wiki compile", f"refs/heads/{name}", checked_id(new), old or "0" * 40
            )
        except GitCommandError as error:
            if self.resolve(f"refs/heads/{name}") == old:
                raise self._explain_refusal(name, error) from error
            raise UserError(
                f"The branch {name} changed meanwhile.", "Run the command again."
            ) from error

    def _explain_refusal(self, name: str, error: GitCommandError) -> UserError:
        """Return what keeps a branch from being written: another branch, a hook, or what git says.

        Git keeps a branch as a file, so a branch that is called as one of our folders leaves no
        room for the branches below it.
        """
        words = str(error.stderr).strip().removeprefix("stderr: ").strip("'")
        said = " ".join(words.split())[:300]
        for folder in folders_of_branch(name):
            if self.resolve(f"refs/heads/{folder}"):
                return name_in_the_way(folder, name)
        if "hook" in said:
            return UserError(
                f"A hook of this repository refuses the branch {name}: {said}.",
                "Let the hook (reference-transaction, in .git/hooks or where `git config"
                " core.hooksPath` says) accept branches below `wiki/`.",
            )
        return UserError(f"The branch {name} cannot be written: {said}.", "Mend what git says.")

    def _checked_out(self) -> set[str]:
        out = str(self._repo.git.worktree("list", "--porcelain"))
        return {
            line.removeprefix("branch refs/heads/")
            for line in out.splitlines()
            if line.startswith("branch ")
        }

    def merge(self, branch: str) -> None:
        """Merge a branch into what is checked out, as a person would; `UserError` on a conflict."""
        try:
            flags = ("--no-ff", "--no-edit", "--quiet", "--no-gpg-sign", "--no-verify")
            self._repo.git.merge(*flags, f"refs/heads/{branch}", env=bot_identity())
        except GitCommandError as error:
            raise UserError(
                f"{branch} does not merge: {str(error.stderr).strip()[:200]}",
                "Compile its source again.",
            ) from error

    def fast_forward(self, commit: str) -> None:
        """Move the branch that is checked out, and the working tree, on to a later commit.

        `UserError` where no branch is checked out, or a file that is not committed is in the way.
        Then nothing is changed. An interrupt does not reach git, which would leave half of the
        files new: it ends what it began.
        """
        if self._repo.bare or self._repo.head.is_detached:
            raise UserError(
                "No branch is checked out here.", "Check one out (`git switch main`), then again."
            )
        try:
            self._repo.git.execute(
                ["git", "merge", "--ff-only", "--quiet", checked_id(commit)],
                start_new_session=True,  # no interrupt of the terminal reaches it
            )
        except GitCommandError as error:
            said = " ".join(str(error.stderr).removeprefix("\n  stderr: ").strip(" '\n").split())
            raise UserError(
                f"The working tree cannot follow: {said[:300]}",
                "Commit or stash what is not committed, then run the command again.",
            ) from error

    def delete_branch(self, name: str, tip: str) -> None:
        """Delete a branch that still points at `tip`; `UserError` where it does not."""
        if name in self._checked_out():
            raise UserError(
                f"The branch {name} is checked out.",
                "Check out another branch, then run the command again.",
            )
        try:
            self._repo.git.update_ref("-d", f"refs/heads/{name}", checked_id(tip))
        except GitCommandError as error:
            raise UserError(
                f"The branch {name} changed meanwhile.", "Run the command again."
            ) from error

    def run_over_network(self, *args: str, env: Mapping[str, str], seconds: float) -> str:
        """Run a git command that reaches another repository; `GitCommandError` if it fails.

        It is killed after so many seconds.
        """
        kept = {name: value for name, value in env.items() if name not in LEAKING_VARIABLES}
        env = {**kept, "GIT_TERMINAL_PROMPT": "0"}
        return str(self._repo.git.execute(["git", *args], env=env, kill_after_timeout=seconds))

    # --- plumbing ---

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


def _encoded(files: Mapping[str, str | bytes | None]) -> dict[str, bytes | None]:
    return {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}


def _status_command(paths: Sequence[str]) -> tuple[str, ...]:
    flags = ("--porcelain=v1", "-z", "--untracked-files=all", "--no-renames")
    # With locks, it would renew the user's index.
    return ("--no-optional-locks", "status", *flags, "--", *paths)
