"""Say what the next compile costs for sources that were just added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.adapters.messages.credentials import has_credential
from pipeline.core.errors import UserError
from pipeline.core.text import counted
from pipeline.core.values import Source
from pipeline.operations.compile.choose_transcriber import choose_transcriber
from pipeline.operations.compile.estimate import estimate_dollars
from pipeline.operations.repository.snapshot import Snapshot


def foresee_cost(
    sources: Sequence[Source], snapshot: Snapshot, environ: Mapping[str, str]
) -> tuple[float, str]:
    """Return what a compile of these sources costs in dollars, and a sentence that says so."""
    name = snapshot.schema.rules.librarian
    if name == "extractive" or (name == "auto" and not has_credential(environ)):
        said = "Compiling costs nothing: the embedded librarian asks no model."
        return 0.0, said + _say_who_reads_no_pictures(sources, snapshot)
    if name == "model" and not has_credential(environ):
        return 0.0, "No compile is possible yet: schema.md asks for a model, and none has a key."
    dollars = estimate_dollars(sources, snapshot)
    limit = snapshot.schema.rules.budget.dollars_per_run
    stop = f"; schema.md stops a run at ${limit:.2f}" if dollars > limit else ""
    what = "it" if len(sources) == 1 else f"these {counted(len(sources), 'source')}"
    return dollars, f"Compiling {what} costs about ${dollars:.2f}{stop}."


def _say_who_reads_no_pictures(sources: Sequence[Source], snapshot: Snapshot) -> str:
    """Return a sentence where pictures were added, and nobody would read them; else nothing."""
    pictures = sum(bool(source.bare) for source in sources)
    if not pictures:
        return ""
    try:
        choose_transcriber(snapshot.schema)
    except UserError as error:
        what = "it" if pictures == 1 else "them"
        said = f" {counted(pictures, 'source')} with pictures, and nobody to read {what}"
        return f"{said}: {error.message.rstrip('.')}. {error.hint}".rstrip()
    return ""
