"""What a pull request costs in a job on GitHub: judging it, and mending it after a sibling was
merged; at three sizes of wiki.

Two sources are compiled against the same wiki; the first is merged, so that the second conflicts
with it in the bookkeeping. Every task is a process of its own, of which all seconds of the
processor count, imports and git among them. `git merge-tree` alone, the least that anything can do
with two branches, stands beside it.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.compile_time import children_seconds
from pipeline.__main__ import COLLECT_AFTER
from pipeline.adapters.git.open_repository import open_repository
from pipeline.adapters.git.repository import Repository

SIZES = (100, 1_000, 10_000)
RUNS = 3
SOURCES = {
    "raw/2026-glassworks.md": (
        "# Glassworks\n\nGlassworks opened in 1911. The glassworks of Varn melt 40 tonnes a day.\n"
    ),
    "raw/2026-lighthouse.md": (
        "# Lighthouses\n\nLighthouses are 30 metres high. The lighthouse of Orm was lit in 1820.\n"
    ),
}


def best(command: Sequence[str], folder: Path, code: int = 0) -> float:
    """Return the least seconds that a command took in some runs: other programs can only add."""
    times = []
    for _ in range(RUNS):
        before = children_seconds()
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
        assert done.returncode == code, done.stderr
        times.append(children_seconds() - before)
    return min(times)


def work(task: str, folder: Path, one: str, two: str) -> None:
    """Do one task in this process, which imports what the task needs and nothing else."""
    gc.set_threshold(*COLLECT_AFTER)  # as the command does
    with open_repository(folder) as repo:
        if task == "mend":
            from pipeline.operations.repository.merge_branches import merge_branches

            assert merge_branches(repo, one, two).kind == "mended"
        if task == "check":
            from pipeline.operations.github.check import check_change

            assert check_change(repo, one, two).errors == 0


def measure(folder: Path, pages: int) -> dict[str, float]:
    """Return the seconds of each task on a wiki of so many pages."""
    from bench.generate import commit, make

    make(folder, pages)
    commit(folder, SOURCES)
    with open_repository(folder) as repo:
        base = repo.head()
        one, two = (_proposed(repo, base, path) for path in SOURCES)
    ours = [sys.executable, "-m", "bench.pull_requests"]
    here = Path.cwd()
    return {
        "git merge-tree": best(["git", "merge-tree", "--write-tree", one, two], folder, code=1),
        "mend": best([*ours, "mend", str(folder), one, two], here),
        "check": best([*ours, "check", str(folder), base, one], here),
    }


def _proposed(repo: Repository, base: str, path: str) -> str:
    from pipeline.librarian.extractive import Extractive
    from pipeline.operations.compile.compile import CompileRun, compile_source
    from pipeline.operations.repository.snapshot import take_snapshot

    snapshot = take_snapshot(repo, base)
    proposal = compile_source(
        snapshot.source(path), snapshot, Extractive(), CompileRun("2026-04-12")
    )
    return repo.commit(base, {f.path: f.after for f in proposal.files}, proposal.message)


def table() -> str:
    """Return the times of all sizes as a Markdown table."""
    with tempfile.TemporaryDirectory(prefix="wiki-bench-") as folder:
        found = {n: measure(Path(folder) / str(n), n) for n in SIZES}
    lines = [
        f"| task | {' | '.join(f'{n:,} pages' for n in SIZES)} | ratio |",
        "|---|" + "---:|" * (len(SIZES) + 1),
    ]
    for task in found[SIZES[0]]:
        times = [found[n][task] for n in SIZES]
        lines.append(
            f"| {task} | {' | '.join(f'{t:.3f} s' for t in times)} | {times[-1] / times[0]:.1f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        task, folder, one, two = sys.argv[1:]
        work(task, Path(folder), one, two)
    else:
        print(table())
