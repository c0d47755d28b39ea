"""`wiki compile --reread`: keep the text that today's reader makes of a source, and cite it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.changes import labels
from pipeline.core.changes.proposal import Proposal
from pipeline.core.values import Source
from pipeline.core.wiki.transcript import add_transcript
from pipeline.operations.compile.choose_sources import choose_sources
from pipeline.operations.compile.compile import change_citations_alone
from pipeline.operations.compile.propose import build_proposal
from pipeline.operations.compile.read_pictures import find_transcript
from pipeline.operations.repository.snapshot import Snapshot
from pipeline.operations.repository.status import statuses
from pipeline.readers import keeps_text

_NOTE = (
    "Today's reader makes another text of the file than the one that was kept, or none was kept."
    " Every quote of it stands in the new text, so no librarian was asked, and no words changed."
)


def choose_to_reread(snapshot: Snapshot, paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the paths of sources to read anew, and notes on those among `paths` that are not.

    Without `paths` these are all compiled sources whose text should be kept and is not, or is of
    another version of the reader. `UserError` for a path that is no source.
    """
    if not paths:
        compiled = (s.path for s in statuses(snapshot) if s.state == "compiled")
        return [path for path in compiled if snapshot.is_to_be_read_anew(path)], []
    chosen, notes = [], []
    for source in choose_sources(snapshot, paths):
        if source.state != "compiled":
            notes.append(f"{source.path} is {source.state}: `wiki compile` alone reads it")
        elif snapshot.is_to_be_read_anew(source.path):
            chosen.append(source.path)
        elif keeps_text(source.path):
            notes.append(f"the text that is kept of {source.path} is of today's reader")
        else:
            notes.append(f"{source.path} is a text itself, and always read as it is")
    return chosen, notes


def reread_source(source: Source, snapshot: Snapshot, day: str) -> Proposal | None:
    """Return the proposal of the new text with every citation on its lines there.

    None where some quote of the source does not stand in the new text: then a librarian must read
    it, as a source that changed. `day` is that of the log's entry.
    """
    record = labels.source_record(source, snapshot.wiki, snapshot.source_paths)
    captured = source.captured or record.recorded("captured") or day
    known = find_transcript(source, "", snapshot)
    source = add_transcript(replace(source, captured=captured), known)
    change = change_citations_alone(source, record, snapshot, day, _NOTE)
    return None if change.gone else build_proposal(change, snapshot, record)
