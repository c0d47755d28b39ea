"""Compare two states of a wiki: all that a reader would want to be told of what lies between."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pipeline.core.history.page_changes import (
    count_log_entries,
    find_answers,
    find_page_changes,
    find_source_changes,
)
from pipeline.core.history.page_states import TwoStates
from pipeline.core.history.statement_changes import (
    find_contradictions,
    find_learned,
    find_reworded,
    find_superseded,
    find_taken_out,
)
from pipeline.core.history.wiki_changes import WikiChanges
from pipeline.core.wiki.schema import ANSWER_TYPE, COMPARISON_TYPE
from pipeline.core.wiki.wiki import Wiki


@dataclass(frozen=True)
class WikiState:
    """A wiki at one moment: its pages, its log, and the blobs of its sources by path."""

    wiki: Wiki
    log: str
    sources: Mapping[str, str]


def compare_states(before: WikiState, after: WikiState, paths: Collection[str]) -> WikiChanges:
    """Return what changed between two states; `paths` are the files that differ.

    What is new to the reader is told once: a statement with what it supersedes is told as that, and
    a claim that stands on several pages on one of them.
    """
    states = TwoStates(before.wiki, after.wiki, paths)
    superseded = find_superseded(states)
    heirs = {one.now for one in superseded}
    return WikiChanges(
        sources=tuple(find_source_changes(states, before.sources, after.sources)),
        superseded=tuple(superseded),
        contradicted=tuple(find_contradictions(states)),
        settled=tuple(find_contradictions(states, settled=True)),
        answered=tuple(find_answers(states, ANSWER_TYPE)),
        compared=tuple(find_answers(states, COMPARISON_TYPE)),
        learned=tuple(told for told in find_learned(states) if told not in heirs),
        pages=tuple(find_page_changes(states)),
        reworded=tuple(find_reworded(states, superseded)),
        taken_out=tuple(find_taken_out(states)),
        logged=count_log_entries(before.log, after.log),
    )
