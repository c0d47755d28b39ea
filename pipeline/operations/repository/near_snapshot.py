"""Read a commit by what differs from another one that was read already.

Two commits of one wiki mostly differ in a few pages. To read the facts of ten thousand pages once
more, and to make the tables of their names and links anew, takes a hundred times as long as to read
those few.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipeline.adapters.git.tree_rows import Blob, PathChange
from pipeline.core.bookkeeping.index import is_index
from pipeline.core.bookkeeping.log import LOG_PATH
from pipeline.core.paths import is_kept_path
from pipeline.core.wiki.facts import is_page
from pipeline.operations.repository.snapshot import (
    REGULAR_MODES,
    Snapshot,
    is_text,
    take_snapshot,
)

_MOST_CHANGES = 500  # of more files the facts that are kept by blob are read sooner
# Each wiki that is made from another one asks that one first, and this is done for every lookup.
_MOST_STEPS = 8


def take_near_snapshot(near: Snapshot, commit: str) -> Snapshot:
    """Return what `take_snapshot` returns of a commit (or tree), by what differs from `near`.

    Where very much differs, or the schema does, the commit is read whole.
    """
    repo = near.repo
    changes = repo.changes(near.commit, commit)
    if (
        len(changes) > _MOST_CHANGES
        or near.wiki.steps >= _MOST_STEPS
        or any(change.path == "schema.md" for change in changes)
    ):
        return take_snapshot(repo, commit)

    def texts_of(wanted: Callable[[str], bool]) -> dict[str, str | None]:
        return {
            change.path: repo.read(change.new.sha).decode("utf-8", "replace")
            if change.new and change.new.mode in REGULAR_MODES
            else None
            for change in changes
            if wanted(change.path)
        }

    index = {**near.index, **texts_of(is_index)}
    return Snapshot(
        repo,
        commit,
        near.schema,
        near.wiki.with_texts(texts_of(lambda path: is_page(path) and is_text(path))),
        texts_of(lambda path: path == LOG_PATH).get(LOG_PATH, near.log) or "",
        {path: text for path, text in sorted(index.items()) if text is not None},
        _blobs_after(near.raw, changes, lambda path: path.startswith("raw/")),
        _blobs_after(near.texts, changes, is_kept_path),
    )


def _blobs_after(
    before: Mapping[str, Blob], changes: Sequence[PathChange], wanted: Callable[[str], bool]
) -> Mapping[str, Blob]:
    """Return the files of one folder after the changes, in git's order."""
    changed = {change.path: change.new for change in changes if wanted(change.path)}
    if not changed:
        return before
    after = {path: blob for path, blob in {**before, **changed}.items() if blob is not None}
    return dict(sorted(after.items(), key=lambda row: row[0].encode("utf-8", "surrogateescape")))
