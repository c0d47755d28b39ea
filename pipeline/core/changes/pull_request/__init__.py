"""Write the text of a pull request: what matters most comes first, and it always fits."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.changes.proposal import Part
from pipeline.core.changes.pull_request.claims import write_claims
from pipeline.core.changes.pull_request.conflicts import write_conflicts
from pipeline.core.changes.pull_request.cost import write_cost
from pipeline.core.changes.pull_request.coverage import write_coverage
from pipeline.core.changes.pull_request.doubtful import write_doubtful
from pipeline.core.changes.pull_request.doubts import write_dropped, write_warnings
from pipeline.core.changes.pull_request.gone import write_losses
from pipeline.core.changes.pull_request.opening import write_notes, write_opening, write_unfinished
from pipeline.core.changes.pull_request.pages import write_pages
from pipeline.core.changes.pull_request.size_limit import fit_sections
from pipeline.core.github import state
from pipeline.core.github.inert import make_code, make_link
from pipeline.core.github.places import Places

LONGEST_BODY = 60_000  # characters; GitHub refuses bodies over 65,536
LONGEST_MARKER = 34_000  # of them for the marker, which is never cut


def write_proposal_body(
    parts: Sequence[Part], places: Places | None = None, notes: Sequence[str] = ()
) -> str:
    """Return the text for one source, or for several that were laid one over the other.

    Without `places` it is for a local branch: no links, no marker. `notes` is foreign text for the
    reviewer, and stands before all else. Ask `fit_one_marker` first whether the marker of several
    sources leaves room for the text.
    """
    ending = [_asking(parts), proposal_marker(parts, places)] if places else [_LOCAL_ENDING]
    room = LONGEST_BODY - sum(len(text) + 2 for text in ending)
    sections = _sections(parts, places, notes, places)
    # The addresses of quotes are what is missed least.
    if sum(len(text) + 2 for text in sections) > room:
        sections = _sections(parts, places, notes, None)
    return "\n\n".join([*fit_sections(sections, _CUT_ORDER, room, _rest(places)), *ending]) + "\n"


# The order in which sections are cut, by their places in `_sections`; what leaves the wiki is last.
_CUT_ORDER = (7, 11, 9, 8, 10, 5, 3, 1, 4, 2, 0, 6)


def _sections(
    parts: Sequence[Part], places: Places | None, notes: Sequence[str], quotes_at: Places | None
) -> list[str]:
    return [
        write_notes(notes),
        write_opening(parts, places),
        write_unfinished(parts),
        write_doubtful(parts, places),
        write_conflicts(parts, places),
        write_pages(parts, places),
        write_losses(parts, places),
        write_claims(parts, quotes_at),
        write_dropped(parts),
        write_warnings(parts, places),
        write_coverage(parts),
        write_cost(parts, places),
    ]


def _rest(places: Places | None) -> str:
    if places and places.run and places.artifact:
        run = make_link("this run", places.run_address)
        return (
            f"… cut here to fit; the rest is in the artifact {make_code(places.artifact)} of {run}."
        )
    return "… cut here to fit; the diff has everything that reached a page."


_LOCAL_ENDING = (
    "To change something, edit the pages on this branch, or change `schema.md` or the source and"
    " compile again."
)


def _asking(parts: Sequence[Part]) -> str:
    rejects = "the source until it changes" if len(parts) == 1 else "its sources until they change"
    ways = [
        (
            "Edit the pages on this branch freely: your commits are never overwritten. `/refresh`"
            " then renews index, links and footnotes."
        ),
        (
            "Comment `/recompile` followed by what to change, on the same line or below it."
            " Unresolved review comments by people with write access are read as well."
        ),
        (
            "`/refresh` brings this pull request up to date with the default branch; `/wiki help`"
            " lists all commands."
        ),
        f"Closing it unmerged rejects {rejects}.",
    ]
    return "## To change something\n\n" + "\n".join(f"- {way}" for way in ways)


def proposal_marker(parts: Sequence[Part], places: Places) -> str:
    """Return the hidden line by which the pull request is known again."""
    sources = [[part.change.source.path, part.change.source.sha256] for part in parts]
    return state.make_marker(
        "proposal", {"sources": sources, "base": places.base, "run": places.run}
    )


def fit_one_marker(parts: Sequence[Part], places: Places) -> bool:
    """Tell whether one pull request can hold these sources.

    Its marker must name them all, and may not fill the text. One source always fits.
    """
    return len(parts) == 1 or len(proposal_marker(parts, places)) <= LONGEST_MARKER
