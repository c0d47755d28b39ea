"""Candidates for contradictions: how many the ranking finds, and what they cost as a wiki grows.

Found: SciFact (Wadden and others, 2020), where 237 claims have a contradicting abstract among
5,183. Settings were chosen on the 456 claims with a *supporting* abstract alone; the contradicted
ones were only measured.
"""

from __future__ import annotations

import gzip
import json
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench import pages_at_odds
from bench.generate import commit, make
from pipeline.adapters.git.open_repository import open_repository
from pipeline.adapters.store.verdicts import VerdictCache
from pipeline.core.claims.candidate_pairs import POOL_FACTOR, find_candidate_pairs
from pipeline.core.claims.claim_index import collect_statements, content_words
from pipeline.core.claims.judgement import Pair, Verdict
from pipeline.core.search.bm25 import Ranking, best_scores, count_terms
from pipeline.core.search.reranking import Closeness
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.extractive.referee import ExtractiveReferee
from pipeline.operations.lint.claim_pairs import find_pairs
from pipeline.operations.lint.judge import Bench, judge_pairs
from pipeline.operations.repository.snapshot import take_snapshot

SIZES = (1_000, 5_000)
K = 10
FEWER = 80
MOST = 20_000  # entries of the index that one question may look at
CORPORA = pages_at_odds.CORPORA


def scifact() -> tuple[list[dict[str, str]], list[dict[str, object]]]:
    """Return the abstracts, and the claims of both labelled sets."""
    folder = CORPORA / "scifact"
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as file:
        abstracts = [json.loads(line) for line in file]
    names = ("claims_train.jsonl", "claims_dev.jsonl")
    return abstracts, [
        json.loads(x) for name in names for x in (folder / name).read_text("utf-8").splitlines()
    ]


def recall(label: str, near: int, most: int = MOST) -> tuple[int, float, float, float]:
    """Return claims with such an abstract, the share of them found in ten, seconds to index,
    seconds a claim.

    `near`: how many of the ranking's best get a closer look; with K none does.
    """
    abstracts, claims = scifact()
    start = time.process_time()
    ranking = Ranking(
        [count_terms(content_words(a["title"]), content_words(a["text"])) for a in abstracts]
    )
    closer = Closeness([(a["title"], a["text"]) for a in abstracts], content_words)
    closer.scores("", {0: 0.0})
    made = time.process_time()
    hits = asked = 0
    for claim in claims:
        evidence = claim["evidence"]
        gold = {doc for doc, rows in evidence.items() if any(r["label"] == label for r in rows)}  # type: ignore[attr-defined]
        if gold:
            scores = ranking.scores(dict.fromkeys(content_words(str(claim["claim"])), 1.0), most)
            if near > K:
                scores = closer.scores(
                    str(claim["claim"]), {n: scores[n] for n in best_scores(scores, near)}
                )
            hits += any(abstracts[n]["_id"] in gold for n in best_scores(scores, K))
            asked += 1
    return asked, hits / asked, made - start, (time.process_time() - made) / asked


def growth(pages: int) -> str:
    """Return a row of statements, pairs, CPU seconds to read and to search, and what finding pairs
    costs from run to run."""
    with tempfile.TemporaryDirectory(prefix="wiki-bench-") as folder:
        edited = made_with_edits(Path(folder) / "w", pages)
        read, searched, statements_, pairs = _fresh(_searched, folder)
        runs = [_fresh(_run, folder) for _ in range(2)]
        commit(Path(folder) / "w", edited)
        runs.append(_fresh(_run, folder))
    told = " | ".join(f"{seconds:.1f} s" for seconds, _ in runs)
    first = f"| {pages:,} | {statements_:,} | {pairs:,} | {read:.1f} s | {searched:.1f} s |"
    return f"{first} {told} | {runs[0][1]} MB |"


