"""What it costs a job on GitHub to install the base: `python -m bench.install [REVISION ...]`.

Each way has a fresh clone, no cache and no uv to begin with, and runs `make wiki`; all of them take
the packages from the registry, so it is not part of `make bench`. A revision is installed in the
way it was then. The first lint is measured too, for what the installer does not compile, Python
compiles when it is first imported.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

MEGABYTE = 1_000_000
WAYS = {"by pip": ("UV=none",), "by uv": ("UV=",)}  # the variable of the Makefile
KEPT_OUT = ("PIP_", "UV_", "PYTHON", "VIRTUAL_ENV")


def table(revisions: Iterable[str] = ()) -> str:
    """Return what each way takes as a Markdown table, measured one after the other."""
    rows = [
        "| | CPU | clock | size | with what the first lint compiles | its CPU | of the second |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, revision, options in _ways(revisions):
        with tempfile.TemporaryDirectory(prefix="wiki-install-") as folder:
            _clone(Path(folder, "wiki"), revision)
            rows.append(f"| {name} | {' | '.join(_measure(Path(folder, 'wiki'), options))} |")
    return "\n".join(rows)


def _ways(revisions: Iterable[str]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    yield from ((revision, revision, ()) for revision in revisions)
    yield from ((f"this tree, {way}", "", options) for way, options in WAYS.items())


def _clone(folder: Path, revision: str) -> None:
    """Clone this repository: a revision of it, or what the working tree holds."""
    _git("clone", "--quiet", "--shared", ".", str(folder))
    if revision:
        _git("-C", str(folder), "checkout", "--quiet", revision)
        return
    for path in _git("ls-files", "-z", "--modified", "--others", "--exclude-standard").split("\0"):
        if path and Path(path).is_file():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / path)


def _measure(folder: Path, options: tuple[str, ...]) -> Iterator[str]:
    environment = _of_a_job()
    cpu, clock = _run(["make", "wiki", *options], folder, environment)
    yield f"{cpu:.1f} s"
    yield f"{clock:.1f} s"
    environment_folder = folder / ".venv"
    yield _size(environment_folder)
    first, _ = _run([".venv/bin/wiki", "lint"], folder, environment)
    yield _size(environment_folder)
    yield f"{first:.1f} s"
    yield f"{_run(['.venv/bin/wiki', 'lint'], folder, environment)[0]:.1f} s"


def _of_a_job() -> dict[str, str]:
    """Return an environment without settings of pip, uv and Python, and no uv on the path."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(KEPT_OUT)}
    path = [p for p in kept["PATH"].split(os.pathsep) if not Path(p, "uv").exists()]
    python = str(Path(sys.base_prefix, "bin"))
    return kept | {
        "PATH": os.pathsep.join([python, *path]),
        "GITHUB_ACTIONS": "true",
        "PIP_NO_CACHE_DIR": "1",
    }


def _run(command: list[str], folder: Path, environment: Mapping[str, str]) -> tuple[float, float]:
    """Run a command; return the CPU seconds of all its processes, and those on the clock."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    clock, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:  # a lint that has something to say ends with 0 too
        raise SystemExit(f"{' '.join(command)} failed in {folder}:\n{done.stdout}{done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, clock


def _size(folder: Path) -> str:
    """Return the bytes that the files of a folder hold, and the blocks of the disk they take."""
    found = [path.lstat() for path in folder.rglob("*")]
    held = sum(each.st_size for each in found) / MEGABYTE
    return f"{held:.0f} MB ({sum(each.st_blocks for each in found) * 512 / MEGABYTE:.0f})"


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    print(table(sys.argv[1:]))
