"""Read all that one commit holds for an export: its claims, the verdicts on them, licences."""

from __future__ import annotations

from pipeline.core.claims.claim_index import collect_statements
from pipeline.core.claims.judgement import Judged
from pipeline.core.export.contents import WikiContents, gather_contents
from pipeline.core.sources.licence import find_licence
from pipeline.core.wiki.facts import is_page
from pipeline.librarian.extractive.referee import ExtractiveReferee
from pipeline.operations.lint.claim_pairs import find_pairs
from pipeline.operations.repository.raw_files import read_unless_large
from pipeline.operations.repository.snapshot import REGULAR_MODES, Snapshot, is_text

_OF_THE_TEAM = ("raw", "wiki", "schema.md", "log.md")
# Files whose first bytes can hold front matter, or a section about their licence.
_TEXTS = (".md", ".markdown", ".rst", ".txt")


def read_contents(snapshot: Snapshot, verdicts: bool = True) -> WikiContents:
    """Return what a commit holds, with the verdicts on its claims or without.

    The verdicts are those of the embedded rules, on the pairs that any computer finds in these
    pages: what a model judged is kept on one alone, and another would then write other bytes.
    """
    statements = collect_statements(snapshot.wiki, snapshot.schema)
    return gather_contents(
        snapshot.wiki,
        snapshot.schema.rules.language,
        statements,
        _judge(snapshot) if verdicts else None,
        _licences(snapshot),
        _others(snapshot),
        snapshot.log,
    )


def _judge(snapshot: Snapshot) -> list[Judged]:
    referee = ExtractiveReferee()
    pairs = [p for p in find_pairs(snapshot, exact=True) if p.b.slug]
    verdicts = referee.judge(pairs, snapshot.schema)
    return [
        Judged(pair, verdict, referee.name)
        for pair, verdict in zip(pairs, verdicts, strict=True)
        if verdict is not None and verdict.kind != "unsure"
    ]


def _licences(snapshot: Snapshot) -> dict[str, str]:
    paths = [
        path
        for path in sorted(snapshot.wiki.records)
        if path in snapshot.raw
        and snapshot.raw[path].mode in REGULAR_MODES
        and path.lower().endswith(_TEXTS)
    ]
    files = [(path, snapshot.raw[path].sha) for path in paths]
    texts = (data.decode("utf-8", "replace") for _, data in read_unless_large(snapshot.repo, files))
    found = {path: find_licence(text) for path, text in zip(paths, texts, strict=True)}
    return {path: licence for path, licence in found.items() if licence}


def _others(snapshot: Snapshot) -> list[str]:
    """Return the paths of the team's regular files that are no pages."""
    there = snapshot.repo.tree(snapshot.commit, *_OF_THE_TEAM)
    return [
        blob.path
        for blob in there
        if blob.mode in REGULAR_MODES and is_text(blob.path) and not is_page(blob.path)
    ]
