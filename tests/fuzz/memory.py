"""A repository in memory with what a proposal and its check ask of git: a run of a fuzzer cannot wait for ten processes.

Names of objects are git's own. That proposals and checks come out as with git itself is held by `test_fuzz.py`.
"""

from __future__ import annotations

import difflib
import hashlib
from collections import ChainMap
from pathlib import Path

from pipeline.adapters.git.tree_rows import Blob, PathChange


def object_name(kind, data):
    """The name that git gives an object."""
    return hashlib.sha1(b"%s %d\0%s" % (kind.encode(), len(data), data)).hexdigest()


class MemoryRepository:
    """Blobs by name, commits as (files by path, parents, message). `private` is a real folder, for caches."""

    def __init__(self, private, blobs=None, commits=None):
        self.private = Path(private)
        self._blobs = {} if blobs is None else blobs
        self._commits = {} if commits is None else commits

    def fork(self):
        """A repository that begins as this one and leaves nothing behind in it."""
        blobs, commits = ChainMap({}, self._blobs), ChainMap({}, self._commits)
        return MemoryRepository(self.private, blobs, commits)

    def commit(self, base, files, message):
        """Write a commit on top of `base` ("" for the first) in which these files hold these texts or bytes (None: removed)."""
        there = dict(self._commits[base][0]) if base else {}
        for path, text in files.items():
            if text is None:
                there.pop(path, None)
            else:
                data = text if isinstance(text, bytes) else text.encode()
                name = object_name("blob", data)
                self._blobs[name] = data
                there[path] = Blob(path, "100644", name)
        listed = "".join(f"{path} {there[path].sha}\n" for path in sorted(there))
        commit = object_name(
            "commit", f"{base}\n{listed}\n{message}".encode("utf-8", "surrogateescape")
        )
        self._commits[commit] = dict(sorted(there.items())), [base] if base else [], message
        return commit

    # --- what the operations ask ---

    def resolve(self, name):
        return name if name in self._commits else None

    def tree(self, commit, *folders):
        found = self._commits[commit][0].values()
        if not folders:
            return list(found)
        return [
            blob
            for blob in found
            if any(blob.path == f or blob.path.startswith(f"{f}/") for f in folders)
        ]

    def read(self, sha):
        return self._blobs[sha]

    def read_all(self, shas):
        return (self._blobs[sha] for sha in shas)

    def read_files(self, files):
        return (self._blobs[sha] for _, sha in files)

    def hands(self, commit, path):
        """Nobody is known to have written a line: then what has no mark of ours is a person's."""
        return {}

    def merge_base(self, a, b):
        mine = set(self._line(a))
        return next((commit for commit in self._line(b) if commit in mine), None)

    def _line(self, commit):
        while commit:
            yield commit
            commit = next(iter(self._commits[commit][1]), None)

    def changes(self, old, new):
        before, after = self._commits[old][0], self._commits[new][0]
        paths = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
        return [PathChange(path, before.get(path), after.get(path)) for path in paths]

    def sizes(self, shas):
        return {sha: len(self._blobs[sha]) for sha in shas if sha in self._blobs}

    def changed_lines(self, old, new):
        before, after = (
            self._blobs[sha].decode("utf-8", "replace").split("\n") for sha in (old, new)
        )
        rows = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        return [range(c + 1, d + 1) for tag, _, _, c, d in rows if tag in ("replace", "insert")]
