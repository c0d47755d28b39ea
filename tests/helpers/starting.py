"""Starts the program from a process that has it imported already, with its libraries: a fork in place of a start.

    starter = Starter()
    env = os.environ | {"PYTHONPATH": str(checkout)}
    subprocess.run([*starter.command, "pipeline", "lint"], env=env)  # as `python -P -m pipeline lint`
    starter.close()

To import takes most of the CPU of a verb that has little to do, and under act every verb of every job is a process of its
own. What a fork keeps are the modules of the libraries, and those of the program where the PYTHONPATH that is asked for
holds the very same files; else it imports the program from there. Arguments, environment, folder and standard files are
those of whoever asks. At its end its threads and exit functions are waited for and its output is written, as by an
interpreter; only the modules are not taken apart.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import hashlib
import importlib
import io
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = "pipeline"
# What some verb imports where it needs it.
LIBRARIES = (
    "anthropic", "babel", "git", "github", "httpcore2", "pydantic", "pydantic_core", "pytz", "slugify",
)  # fmt: skip
# What some verbs import that takes a second: the server imports it before the first of them.
LATE = {"draft": "matplotlib.backends.backend_agg", "deliver": "matplotlib.backends.backend_agg"}
# What is run in the program's place. It starts quickly: without `site`, and with nothing to be looked for.
_CLIENT = r"""
import _socket, os, sys
at, module, *words = sys.argv[1:]
environment = [name + b"=" + value for name, value in os.environb.items()]
asked = b"\0".join([os.getcwdb(), module.encode(), b"%d" % len(words), *map(os.fsencode, words), *environment])
asked = len(asked).to_bytes(8, "big") + asked
line = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
line.connect(at)
files = b"".join(number.to_bytes(4, sys.byteorder) for number in (0, 1, 2))
sent = line.sendmsg([asked], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, files)])
while asked := asked[sent:]:
    sent = line.send(asked)
