"""Git trees as no checkout could hold them: links, submodules, names and bytes of any kind, committed without a working tree."""

import os
import subprocess

from pipeline.adapters.git.loose_objects import write_object
from tests.helpers.git_settings import GIT_SETTINGS

WHO = {
    f"GIT_{who}_{what}": "ada@example.org"
    for who in ("AUTHOR", "COMMITTER")
    for what in ("NAME", "EMAIL")
}
LINK, MODULE, EXECUTABLE = "120000", "160000", "100755"


class Trees:
    """A repository in a folder, and commits in it. A file is text, bytes, or (mode, data) as git keeps it; None: removed."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-qb", "main")

    def git(self, *args, data=b"", **env):
        kept = {"GIT_CONFIG_GLOBAL": str(GIT_SETTINGS), "GIT_CONFIG_SYSTEM": os.devnull}
        done = subprocess.run(
            ["git", *args],
            cwd=self.folder,
            env={**os.environ, **WHO, **kept, **env},
            input=data,
            capture_output=True,
        )
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def commit(self, files, onto="", branch="main"):
        """Commit files on top of a commit (by default: on nothing), and move the branch there; return the id."""
        index = {"GIT_INDEX_FILE": str(self.folder / ".git" / "index-of-a-test")}
        (self.folder / ".git" / "index-of-a-test").unlink(missing_ok=True)
        if onto:
            self.git("read-tree", onto, **index)
        rows = b"".join(self._row(path, value) for path, value in files.items())
        self.git("update-index", "-z", "--replace", "--index-info", data=rows, **index)
        parents = ("-p", onto) if onto else ()
        made = self.git("commit-tree", self.git("write-tree", **index), *parents, "-m", "A change")
        self.move(made, branch)
        return made

    def move(self, commit, branch="main"):
        self.git("update-ref", f"refs/heads/{branch}", commit)

    def _row(self, path, value):
        name = os.fsencode(path)
        if value is None:
            return b"0 " + b"0" * 40 + b"\t" + name + b"\0"
        mode, data = value if isinstance(value, tuple) else ("100644", value)
        data = data if isinstance(data, bytes) else data.encode()
        objects = self.folder / ".git" / "objects"
        sha = "1" * 40 if mode == MODULE else write_object(objects, "blob", data)
        return f"{mode} {sha}\t".encode() + name + b"\0"

    def modes(self, commit):
        """Return path → git's mode of a commit."""
        rows = self.git("ls-tree", "-r", "-z", commit).split("\0")
        return {row.partition("\t")[2]: row[:6] for row in rows if row}
