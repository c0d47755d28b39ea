"""Read the wiki at an earlier commit, to be judged by the rules of now: the base of `--since`."""

from __future__ import annotations

from dataclasses import replace

from pipeline.core.errors import UserError
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.schema import Schema
from pipeline.operations.repository.snapshot import Reads, Snapshot, take_snapshot


def take_snapshot_at(now: Snapshot, rev: str, read: Reads | None = None) -> Snapshot:
    """Read a commit with its own page types and spans, but with the lint settings of now.

    Where its schema cannot be read, the schema of now stands in.
    """
    commit = _resolve_commit(now, rev)
    try:
        was = take_snapshot(now.repo, commit, read=read)
    except UserError:
        return take_snapshot(now.repo, commit, now.schema, read)
    rules = replace(was.schema.rules, lint=now.schema.rules.lint)
    return replace(was, schema=Schema(rules, was.schema.text))


def changed_pages(now: Snapshot, rev: str) -> frozenset[str]:
    """Return the paths of the pages that differ from what they were at that commit."""
    changes = now.repo.changes(_resolve_commit(now, rev), now.commit)
    return frozenset(change.path for change in changes if is_page(change.path))


def _resolve_commit(now: Snapshot, rev: str) -> str:
    commit = now.repo.resolve(rev)
    if commit is None:
        raise UserError(
            f"There is no commit {rev!r} here.", "Fetch it, or name another with `--since`."
        )
    return commit
