"""How much of a wiki depends on the order of its sources: `python -m bench.order [FOLDER]`.

The sources of a folder are compiled in three orders by the embedded librarian, each source merged
before the next: oldest first, newest first, and shuffled. Of each pair of the three wikis is said
how many pages they share (Jaccard, by the page's file), how many statements (by source and quote,
wherever they stand), and how many statements that stand on the same page. `--pages` lists the pages
that are not in all three.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from pipeline.core.text import normalise
from pipeline.readers import read_source
from tests.helpers.growing import Growth

CORPORA = Path(os.environ.get("WIKI_CORPORA") or Path(__file__).parents[2] / "shared" / "corpora")
FOLDER = CORPORA / "ethereum-gas" / "raw"
SEED = 15


@dataclass(frozen=True)
class GrownWiki:
    """What one order made: the pages, the statements, and which statement stands where."""

    pages: frozenset[str]
    statements: frozenset[tuple[str, str]]  # path of the source, quotes
    placed: frozenset[tuple[str, str, str]]  # page, path of the source, quotes


def orders(folder: Path) -> dict[str, list[Path]]:
    """Return the three orders of a folder's sources, by name."""
    files = sorted(folder.glob("*.md"))
    days = {f: read_source(f"raw/{f.name}", f.read_bytes(), "").published or "9999" for f in files}
    oldest = sorted(files, key=lambda f: (days[f], f.name))
    shuffled = list(files)
    random.Random(SEED).shuffle(shuffled)
    return {"oldest first": oldest, "newest first": oldest[::-1], "shuffled": shuffled}


def grow(files: Sequence[Path]) -> Growth:
    """Return the wiki that these sources make, in this order."""
    growth = Growth()
    for file in files:
        growth.add(file.name, file.read_bytes())
    return growth


def look(growth: Growth) -> GrownWiki:
    """Return what is compared of a wiki."""
    wiki = growth.wiki
    placed = set()
    for facts in wiki.facts.values():
        for label in facts.labels:
            found = wiki.citation(label)
            if found:
                words = normalise(" … ".join(q.text for q in found.quotes))
                placed.add((facts.path, found.source, words))
    pages = frozenset(f.path for f in wiki.facts.values())
    return GrownWiki(pages, frozenset((s, q) for _, s, q in placed), frozenset(placed))


def jaccard(one: frozenset[object], other: frozenset[object]) -> float:
    """Return the share of what both hold among what either holds."""
    return len(one & other) / max(len(one | other), 1)


def compare(grown: dict[str, GrownWiki]) -> Iterator[tuple[str, float, float, float]]:
    """Yield for each pair of orders how alike their pages, statements and placements are."""
    for (a, one), (b, other) in combinations(grown.items(), 2):
        yield (
            f"{a} and {b}",
            jaccard(one.pages, other.pages),
            jaccard(one.statements, other.statements),
            jaccard(one.placed, other.placed),
        )


def table(folder: Path = FOLDER) -> str:
    """Return the figures as a Markdown table; the targets are .90 of pages and .98 of claims."""
    if not folder.is_dir():
        return f"(skipped: {folder} is not there)"
    return write_table({name: look(grow(files)) for name, files in orders(folder).items()})


def write_table(grown: dict[str, GrownWiki]) -> str:
    """Return the comparison as a Markdown table."""
    rows = ["| orders | pages | statements | statements on the same page |", "|---|---:|---:|---:|"]
    rows += [f"| {pair} | {p:.3f} | {s:.3f} | {m:.3f} |" for pair, p, s, m in compare(grown)]
    return "\n".join(rows)


def main() -> None:
    """Print the table, and with `--pages` what differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--pages", action="store_true", help="list what is not in all three")
    chosen = parser.parse_args()
    grown = {name: look(grow(files)) for name, files in orders(chosen.folder).items()}
    print(write_table(grown))
    for name, wiki in grown.items():
        print(f"{name}: {len(wiki.pages)} pages, {len(wiki.statements)} statements")
    if chosen.pages:
        for page in sorted(set().union(*(w.pages for w in grown.values()))):
            here = [name for name, wiki in grown.items() if page in wiki.pages]
            if len(here) < len(grown):
                print(f"{page}: {', '.join(here)}")


if __name__ == "__main__":
    main()
