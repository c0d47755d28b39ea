"""Find the pairs of claims that are worth judging, anew only where something changed."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from pathlib import Path

from pipeline.adapters.program import digest_of_code
from pipeline.adapters.store.shortlists import (
    KeptShortlists,
    Place,
    load_shortlists,
    save_shortlists,
)
from pipeline.core.claims.candidate_pairs import CandidateSearch, pair_of, pair_with_quotes
from pipeline.core.claims.claim_index import (
    ClaimNames,
    collect_statements,
    index_alone,
    statements_of_page,
)
from pipeline.core.claims.judgement import Pair, Statement
from pipeline.core.claims.shortlists import renew_shortlists
from pipeline.core.wiki.page import Page
from pipeline.operations.repository.snapshot import Snapshot, no_garbage_collection

SHORTLISTS_FILE = "shortlists.json"


def find_pairs(snapshot: Snapshot, exact: bool = False) -> tuple[Pair, ...]:
    """Return the pairs of a wiki that are worth a look, for each claim as many as schema.md allows.

    What a run finds is kept in the git directory for the next one; `core/claims/shortlists.py` says
    how far that is an approximation. `exact`: as on a computer where nothing is kept; what is kept
    serves then only where all claims of these very pages were ranked.
    """
    file = snapshot.repo.private / SHORTLISTS_FILE
    wiki, k = snapshot.wiki, snapshot.schema.rules.lint.candidates
    tree = snapshot.repo.tree_of_folder(snapshot.commit, "wiki")
    with no_garbage_collection():
        kept = load_shortlists(file, digest_of_code())
        if kept and exact and not (kept.lists.exact and kept.tree == tree):
            kept = None
        if (
            kept
            and (kept.tree, kept.lists.k) == (tree, k)
            and (known := _pairs_as_before(kept, snapshot)) is not None
        ):
            return known
        names = ClaimNames(wiki)
        search = CandidateSearch(_statements(snapshot, wiki.facts, names), k, wiki, names)
        pairs, lists = renew_shortlists(search, kept.lists if kept and not exact else None)
        _keep_shortlists(
            file,
            KeptShortlists(
                digest_of_code(),
                tree,
                lists,
                tuple((_place_of(p.a), _place_of(p.b) if p.b.slug else None) for p in pairs),
            ),
        )
    return tuple(pairs)


def _statements(
    snapshot: Snapshot, slugs: Container[str], names: ClaimNames | None = None
) -> list[Statement]:
    """Return the statements of these pages. Their texts are read in one go, and not kept."""
    wiki = snapshot.wiki
    paths = {facts.path: "" for slug, facts in wiki.facts.items() if slug in slugs}
    blobs = paths | {
        b.path: b.sha for b in snapshot.repo.tree(snapshot.commit, "wiki") if b.path in paths
    }
    texts = snapshot.repo.read_files(blobs.items())

    def of_page(slug: str) -> Sequence[Statement]:
        if slug not in slugs:
            return ()
        return statements_of_page(
            Page.parse(wiki.facts[slug].path, next(texts).decode("utf-8", "replace"))
        )

    return collect_statements(wiki, snapshot.schema, of_page, names)


def _keep_shortlists(file: Path, kept: KeptShortlists) -> None:
    if kept.tree:  # of a commit without pages nothing is kept
        save_shortlists(file, kept)


def _place_of(side: Statement) -> Place:
    return side.path, side.line, side.key


def _pairs_as_before(kept: KeptShortlists, snapshot: Snapshot) -> tuple[Pair, ...] | None:
    """Return the pairs of a wiki whose pages are as they were; None where that fails.

    Only the pages are read on which a pair stands.
    """
    wiki = snapshot.wiki
    paths = {place[0] for pair in kept.pairs for place in pair if place}
    there = (slug for slug, facts in wiki.facts.items() if facts.path in paths)
    found: dict[Place, Statement] = {}
    for one in _statements(snapshot, set(there)):
        found.setdefault(_place_of(one), one)
    return _pair_statements(kept.pairs, found)


def _pair_statements(
    rows: Iterable[tuple[Place, Place | None]], found: dict[Place, Statement]
) -> tuple[Pair, ...] | None:
    pairs = []
    for one, other in rows:
        a, b = found.get(one), found.get(other) if other else None
        pair = (
            pair_with_quotes(index_alone(a))
            if a and not other
            else pair_of(index_alone(a), index_alone(b))
            if a and b
            else None
        )
        if pair is None:
            return None
        pairs.append(pair)
    return tuple(pairs)
