"""Render pages as GitHub does, by the parser that GitHub publishes (cmark-gfm, by `cmarkgfm`).

It is C code on hostile text, so it runs where neither a crash nor an endless loop reaches us: in a
process of its own, which is ended when its time is over.
"""

from __future__ import annotations

import atexit
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock

from pipeline.core.errors import UserError
from pipeline.core.wiki.rendering import Rendering, breaks_the_parser, rendering_of

PAGE_SECONDS = 20.0  # for one page; 0.1 MB take some hundredths of a second
# So many characters one process reads: the library frees none of its memory, some twelve bytes for
# each character.
MOST_CHARACTERS = 8_000_000
CHILD_PROGRAM = Path(__file__).with_name("gfm_child.py")


class GitHubMarkdown:
    """The other process, which starts with the first text and again whenever it has ended.

    Texts go to it through one pipe, one after the other; `gfm_child.py` says in which form. Three
    bounds hold: a text that takes more than `seconds` ends the process, and its rendering is a
    failure; after `most` characters the process is replaced, because the library frees no memory
    (some twelve bytes for each character); a process that forked from this one starts its own,
    because two must not talk into one pipe. No failure is raised: what cannot be rendered says so,
    and the rules report it.
    """

    def __init__(
        self,
        child: Path = CHILD_PROGRAM,
        seconds: float = PAGE_SECONDS,
        most: int = MOST_CHARACTERS,
    ) -> None:
        self._program, self._seconds, self._most = child, seconds, most
        self._process: subprocess.Popen[bytes] | None = None
        # The process that started it: a fork of ours must not talk into the same pipe.
        self._owner = 0
        self._read = 0
        self._lock = Lock()

    def rendering(self, text: str) -> Rendering:
        """Return what GitHub makes of a Markdown text without front matter."""
        if breaks_the_parser(text):
            return Rendering(
                failure="GitHub's parser breaks off at a caret that is written as an entity"
            )
        with self._lock:  # pages are written side by side, and there is one pipe
            return self._rendering(text.encode("utf-8", "replace"))

    def _rendering(self, data: bytes) -> Rendering:
        self._read += len(data)
        if self._process is None or self._owner != os.getpid() or self._read > self._most:
            self._start(len(data))
        until = time.monotonic() + self._seconds
        try:
            answer = self._ask(len(data).to_bytes(4, "big") + data, until)
        except TimeoutError:
            self.close()
            return Rendering(
                failure=f"GitHub's parser needs more than {self._seconds:g} seconds for it"
            )
        except (OSError, EOFError):
            self.close()
            return Rendering(failure="GitHub's parser breaks down over it")
        return rendering_of(*answer)

    def close(self) -> None:
        """End the other process, if it is ours."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        process.wait()

    def _start(self, first: int) -> None:
        self.close()
        command = [
            sys.executable,
            "-I",
            "-S",
            str(self._program),
            str(int(self._seconds) + 60),
            *_library_folders(),
        ]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            bufsize=0,
        )
        self._owner, self._read = os.getpid(), first
        assert self._process.stdin is not None
        os.set_blocking(self._process.stdin.fileno(), False)

    def _ask(self, data: bytes, until: float) -> tuple[str, str]:
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        there, here = self._process.stdin.fileno(), self._process.stdout.fileno()
        left = memoryview(data)
        while left:  # it reads a text whole before it answers, so nothing comes back meanwhile
            _wait_for_pipe(until, writes=there)
            left = left[os.write(there, left) :]
        got = bytearray()

        def take(count: int) -> bytes:
            while len(got) < count:
                _wait_for_pipe(until, reads=here)
                more = os.read(here, 1 << 20)
                if not more:
                    raise EOFError
                got.extend(more)
            found = bytes(got[:count])
            del got[:count]
            return found

        safe, unsafe = (
            take(int.from_bytes(take(4), "big")).decode("utf-8", "replace") for _ in range(2)
        )
        return safe, unsafe


def _wait_for_pipe(until: float, reads: int | None = None, writes: int | None = None) -> None:
    left = until - time.monotonic()
    watch = select.poll()  # `select` knows no numbers above 1,023
    if reads is not None:
        watch.register(reads, select.POLLIN)
    if writes is not None:
        watch.register(writes, select.POLLOUT)
    if left <= 0 or not watch.poll(left * 1_000):
        raise TimeoutError


def _library_folders() -> list[str]:
    """Return the folders of the library and what it needs; the other process looks nowhere else."""
    from importlib.util import find_spec

    specs = [find_spec(name) for name in ("cmarkgfm", "_cffi_backend")]
    origins = [Path(spec.origin) for spec in specs if spec and spec.origin]
    if len(origins) < len(specs):
        raise UserError(
            "The library cmarkgfm is not installed.",
            "Run `make wiki`, which installs what the program needs.",
        )
    folders = (
        path.parent.parent if path.name == "__init__.py" else path.parent for path in origins
    )
    return [*dict.fromkeys(map(str, folders))]


_SHARED = GitHubMarkdown()
atexit.register(_SHARED.close)

render: Callable[[str], Rendering] = lru_cache(maxsize=64)(_SHARED.rendering)
"""Render a text by one process that lasts as long as the program; several rules ask of one page."""
