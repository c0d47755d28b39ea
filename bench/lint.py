"""What `wiki lint` takes, as a person waits for it: the whole process, on generated wikis of three
sizes, and on vaults of another style (`vault.py`), each checked out.

Cold: nothing is kept from an earlier run. Warm: nothing changed since. Ten changed: ten pages were
committed since. Beside them stands the floor, what nothing that reads Markdown can go below: all
pages by `git cat-file --batch`, one pass of a pattern over each, and CommonMark in C (cmark), in
one process; and, for few pages, the same by markdown-it, a parser in Python. Memory and open files
are those of a cold run of its own, all its processes together, with `ulimit -n 256`.

    python -m bench.lint                                  # all three kinds of wiki
    python -m bench.lint vault 5000 20000                 # one kind, of these sizes
    python -m bench.lint vault 5000 --beside /tmp/before  # and an earlier checkout, in turn

With `--beside` each run of this program is followed by one of the program in that folder, and it is
an error if they say different things.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.generate import DAY, LONG, SHORT, Shape, check_out, commit, forget, make
from bench.vault import make_vault
from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.wiki.facts import is_page

SIZES = (1_000, 5_000, 20_000)
RUNS = 3
MANY = 10_000  # pages at which one run of each kind must do
CHANGED = 10
MOST_BY_MARKDOWN_IT = 5_000  # pages; it takes ten times as long as all else
ROOT = Path(__file__).parent.parent
_READ = """
import re, sys
from pathlib import Path
from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.wiki.wiki import is_page
def read(folder):
    with open_repository(Path(folder)) as repo:
        pages = [blob.sha for blob in repo.tree(repo.head(), "wiki") if is_page(blob.path)]
        for data in repo.read_all(pages):
            yield data.decode()
"""
_FLOOR = f"""{_READ}
from cmarkgfm import markdown_to_html
look = re.compile(r"\\[\\[[^\\]]*\\]\\]|[0-9]+")
for text in read(sys.argv[1]):
    look.findall(text)
    markdown_to_html(text)
"""
_PARSE = f"""{_READ}
from markdown_it import MarkdownIt
for text in read(sys.argv[1]):
    MarkdownIt("commonmark").parse(text)
"""


# Modules are compiled once, as where the program is installed; later than on this day, pages of
# high confidence are stale.
_ON_THE_DAY = {**os.environ, "WIKI_DATE": DAY}
_ON_THE_DAY.pop("PYTHONDONTWRITEBYTECODE", None)


@dataclass(frozen=True)
class Took:
    """Seconds on the clock, and of the processors together; and what was said."""

    wall: float
    cpu: float
    said: str = ""


def run(command: Sequence[str], program: Path = ROOT) -> Took:
    """Run one command to its end, with the program of a checkout."""
    before, began = _cpu(), time.perf_counter()
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=_ON_THE_DAY, cwd=program
    )
    wall = time.perf_counter() - began
    assert done.returncode in (0, 1), done.stderr
    return Took(wall, _cpu() - before, done.stdout)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def best(times: Sequence[Took]) -> Took:
    """Return the run of the fewest seconds of the processors: other programs can only add."""
    return min(times, key=lambda took: took.cpu)


def lint(folder: Path) -> tuple[str, ...]:
    return (sys.executable, "-m", "pipeline", "-C", str(folder), "lint", "--format", "json")


def measure(
    folder: Path, pages: int, shape: Shape | None, programs: Mapping[str, Path]
) -> dict[str, Took]:
    """Return what each kind of run takes on a wiki of so many pages; without a shape: a vault.

    `programs` are checkouts by what is written behind the kind of run.
    """
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
    took: dict[str, list[Took]] = {}
    for number in range(RUNS if pages < MANY else 1):
        cache = private / "facts.sqlite"
        state = {name: private / f"facts-{at}.sqlite" for at, name in enumerate(programs)}
        for kind in ("cold", "warm", "ten changed"):
            if kind == "ten changed":
                _change(folder, paths[:: len(paths) // CHANGED][:CHANGED], number)
            said = set()
            for name, program in programs.items():
                # Each program keeps its own facts, and finds none of the other's.
                forget(private)
                if kind != "cold":
                    state[name].rename(cache)
                took.setdefault(f"{kind}{name}", []).append(run(lint(folder), program))
                said.add(took[f"{kind}{name}"][-1].said)
                cache.rename(state[name])
            assert len(said) == 1, "the programs say different things"
        for kept in state.values():
            kept.unlink()
    found = {kind: best(times) for kind, times in took.items()}
    found["floor: read, one pass, CommonMark in C"] = run(
        (sys.executable, "-c", _FLOOR, str(folder))
    )
    if pages <= MOST_BY_MARKDOWN_IT:
        found["read, and markdown-it"] = run((sys.executable, "-c", _PARSE, str(folder)))
    return found


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


def table(
    sizes: Sequence[int] = SIZES,
    shape: Shape | None = LONG,
    programs: Mapping[str, Path] | None = None,
) -> str:
    """Return all sizes as a Markdown table, with the load of the machine before and after."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="wiki-bench-") as root:
        folders = {n: Path(root) / str(n) for n in sizes}
        found = {n: measure(f, n, shape, programs or {"": ROOT}) for n, f in folders.items()}
        weight = {n: weigh(folder) for n, folder in folders.items()}
        long = words(folders[sizes[0]])
    kind_of_wiki = f"{long} words a file{'' if shape else ', a vault'}"
    lines = [
        f"| {kind_of_wiki} | {' | '.join(f'{n:,} pages' for n in sizes)} |",
        "|---|" + "---:|" * len(sizes),
    ]
    for kind in found[sizes[0]]:
        row = [found[n].get(kind) for n in sizes]
        cells = [f"{took.wall:.2f} s ({took.cpu:.2f})" if took else "–" for took in row]
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    lines.append(
        f"| memory, all processes | {' | '.join(f'{weight[n][0]:.0f} MB' for n in sizes)} |"
    )
    lines.append(f"| open files of one process | {' | '.join(str(weight[n][1]) for n in sizes)} |")
    lines.append(f"\nLoad of the machine: {load:.1f} before, {os.getloadavg()[0]:.1f} after.")
    return "\n".join(lines)


def main() -> None:
    """Print the tables that are asked for."""
    kinds = {"short": SHORT, "long": LONG, "vault": None}
    parser = argparse.ArgumentParser(prog="python -m bench.lint")
    parser.add_argument("wanted", nargs="*", metavar="KIND or PAGES", help=", ".join(kinds))
    parser.add_argument("--beside", type=Path, metavar="FOLDER", help="an earlier checkout")
    given = parser.parse_args()
    sizes = [int(each) for each in given.wanted if each.isdigit()] or SIZES
    chosen = [each for each in given.wanted if not each.isdigit()] or [*kinds]
    programs = {"": ROOT} | ({", before": given.beside} if given.beside else {})
    for kind in chosen:
        print(table(sizes, kinds[kind], programs), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
