"""What `wiki lint` takes, as a person waits for it: the whole process, on generated wikis of three
sizes, and on vaults of another style (`vault.py`), each checked out.

Cold: nothing is kept from an earlier run. Warm: nothing changed since. Ten changed: ten pages were
committed since. Beside them stands what anything must do that parses Markdown: all pages by `git
cat-file --batch` through markdown-it, in one process. Memory and open files are those of a cold run
of its own, all its processes together, with `ulimit -n 256`.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.generate import DAY, LONG, SHORT, Shape, check_out, commit, forget, make
from bench.vault import make_vault
from pipeline.adapters.git.repository import open_repository
from pipeline.core.wiki.facts import is_page

SIZES = (1_000, 5_000, 20_000)
RUNS = 3
MANY = 20_000  # pages at which one run of each kind must do
CHANGED = 10
_PARSE = """
import sys
from pathlib import Path
from markdown_it import MarkdownIt
from pipeline.adapters.git.repository import open_repository
from pipeline.core.wiki.wiki import is_page
with open_repository(Path(sys.argv[1])) as repo:
    pages = [blob.sha for blob in repo.tree(repo.head(), "wiki") if is_page(blob.path)]
    for data in repo.read_all(pages):
        MarkdownIt("commonmark").parse(data.decode())
"""


_ON_THE_DAY = {**os.environ, "WIKI_DATE": DAY}  # later, pages of high confidence are stale


@dataclass(frozen=True)
class Took:
    """Seconds on the clock, and of the processors together."""

    wall: float
    cpu: float


def run(command: Sequence[str]) -> Took:
    """Run one command to its end."""
    before, began = _cpu(), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=_ON_THE_DAY)
    wall = time.perf_counter() - began
    assert done.returncode in (0, 1), done.stderr
    return Took(wall, _cpu() - before)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def best(times: Sequence[Took]) -> Took:
    """Return the fastest: other programs can only add."""
    return min(times, key=lambda took: took.wall)


def lint(folder: Path) -> tuple[str, ...]:
    return (sys.executable, "-m", "pipeline", "-C", str(folder), "lint")


def measure(folder: Path, pages: int, shape: Shape | None) -> dict[str, Took]:
    """Return what each kind of run takes on a wiki of so many pages; without a shape: a vault."""
    if shape:
        make(folder, pages, shape)
    else:
        make_vault(folder, pages)
    check_out(folder)
    with open_repository(folder) as repo:
        private, paths = (
            repo.private,
            [b.path for b in repo.tree(repo.head(), "wiki") if is_page(b.path)],
        )
    cold, warm, changed = [], [], []
    for number in range(RUNS if pages < MANY else 1):
        forget(private)
        cold.append(run(lint(folder)))
        warm.append(run(lint(folder)))
        _change(folder, paths[:: len(paths) // CHANGED][:CHANGED], number)
        changed.append(run(lint(folder)))
    parsed = run((sys.executable, "-c", _PARSE, str(folder)))
    return {
        "cold": best(cold),
        "ten changed": best(changed),
        "warm": best(warm),
        "only parsed": parsed,
    }


def words(folder: Path) -> int:
    """Return how many words a page's file has, on average."""
    pages = [*(folder / "wiki").rglob("*.md")]
    return sum(len(page.read_text("utf-8").split()) for page in pages) // len(pages)


def _change(folder: Path, paths: Sequence[str], number: int) -> None:
    with open_repository(folder) as repo:
        there = {b.path: b.sha for b in repo.tree(repo.head(), "wiki")}
        texts = {path: repo.read(there[path]).decode() for path in paths}
    commit(folder, {path: _with_sentence(text, f"Seen {number}.") for path, text in texts.items()})
    check_out(folder)


def _with_sentence(text: str, said: str) -> str:
    head, heading, rest = text.partition("\n## ")
    return f"{head}\n{said}\n{heading}{rest}"


def weigh(folder: Path) -> tuple[float, int]:
    """Return the megabytes and the open files of a cold run at its worst moments."""
    with open_repository(folder) as repo:
        forget(repo.private)
    command = ["sh", "-c", 'ulimit -n 256; exec "$@"', "sh", *lint(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=_ON_THE_DAY)
    memory, files = 0.0, 0
    while process.poll() is None:
        family = list(_family(process.pid))
        memory = max(memory, sum(_megabytes(pid) for pid in family))
        files = max([files, *map(_files, family)])
        time.sleep(0.02)
    assert process.returncode in (0, 1)
    return memory, files


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _megabytes(pid: int) -> float:
    """Return the memory of a process; what several share counts for each a part."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(row.split()[1]) for row in rows if row.startswith("Pss:")) / 1_000


def _files(pid: int) -> int:
    try:
        return len([*Path(f"/proc/{pid}/fd").iterdir()])
    except OSError:
        return 0


def table(sizes: Sequence[int] = SIZES, shape: Shape | None = LONG) -> str:
    """Return all sizes as a Markdown table."""
    with tempfile.TemporaryDirectory(prefix="wiki-bench-") as root:
        folders = {n: Path(root) / str(n) for n in sizes}
        found = {n: measure(folder, n, shape) for n, folder in folders.items()}
        weight = {n: weigh(folder) for n, folder in folders.items()}
        long = words(folders[sizes[0]])
    kind_of_wiki = f"{long} words a file{'' if shape else ', a vault'}"
    lines = [
        f"| {kind_of_wiki} | {' | '.join(f'{n:,} pages' for n in sizes)} |",
        "|---|" + "---:|" * len(sizes),
    ]
    for kind in found[sizes[0]]:
        cells = [f"{took.wall:.2f} s ({took.cpu:.2f})" for took in (found[n][kind] for n in sizes)]
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    ratios = [f"{found[n]['cold'].wall / found[n]['only parsed'].wall:.2f}" for n in sizes]
    lines.append(f"| cold, of only parsed | {' | '.join(ratios)} |")
    lines.append(
        f"| memory, all processes | {' | '.join(f'{weight[n][0]:.0f} MB' for n in sizes)} |"
    )
    lines.append(f"| open files of one process | {' | '.join(str(weight[n][1]) for n in sizes)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    wanted = [int(size) for size in sys.argv[1:]] or SIZES
    print("\n\n".join(table(wanted, shape) for shape in (SHORT, LONG, None)))
