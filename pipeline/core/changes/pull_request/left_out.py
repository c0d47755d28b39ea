"""List what was read and did not reach a page: sentences, pages, wishes of reviewers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.changes.change_set import Dropped
from pipeline.core.changes.proposal import Part
from pipeline.core.changes.pull_request.concern import Concern
from pipeline.core.changes.pull_request.detail import Detail
from pipeline.core.changes.pull_request.material import ReviewMaterial
from pipeline.core.changes.section_coverage import describe_silence
from pipeline.core.changes.statement_bound import describe_bound
from pipeline.core.github.inert import make_inert
from pipeline.core.text import shorten


def list_concerns(material: ReviewMaterial, detail: Detail) -> Iterator[Concern]:
    """Yield the pages that are not written yet, then what is left out, each with the reason."""
    parts = material.parts
    for number, part in enumerate(parts):
        for title in part.change.unfinished:
            name = make_inert(shorten(title, 120))
            yield Concern("left out", "Not written yet:", f"{name}. The next run goes on.", number)
    for number, part in enumerate(parts):
        if bound := describe_bound(part.change.extraction):
            what = f"{bound} of the source were taken, each as a claim."
            yield Concern("left out", "Read in part:", what, number)
        if silence := describe_silence(part.change, part.sections):
            yield Concern("left out", f"Nothing came of {silence}.", "*More* says which.", number)
        for row in list_left_out(part):
            what = make_inert(shorten(row.what, detail.sentence))
            why = make_inert(shorten(row.why, detail.sentence)).rstrip(".")
            yield Concern("left out", "Left out:", f"{what}: {why}.", number, row.count)


def list_left_out(part: Part) -> list[Dropped]:
    """Return all of a source that did not reach a page, each with the reason."""
    change, done = part.change, part.done
    claims = {c.id: c for c in change.extraction.claims}
    rows: list[Dropped] = [*change.extraction.dropped, *change.dropped, *done.cut]
    named: set[str] = set()
    for left in change.left_out:
        named |= set(left.claims)
        rows += [
            Dropped(f"“{claims[x].text}”", left.reason)
            for x in left.claims
            if x in claims and x not in done.placed
        ]
    silent = [c for c in change.extraction.claims if c.id not in done.placed and c.id not in named]
    rows += [Dropped(f"“{c.text}”", "it was planned, but no page cites it") for c in silent]
    return rows
