"""Our own time for one compile, the model's excluded, stage by stage, at three sizes of wiki.

One source becomes six new pages and six updates. Every run is a process of its own, so that nothing
is warm but what is warm on a user's disk. Seconds are those of the processor: what else the machine
does changes them little. Warm: the facts cache knows every page but one, which
changed since. Cold: there is no facts cache.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from pipeline.__main__ import COLLECT_AFTER

SIZES = (100, 1_000, 10_000)
RUNS = 5
STAGES = ("imports", "take", "choose", "read", "extract", "plan", "write", "check", "publish")
ABOUT = {
    "imports": "Python and the program's modules, once a run",
    "take": "the commit: tree, schema, facts of all pages, log, index",
    "choose": "which sources are not compiled yet",
    "read": "the source's file to text",
    "extract": "quotes verified, claims numbered",
    "plan": "nearest pages by search, request, reply checked",
    "write": "requests, replies checked, each page judged",
    "check": "edits, bookkeeping, index, all rules, the text",
    "publish": "objects, commit, branch, proposal",
}


def once(folder: Path, source: str, names: list[str]) -> dict[str, float]:
    """Compile and publish one source and return the seconds of each stage, and the number of files
    written."""
    marks = [("imports", 0.0)]
    gc.set_threshold(*COLLECT_AFTER)  # as the command does
    from bench.scripted import librarian
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.operations.compile.choose_sources import choose_sources, read_in_order
    from pipeline.operations.compile.compile import CompileRun, compile_source
    from pipeline.operations.compile.keep_proposal import publish_proposal
    from pipeline.operations.repository.snapshot import take_snapshot

    who, chat = librarian(names)
    stages = {"reading": "extract", "planning": "plan", "writing": "write", "checking": "check"}

    def mark(stage: str) -> None:
        marks.append((stages.get(stage.split()[0], stage), time.process_time() - chat.seconds))

    with open_repository(folder) as repo:
        mark("take")
        snapshot = take_snapshot(repo, repo.head())
        mark("choose")
        paths = [s.path for s in choose_sources(snapshot, [])]
        assert paths == [source], paths
        mark("read")
        sources, _ = read_in_order(snapshot, paths)
        proposal = compile_source(sources[0], snapshot, who, CompileRun("2026-04-12", say=mark))
        mark("publish")
        publish_proposal(proposal, repo, snapshot.commit)
        mark("end")
    times = {name: after - at for (name, at), (_, after) in pairwise(marks)}
    pages = [f for f in proposal.files if not f.derived]
    new = sum(f.before is None for f in pages)
    return {
        **times,
        "model": chat.seconds,
        "memory": peak(),
        "new": new,
        "updated": len(pages) - new,
        "files": len(proposal.files),
    }


def peak() -> float:
    """Return the most memory this process has had, in MB; 0 where there is no `/proc` (elsewhere
    its parent's counts in)."""
    status = Path("/proc/self/status")
    rows = (
        dict(row.split(":", 1) for row in status.read_text().splitlines())
        if status.exists()
        else {}
    )
    return int(rows.get("VmHWM", "0 kB").split()[0]) / 1024


def measure(folder: Path, pages: int) -> dict[str, dict[str, float]]:
    """Return the seconds of each stage in the fastest run (other programs can only add), warm and
    cold."""
    from bench.generate import commit, forget, healthy, make
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.operations.repository.snapshot import take_snapshot

    made = make(folder, pages)
    with open_repository(folder) as repo:
        private = repo.private
        if pages == min(SIZES):
            assert healthy(take_snapshot(repo, repo.head())), (
                "the generated wiki is not what the program would write"
            )
    runs: dict[str, list[dict[str, float]]] = {"cold": [], "warm": []}
    changed = next(path for path in made.files if path.startswith("wiki/concepts/"))
    for i in range(RUNS + 1):
        for temperature, found in runs.items():
            if temperature == "cold" and (i == 0 or i > 2):
                continue
            if temperature == "cold":
                forget(private)
            else:
                commit(
                    folder,
                    {
                        changed: (
                            made.files[changed].replace(
                                "\n## ", f"\nIt was reviewed, round {i}.\n\n## ", 1
                            )
                        )
                    },
                )
            found.append(_child(folder, made.source, [*made.known, *made.unknown]))
            _undo(folder, private)
    runs["warm"] = runs["warm"][1:]  # the first one filled the caches
    return {
        name: min(rows, key=lambda row: sum(row[stage] for stage in STAGES[1:]))
        for name, rows in runs.items()
    }


def _child(folder: Path, source: str, names: list[str]) -> dict[str, float]:
    args = [sys.executable, "-m", "bench.compile_time", str(folder), source, *names]
    before = children_seconds()
    # Modules are compiled once, as where the program is installed.
    env = {name: x for name, x in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(args, check=True, capture_output=True, text=True, env=env)
    found = json.loads(done.stdout)
    return {**found, "whole": children_seconds() - before - found["model"]}


def children_seconds() -> float:
    """Return the seconds of the processor of all processes that were started here and have ended,
    with those that these started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _undo(folder: Path, private: Path) -> None:
    """Take the proposal away again, so that the next run does the same work."""
    refs = subprocess.run(
        ["git", "for-each-ref", "--format=%(refname)", "refs/heads/wiki/"],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    for ref in refs.stdout.split():
        subprocess.run(["git", "update-ref", "-d", ref], cwd=folder, check=True)
    shutil.rmtree(private / "proposals")


def table() -> str:
    """Return the times of all sizes as a Markdown table."""
    with tempfile.TemporaryDirectory(prefix="wiki-bench-") as folder:
        found = {n: measure(Path(folder) / str(n), n) for n in SIZES}
    small, large = SIZES[0], SIZES[-1]
    head = [f"{n:,} pages" for n in SIZES]
    lines = [
        f"| stage | {' | '.join(head)} | ratio | what |",
        "|---|" + "---:|" * (len(SIZES) + 1) + "---|",
    ]

    def line(
        name: str, temperature: str, keys: tuple[str, ...], what: str, form: str = "{:.3f} s"
    ) -> None:
        sums = [sum(found[n][temperature][k] for k in keys) for n in SIZES]
        shown = " | ".join(form.format(s) for s in sums)
        lines.append(f"| {name} | {shown} | {sums[-1] / sums[0]:.1f} | {what} |")

    for stage in STAGES[1:]:
        line(stage, "warm", (stage,), ABOUT[stage])
    line(
        "**all, warm**",
        "warm",
        STAGES[1:],
        "facts cache warm, one page changed; target at 10,000: under 1 s",
    )
    line(
        "**the whole process, warm**",
        "warm",
        ("whole",),
        "with imports and git; target at 10,000: 1.5 s",
    )
    line(
        "take, cold",
        "cold",
        ("take",),
        "no facts cache: every page is parsed; target at 10,000: under 4 s",
    )
    line("**all, cold**", "cold", STAGES[1:], "")
    line("memory, warm", "warm", ("memory",), "the most that the process had", "{:.0f} MB")
    line("memory, cold", "cold", ("memory",), "", "{:.0f} MB")
    line("imports", "warm", ("imports",), ABOUT["imports"])
    for n in (small, large):
        w = found[n]["warm"]
        lines.append(
            f"\nAt {n:,} pages: {w['new']:.0f} pages new, {w['updated']:.0f} updated,"
            f" {w['files']:.0f} files written."
        )
    return "\n".join(lines)


def main() -> None:
    """Print the table; with arguments: run once, in this process."""
    if len(sys.argv) > 1:
        folder, source, *names = sys.argv[1:]
        print(json.dumps(once(Path(folder), source, names)))
    else:
        print(table())


if __name__ == "__main__":
    main()
