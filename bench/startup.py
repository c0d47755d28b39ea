"""How long `wiki --help` takes from the shell, beside Python doing nothing and `git --version`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

RUNS = 20
COMMANDS = {
    "`python -c pass`": (sys.executable, "-c", "pass"),
    "`git --version`": ("git", "--version"),
    "`wiki --help`": (str(Path(sys.executable).with_name("wiki")), "--help"),
}


def seconds(command: Sequence[str]) -> float:
    """Return the median wall time of a command, after one run that fills the disk's cache."""
    times = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def table() -> str:
    """Return the times as a Markdown table; the target is under 0.2 s."""
    found = {name: seconds(command) for name, command in COMMANDS.items()}
    ours = found["`wiki --help`"]
    rows = [f"| {name} | {s * 1000:.0f} ms | {ours / s:.1f} |" for name, s in found.items()]
    return "\n".join(
        ["| command | median of 20 | `wiki --help` is so many times it |", "|---|---:|---:|", *rows]
    )


if __name__ == "__main__":
    print(table())
