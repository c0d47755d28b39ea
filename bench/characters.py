"""The characters that one compile sends to the model, by length of the source and size of the wiki.

Counted is everything a request holds: prompts, rules, claims, pages, the schema of the reply, and
what a repair repeats. A scripted model answers; it gives as many claims as the request calls usual,
and plans a page for each thing that the source is about. `BEFORE` holds what the same sources took
when every page was written in a request of its own.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bench import generate
from bench.scripted import Chat, examiner, librarian
from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.markup import frontmatter
from pipeline.core.model_call import Request
from pipeline.operations.compile.check_support import SupportCheck
from pipeline.operations.compile.compile import CompileRun, compile_source
from pipeline.operations.repository.snapshot import take_snapshot

GROWN = 200  # pages of the wiki that is not empty
STEPS = ("extract", "plan", "write_page", "support")
BEFORE = {
    ("500 words", "empty wiki"): 113_401,
    ("2,000 words", "empty wiki"): 189_188,
    ("8,000 words", "empty wiki"): 398_549,
    ("500 words", "200 pages"): 235_527,
    ("2,000 words", "200 pages"): 330_948,
    ("8,000 words", "200 pages"): 565_038,
}


@dataclass(frozen=True)
class Length:
    """A source to compile: how many things it is about, and sentences it has on each."""

    name: str
    things: int
    sentences: int


LENGTHS = (Length("500 words", 5, 5), Length("2,000 words", 10, 10), Length("8,000 words", 14, 28))


def characters(request: Request) -> int:
    """Return how many characters the model gets in one request."""
    texts = [block.text for block in (*request.system, *request.user)]
    repeated = [text for turn in request.repair for text in turn]
    return sum(map(len, [*texts, *repeated, json.dumps(request.schema)]))


def measure(folder: Path, length: Length, grown: bool) -> Counter[str]:
    """Return the characters of each step and of all, and the calls, for one compile."""
    chat, words = _compile(folder, length, grown)
    found: Counter[str] = Counter(calls=len(chat.requests), words=words)
    for request in chat.requests:
        found[request.step] += characters(request)
    found["all"] = sum(found[step] for step in STEPS)
    return found


def _compile(folder: Path, length: Length, grown: bool) -> tuple[Chat, int]:
    made = generate.generate(GROWN)
    names = (*made.known, *made.unknown, *made.titles)[: length.things]
    text = made.source_about(names, length.sentences)
    empty = {"schema.md": made.files["schema.md"], "log.md": ""}
    generate.init(folder)
    generate.commit(folder, (made.files if grown else empty) | {generate.NEW: text})
    who, chat = librarian(names)
    with open_repository(folder) as repo:
        snapshot = take_snapshot(repo, repo.head())
        run = CompileRun("2026-04-12", support=SupportCheck(examiner(chat)))
        compile_source(snapshot.source(generate.NEW), snapshot, who, run)
    return chat, len(frontmatter.split(text)[1].split())


def table() -> str:
    """Return the characters of three sources on an empty wiki and on a grown one as a table."""
    lines = [
        f"| characters in | calls | {' | '.join(f'`{s}`' for s in STEPS)} | all | before | share |",
        "|---|" + "---:|" * (len(STEPS) + 4),
    ]
    with tempfile.TemporaryDirectory(prefix="wiki-bench-") as folder:
        for grown in (False, True):
            wiki = f"{GROWN} pages" if grown else "empty wiki"
            for length in LENGTHS:
                found = measure(Path(folder) / f"{grown}-{length.things}", length, grown)
                before = BEFORE[length.name, wiki]
                steps = " | ".join(f"{found[s]:,}" for s in STEPS)
                lines.append(
                    f"| {length.name}, {wiki} | {found['calls']} | {steps} | {found['all']:,} |"
                    f" {before:,} | {found['all'] / before:.2f} |"
                )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
