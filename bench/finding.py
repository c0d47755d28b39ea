"""What finding pairs costs as a wiki of dense numeric text grows, by the path that a lint takes.

*Made*: statements as reports and data sheets have them, with three to six values each, in so few
words that each stands in hundreds of statements; this is where a search that reads long lists, or
holds every value against every other, becomes quadratic. *Real*: the sentences of SciFact's
abstracts that hold a number, of which there are some 14,000. A page holds ten statements of three
sources. Each row is `find_pairs` on a committed wiki, in a process of its own: with nothing kept,
and after one page in two hundred was changed. The last lines give the power of the number of claims
with which CPU seconds grow.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from bench import pages_at_odds
from bench.generate import SCHEMA, commit, init
from bench.pages_at_odds import Layout
from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.language.sentences import cut_into_sentences
from pipeline.operations.lint.claim_pairs import find_pairs
from pipeline.operations.repository.snapshot import take_snapshot

SIZES = (2_500, 5_000, 10_000, 20_000)
A_PAGE, SOURCES_A_PAGE = 10, 3  # statements
UNCHANGED_PAGES = 200  # of so many pages one is changed
_FIRST = (
    *("North", "South", "Upper", "Lower", "Grand", "Old", "New", "Inner", "Outer", "Great"),
    *("Alder", "Birch", "Cedar", "Dorn", "Elm", "Fern", "Gorse", "Hazel", "Iris", "Juniper"),
)
_SECOND = (
    *("Pump", "Kiln", "Boiler", "Turbine", "Valve", "Press", "Furnace", "Dryer", "Mill", "Crane"),
    *("Reactor", "Filter", "Mixer", "Loom", "Crusher", "Cooler", "Winch", "Lathe", "Drill"),
)
_MEASURED = (
    *("throughput", "output", "power draw", "flow", "load", "pressure loss", "consumption"),
    *("heat loss", "wear rate", "cycle time", "stroke", "yield", "emission", "noise level"),
    *("speed", "torque", "efficiency", "backlog", "downtime", "vibration", "stock", "intake"),
)
_UNITS = (
    *("litres", "kg", "kW", "bar", "mm", "hours", "%", "days", "tonnes", "metres", "parts"),
    *("units", "minutes", "km", "cm"),
)
_CHANGES = (
    "rose from {a} to {b} {unit}, {c} % above the limit of {d} {unit}",
    "was {a} {unit} at {c} % load and {b} {unit} at {d} % load",
    "reached {b} {unit} after {c} days, against {a} {unit} for the type of {year}",
    "fell to {a} {unit}, with {c} stops and {d} hours of repair",
    "averaged {a} {unit} over {c} runs, at most {b} {unit} and at least {d} {unit}",
    "is rated at {b} {unit}, {a} {unit} in winter, by norm {c}",
)
_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*")


def made_statements(size: int) -> Iterator[tuple[str, str, str]]:
    """Yield so many statements, each with the title of its page and its source."""
    chance = random.Random(size)
    things = size // A_PAGE
    for number in range(size):
        thing = number // A_PAGE
        first, second = thing % len(_FIRST), thing // len(_FIRST) % len(_SECOND)
        line = 1 + thing // (len(_FIRST) * len(_SECOND))
        title = f"{_FIRST[first]} {_SECOND[second]} {'I' * line if line < 4 else f'Series {line}'}"
        source = f"report-{(thing + number % SOURCES_A_PAGE) % max(3, things // 3):04}"
        change = chance.choice(_CHANGES).format(
            a=f"{chance.randint(20, 9_999):,}",
            b=f"{chance.randint(20, 9_999):,}",
            c=chance.randint(2, 99),
            d=f"{chance.randint(2, 400) / 4:g}",
            unit=chance.choice(_UNITS),
            year=chance.randint(1995, 2025),
        )
        said = f"In {chance.randint(2012, 2026)} the {chance.choice(_MEASURED)} of the {title}"
        yield title, source, f"{said} {change}."


def real_statements(size: int) -> Iterator[tuple[str, str, str]]:
    """Yield at most so many of SciFact's sentences that hold a number."""
    left = size
    for abstract in pages_at_odds.abstracts():
        title = pages_at_odds.plain(abstract["title"])
        for text in cut_into_sentences("en", pages_at_odds.plain(abstract["text"])):
            if left and _NUMBER.search(text):
                left -= 1
                yield title, f"abstract-{abstract['_id']}", text.strip()


