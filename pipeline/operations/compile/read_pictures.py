"""Have the pictures of a source read, before anything is extracted from it.

What was read of a file once, and merged, is the record: people may have corrected it. So the same
file is not read again, also under another name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from pipeline.adapters.messages.credentials import AccessError
from pipeline.adapters.processes.draw_pictures import draw_pictures
from pipeline.core.errors import BudgetError, UserError
from pipeline.core.paths import kept_path
from pipeline.core.picture import FIRST_FIGURE, Picture, place_of_figure
from pipeline.core.text import counted
from pipeline.core.values import Source
from pipeline.core.wiki.kept_text import read_kept_text
from pipeline.core.wiki.transcript import PictureText, Transcript, add_transcript, transcript_of
from pipeline.librarian import Transcriber
from pipeline.operations.repository.shown_pictures import name_picture_files
from pipeline.operations.repository.snapshot import Snapshot

_PICTURES_AT_ONCE = 8  # that are drawn and read together
_SECONDS_A_PAGE = 15.0  # for drawing one


@dataclass(frozen=True)
class PictureReading:
    """Who reads pictures, how large they are shown, and of how many pages; 0 for all."""

    transcriber: Transcriber
    scale: float = 1.0
    most_pages: int = 0


def nobody_reads_pictures() -> PictureReading:
    """Raise the error that says that this run has nobody who reads pictures."""
    raise UserError("this run has nobody who reads pictures", "")


@dataclass(frozen=True)
class ReadPictures:
    """A source with what was read of its pictures, and notes on those that were not read."""

    source: Source
    transcript: Transcript | None = None
    notes: tuple[str, ...] = ()


def read_pictures(
    source: Source,
    earlier: str,
    snapshot: Snapshot,
    choose: Callable[[], PictureReading],
    say: Callable[[str], None],
) -> ReadPictures:
    """Have the pages read that are pictures, and the pictures in a document.

    `earlier` is the path that the wiki's record names, or "". `choose` returns who reads, or raises
    a `UserError` that says why there is nobody. `UserError` where a source is nothing but pictures,
    and none of them was read.
    """
    if not source.bare:
        return ReadPictures(source)
    known = find_transcript(source, earlier, snapshot)
    left = [page for page in source.bare if page not in _numbers_of(known)]
    if not left:
        return ReadPictures(add_transcript(source, known), known)
    try:
        reading = choose()
        if known and known.by != reading.transcriber.by:
            raise UserError(f"the others were read by {known.by}", "")
        _refuse_many(left, reading)
    except UserError as error:
        return _without(source, known, left, error, snapshot)
    found, faults = _ask(source, left, snapshot, reading, say)
    told = tuple(dict.fromkeys(f"Not read: {fault.message}" for fault in faults))
    if not found and not known:
        if not source.text.strip():
            raise UserError(f"{source.path}: {faults[0].message}", faults[0].hint)
        return ReadPictures(source, None, told)
    texts = sorted((*(known.pictures if known else ()), *found), key=lambda text: text.number)
    transcript = Transcript(reading.transcriber.by, tuple(texts))
    return ReadPictures(add_transcript(source, transcript), transcript, told)


def find_transcript(source: Source, earlier: str, snapshot: Snapshot) -> Transcript | None:
    """Return what the wiki keeps of the pictures of this very file, under this path or another."""
    for path in dict.fromkeys((source.path, earlier)):
        kept = read_kept_text(snapshot.kept_text(kept_path(path)) or "") if path else None
        if kept and kept.path == path and kept.sha256 == source.sha256:
            return _of_same_files(transcript_of(kept), kept, source)
    return None


def _of_same_files(
    transcript: Transcript | None, kept: Source, source: Source
) -> Transcript | None:
    """Return a transcript without what was read of files that have changed since."""
    if transcript is None:
        return None
    then = {file.number: file.sha256 for file in kept.picture_files}
    now = {file.number: file.sha256 for file in source.picture_files}
    same = tuple(
        text for text in transcript.pictures if then.get(text.number) == now.get(text.number)
    )
    return replace(transcript, pictures=same) if same else None


def whole_source(path: str, snapshot: Snapshot, earlier: str = "") -> Source:
    """Return a source with what the wiki keeps of its pictures; `UserError` where it has no words.

    Nobody is asked.
    """
    source = snapshot.source(path)
    whole = add_transcript(source, find_transcript(source, earlier, snapshot))
    if not whole.text.strip():
        raise UserError(
            f"{path}: it holds pictures only, and none of them was read yet.",
            "`wiki compile` has them read.",
        )
    return whole


def _numbers_of(transcript: Transcript | None) -> set[int]:
    return {text.number for text in transcript.pictures} if transcript else set()


def _refuse_many(pages: Sequence[int], reading: PictureReading) -> None:
    if reading.most_pages and len(pages) > reading.most_pages:
        raise UserError(
            f"text recognition takes some ten seconds a page, and is not begun unasked for more"
            f" than {reading.most_pages} of them",
            "`pictures: ocr` in schema.md asks for all pages.",
        )


def _without(
    source: Source,
    known: Transcript | None,
    left: Sequence[int],
    error: UserError,
    snapshot: Snapshot,
) -> ReadPictures:
    """Return a source some of whose pages are not read; `UserError` where it has no others."""
    whole = add_transcript(source, known)
    why = error.message.rstrip(".")
    if not whole.text.strip():
        if source.bare == (0,):
            what = "it is a picture"
        elif source.anchors:
            what = f"it holds {counted(len(source.bare), 'picture')} and no words"
        else:
            what = f"it is a scan of {counted(len(source.bare), 'page')}"
        raise UserError(f"{source.path}: {what}, and nobody read it: {why}.", error.hint)
    what = _in_words(source, left)
    files = name_picture_files(
        source, left, lambda path: snapshot.repo.read(snapshot.raw[path].sha)
    )
    named = f" ({files})" if files else ""
    note = f"{what}, which nobody read{named}: {why}. {error.hint}".strip()
    return ReadPictures(whole, known, (note,))


def _in_words(source: Source, left: Sequence[int]) -> str:
    """Return the beginning of a sentence about what is left: pages, pictures, or figures."""
    figures = [number for number in left if number >= FIRST_FIGURE]
    pages = [number for number in left if number < FIRST_FIGURE]
    if not figures:
        return (
            pictures_in_words(left)
            if source.anchors and source.origin != "page"
            else pages_in_words(left)
        )
    told = figures_in_words(figures)
    return f"{pages_in_words(pages)}; {told}" if pages else told


def figures_in_words(numbers: Sequence[int]) -> str:
    """Return the beginning of a sentence about figures of a PDF: "3 figures on pages 2 and 5"."""
    pages = sorted({place_of_figure(number)[0] for number in numbers})
    listed = ", ".join(map(str, pages[:20])) + (" and more" if len(pages) > 20 else "")
    where = f"page {listed}" if len(pages) == 1 else f"pages {' and '.join(listed.rsplit(', ', 1))}"
    return f"{counted(len(numbers), 'figure')} on {where}"


def pages_in_words(pages: Sequence[int]) -> str:
    """Return the beginning of a sentence about pages: "Pages 3 and 5 are pictures"."""
    listed = ", ".join(map(str, pages[:20])) + (" and more" if len(pages) > 20 else "")
    if len(pages) == 1:
        return f"Page {listed} is a picture"
    return f"Pages {' and '.join(listed.rsplit(', ', 1))} are pictures"


def pictures_in_words(numbers: Sequence[int]) -> str:
    """Return the beginning of a sentence about pictures in a document: "2 pictures in it"."""
    return f"{counted(len(numbers), 'picture')} in it"


def _ask(
    source: Source,
    pages: Sequence[int],
    snapshot: Snapshot,
    reading: PictureReading,
    say: Callable[[str], None],
) -> tuple[list[PictureText], list[UserError]]:
    """Have pages drawn and read, some at a time; return what was read and what was wrong.

    An error that concerns every page is raised.
    """
    data = _read_same(source.path, source.sha256, snapshot)
    files = {file.number: file for file in source.picture_files}
    found: list[PictureText] = []
    faults: list[UserError] = []
    for at in range(0, len(pages), _PICTURES_AT_ONCE):
        some = pages[at : at + _PICTURES_AT_ONCE]
        if len(pages) > 1:
            say(f"reading {_named(some[0], source)}, {at + 1} of {len(pages)}")
        held = [number for number in some if number not in files]
        pictures, broken = _draw(source.path, data, held, reading.scale) if held else ((), [])
        faults += broken
        for number in [number for number in some if number in files]:
            file = files[number]
            shown = _read_same(file.path, file.sha256, snapshot)
            drawn, broken = _draw(file.path, shown, (0,), reading.scale)
            pictures += tuple(replace(one, number=number, in_document=True) for one in drawn)
            faults += broken
        for one in reading.transcriber.transcribe(pictures):
            if isinstance(one, BudgetError | AccessError):
                raise one
            if isinstance(one, UserError):
                faults.append(one)
            else:
                found.append(one)
    return found, faults


def _named(number: int, source: Source) -> str:
    return Picture(number, (), in_document=bool(source.anchors) and source.origin != "page").name


def _read_same(path: str, digest: str, snapshot: Snapshot) -> bytes:
    data = snapshot.repo.read(snapshot.raw[path].sha)
    if sha256(data).hexdigest() != digest:
        raise UserError(f"{path}: the file is not the one that was read.", "Try again.")
    return data


def _draw(
    path: str, data: bytes, numbers: Sequence[int], scale: float
) -> tuple[tuple[Picture, ...], list[UserError]]:
    """Return pictures as images, and what was wrong with the others: one costs no other."""
    seconds = _SECONDS_A_PAGE * (len(numbers) + 3)
    try:
        return draw_pictures(path, data, numbers, scale, seconds), []
    except UserError as error:
        if len(numbers) == 1:
            return (), [error]
    each = [_draw(path, data, (number,), scale) for number in numbers]
    return tuple(one for found, _ in each for one in found), [x for _, bad in each for x in bad]
