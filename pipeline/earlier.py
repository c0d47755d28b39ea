"""The wiki as it was at another commit, to be judged by the rules of now: what `--since` compares with."""

from __future__ import annotations

from dataclasses import replace

from pipeline.core.errors import UserError
from pipeline.core.schema import Schema
from pipeline.snapshot import Snapshot, take


def earlier(now: Snapshot, rev: str) -> Snapshot:
    """Read a commit with its own page types and spans, and the lint settings of now; where its schema fails, with now's."""
    commit = now.repo.resolve(rev)
    if commit is None:
        raise UserError(f"There is no commit {rev!r} here.", "Fetch it, or name another with `--since`.")
    try:
        was = take(now.repo, commit)
    except UserError:
        return take(now.repo, commit, now.schema)
    rules = was.schema.rules.model_copy(update={"lint": now.schema.rules.lint})
    return replace(was, schema=Schema(rules, was.schema.text))
