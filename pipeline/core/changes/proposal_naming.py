"""Name a proposal: its branch, the labels of its pull request, its commit message."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.changes.assemble import Assembled
from pipeline.core.changes.change_set import ChangeSet
from pipeline.core.changes.proposal import Part
from pipeline.core.changes.statement_bound import describe_bound
from pipeline.core.github import state
from pipeline.core.github.inert import make_plain_line
from pipeline.core.text import digest
from pipeline.core.wiki.citations import label_base

COMPILE_BRANCHES = "wiki/compile/"


def branch_of_source(source_path: str) -> str:
    """Return the one branch of a source path."""
    return f"{COMPILE_BRANCHES}{label_base(source_path)}-{digest(source_path)[:8]}"


def pull_request_labels(parts: Sequence[Part]) -> tuple[str, ...]:
    """Return the names of the labels that the pull request carries."""
    changes = [part.change for part in parts]
    disputed = any(
        c.relation in ("contradicts", "supersedes") for change in changes for c in change.conflicts
    )
    unfinished = any(change.unfinished for change in changes)
    extra = [state.CONTRADICTION_LABEL] * disputed + [state.UNFINISHED_LABEL] * unfinished
    return (state.PROPOSAL_LABEL.name, *(label.name for label in extra))


def commit_message(change: ChangeSet, done: Assembled, schema_hash: str) -> str:
    """Return the commit message: a subject, the coverage, the pages, and trailers for machines."""
    subject = f"Compile {make_plain_line(change.extraction.title, 55)}"
    pages = [
        f"- {'create' if f.before is None else 'update'} {f.path}"
        for f in done.files
        if not f.derived
    ]
    rows = [
        ("Wiki-Source", change.source.path),
        ("Wiki-Source-SHA256", change.source.sha256),
        ("Wiki-Librarian", change.librarian),
        *(("Wiki-Model", model) for model in change.models),
        ("Wiki-Cost", f"${sum(c.dollars for c in change.costs):.4f}"),
        ("Wiki-Schema", schema_hash),
    ]
    trailer = "\n".join(f"{key}: {make_plain_line(value, 300)}" for key, value in rows)
    return (
        f"{subject}\n\n{describe_coverage(change, done)}\n\n"
        + "\n".join(pages)
        + f"\n\n{trailer}\n"
    )


def describe_coverage(change: ChangeSet, done: Assembled) -> str:
    """Return a sentence on how many of the claims that were read stand on a page."""
    total = len(change.extraction.claims)
    share = f" ({100 * len(done.placed) // total} %)" if total else ""
    bound = describe_bound(change.extraction)
    left = f" They are {bound} of the source." if bound else ""
    return f"{len(done.placed)} of {total} claims placed{share}.{left}"
