"""Read foreign files in a process with bounded time and memory, no environment and no network.

Parsers of PDF, office files or pictures are large programs, some of them in C, and a file may be
made to break them. What one of them does ends with its process. Nothing that comes back is run: it
is JSON, of a bounded length, and read strictly.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, fields
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

import pipeline
from pipeline.core.errors import UserError
from pipeline.core.extras import NotInstalled
from pipeline.core.strict_json import load, parse_json
from pipeline.core.values import Source
from pipeline.core.wiki.kept_text import number_kept_lines
from pipeline.readers import LOADED_BEFORE, format_of, keeps_text, read_source

CHILD_PROGRAM = Path(__file__).with_name("bounded_child.py")
OUR_WORK = f"{__name__}:read_to_json"
MOST_MEMORY_BYTES = 3_000_000_000
# By the clock a file may take so many times the seconds of the processor that it has, for the
# machine may be busy with other things.
_BUSY = 4.0
# So much longer than the file may take is waited for an answer before all processes are ended.
_GRACE_SECONDS = 5.0
_LONGEST_ERROR = 2_000
_START_SECONDS = 60.0
# Texts of ours that are read once before the first file of their kind. Libraries load more, and
# compile their patterns, when they are first used: 0.1 s that each file would take by itself.
_SAMPLES = {
    "text": ("a.txt", "It was so on 3 May 2024."),
    "html": ("a.html", "<h1>So</h1><p>It <a href='b'>is</a> so, said they on 3 May 2024.</p>"),
    "rst": ("a.rst", "So\n==\n\nIt *is* so.\n\n* So.\n\n.. note:: So.\n"),
}
_CONVERT = "Split it, or convert it to Markdown."
_REPORT = "Convert it to Markdown; and please report it, with the file if you may."


def refuse_system(platform: str) -> None:
    """Raise `UserError` on a system that knows no processes with bounds."""
    if platform == "win32":
        raise UserError(
            "Windows knows no process with bounds, so no file but Markdown and text is read there.",
            "Run it in WSL (`wsl --install`), which is Linux.",
        )


def read_as_kept(path: str, data: bytes) -> Source:
    """Read one file as a source; where its text is kept, with the places that it has there."""
    source = read_source(path, data)
    return number_kept_lines(source) if keeps_text(path) else source


def read_to_json(path: str, data: bytes) -> str:
    """Read one file, and return the source or what is wrong as JSON; this runs in that process."""
    try:
        return source_to_json(read_as_kept(path, data))
    except UserError as error:
        missing = isinstance(error, NotInstalled)
        return json.dumps({"error": [error.message, error.hint], "not_installed": missing})
    except MemoryError:
        raise
    except Exception as error:
        return json.dumps({"broke": type(error).__name__})


def source_to_json(source: Source) -> str:
    """Return a source as JSON; `dataclasses.asdict` would copy each of its lines' places."""
    found = {field.name: getattr(source, field.name) for field in fields(source)}
    found["picture_files"] = [asdict(file) for file in source.picture_files]
    return json.dumps(found, ensure_ascii=False)


def broke_down(path: str, why: str) -> UserError:
    """Return the error for a reader that failed in a way that it should not."""
    told = f" ({why})" if why else ""
    return UserError(f"{path}: the program that reads it broke down over it{told}.", _REPORT)


