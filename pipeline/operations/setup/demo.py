"""`wiki demo`: show the main job on the sources of raw/, in a copy that is thrown away."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

from pipeline.adapters.git import open_repository
from pipeline.core.answers.golden_questions import QUESTIONS_FILE
from pipeline.core.bookkeeping.log import EMPTY_LOG, LOG_PATH
from pipeline.core.changes.proposal import Proposal
from pipeline.core.errors import UserError
from pipeline.core.paths import slug_of_path
from pipeline.operations.compile.choose_librarian import choose_librarian
from pipeline.operations.compile.choose_sources import choose_sources, read_in_order
from pipeline.operations.compile.compile import compile_source
from pipeline.operations.compile.keep_proposal import publish_proposal
from pipeline.operations.repository.snapshot import take_snapshot
from pipeline.operations.setup.example import example_manifest

Say = Callable[[str], None]


_PLACES = (
    ("wiki/index.md", "the pages of the example, made of these sources"),
    ("docs/examples/pull-request.md", "a pull request as its reviewer meets it"),
)
_FEWEST_WORDS = 3  # of a sentence that can repeat another
_MOST_SHARED = 0.5  # of its telling words, above which a sentence repeats another
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n+", re.DOTALL)
_MARK = re.compile(r"\[\^[^\]]+\]|\]\([^)]*\)")
_FOLD = re.compile(r"<details><summary>(.*?)</summary>.*?</details>", re.DOTALL)


def run_demo(
    root: Path, date: str, say: Say, into: Path | None = None, show: Say | None = None
) -> int:
    """Compile every source of `root`, each merged before the next, and print what to look at.

    It happens in a copy. With `into`, the wiki that comes out is written over that folder instead.
    `show` prints Markdown, as `say` does lines.
    """
    say(
        "The sources of raw/ are compiled in a copy, by the embedded librarian; it takes seconds.\n"
    )
    with tempfile.TemporaryDirectory(prefix="wiki-demo-") as folder:
        copy = Path(folder) / "wiki-demo"
        start_copy(root, copy)
        proposals = compile_and_merge(copy, date, say)
        if not proposals:
            raise UserError(
                "raw/ holds no source that can be read.",
                "Put one there, or run the demo in the template.",
            )
        if into is not None:
            _hand_over(copy, into)
            return 0
        _show_results(copy, proposals, say, show or say)
    _name_places(root, say)
    say("The copy is gone again; nothing in this repository has changed.")
    say(
        "For a wiki of your own: `make wiki`, then `.venv/bin/wiki init`; README.md says how a team"
        " adopts it."
    )
    return 0


def start_copy(root: Path, copy: Path) -> None:
    """Make a repository that holds the schema, the sources and an empty wiki."""
    if not (root / "raw").is_dir() or not (root / "schema.md").is_file():
        raise UserError(
            f"{root} has no raw/ or no schema.md.", "Run the demo in a copy of the template."
        )
    (copy / "wiki").mkdir(parents=True)
    shutil.copy(root / "schema.md", copy / "schema.md")
    shutil.copytree(root / "raw", copy / "raw")
    (copy / LOG_PATH).write_text(EMPTY_LOG, "utf-8", newline="\n")
    open_repository.start_repository(copy, "Start with the sources and an empty wiki")


def compile_and_merge(copy: Path, date: str, say: Say) -> list[Proposal]:
    """Compile and merge one source after another, oldest first; return the proposals."""
    proposals = []
    with open_repository.open_repository(copy) as repo:
        snapshot = take_snapshot(repo, repo.head())
        choice = choose_librarian(
            snapshot.schema, "extractive", {}, date, repo.private, lambda *_: None
        )
        sources, failed = read_in_order(snapshot, [s.path for s in choose_sources(snapshot, [])])
        for outcome in failed:
            say(f"{outcome.path}: {outcome.error}")
        for source in sources:
            snapshot = take_snapshot(repo, repo.head())
            proposal = compile_source(source, snapshot, choice.librarian, choice.run_for(source))
            published = publish_proposal(proposal, repo, snapshot.commit)
            repo.merge(published.branch)
            say(_describe_proposal(proposal))
            proposals.append(proposal)
    return proposals


def _describe_proposal(proposal: Proposal) -> str:
    pages = [f for f in proposal.files if not f.derived]
    new = [f for f in pages if f.before is None]
    names = ", ".join(slug_of_path(f.path) for f in new) or "none"
    head = (
        f"{proposal.change.source.path}\n  branch {proposal.branch}, merged\n  created {len(new)}:"
        f" {names}"
    )
    old = ", ".join(slug_of_path(f.path) for f in pages if f.before is not None)
    return f"{head}\n  updated {len(pages) - len(new)}: {old or 'none'}"


def _show_results(copy: Path, proposals: list[Proposal], say: Say, show: Say) -> None:
    """Print a page that says each thing once, and the last proposal that tells of a conflict."""
    paths = dict.fromkeys(f.path for p in proposals for f in p.files if not f.derived)
    texts = {
        p: (copy / p).read_text("utf-8")
        for p in paths
        if not p.startswith(("wiki/sources/", "wiki/comparisons/"))
    }
    if texts:
        told = min(texts, key=lambda p: (count_repeats(texts[p]), -_count_sources(texts[p])))
        say(f"\n{'─' * 24} one page: {told} {'─' * 24}\n")
        show(_FRONT_MATTER.sub("", texts[told], count=1))
    telling = next((p for p in reversed(proposals) if p.change.conflicts), proposals[-1])
    say(f"{'─' * 24} one pull request: {telling.branch} {'─' * 24}\n")
    show(f"# {telling.title}\n\n{_fold_parts(telling.body)}")
    say(f"{'─' * 24} where to look next {'─' * 24}\n")
    count = len(list((copy / "wiki").rglob("*.md"))) - 1
    say(f"That made {count} pages of {len(proposals)} sources.")


def _name_places(root: Path, say: Say) -> None:
    """Name the two places that stay when the copy is gone."""
    there = [(path, what) for path, what in _PLACES if (root / path).is_file()]
    if there:
        say("Worth a look:")
    for path, what in there:
        say(f"  {path:30} {what}")


def _count_sources(text: str) -> int:
    return len(re.findall(r"^- raw/", text, re.MULTILINE))


def count_repeats(text: str) -> int:
    """Count the pairs of statements of a page of which one says most of what the other says."""
    said = [
        frozenset(re.findall(r"\w{4,}|\d+", _MARK.sub("", sentence).casefold()))
        for line in _FRONT_MATTER.sub("", text, count=1).splitlines()
        if not line.startswith("[^")
        for sentence in re.split(r"(?<=[.!?])(?:\[\^[^\]]+\])*\s", line)
    ]
    said = [words for words in said if len(words) >= _FEWEST_WORDS]
    pairs = combinations(said, 2)
    return sum(len(a & b) >= _MOST_SHARED * min(len(a), len(b)) for a, b in pairs)


def _fold_parts(body: str) -> str:
    """Return a pull request's text with its folded parts closed, as GitHub shows it."""
    return _FOLD.sub(lambda fold: f"▸ {re.sub('</?b>', '', fold[1])}", body)


def _hand_over(copy: Path, into: Path) -> None:
    """Write the wiki that came out over another one, of which the golden questions stay."""
    questions = into / QUESTIONS_FILE
    asked = questions.read_bytes() if questions.is_file() else None
    if (into / "wiki").exists():
        own = [
            p
            for p in (into / "wiki").rglob("*")
            if p.is_file() and p.relative_to(into).as_posix() not in example_manifest()
        ]
        if own:
            raise UserError(
                f"{own[0]} is not a page of the example.",
                "Name another folder; nothing was written.",
            )
        shutil.rmtree(into / "wiki")
    shutil.copytree(copy / "wiki", into / "wiki")
    if asked is not None:
        questions.write_bytes(asked)
    shutil.copy(copy / LOG_PATH, into / LOG_PATH)
