"""Candidates for contradictions: how many the ranking finds, and what they cost as a wiki grows.

Found: SciFact (Wadden and others, 2020), where 237 claims have a contradicting abstract among 5,183. Settings were chosen on
the 456 claims with a *supporting* abstract alone; the contradicted ones were only measured.
"""

from __future__ import annotations

import gzip
import json
import os
import tempfile
import time
from pathlib import Path

from bench.generate import SCHEMA, make
from pipeline.adapters.git import repository
from pipeline.core.candidates import candidates
from pipeline.core.claim_index import content, statements
from pipeline.core.ranking import Ranking, best, terms
from pipeline.snapshot import take

SIZES = (1_000, 5_000)
K = 10
MOST = 20_000  # entries of the index that one question may look at
CORPORA = Path(os.environ.get("WIKI_CORPORA") or SCHEMA.parent.parent / "shared" / "corpora")


def scifact() -> tuple[list[dict[str, str]], list[dict[str, object]]]:
    """Return the abstracts, and the claims of both labelled sets."""
    folder = CORPORA / "scifact"
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as file:
        abstracts = [json.loads(line) for line in file]
    names = ("claims_train.jsonl", "claims_dev.jsonl")
    return abstracts, [json.loads(x) for name in names for x in (folder / name).read_text("utf-8").splitlines()]


def recall(label: str, most: int = MOST) -> tuple[int, float, float, float]:
    """Return claims with such an abstract, the share of them found in ten, seconds to index, seconds a claim."""
    abstracts, claims = scifact()
    start = time.perf_counter()
    ranking = Ranking([terms(content(a["title"]), content(a["text"])) for a in abstracts])
    made = time.perf_counter()
    hits = asked = 0
    for claim in claims:
        evidence = claim["evidence"]
        gold = {doc for doc, rows in evidence.items() if any(r["label"] == label for r in rows)}  # type: ignore[attr-defined]
        if gold:
            scores = ranking.scores(dict.fromkeys(content(str(claim["claim"])), 1.0), most)
            hits += any(abstracts[n]["_id"] in gold for n in best(scores, K))
            asked += 1
    return asked, hits / asked, made - start, (time.perf_counter() - made) / asked


def growth(pages: int) -> tuple[int, int, float, float]:
    """Return statements, pairs, seconds to read the statements, seconds to find the pairs."""
    with tempfile.TemporaryDirectory(prefix="wiki-bench-") as folder:
        make(Path(folder) / "w", pages)
        with repository(Path(folder) / "w") as repo:
            snapshot = take(repo, repo.head())
            start = time.perf_counter()
            found = statements(snapshot.wiki, snapshot.schema)
            read = time.perf_counter()
            pairs = candidates(found, K, snapshot.wiki)
            return len(found), len(pairs), read - start, time.perf_counter() - read


def table() -> str:
    """Return both tables as Markdown."""
    lines = ["| claims of SciFact | number | recall@10 | index | a claim |", "|---|---:|---:|---:|---:|"]
    if (CORPORA / "scifact").is_dir():
        for label, name in (("SUPPORT", "supported (settings were chosen on these)"), ("CONTRADICT", "contradicted")):
            asked, share, index, each = recall(label)
            lines.append(f"| {name} | {asked} | {share:.3f} | {index:.1f} s | {each * 1_000:.1f} ms |")
    lines += ["", "| pages | statements | pairs | reading them | finding pairs |", "|---:|---:|---:|---:|---:|"]
    for pages in SIZES:
        found, pairs, read, seconds = growth(pages)
        lines.append(f"| {pages:,} | {found:,} | {pairs:,} | {read:.1f} s | {seconds:.1f} s |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
