"""The small wiki that every run starts from: pages that were compiled, and pages that people wrote, in both styles of links."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from functools import cache

from pipeline.core.bookkeeping import derive
from pipeline.core.wiki import citations
from pipeline.core.wiki.page import Page
from pipeline.librarian.extractive import Extractive
from pipeline.operations.compile.compile import CompileRun, compile_source
from pipeline.operations.repository.snapshot import Snapshot, take_snapshot
from tests.fuzz.memory import MemoryRepository
from tests.helpers.repos import EMPTY_LOG, SCHEMA, source

DAY = "2026-04-11"

RAW = {
    "raw/2024-01-kettle.md": source(
        "The kettle report",
        "The Kettle is a vessel of steel that boils water. The Kettle holds 1.7 litres of water.\n\n"
        "## How it works\n\nThe Kettle boils at 100 degrees. A Teapot keeps the water of the Kettle warm for 40 minutes.\n\n"
        "- The Kettle was introduced in 1891.\n- The Teapot was introduced in 1706.\n\n"
        "See https://vessels.example/kettle for the report.",
        "2024-01-05",
        author="Ada Byron",
    ),
    "raw/2024-02-moons.txt": (
        "Moons of Saturn\n\nSaturn is a planet that has 145 moons. Titan is the largest moon of Saturn and has a thick atmosphere.\n\n"
        "Cassini measured Titan in 2005 with a radar. Saturn was observed by Galileo in 1610.\n\n"
        "- Titan orbits Saturn in 16 days.\n- Cassini orbited Saturn for 13 years.\n"
    ),
}

BY_PEOPLE = {
    "wiki/concepts/boiling.md": """---
title: Boiling
type: concept
aliases:
- ebullition
---

Boiling is what water does in a [[kettle]], says Bob.[^bob]

## Our notes

We measured it twice, see [the notes](https://people.example/boiling) and [[titan|the moon]].

| pot | minutes |
| --- | --- |
| red | 3<br>or 4 |

## Open questions

- Who keeps the *red* pot?
- Does `$PATH` matter?

[^bob]: Bob, in the kitchen, 2023: "it boils".
""",
    "wiki/entities/porcelain-works.md": """---
title: Porcelain Works
type: entity
aliases: []
---

The Porcelain Works made every Teapot until 1950, and Cassini has nothing to do with it.

## History

They burnt down in 1951.
""",
}


@dataclass(frozen=True)
class Start:
    """The wiki as one commit, and what code wrote on it: `cited` are its citations by label, `own` people's footnotes by page."""

    snapshot: Snapshot
    cited: dict[str, citations.Citation]
    own: dict[str, dict[str, str]]

    @property
    def repo(self):
        return self.snapshot.repo


@cache
def start(links="wikilink"):
    """Make the wiki with the embedded librarian; `links` is how its pages link."""
    repo = MemoryRepository(tempfile.mkdtemp(prefix="wiki-fuzz-"))
    schema = SCHEMA.replace("links: markdown ", f"links: {links} ")
    head = repo.commit("", {"schema.md": schema, "log.md": EMPTY_LOG, **RAW, **BY_PEOPLE}, "Start")
    cited = {}
    for path in RAW:
        snapshot = take_snapshot(repo, head)
        done = compile_source(snapshot.source(path), snapshot, Extractive(), CompileRun(DAY))
        for claim in done.change.extraction.claims:
            at = snapshot.source(path)
            cited[claim.id] = citations.Citation(claim.id, path, at.unit, claim.quotes)
        head = repo.commit(head, {f.path: f.after for f in done.files}, done.message)
    summary = (
        "wiki/sources/the-kettle-report.md"  # from which people took what other pages still cite
    )
    lines = repo.read(next(blob.sha for blob in repo.tree(head, summary))).decode().split("\n")
    shorter = [
        line
        for line in lines
        if not (line.startswith("- ") and line.endswith(("[^kettle-2]", "[^kettle-4]")))
    ]
    head = repo.commit(head, {summary: "\n".join(shorter)}, "Shorter")
    snapshot = take_snapshot(repo, head)
    texts = derive.derive(
        snapshot.wiki, snapshot.schema, derive.recorded_voices(snapshot.wiki), snapshot.index
    )
    head = repo.commit(head, texts, "Derive")
    snapshot = take_snapshot(repo, head)
    own = {
        path: {x: text for x, text in Page.parse(path, body).definitions.items() if x not in cited}
        for path, body in BY_PEOPLE.items()
    }
    return Start(snapshot, cited, own)


def with_source(begin, path, data):
    """The wiki with one more source committed, or another text of one it has, in a repository of its own."""
    repo = begin.repo.fork()
    commit = repo.commit(begin.snapshot.commit, {path: data}, "Add a source")
    blobs = {blob.path: blob for blob in repo.tree(commit, "raw")}
    return replace(begin.snapshot, repo=repo, commit=commit, raw=blobs)
