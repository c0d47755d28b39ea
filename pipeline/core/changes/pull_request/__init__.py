"""Write the text of a pull request: what matters most comes first, and it always fits."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.changes.proposal import Part
from pipeline.core.changes.proposal_marker import DroppedSource, ProposalMark, write_mark
from pipeline.core.changes.pull_request.decision import write_decision
from pipeline.core.changes.pull_request.detail import DETAILS, EASY_LENGTH, Detail
from pipeline.core.changes.pull_request.material import ReviewMaterial
from pipeline.core.changes.pull_request.more import write_more
from pipeline.core.changes.pull_request.opening import write_notes, write_sources
from pipeline.core.changes.pull_request.pages import write_pages
from pipeline.core.changes.pull_request.please_look_at import list_concerns, write_concerns
from pipeline.core.changes.pull_request.removed import write_losses
from pipeline.core.changes.pull_request.size_limit import fit_sections
from pipeline.core.changes.pull_request.what_changes import write_changes
from pipeline.core.github.inert import make_code, make_link
from pipeline.core.github.places import Places

LONGEST_BODY = 60_000  # characters; GitHub refuses bodies over 65,536
FIRST_SCREEN_LINES = 12  # values that change, and what to look at, together
LONGEST_MARKER = 34_000  # of them for the marker, which is never cut


def write_proposal_body(
    parts: Sequence[Part],
    places: Places | None = None,
    notes: Sequence[str] = (),
    dropped: Sequence[DroppedSource] = (),
) -> str:
    """Return the text for one source, or for several that were laid one over the other.

    Without `places` it is for a local branch: no links, no marker. `notes` is foreign text for the
    reviewer, and stands below the first line. `dropped` are sources that were left out of it. Ask
    `fit_one_marker` first whether the marker of several sources leaves room for the text.
    """
    ending = [proposal_marker(parts, places, dropped)] if places else []
    room = LONGEST_BODY - sum(len(text) + 2 for text in ending)
    material = ReviewMaterial(parts, places, dropped)
    sections: list[str] = []
    for detail in DETAILS:
        sections = _sections(material, notes, detail)
        if sum(len(text) + 2 for text in (*sections, *ending)) <= EASY_LENGTH:
            break
    kept = fit_sections(sections, _CUT_ORDER, room, _rest(places))
    return "\n\n".join([*kept, *ending]) + "\n"


# The order in which sections are cut, by their places in `_sections`; what leaves the wiki is last.
_CUT_ORDER = (7, 8, 5, 3, 4, 2, 1, 0, 6)


def _sections(material: ReviewMaterial, notes: Sequence[str], detail: Detail) -> list[str]:
    concerns = list_concerns(material, detail)
    # A value is a line; where there are many, each kind of concern keeps one.
    kinds = len({row.kind for row in concerns})
    changes = min(len(material.changes), FIRST_SCREEN_LINES - kinds)
    look, behind = write_concerns(concerns, FIRST_SCREEN_LINES - changes, material)
    return [
        write_decision(material, concerns),
        write_notes(notes),
        write_sources(material),
        write_changes(material, changes, detail),
        look,
        behind,
        write_losses(material),
        write_pages(material, detail),
        write_more(material, detail),
    ]


def _rest(places: Places | None) -> str:
    if places and places.run and places.artifact:
        run = make_link("this run", places.run_address)
        return (
            f"… cut here to fit; the rest is in the artifact {make_code(places.artifact)} of {run}."
        )
    return "… cut here to fit; the diff has everything that reached a page."


def proposal_marker(
    parts: Sequence[Part], places: Places, dropped: Sequence[DroppedSource] = ()
) -> str:
    """Return the hidden line by which the pull request is known again."""
    sources = {part.change.source.path: part.change.source.sha256 for part in parts}
    numbers = {p.change.source.path: p.number or n for n, p in enumerate(parts, 1)}
    mark = ProposalMark(sources, places.base, places.run, numbers, tuple(dropped))
    return write_mark(mark)


def fit_one_marker(parts: Sequence[Part], places: Places) -> bool:
    """Tell whether one pull request can hold these sources.

    Its marker must name them all, and may not fill the text. One source always fits.
    """
    return len(parts) == 1 or len(proposal_marker(parts, places)) <= LONGEST_MARKER