code = line.recv(1)
os._exit(code[0] if code else 137)
"""


class Starter:
    """The process that has the libraries; `command` and the name of a module stand for `python -P -m`."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="wiki-starter-")
        client, at = (str(Path(self._folder.name) / name) for name in ("client.py", "socket"))
        Path(client).write_text(_CLIENT, "utf-8")
        self.command = (sys.executable, "-ISs", client, at)
        env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        self._process = subprocess.Popen(
            [sys.executable, "-P", __file__, at],
            env=env,
            stdin=subprocess.PIPE,  # the process ends where nobody holds the other end
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.read(1) == b".", "the libraries cannot be imported"

    def close(self) -> None:
        """End the process when all that it started has ended."""
        self._process.communicate()
        self._folder.cleanup()


class _Server:
    """Forks for each request, and tells the one who asked how the program ended."""

    def __init__(self, at: str, program: _Program) -> None:
        self.program = program
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(at)
        self.listener.listen(64)
        self.ended, self.signalled = socket.socketpair()
        self.signalled.setblocking(False)
        signal.set_wakeup_fd(self.signalled.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.running: dict[int, socket.socket] = {}

    def serve(self) -> tuple[str, bool]:
        """Return, in a process of its own, what module somebody asks for, and whether the program is ours."""
        waiting: list[object] = [self.ended, self.listener, 0]
        os.write(1, b".")
        while True:
            ready, _, _ = select.select(waiting, [], [])
            if 0 in ready:
                waiting = [self.ended]
            if self.ended in ready:
                self.ended.recv(4096)
                self._tell()
            elif self.listener in ready:
                line, _ = self.listener.accept()
                asked, files = _receive(line)
                ours = self.program.is_in(_folder_of(asked))
                if ours:
                    _import_late(asked)
                if (started := os.fork()) == 0:
                    signal.set_wakeup_fd(-1)
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    return _become(asked, files), ours
                for file in files:
                    os.close(file)
                self.running[started] = line
            if len(waiting) == 1 and not self.running:
                os._exit(0)

    def _tell(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                code = os.waitstatus_to_exitcode(ended[1])
                with self.running.pop(ended[0]) as line, contextlib.suppress(BrokenPipeError):
                    line.send(bytes([code if code >= 0 else 128 - code]))


def _receive(line: socket.socket) -> tuple[bytes, list[int]]:
    head, files, _, _ = socket.recv_fds(line, 8, 3)
    asked, size = b"", int.from_bytes(head, "big")
    while len(asked) < size:
        asked += line.recv(size - len(asked))
    return asked, files


def _folder_of(asked: bytes) -> str:
    """Return the folder where modules are looked for first."""
    _, _, count, *rest = asked.split(b"\0")
    named = dict(x.split(b"=", 1) for x in rest[int(count) :])
    return os.fsdecode(named.get(b"PYTHONPATH", b"")).partition(os.pathsep)[0]


def _import_late(asked: bytes) -> None:
    _, module, _, verb, *_ = [*asked.split(b"\0"), b""]
    if module.decode() == PROGRAM and (late := LATE.get(os.fsdecode(verb))):
        importlib.import_module(late)


def _become(asked: bytes, files: list[int]) -> str:
    """Take on what a request says; return the name of the module."""
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.closerange(3, max(files) + 1)
    folder, module, count, *rest = asked.split(b"\0")
    os.chdir(folder)
    os.environb.clear()
    os.environb.update(x.split(b"=", 1) for x in rest[int(count) :])
    sys.argv = ["-m", *map(os.fsdecode, rest[: int(count)])]
    sys.path[:0] = [x for x in os.environ.get("PYTHONPATH", "").split(os.pathsep) if x]
    sys.pycache_prefix = os.environ.get("PYTHONPYCACHEPREFIX") or None
    sys.dont_write_bytecode = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), "utf-8")
    sys.stdout, sys.stderr = open_writer(1, "strict"), open_writer(2, "backslashreplace")
    return module.decode()


class _Program:
    """Our own program, and what was read of files since: a checkout links to files that another had."""

    def __init__(self) -> None:
        self._read: dict[tuple[int, ...], bytes] = {}
        self._ours = self._digests(str(ROOT))

    def is_in(self, folder: str) -> bool:
        """Tell whether a folder holds this very program, or none."""
        return self._digests(folder) in (self._ours, {})

    def _digests(self, folder: str) -> dict[str, bytes]:
        """Return a digest of each file of the program by path, but of what Python made of them."""
        found = {}
        for at, folders, names in os.walk(f"{folder}/{PROGRAM}"):
            folders[:] = [name for name in folders if name != "__pycache__"]
            for name in names:
                found[f"{at[len(folder) :]}/{name}"] = self._digest(f"{at}/{name}")
        return found

    def _digest(self, path: str) -> bytes:
        about = Path(path).stat()
        known = (about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns)
        if known not in self._read:
            self._read[known] = hashlib.sha256(Path(path).read_bytes()).digest()
        return self._read[known]


def import_program() -> None:
    """Import the program and its libraries, also what a verb would import only where it needs it."""
    for library in LIBRARIES:
        importlib.import_module(library)
    package = importlib.import_module(PROGRAM)
    for module in pkgutil.walk_packages(package.__path__, f"{PROGRAM}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def _warm_up() -> None:
    """Have the tables of words read that the first compile of a process reads."""
    from pipeline.core.wiki.schema import Schema
    from pipeline.librarian.extractive import Extractive
    from pipeline.readers import read_source

    source = read_source("raw/pot.md", b"# Pots\n\nThe pot holds 2 litres since 1998.\n")
    Extractive().extract(source, Schema.parse((ROOT / "schema.md").read_text("utf-8")))


def _forget_program() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == PROGRAM]:
        del sys.modules[name]


def open_writer(number: int, errors: str) -> io.TextIOWrapper:
    """Return what an interpreter has for standard output or standard error."""
    lines = number == 2 or os.isatty(number)
    return io.TextIOWrapper(
        open(number, "wb", closefd=False), "utf-8", errors, line_buffering=lines
    )


def run_module(module: str) -> int:
    """Run a module as the program of this process; return its exit code."""
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as stop:
        if stop.code is None or isinstance(stop.code, int):
            return stop.code or 0
        print(stop.code, file=sys.stderr)
        return 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


if __name__ == "__main__":
    import_program()
    _warm_up()
    server = _Server(sys.argv[1], _Program())
    gc.freeze()
    asked_for, ours = server.serve()
    if not ours:
        _forget_program()
    exit_code = run_module(asked_for)
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    os._exit(exit_code)
