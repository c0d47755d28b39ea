"""Say what was read of pictures, which code cannot make anew: a person compares it with them."""

from __future__ import annotations

from pipeline.core.changes.proposal import Part
from pipeline.core.github.inert import make_code, make_inert, make_link
from pipeline.core.github.places import Places
from pipeline.core.github.quoted import link_source
from pipeline.core.paths import kept_path
from pipeline.core.picture import FIRST_FIGURE, place_of_figure
from pipeline.core.text import counted
from pipeline.core.wiki.kept_text import read_kept_text
from pipeline.core.wiki.transcript import Transcript

PAGED = "pdf"  # the format whose pages may be pictures
_MOST_PAGES = 20  # that are listed
_MOST_FILES = 5


def tell_pictures(part: Part, places: Places | None) -> tuple[str, str] | None:
    """Return what the reviewer must compare: what was read by whom, and how to go about it.

    None where the change brings nothing of the kind.
    """
    change = part.change
    text = kept_path(change.source.path)
    if change.transcript is None or all(file.path != text for file in part.done.files):
        return None
    link = make_link(make_code(text), places.page(text) if places else "")
    what = _what(change.transcript, of_pages=change.source.format == PAGED)
    return (
        f"{what} read by {make_inert(change.transcript.by)}.",
        f"Code cannot make its words anew. Compare the text {link} with"
        f" {_link_pictures(part, text, places)} before you merge: your merge makes it the"
        " record. Mend on this branch what was misread. Citations of it say that they are *read"
        f" from an image*.{_illegible(change.transcript)}",
    )


def _link_pictures(part: Part, text: str, places: Places | None) -> str:
    """Return links to what was read: the source itself, or the files of pictures that it shows."""
    after = next((file.after for file in part.done.files if file.path == text), None)
    kept = read_kept_text(after or "")
    files = list(dict.fromkeys(file.path for file in kept.picture_files)) if kept else []
    seen = (
        {text.number for text in part.change.transcript.pictures} if part.change.transcript else ()
    )
    inside = kept is None or len(kept.picture_files) < len(seen)
    shown = [*([part.change.source.path] if inside else []), *files]
    more = f" and {counted(len(shown) - _MOST_FILES, 'more file')}" * (len(shown) > _MOST_FILES)
    return ", ".join(link_source(path, places) for path in shown[:_MOST_FILES]) + more


def _what(transcript: Transcript, of_pages: bool) -> str:
    read = [text.number for text in transcript.pictures]
    pages = [number for number in read if number < FIRST_FIGURE]
    if figures := len(read) - len(pages):
        on = sorted({place_of_figure(number)[0] for number in read if number >= FIRST_FIGURE})
        more = f", and {counted(len(pages), 'page')} without text," if pages else ""
        were = "was" if len(read) == 1 else "were"
        return f"{counted(figures, 'figure')} on {_list(on)}{more} {were}"
    if pages == [0]:
        return "A picture was"
    if not of_pages:
        return f"{counted(len(pages), 'picture')} in it {'was' if len(pages) == 1 else 'were'}"
    listed = ", ".join(map(str, pages[:_MOST_PAGES])) + (", …" * (len(pages) > _MOST_PAGES))
    if len(pages) == 1:
        return f"Page {listed} is a picture and was"
    return f"{counted(len(pages), 'page')} ({listed}) are pictures and were"


def _list(pages: list[int]) -> str:
    listed = ", ".join(map(str, pages[:_MOST_PAGES])) + (", …" * (len(pages) > _MOST_PAGES))
    return f"page{'' if len(pages) == 1 else 's'} {listed}"


def _illegible(transcript: Transcript) -> str:
    places = sum(text.words.count("[illegible]") for text in transcript.pictures)
    are = "is" if places == 1 else "are"
    return f" {counted(places, 'place')} {are} marked as illegible." if places else ""