@dataclass(frozen=True)
class Took:
    """What one search took, in CPU seconds, and what it found."""

    pairs: int
    seconds: float
    megabytes: int


def make_wiki(folder: Path, statements: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Commit a wiki of these statements; return one page in two hundred, with other values."""
    layout = Layout()
    for title, source, text in statements:
        layout.say(title, source, text)
    files = layout.files()
    init(folder)
    commit(folder, {"schema.md": SCHEMA.read_text("utf-8"), **files})
    return {
        path: re.sub(r" (\d)(?=[\d.,]* )", lambda found: f" 7{found[1]}", files[path])
        for path in sorted(files)[::UNCHANGED_PAGES]
    }


def find_in(folder: str) -> Took:
    """Find the pairs of a wiki as a lint does."""
    with open_repository(Path(folder)) as repo:
        snapshot = take_snapshot(repo, repo.resolve("main") or "")
        start = time.process_time()
        pairs = find_pairs(snapshot)
        seconds = time.process_time() - start
    return Took(len(pairs), seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_024)


def measure(statements: Sequence[tuple[str, str, str]]) -> tuple[Took, Took]:
    """Return what finding takes with nothing kept, and after a change, each in a fresh process."""
    with tempfile.TemporaryDirectory(prefix="wiki-bench-") as folder:
        root = Path(folder) / "w"
        changed = make_wiki(root, statements)
        cold = _fresh(str(root))
        commit(root, changed)
        return cold, _fresh(str(root))


def _fresh(folder: str) -> Took:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(find_in, folder).result()


def power(rows: Sequence[tuple[int, float]]) -> float:
    """Return the power of the number of claims with which seconds grow (least squares of logs)."""
    sizes, seconds = ([math.log(row[at]) for row in rows] for at in (0, 1))
    mean = sum(sizes) / len(sizes)
    spread = sum((x - mean) ** 2 for x in sizes)
    return sum((x - mean) * y for x, y in zip(sizes, seconds, strict=True)) / spread


def rows_of(name: str, sizes: Sequence[int]) -> Iterator[str]:
    """Yield a row for each size, and the power with which they grow."""
    taken = []
    for size in sizes:
        statements = [*TEXTS[name](size)]
        if len(statements) < size:
            break
        cold, changed = measure(statements)
        taken.append((size, cold.seconds))
        each = f"{1_000 * cold.seconds / size:.2f} ms"
        yield (
            f"| {name} | {size:,} | {cold.pairs:,} | {cold.seconds:.1f} s | {each} |"
            f" {changed.seconds:.1f} s | {cold.megabytes} MB |"
        )
    if len(taken) > 1:
        yield f"| {name} | power of claims | | {power(taken):.2f} | | | |"


TEXTS: dict[str, Callable[[int], Iterator[tuple[str, str, str]]]] = {
    "made": made_statements,
    "real": real_statements,
}


def lines(sizes: Sequence[int] = SIZES, names: Iterable[str] = TEXTS) -> Iterator[str]:
    """Yield the table, line by line, as it takes a while."""
    yield "| text | claims | pairs | CPU, nothing kept | a claim | after a change | memory |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for name in names:
        yield from rows_of(name, sizes)


def table() -> str:
    """Return the table as Markdown."""
    return "\n".join(lines())


def main(args: list[str]) -> None:
    """Print the table, or some of its rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="claims")
    parser.add_argument("--text", choices=TEXTS, action="append", help="only these texts")
    given = parser.parse_args(args)
    for line in lines(given.sizes, given.text or TEXTS):
        print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
