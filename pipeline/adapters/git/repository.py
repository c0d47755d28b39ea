"""The module that runs git in the local repository: it reads commits, writes objects and refs.

The user's index and working tree stay as they are. A branch moves in one atomic `update-ref`, after
everything it needs is in the object database, so an interruption at any moment leaves the
repository as it was before or as it is to be.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from git import GitCommandError

from pipeline.adapters.git.authorship import (
    BOT_EMAIL,
    BOT_NAME,
    bot_identity,
)
from pipeline.adapters.git.branch_names import folders_of_branch, name_in_the_way
from pipeline.adapters.git.loose_objects import commit_text, is_plain_path, write_object, write_tree
from pipeline.adapters.git.object_id import checked_id
from pipeline.adapters.git.plain_git import LEAKING_VARIABLES
from pipeline.adapters.git.repository_reader import RepositoryReader
from pipeline.core.errors import UserError

_DATES = {"GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"}  # git knows how they may be written


class Repository(RepositoryReader):
    """One repository, read at commits and written by whole commits.

    Reading goes by object ids, so it needs no checkout. Writing puts the changed files into the
    tree of a commit: as objects, or, where git has to judge, by a temporary index file of which git
    writes the tree. No command ever sees the index of the user. Every id that comes from outside
    passes `checked_id`, so that no value can become an option of git.
    """

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


def _encoded(files: Mapping[str, str | bytes | None]) -> dict[str, bytes | None]:
    return {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