def made_with_edits(root: Path, pages: int, changed: int = 10) -> dict[str, str]:
    """Make a wiki, and return so many of its pages, each with another value in its first
    statement."""
    edited = {}
    for path, text in sorted(make(root, pages).files.items()):
        head, mark, rest = text.partition("[^")
        if path.startswith("wiki/") and mark and len(edited) < changed:
            edited[path] = f"{head}, by 4,711 units{mark}{rest}"
    return edited


def _fresh(task: Callable[[str], Any], folder: str) -> Any:
    """Return what a task gives in a process of its own, where nothing is remembered."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(task, folder).result()


def _searched(folder: str) -> tuple[float, float, int, int]:
    """Return CPU seconds to read the statements and to find the pairs with nothing kept; how many
    of each."""
    with open_repository(Path(folder) / "w") as repo:
        snapshot = take_snapshot(repo, repo.resolve("main") or "")
        start = time.process_time()
        found = collect_statements(snapshot.wiki, snapshot.schema)
        read = time.process_time()
        pairs = find_candidate_pairs(found, K, snapshot.wiki)
        return read - start, time.process_time() - read, len(found), len(pairs)


def _run(folder: str) -> tuple[float, int]:
    """Return CPU seconds of `find_pairs`, and the peak memory of the process in MB."""
    with open_repository(Path(folder) / "w") as repo:
        snapshot = take_snapshot(repo, repo.resolve("main") or "")
        start = time.process_time()
        find_pairs(snapshot)
        return (
            time.process_time() - start,
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_024,
        )


class _Counting:
    """The embedded rules behind a count of the pairs they are asked for, as a model would be."""

    name = "counting"
    judge_key = "counting-1"

    def __init__(self) -> None:
        self.asked = 0

    def judge(self, pairs: Sequence[Pair], schema: Schema) -> list[Verdict | None]:
        """Judge, and count."""
        self.asked += len(pairs)
        return ExtractiveReferee().judge(pairs, schema)


def judged_again(pages: int, changed: int = 10) -> str:
    """Return a row of pairs, asked pairs and CPU seconds: of a first run, a second one, and one
    after ten pages changed."""
    with tempfile.TemporaryDirectory(prefix="wiki-bench-") as folder:
        root = Path(folder) / "w"
        edited = made_with_edits(root, pages, changed)
        rows, cache = [], VerdictCache(Path(folder) / "verdicts")
        for files in ({}, {}, edited):
            if files:
                commit(root, files)
            counting = _Counting()
            with open_repository(root) as repo:
                start = time.process_time()
                snapshot = take_snapshot(repo, repo.head())
                pairs = find_pairs(snapshot)
                judge_pairs(pairs, Bench(counting, cache), snapshot.schema)
            rows.append(
                f"{len(pairs):,} / {counting.asked:,} / {time.process_time() - start:.1f} s"
            )
        return f"| {pages:,} | {' | '.join(rows)} |"


def table() -> str:
    """Return all tables as Markdown."""
    lines = ["| claims of SciFact | number | looked at closely | recall@10 | index | a claim |"]
    lines.append("|---|---:|---:|---:|---:|---:|")
    if (CORPORA / "scifact").is_dir():
        for label, name in (
            ("SUPPORT", "supported (settings were chosen on these)"),
            ("CONTRADICT", "contradicted"),
        ):
            for near in (K, FEWER, K * POOL_FACTOR):
                asked, share, index, each = recall(label, near)
                told = (
                    f"{near if near > K else 'none'} | {share:.3f} | {index:.1f} s |"
                    f" {each * 1_000:.1f} ms"
                )
                lines.append(f"| {name} | {asked} | {told} |")
        lines += ["", pages_at_odds.table()]
    lines += [
        "",
        (
            "| pages | statements | pairs | reading them | finding pairs | all, nothing kept |"
            " unchanged | ten pages changed | memory |"
        ),
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += map(growth, SIZES)
    lines += [
        "",
        "| pages: pairs / asked / CPU | first run | unchanged | ten pages changed |",
        "|---:|---:|---:|---:|",
    ]
    lines.append(judged_again(SIZES[0]))
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
