"""`make test`: every static check and every test, with a summary a person can read."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Each process takes tests that stand beside one another, so that it makes their fixtures once.
TESTS = ("pytest", "-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal", "--durations=10")
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
    for name, command in CHECKS:
        print(f"── {name}", flush=True)
        began, before = time.monotonic(), cpu_seconds()
        code = subprocess.run(
            [sys.executable, "-m", *command], check=False, env=environment(os.environ)
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
    the virtual environment.
    """
    kept = {name: value for name, value in given.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(ROOT / ".venv" / "bytecode")}


def cpu_seconds() -> float:
    """Return the CPU time of all processes that were started here and have ended."""
    times = os.times()
    return times.children_user + times.children_system


if __name__ == "__main__":
    raise SystemExit(main())
