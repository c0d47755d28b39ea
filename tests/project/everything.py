"""`make test`: every static check and every test, with a summary a person can read."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Each process takes the tests of whole files, so that what one compiles for all is compiled once.
TESTS = ("pytest", "-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile", "--durations=10")
MEMORY = Path("/dev/shm")  # where Linux has it
ROOM = 6_000_000_000  # bytes, a good deal more than the tests make
CHECKS = (
    ("format", ["ruff", "format", "--check", "--quiet", "."]),
    ("lint", ["ruff", "check", "--quiet", "."]),
    ("types", ["mypy"]),
    ("workflows", ["tests.workflows.static"]),
    ("tests", TESTS),
)


def main() -> int:
    """Run the checks one after another, all of them also when one fails."""
    rows = []
    with temporary_folder() as more:
        for name, command in CHECKS:
            print(f"── {name}", flush=True)
            began, before = time.monotonic(), cpu_seconds()
            code = subprocess.run(
                [sys.executable, "-m", *command], check=False, env=environment(os.environ) | more
            ).returncode
            rows.append((name, code, time.monotonic() - began, cpu_seconds() - before))
    print("\n── summary")
    for name, code, seconds, cpu in rows:
        print(f"{'ok  ' if code == 0 else 'FAIL'}  {name:9} {seconds:6.1f} s {cpu:7.1f} s of CPU")
    return 1 if any(code for _, code, *_ in rows) else 0


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the checks: what is compiled once is kept for the next process.

    The tests start Python some hundred times. Where the environment forbids to write compiled files
    beside the sources, each would compile all that it imports, so they are kept in the folder of
    the virtual environment. Else they stay beside the sources, where those of the libraries are.
    """
    kept = {name: value for name, value in given.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if len(kept) == len(given):
        return kept
    return {**kept, "PYTHONPYCACHEPREFIX": str(ROOT / ".venv" / "bytecode")}


@contextmanager
def temporary_folder(memory: Path = MEMORY) -> Iterator[dict[str, str]]:
    """Say that the tests' files be in memory, where the machine has a folder there that will do.

    The tests make some hundred thousand small files, and a disk takes a tenth of their time for it.
    What they make has to fit, and git runs hooks among it.
    """
    try:
        about = os.statvfs(memory)
    except (AttributeError, OSError):
        about = None
    fits = about and about.f_bavail * about.f_frsize >= ROOM
    if not fits or about.f_flag & os.ST_NOEXEC or not os.access(memory, os.W_OK):
        yield {}
        return
    with tempfile.TemporaryDirectory(
        prefix="wiki-tests-", dir=memory, ignore_cleanup_errors=True
    ) as folder:
        Path(folder).chmod(0o755)  # some tests become somebody else
        yield {"TMPDIR": folder}


def cpu_seconds() -> float:
    """Return the CPU time of all processes that were started here and have ended."""
    times = os.times()
    return times.children_user + times.children_system


if __name__ == "__main__":
    raise SystemExit(main())
