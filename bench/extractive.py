"""How fast the embedded librarian reads: words a second of one source, extracted, planned and
written into a wiki.

The sources are built from the example sources in `raw/`, whole, one after another with numbers of
their own, up to the length wanted; so it is real prose, though less varied than a real book. A
first, short source loads the libraries.
"""

from __future__ import annotations

import re
import tempfile
import time
from itertools import product
from pathlib import Path

from bench.generate import SCHEMA, commit, init
from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.markup import frontmatter
from pipeline.librarian.extractive import Extractive
from pipeline.operations.compile.compile import CompileRun, compile_source
from pipeline.operations.repository.snapshot import take_snapshot

LENGTHS = (5_000, 60_000)
RAW = SCHEMA.parent / "raw"


def text(words: int) -> str:
    """Return that many words of Markdown or a few more."""
    bodies = [frontmatter.split(path.read_text("utf-8"))[1] for path in sorted(RAW.glob("*.md"))]
    out = ["# A long report\n"]
    left = words
    for turn, body in product(range(words), bodies):
        out.append(re.sub(r"\b\d{1,3}\b", lambda m, more=7 * turn: str(int(m[0]) + more), body))
        left -= len(body.split())
        if left <= 0:
            break
    return "\n".join(out)


def measure(folder: Path, words: int) -> tuple[int, float, float, int]:
    """Return words, seconds to read the source, seconds of the whole compile, and claims."""
    init(folder)
    commit(folder, {"schema.md": SCHEMA.read_text("utf-8"), "raw/2026-04-report.md": text(words)})
    stages: dict[str, float] = {}

    def mark(stage: str) -> None:
        stages[stage.split()[0]] = time.perf_counter()

    with open_repository(folder) as repo:
        snapshot = take_snapshot(repo, repo.head())
        source = snapshot.source("raw/2026-04-report.md")
        proposal = compile_source(
            source, snapshot, Extractive(), CompileRun("2026-04-12", say=mark)
        )
        end = time.perf_counter()
    start = stages["reading"]
    return (
        len(source.text.split()),
        stages["planning"] - start,
        end - start,
        len(proposal.change.extraction.claims),
    )


def table() -> str:
    """Return the speeds as a Markdown table; the target is a source of 5,000 words in under a
    second."""
    lines = [
        "| source | claims | extract | whole compile | words a second |",
        "|---|---:|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory(prefix="wiki-bench-") as folder:
        measure(Path(folder) / "warm-up", 500)
        for length in LENGTHS:
            words, read, whole, claims = measure(Path(folder) / str(length), length)
            lines.append(
                f"| {words:,} words | {claims:,} | {read:.2f} s | {whole:.2f} s |"
                f" {words / whole:,.0f} |"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
