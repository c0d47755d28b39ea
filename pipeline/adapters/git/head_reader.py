"""Read what HEAD has, again and again, with one process of git for all times.

A server is asked often, and to start git for each question takes longer than most answers.
`git cat-file --batch` looks HEAD up anew whenever it is asked for it.
"""

from __future__ import annotations

import subprocess
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from pipeline.adapters.git.plain_git import Head, clean_environment, find_head

_NO_GIT = (OSError, ValueError)  # it ended, its pipe is shut, or it said what nobody expects


class HeadReader:
    """What HEAD of the repository around a folder has now, for calls from several threads.

    Where the process ends, or another repository stands at the place, a new one is started. What it
    cannot answer is asked of a git of its own, which says why.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._git: subprocess.Popen[bytes] | None = None
        self._known: Head | None = None
        self._place: tuple[tuple[int, int], ...] = ()

    def head(self) -> Head:
        """Return what HEAD has now; `UserError` where there is no commit or no repository."""
        with self._lock:
            if self._known is not None and self._place == self._place_of(self._known):
                answer = self._ask("HEAD^{tree}", "tree")
                if answer is not None:
                    return replace(self._known, tree=answer[0])
            self._end()
            self._known = find_head(self._folder)
            self._place = self._place_of(self._known)
            return self._known

    def read(self, blob: str) -> bytes:
        """Return the content of a blob; `MissingObject` where it is not here."""
        with self._lock:
            answer = self._ask(blob, "blob")
        if answer is not None:
            return answer[1]
        (data,) = self.head().read([blob])
        return data

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _ask(self, name: str, kind: str) -> tuple[str, bytes] | None:
        """Return the id and the content of an object of this kind; None where that does not work.

        Where git said something else, it is ended, for what it says next may belong to this.
        """
        try:
            git = self._git = self._git or self._start()
            if git.stdin is None or git.stdout is None:
                return None
            git.stdin.write(f"{name}\n".encode())
            git.stdin.flush()
            found, is_of, size = git.stdout.readline().split()
            data = git.stdout.read(int(size))
            if is_of == kind.encode() and len(data) == int(size) and git.stdout.read(1) == b"\n":
                return found.decode(), data
        except _NO_GIT:
            pass
        self._end()
        return None

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ("git", "cat-file", "--batch"),
            cwd=self._folder,
            env=clean_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def _end(self) -> None:
        if self._git is None:
            return
        for pipe in (self._git.stdin, self._git.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._git.kill()
        self._git.wait()
        self._git = None

    def _place_of(self, head: Head) -> tuple[tuple[int, int], ...]:
        """Return what tells a repository from another that stands at the same path later."""
        try:
            places = [path.stat() for path in (self._folder, head.private.parent)]
        except OSError:
            return ()
        return tuple((place.st_dev, place.st_ino) for place in places)