class BoundedReading:
    """The other process, which starts with the first file and again whenever it has ended.

    `bounded_child.py` says in which form files go to it through one pipe, one after the other; it
    forks for each, so that no file meets what another one did. `work` names the function that runs
    there, as `module:function`: it takes a path and bytes, and returns JSON.
    """

    def __init__(
        self,
        work: str = OUR_WORK,
        memory: int = MOST_MEMORY_BYTES,
        child: Path = CHILD_PROGRAM,
    ) -> None:
        self._work, self._memory, self._program = work, memory, child
        self._warms_up = work == OUR_WORK
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: TemporaryDirectory[str] | None = None
        self._owner = 0  # the process that started it: a fork of ours must not talk into its pipe
        self._lock = Lock()
        self._no_network = False

    def read(self, path: str, data: bytes, seconds: float) -> Source:
        """Read one file; `UserError` where it cannot be read, or not within these bounds."""
        answer = self.answer(path, data, seconds)
        try:
            found = load(Source, answer)
        except (ValueError, KeyError, TypeError) as error:
            raise broke_down(path, "it said nothing that can be used") from error
        fits = len(found.locators) == found.text.count("\n") + 1
        ours = (found.path, found.sha256) == (path, sha256(data).hexdigest())
        if not (fits and ours):
            raise broke_down(path, "it spoke of another file")
        return found

    def answer(self, path: str, data: bytes, seconds: float) -> str:
        """Return what the work says of a file, as JSON; `UserError` as `read` raises it."""
        answer = self._ask(path, data, seconds)
        try:
            if answer.startswith('{"error": '):
                said = parse_json(answer)
                message, hint = said["error"]
                kind = NotInstalled if said.get("not_installed") is True else UserError
                raise kind(message[:_LONGEST_ERROR], hint[:_LONGEST_ERROR])
            if answer.startswith('{"broke": '):
                raise broke_down(path, str(parse_json(answer)["broke"])[:60])
        except (ValueError, KeyError, TypeError) as error:
            raise broke_down(path, "it said nothing that can be used") from error
        return answer

    def leaves_network(self) -> bool:
        """Tell whether files are read without a network here, for which the process is started."""
        with self._lock:
            self._start_if_needed()
            return self._no_network

    def close(self) -> None:
        """End the other process and what it started, if it is ours."""
        process, self._process = self._process, None
        folder, self._folder = self._folder, None
        if process is None or self._owner != os.getpid():
            return
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        process.wait()
        if folder:
            folder.cleanup()

    def _ask(self, path: str, data: bytes, seconds: float) -> str:
        task = {
            "work": self._work,
            "modules": [self._work.partition(":")[0], *_modules_for(path)],
            "samples": _samples_for(path) if self._warms_up else [],
            "path": path,
            "seconds": seconds,
            "clock_seconds": seconds * _BUSY,
            "memory": self._memory,
        }
        with self._lock:  # there is one pipe
            try:
                self._start_if_needed()
                until = time.monotonic() + seconds * _BUSY + _GRACE_SECONDS
                self._send(json.dumps(task).encode(), until)
                self._send(data, until)
                end, answer = parse_json(self._take(until)), self._take(until)
            except TimeoutError:
                self.close()
                end, answer = {"end": "time"}, b""
            except (OSError, EOFError):
                self.close()
                end, answer = {"end": "broke", "why": ""}, b""
            except BaseException:  # an interrupt: what is in the pipe answers nothing else
                self.close()
                raise
        if end["end"] == "said":
            return answer.decode("utf-8", "surrogatepass")
        raise self._refusal(path, end, seconds)

    def _refusal(self, path: str, end: dict[str, str], seconds: float) -> UserError:
        if end["end"] == "time":
            return UserError(f"{path}: reading it took longer than {seconds:g} seconds.", _CONVERT)
        if end["end"] == "memory":
            most = self._memory / 1_000_000_000
            return UserError(f"{path}: reading it needs more than {most:g} GB of memory.", _CONVERT)
        if end["end"] == "length":
            return UserError(f"{path}: what it unpacks to is too long to be a source.", _CONVERT)
        return broke_down(path, end["why"])

    def _start_if_needed(self) -> None:
        if self._process is not None and self._owner == os.getpid():
            return
        refuse_system(sys.platform)
        self._process, self._folder = None, TemporaryDirectory(prefix="wiki-reading-")
        written = ["-B"] if sys.dont_write_bytecode else []
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", *written, str(self._program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd=self._folder.name,
            bufsize=0,
            start_new_session=True,  # no interrupt of the terminal reaches it
        )
        self._owner = os.getpid()
        assert self._process.stdin is not None
        os.set_blocking(self._process.stdin.fileno(), False)
        until = time.monotonic() + _START_SECONDS
        root = str(Path(pipeline.__file__).absolute().parents[1])
        folders = [root, *(folder for folder in sys.path if Path(folder).is_absolute())]
        self._send(json.dumps([*dict.fromkeys(folders)]).encode(), until)
        self._no_network = bool(parse_json(self._take(until))["no_network"])

    def _send(self, data: bytes, until: float) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        there = self._process.stdin.fileno()
        left = memoryview(len(data).to_bytes(8, "big") + data)
        while left:
            _wait_for_pipe(until, there, select.POLLOUT)
            left = left[os.write(there, left) :]

    def _take(self, until: float) -> bytes:
        return self._take_bytes(int.from_bytes(self._take_bytes(8, until), "big"), until)

    def _take_bytes(self, count: int, until: float) -> bytes:
        assert self._process is not None
        assert self._process.stdout is not None
        here, got = self._process.stdout.fileno(), bytearray()
        while len(got) < count:
            _wait_for_pipe(until, here, select.POLLIN)
            more = os.read(here, min(1 << 20, count - len(got)))
            if not more:
                raise EOFError
            got += more
        return bytes(got)


def _modules_for(path: str) -> list[str]:
    """Return the modules that are loaded once, before a file of this name is looked at."""
    try:
        name = format_of(path)
    except UserError:  # the reader says so
        return []
    return [f"pipeline.readers.{name}", *LOADED_BEFORE.get(name, ())]


def _samples_for(path: str) -> list[tuple[str, str]]:
    try:
        name = format_of(path)
    except UserError:
        return []
    return [_SAMPLES["text"], *([_SAMPLES[name]] if name in _SAMPLES else [])]


def _wait_for_pipe(until: float, number: int, event: int) -> None:
    watch = select.poll()  # `select` knows no numbers above 1,023
    watch.register(number, event)
    left = until - time.monotonic()
    if left <= 0 or not watch.poll(left * 1_000):
        raise TimeoutError


SHARED = BoundedReading()
atexit.register(SHARED.close)
