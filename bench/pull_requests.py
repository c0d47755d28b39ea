"""What a pull request costs in a job on GitHub: judging it, and mending it after a sibling was
merged; at three sizes of wiki.

Two sources are compiled against the same wiki; the first is merged, so that the second conflicts
with it in the bookkeeping. `git merge-tree` alone, the least that anything can do with two
branches, stands beside it.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.generate import commit, make
from pipeline.adapters.git.repository import Repository, open_repository
from pipeline.librarian.extractive import Extractive
from pipeline.operations.compile.compile import CompileRun, compile_source
from pipeline.operations.github.check import check_change
from pipeline.operations.repository.merge_branches import merge_branches
from pipeline.operations.repository.snapshot import take_snapshot

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


def best(work: Callable[[], object]) -> float:
    """Return the seconds of the fastest of some runs: other programs can only add."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def measure(folder: Path, pages: int) -> dict[str, float]:
    """Return the seconds of each task on a wiki of so many pages."""
    make(folder, pages)
    commit(folder, SOURCES)
    with open_repository(folder) as repo:
        base = repo.head()
        one, two = (_proposed(repo, base, path) for path in SOURCES)
        done = merge_branches(repo, one, two)
        assert done.kind == "mended", done
        assert check_change(repo, base, one).errors == 0
        return {
            "git merge-tree": best(lambda: _merge_tree(folder, one, two)),
            "mend": best(lambda: merge_branches(repo, one, two)),
            "check": best(lambda: check_change(repo, base, one)),
        }


def _proposed(repo: Repository, base: str, path: str) -> str:
    snapshot = take_snapshot(repo, base)
    proposal = compile_source(
        snapshot.source(path), snapshot, Extractive(), CompileRun("2026-04-12")
    )
    return repo.commit(base, {f.path: f.after for f in proposal.files}, proposal.message)


def _merge_tree(folder: Path, one: str, two: str) -> None:
    subprocess.run(
        ["git", "merge-tree", "--write-tree", one, two],
        cwd=folder,
        capture_output=True,
        check=False,
    )


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
    print(table())
