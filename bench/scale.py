"""What a wiki of 1,000 sources, 10,000 pages and 120,000 claims takes after five years of merges.

`python -m bench.scale` (some minutes). The wiki is that of `generate.py`. Its history is made up:
one merge for each source, in the order of the sources. A merge brings the source, writes the
statements that are taken from it into the pages it is about, makes the bookkeeping of their
neighbours anew, and adds to the index and the log. That is 27 pages with new statements in each
merge and more with new bookkeeping, twice as many as a real one touches, so the size is a bound
from above. Then the history is packed as a server packs it, and cloned as a job clones it.

`python -m bench.scale 50000` lints a generated wiki of so many pages once, cold, warm, and with ten
pages changed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import lint
from bench.generate import LONG, generate, init
from pipeline.core.wiki import citations

PAGES = 10_000
YEARS = 5
_NOTE = re.compile(r"\[\^([a-z0-9-]+)-\d+\]")
_RELATED = re.compile(r"^related:\n((?:- .*\n)*)", re.MULTILINE)

# What a month has, by `docs/adopt.md` (*What it costs*): looks of each night (two jobs), the doctor
# each Monday, the four jobs of a lint each Wednesday.
NIGHTS, WEEKS = 30.4, 4.35
JOBS_OF_A_COMPILE = 6  # for one source; the jobs that compile several share five
JOBS_OF_A_PULL_REQUEST = 2  # a check when it opens, one for a push or a label
JOBS_OF_A_MERGE = 1  # a refresh


@dataclass(frozen=True)
class Clone:
    """What a job fetches."""

    megabytes: float
    took: lint.Took


def write_history(folder: Path, pages: int) -> tuple[int, float]:
    """Commit the generated wiki source by source; return merges, and files changed by one."""
    made = generate(pages)
    init(folder)
    sources = sorted(path for path in made.files if path.startswith("raw/") and path != made.source)
    number = {path: at for at, path in enumerate(sources)}
    base = {citations.label_base(path): path for path in sources}
    states = _states(made.files, number, base)
    changes: dict[int, dict[str, str]] = defaultdict(dict)
    for path, versions in states.items():
        for at, text in versions.items():
            changes[at][path] = text
    for at, path in enumerate(sources):
        changes[at][path] = made.files[path]
    changes[0]["schema.md"] = made.files["schema.md"]
    titles: list[str] = []
    entries = made.files["log.md"].split("\n## ")
    for at in range(len(sources)):
        titles += [path for path in changes[at] if path.startswith("wiki/") and path not in titles]
        changes[at]["wiki/index.md"] = "".join(
            f"- [{Path(path).stem}]({path.removeprefix('wiki/')}): what the page says first, in"
            " some eighty characters or so\n"
            for path in sorted(titles)
        )
        changes[at]["log.md"] = "\n## ".join(entries[: at + 2])
    _import(folder, [changes[at] for at in range(len(sources))])
    return len(sources), sum(map(len, changes.values())) / len(sources)


def _states(
    files: Mapping[str, str], number: Mapping[str, int], base: Mapping[str, str]
) -> dict[str, dict[int, str]]:
    """Return the versions of each page by the merge that brings them."""
    pages = {path: text for path, text in files.items() if path.startswith("wiki/")}
    cites = {
        path: sorted({number[base[label]] for label in _NOTE.findall(text) if label in base})
        for path, text in pages.items()
    }
    born = {Path(path).stem: when[0] for path, when in cites.items() if when}
    states: dict[str, dict[int, str]] = {}
    for path, text in pages.items():
        found = _RELATED.search(text)
        related = [line.removeprefix("- ") for line in found[1].split("\n")[:-1]] if found else []
        moments = sorted(
            {*cites[path]}
            | {born[s] for s in related if s in born and born[s] >= born[Path(path).stem]}
        )
        versions, last = {}, ""
        for at in moments:
            known = "".join(f"- {s}\n" for s in related if born.get(s, at + 1) <= at)
            body = text.replace(found[0], f"related:\n{known}") if found else text
            later = {label for label, source in base.items() if number[source] > at}
            body = _without(body, later) if later else body
            if body != last:
                versions[at] = last = body
        states[path] = versions
    return states


def _without(text: str, labels: set[str]) -> str:
    """Return a page without the statements and notes of these sources."""
    kept = []
    for line in text.split("\n"):
        names = _NOTE.findall(line)
        if not names or not labels & {*names}:
            kept.append(line)
        elif not line.startswith(("[^", "- ")):
            pieces = re.split(r"(?<=\])\s", line)
            kept.append(" ".join(p for p in pieces if not labels & {*_NOTE.findall(p)}))
    return "\n".join(kept)


def _import(folder: Path, changes: Sequence[Mapping[str, str]]) -> None:
    """Commit each of these on a branch of its own and merge it."""
    week = YEARS * 365 * 86_400 // len(changes)

    def stream() -> Iterator[bytes]:
        for at, files in enumerate(changes):
            when = b"committer bench <bench@localhost> %d +0000\n" % (1_600_000_000 + at * week)
            before = b"from :%d\n" % (2 * at) if at else b""
            body = b"".join(
                b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data)
                for path, data in ((path, text.encode()) for path, text in files.items())
            )
            note = b"data 16\nwiki: one source\n"
            mark = b"mark :%d\n"
            yield b"commit refs/heads/one\n" + mark % (2 * at + 1) + when + note + before + body
            merge = b"merge :%d\n" % (2 * at + 1) if at else b""
            yield (
                b"commit refs/heads/main\n"
                + mark % (2 * at + 2)
                + when
                + note
                + before
                + merge
                + body
            )

    git = subprocess.Popen(
        ["git", "fast-import", "--quiet", "--force"], cwd=folder, stdin=subprocess.PIPE
    )
    assert git.stdin
    with git.stdin as pipe:
        for part in stream():
            pipe.write(part)
    assert git.wait() == 0
    for command in (["branch", "-D", "one"], ["-c", "pack.threads=1", "repack", "-adfq"]):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)


def clone(folder: Path, to: Path, *options: str) -> Clone:
    """Clone as a job does, and weigh what came."""
    command = ("git", "clone", "--quiet", *options, folder.as_uri(), str(to))
    took = lint.run(command)
    size = sum(f.stat().st_size for f in (to / ".git").rglob("*") if f.is_file())
    return Clone(size / 1e6, took)


def months(sources: float) -> tuple[int, int]:
    """Return the jobs of a month and the minutes billed, with so many sources in it, one at a
    time. A begun minute is billed whole, and none of these jobs takes longer than one."""
    standing = 2 * NIGHTS + WEEKS + 4 * WEEKS
    each = JOBS_OF_A_COMPILE + JOBS_OF_A_PULL_REQUEST + JOBS_OF_A_MERGE
    jobs = round(standing + each * sources)
    return jobs, jobs


def history_table(pages: int = PAGES) -> str:
    """Return what the history weighs, as Markdown."""
    with tempfile.TemporaryDirectory(prefix="wiki-bench-") as root:
        folder = Path(root) / "w"
        merges, files = write_history(folder, pages)
        whole = clone(folder, Path(root) / "whole")
        last = clone(folder, Path(root) / "last", "--depth=1")
    rows = [
        f"| {pages:,} pages, {merges:,} merges, {files:.0f} files in one | fetched | time (CPU) |",
        "|---|---:|---:|",
    ]
    for name, one in (("with all its history, as each job does", whole), ("its tip alone", last)):
        rows.append(
            f"| {name} | {one.megabytes:.0f} MB | {one.took.wall:.1f} s ({one.took.cpu:.1f}) |"
        )
    return "\n".join(rows)


def lint_table(pages: int) -> str:
    """Return what the lint of a generated wiki of so many pages takes, once."""
    with tempfile.TemporaryDirectory(prefix="wiki-bench-") as root:
        folder = Path(root) / "w"
        found = lint.measure(folder, pages, LONG, {"": lint.ROOT})
        memory, _ = lint.weigh(folder)
    return "\n".join(
        [
            f"| lint of {pages:,} pages | time (CPU) |",
            "|---|---:|",
            *(f"| {name} | {took.wall:.1f} s ({took.cpu:.1f}) |" for name, took in found.items()),
            f"| memory, cold | {memory:.0f} MB |",
        ]
    )


def month_table() -> str:
    """Return the jobs of a month by sources a week, as Markdown."""
    rows = ["| sources a week | jobs a month | minutes billed |", "|---:|---:|---:|"]
    for week in (1, 4, 20):
        jobs, minutes = months(week * WEEKS)
        rows.append(f"| {week} | {jobs:,} | {minutes:,} |")
    return "\n".join(rows)


def table() -> str:
    """Return all tables but the lint's."""
    return f"{history_table()}\n\n{month_table()}"


if __name__ == "__main__":
    print(lint_table(int(sys.argv[1])) if len(sys.argv) > 1 else table())
