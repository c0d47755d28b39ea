"""Make the commit of *Start our wiki*: the example is emptied, and `schema.md` has the answers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.adapters.git.repository import Repository
from pipeline.adapters.git.tree_rows import Blob
from pipeline.core.errors import UserError
from pipeline.core.setup.answers import StartAnswers
from pipeline.core.setup.schema_settings import set_schema_values
from pipeline.core.setup.start_files import is_left_out
from pipeline.core.setup.start_issue import START_TITLE
from pipeline.core.setup.start_pull import StartChange
from pipeline.core.wiki.facts import is_page
from pipeline.operations.setup.example import (
    ExampleState,
    example_manifest,
    files_without_example,
    state_of_example,
)
from pipeline.operations.setup.product import MANIFEST, Product

SCHEMA_PATH = "schema.md"


@dataclass(frozen=True)
class StartCommit:
    """A commit on top of another, and what it does."""

    commit: str
    base: str
    change: StartChange


def find_example(repo: Repository, commit: str) -> ExampleState:
    """Tell what a commit still holds of the example."""
    example = example_manifest()
    blobs = [b for b in repo.tree(commit) if b.path.startswith("wiki/") or b.path in example]
    return state_of_example(_hash_files(repo, blobs), example)


def read_schema(repo: Repository, commit: str) -> str:
    """Return `schema.md` of a commit; `UserError` where there is none."""
    blob = next((b for b in repo.tree(commit) if b.path == SCHEMA_PATH), None)
    if blob is None:
        raise UserError("There is no schema.md.", "Restore it from the template.")
    return repo.read(blob.sha).decode("utf-8", "replace")


def make_start_commit(repo: Repository, base: str, answers: StartAnswers) -> StartCommit:
    """Write the commit; no branch moves. The example must be whole in `base`."""
    example = example_manifest()
    there = {blob.path: blob for blob in repo.tree(base)}
    files = files_without_example(path for path in example if path in there)
    files[SCHEMA_PATH] = set_schema_values(read_schema(repo, base), answers.settings()).encode()
    gone, kept = _leave_out(repo, there) if answers.lean else ({}, ())
    files |= gone
    change = StartChange(
        sum(path.startswith("raw/") for path in example),
        sum(map(is_page, example)),
        sum(data is None for data in gone.values()),
        kept,
    )
    return StartCommit(repo.commit(base, files, f"{START_TITLE}\n"), base, change)


def _leave_out(
    repo: Repository, there: dict[str, Blob]
) -> tuple[dict[str, bytes | None], tuple[str, ...]]:
    """Return the files of the program's tests that go, the list without them, and what stays.

    What the team changed stays.
    """
    manifest = there.get(MANIFEST)
    if manifest is None:
        raise UserError(
            f"{MANIFEST} is missing, which lists the product's files.",
            "Restore it from the template.",
        )
    product = Product.parse(repo.read(manifest.sha))
    listed = {path: sha for path, sha in product.files.items() if is_left_out(path)}
    found = _hash_files(repo, [there[path] for path in listed if path in there])
    ours = {path for path, sha in found.items() if sha == listed[path]}
    files: dict[str, bytes | None] = dict.fromkeys(ours)
    files[MANIFEST] = product.made_lean().text().encode()
    return files, tuple(sorted(found.keys() - ours))


def _hash_files(repo: Repository, blobs: Sequence[Blob]) -> dict[str, str]:
    """Return the SHA-256 of files by path, read by one process of git."""
    contents = repo.read_all([blob.sha for blob in blobs])
    return {
        blob.path: hashlib.sha256(data).hexdigest()
        for blob, data in zip(blobs, contents, strict=True)
    }
