"""What code alone can tell of whether a text supports a claim, before any model is asked.

Claims: the development set of WiCE (Kamoi, Goyal, Rodriguez and Durrett, "WiCE: Real-World
Entailment for Claims in Wikipedia", 2023), 349 claims of Wikipedia, each with the sentences of the
page it cites and a label that people gave: supported, partially supported or not. The annotations
are under ODC-By, the text under CC BY-SA; nothing of it is copied here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.generate import SCHEMA
from pipeline.core.claims.claim_index import content_words
from pipeline.core.claims.unquoted_figures import find_unquoted_figures

CORPORA = Path(os.environ.get("WIKI_CORPORA") or SCHEMA.parent.parent / "shared" / "corpora")
BEST = 3  # sentences that together hold most words of a claim
Scored = Sequence[tuple[float, bool]]


def overlap(claim: str, evidence: Sequence[str]) -> float:
    """Return the share of a claim's telling words that its three best sentences hold."""
    wanted, found = set(content_words(claim)), set[str]()
    sentences = [set(content_words(sentence)) & wanted for sentence in evidence]
    for _ in range(BEST):
        found |= max(sentences, key=lambda words: len(words - found), default=set())
    return len(found) / max(1, len(wanted))


def has_strange_figure(claim: str, evidence: Sequence[str]) -> bool:
    """Tell whether a figure in digits stands in the claim and in none of the sentences."""
    strange = find_unquoted_figures(claim, evidence, (), ())
    return any(figure in claim and any(map(str.isdigit, figure)) for figure in strange)


def balanced_accuracy(rows: Scored, threshold: float) -> float:
    """Return the mean of the shares of supported and of other claims that are told right."""
    good = [score >= threshold for score, supported in rows if supported]
    bad = [score < threshold for score, supported in rows if not supported]
    return (sum(good) / len(good) + sum(bad) / len(bad)) / 2


def area_under_curve(rows: Scored) -> float:
    """Return how often a supported claim has a higher score than another one."""
    good = [score for score, supported in rows if supported]
    bad = [score for score, supported in rows if not supported]
    won = sum((g > b) + 0.5 * (g == b) for g in good for b in bad)
    return won / (len(good) * len(bad))


def table() -> str:
    """Return the figures of both checks as tables in Markdown."""
    file = CORPORA / "wice" / "claim_dev.jsonl"
    if not file.exists():
        return "The corpus WiCE is not here."
    claims = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    scored = [
        (overlap(row["claim"], row["evidence"]), row["label"] == "supported") for row in claims
    ]
    halves = [scored[::2], scored[1::2]]
    lines = ["| word overlap | balanced accuracy | AUROC |", "| --- | ---: | ---: |"]
    for number, (other, half) in enumerate(zip(halves[::-1], halves, strict=True), 1):
        threshold = max(sorted({score for score, _ in other}), key=_accuracy_on(other))
        right, area = balanced_accuracy(half, threshold), area_under_curve(half)
        lines.append(f"| half {number}, threshold from the other | {right:.2f} | {area:.2f} |")
    lines += ["", "| a figure in no sentence | claims | told |", "| --- | ---: | ---: |"]
    for label in ("supported", "partially_supported", "not_supported"):
        of = [row for row in claims if row["label"] == label]
        told = sum(has_strange_figure(row["claim"], row["evidence"]) for row in of)
        lines.append(f"| {label.replace('_', ' ')} | {len(of)} | {told} |")
    return "\n".join(lines)


def _accuracy_on(rows: Scored) -> Callable[[float], float]:
    return lambda threshold: balanced_accuracy(rows, threshold)


if __name__ == "__main__":
    print(table())
