"""Propose a source that somebody hands over as text: the file and its pages, on one branch.

Nothing is committed to the branch that is checked out. The file gets a commit of its own on top of
HEAD, and the pages that are made of it one on top of that; the branch of the source leads there.
Whoever merges it takes both.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from pipeline.adapters.git.repository import Repository
from pipeline.core.changes.proposal import Proposal
from pipeline.core.changes.proposal_naming import branch_of_source
from pipeline.core.errors import UserError
from pipeline.core.hidden_characters import is_garbled
from pipeline.core.markup.source_sections import MOST_SECTIONS
from pipeline.core.paths import find_name_clashes, find_name_faults
from pipeline.core.wiki.schema import Schema
from pipeline.operations.compile.choose_librarian import LibrarianChoice
from pipeline.operations.compile.compile import compile_all
from pipeline.operations.compile.keep_proposal import PublishedProposal, publish_proposal
from pipeline.operations.repository.snapshot import Snapshot, is_source, take_snapshot
from pipeline.operations.repository.status import note_copy
from pipeline.readers import READERS

MOST_CHARACTERS = 1_000_000  # of a source
LONGEST_PATH = 200  # characters
_FORMATS_OF_TEXT = ("markdown", "text")


def propose_source(
    repo: Repository, path: str, text: str, choose: Callable[[Schema], LibrarianChoice]
) -> tuple[Proposal, PublishedProposal]:
    """Compile a text as the source at a path, and leave the proposal; `UserError` for a bad one."""
    head = repo.head()
    _refuse_path(path, [blob.path for blob in repo.tree(head)])
    _refuse_text(path, text)
    base = _commit_of_source(repo, head, path, text)
    snapshot = take_snapshot(repo, base)
    _refuse_copy(path, snapshot)
    choice = choose(snapshot.schema)
    (outcome,) = compile_all([snapshot.source(path)], snapshot, choice.librarian, choice.run_for)
    if outcome.proposal is None:
        raise outcome.error or UserError(f"{path}: nothing came of it.")
    return outcome.proposal, publish_proposal(outcome.proposal, repo, base)


def _refuse_path(path: str, there: list[str]) -> None:
    where = "Name it such as raw/2026-04-kettles.md."
    form = READERS.get(PurePosixPath(path).suffix.lower())
    if not path.startswith("raw/") or form not in _FORMATS_OF_TEXT or len(path) > LONGEST_PATH:
        raise UserError(f"{path[:100]!r} is no path of a text under raw/.", where)
    fault = next(find_name_faults(path), "") or ("" if is_source(path) else "it is hidden")
    if fault:
        raise UserError(f"{path!r} cannot be the path of a source: {fault}.", where)
    if path in there:
        raise UserError(
            f"{path} is there already, and sources are never changed.",
            "Give it another name; `wiki replace` puts a corrected source in its place.",
        )
    clash = next(find_name_clashes([*there, path], {path}, there), None)
    if clash:
        raise UserError(f"{path!r} is one file with {clash[1]!r} on many computers.", where)


def _refuse_text(path: str, text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise UserError(
            f"{path}: the text is longer than {MOST_CHARACTERS:,} characters.", "Split it."
        )
    if not text.strip() or "\0" in text or is_garbled(text):
        raise UserError(f"{path}: this is no text that could be read.", "Send it as UTF-8.")


def _commit_of_source(repo: Repository, head: str, path: str, text: str) -> str:
    """Return a commit that adds the file; that of an earlier try, where it is the same."""
    tree = repo.write_tree(head, {path: text})
    tip = repo.resolve(f"refs/heads/{branch_of_source(path)}")
    for _ in range(MOST_SECTIONS + 1):  # the pages of a long source are several commits
        parents = repo.parents(tip) if tip else []
        tip = parents[0] if len(parents) == 1 else None
        if tip and repo.tree_of(tip) == tree and repo.parents(tip) == [head]:
            return tip
    return repo.commit_tree(tree, [head], f"Add {path}\n\nIt was handed over as text.\n")


def _refuse_copy(path: str, snapshot: Snapshot) -> None:
    original = snapshot.copies.get(path)
    if original:
        raise UserError(f"{path} is {note_copy(original)}.", "Nothing was proposed.")
