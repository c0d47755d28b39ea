"""Kept texts of sources: which files a change writes, and what is wrong with those that it brings.

A kept text is made of the file at each turn, and never believed: the job that reads a source hands
over no text, and the check of a pull request makes every text anew that the change brings. Only
what was read of pictures cannot be made anew: it is handed over, and taken from the text itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.core.changes.touched_files import file_finding
from pipeline.core.errors import UserError
from pipeline.core.paths import KEPT_FOLDER, is_kept_path, kept_path
from pipeline.core.text import counted
from pipeline.core.values import FileChange, Finding, Source
from pipeline.core.wiki import citations
from pipeline.core.wiki.kept_text import read_kept_text, read_reader, write_kept_text
from pipeline.core.wiki.transcript import add_transcript, transcript_of
from pipeline.core.wiki.wiki import Wiki
from pipeline.operations.repository.snapshot import Snapshot
from pipeline.readers import version_of

RULE = "kept-text"


def kept_files(source: Source, earlier: str, snapshot: Snapshot) -> Iterator[FileChange]:
    """Yield the kept text of a source where it differs, and that of its earlier path as gone.

    `source` is as today's reader made it, `earlier` the path that its record names, or "".
    """
    path, old = kept_path(source.path), kept_path(earlier) if earlier else ""
    if old and old != path and (gone := snapshot.kept_text(old)) is not None:
        yield FileChange(old, gone, None, derived=True)
    before = snapshot.kept_text(path)
    after = write_kept_text(source) if source.unit == "kept" else None
    if before != after:
        yield FileChange(path, before, after, derived=True)


@dataclass(frozen=True)
class KeptTexts:
    """How many texts are kept, and of how many of them what is true."""

    count: int
    older: int  # made by an older version of the reader
    alone: int  # their source is gone

    def words(self) -> str:
        """Return the figures as a line, with what to do; "" where no text is kept."""
        if not self.count:
            return ""
        said = f"{counted(self.count, 'text')} kept in {KEPT_FOLDER}"
        if self.older:
            said += f"; {self.older} by an older reader (`wiki compile --reread` reads anew)"
        if self.alone:
            said += f"; {self.alone} whose source is gone (`wiki lint` says which)"
        return said


def count_kept_texts(snapshot: Snapshot) -> KeptTexts:
    """Count the kept texts of a commit."""
    texts = [path for path in snapshot.texts if path.endswith(".md")]
    made = (read_reader(snapshot.kept_text(path) or "") for path in texts)
    older = sum(found is not None and found[1] != version_of(found[0]) for found in made)
    places = {kept_path(path) for path in snapshot.raw}
    return KeptTexts(len(texts), older, sum(path not in places for path in texts))


def find_kept_faults(
    files: Iterable[tuple[str, str | None]], snapshot: Snapshot, after: Wiki
) -> Iterator[Finding]:
    """Yield what is wrong with kept texts that a change writes or removes.

    `files` are paths with their new text, None for one that goes; other paths are passed over.
    `snapshot` holds the sources after the change, `after` the pages.
    """
    for path, text in files:
        if not is_kept_path(path) or not path.endswith(".md"):
            continue
        if text is None:
            yield from _still_needed(path, after)
        elif problem := _problem_of_text(path, text, snapshot):
            hint = "Run `wiki compile --reread`, or restore the file."
            yield file_finding(RULE, "error", path, problem, hint)


def note_read_from_pictures(files: Iterable[tuple[str, str | None]]) -> Iterator[Finding]:
    """Yield a note for each kept text among these files with words that were read of pictures.

    Nobody but a person can tell whether they are right, whoever wrote the change.
    """
    for path, text in files:
        if text is None or not is_kept_path(path):
            continue
        found = read_kept_text(text)
        if found and transcript_of(found):
            message = f"{found.read_by} read words of this from pictures; code cannot check them"
            hint = f"Compare it with {found.path}."
            yield file_finding(RULE, "note", path, message, hint)


def _problem_of_text(path: str, text: str, snapshot: Snapshot) -> str:
    found = read_kept_text(text)
    if found is None or kept_path(found.path) != path:
        return "this is not the text of the source whose place this is"
    try:
        source = snapshot.source(found.path)
    except UserError as error:
        return f"the source of this text cannot be read: {error.message}"
    whole = add_transcript(source, transcript_of(found))
    if whole.unit != "kept":
        return f"the text of {found.path} is the file itself, and is not kept"
    if write_kept_text(whole) != text:
        return f"this is not what the reader makes of {found.path}"
    return ""


def _still_needed(path: str, after: Wiki) -> Iterator[Finding]:
    """Yield a finding where a page still cites lines of a text that goes."""
    for facts in after.facts.values():
        if not any(kept_path(source) == path for source in facts.cites):
            continue
        page = after.page(facts.slug)
        for label, text in page.definitions.items():
            cited = citations.parse(label, text, page.path)
            if cited and cited.unit == "kept" and kept_path(cited.source) == path:
                message = f"the text goes, and {facts.path} still cites it"
                yield file_finding(RULE, "error", path, message, "Restore the file.")
                return
