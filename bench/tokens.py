"""The input tokens that one compile sends at three sizes of wiki, beside those of "whole-index,
whole-page prompts".

Ours are counted over the requests that the model librarian really makes, a scripted model
answering; cached tokens count in full. The reference is computed on the same wiki for the same
source and pages, as the compilers do that are built of one prompt: a first call with the schema's
text, the whole index (every page's line) and the whole source, that names the pages; then for each
of them a call with the schema's text, the whole index, the whole source, and, where the page
exists, its whole file. Instructions are counted as none, in the reference's favour.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from pathlib import Path

from bench.compile_time import SIZES
from bench.generate import make
from bench.scripted import librarian
from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.bookkeeping import index, ownership
from pipeline.core.changes.proposal import Proposal
from pipeline.core.model_call import Request
from pipeline.core.pricing import estimate_tokens
from pipeline.operations.compile.compile import CompileRun, compile_source
from pipeline.operations.repository.snapshot import Snapshot, take_snapshot

STEPS = ("extract", "plan", "write_page")


def tokens(request: Request) -> int:
    """Return how many tokens one request is: prompts, schema of the reply, and what a repair
    repeats."""
    texts = [block.text for block in (*request.system, *request.user)]
    return sum(
        map(
            estimate_tokens,
            [*texts, json.dumps(request.schema), *(x for pair in request.repair for x in pair)],
        )
    )


def measure(folder: Path, pages: int) -> Counter[str]:
    """Return the tokens of each step, of all, and of the reference, for one compile in a new wiki
    of that many pages."""
    made = make(folder, pages)
    who, chat = librarian([*made.known, *made.unknown])
    with open_repository(folder) as repo:
        snapshot = take_snapshot(repo, repo.head())
        proposal = compile_source(
            snapshot.source(made.source), snapshot, who, CompileRun("2026-04-12")
        )
        found: Counter[str] = Counter(calls=len(chat.requests))
        for request in chat.requests:
            found[request.step] += tokens(request)
        found["all"] = sum(found[step] for step in STEPS)
        found["reference"] = reference(proposal, snapshot)
    return found


def reference(proposal: Proposal, snapshot: Snapshot) -> int:
    """Return the input tokens of whole-index, whole-page prompts for the same change."""
    lines = "".join(
        index._line(facts, ownership.INDEX_PATH) for facts in snapshot.wiki.facts.values()
    )
    source = snapshot.repo.read(snapshot.raw[proposal.change.source.path].sha).decode()
    shared = sum(map(estimate_tokens, (snapshot.schema.text, lines, source)))
    slugs = [p.plan.slug for p in proposal.change.pages]
    existing = [
        estimate_tokens(snapshot.wiki.text(slug)) for slug in slugs if slug in snapshot.wiki
    ]
    return shared * (1 + len(slugs)) + sum(existing)


def table() -> str:
    """Return the tokens at all sizes as a Markdown table."""
    with tempfile.TemporaryDirectory(prefix="wiki-bench-") as folder:
        found = [measure(Path(folder) / str(n), n) for n in SIZES]
    lines = [
        f"| input tokens | {' | '.join(f'{n:,} pages' for n in SIZES)} | ratio |",
        "|---|" + "---:|" * (len(SIZES) + 1),
    ]
    names = {
        "calls": "calls",
        **{s: f"`{s}`" for s in STEPS},
        "all": "**all**",
        "reference": "whole index, whole pages",
    }
    for key, name in names.items():
        lines.append(
            f"| {name} | {' | '.join(f'{f[key]:,}' for f in found)} |"
            f" {found[-1][key] / found[0][key]:.2f} |"
        )
    times = " | ".join(f"{f['reference'] / f['all']:.1f}" for f in found)
    return "\n".join([*lines, f"| the reference, times ours | {times} | |"])


if __name__ == "__main__":
    print(table())
