"""What was read of pictures, as a value that joins the text of a source and is found in it again.

A picture, or a page of a PDF that is one, holds no text for code to read. A language model or a
program for text recognition reads it once: the words that stand in it, and a description of what it
shows. Both become lines of the kept text (`core/wiki/kept_text.py`), each below its mark. They are
the only lines of a kept text that code cannot make anew, so they are taken from there where the
text is checked or made anew; all that stands around them is made of the file as ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.core.text import is_name, normalise, strip_hidden
from pipeline.core.values import Seen, Source
from pipeline.core.wiki.kept_text import number_kept_lines

HEADING = "## What the picture shows"
LONGEST_TITLE = 300
MOST_CHARACTERS = 60_000  # of the words of one picture, and of its description


@dataclass(frozen=True)
class PictureText:
    """What was read of one picture: the words in it as they stand there, and what it shows.

    `page` is the page of the file; 0 where the file is a picture itself.
    """

    page: int
    words: str
    description: str = ""


@dataclass(frozen=True)
class Transcript:
    """What was read of the pictures of one source, and by whom: the name of a model or program."""

    by: str
    pictures: tuple[PictureText, ...]


def settle_text(said: str) -> str:
    """Return words or a description in the form in which they are kept.

    Nothing hidden is in it, no line ends in blanks, and no blank lines open or close it.
    """
    lines = [strip_hidden(line).rstrip() for line in said.splitlines()]
    return "\n".join(lines).strip("\n")


def add_transcript(source: Source, transcript: Transcript | None) -> Source:
    """Return a source, as its reader made it, with what was read of its pictures in its text.

    `source` counts lines of its kept text, and the result does too. Texts of pages that are no
    pictures are passed over.
    """
    if transcript is None:
        return source
    read = {
        picture.page: picture
        for picture in transcript.pictures
        if picture.page in source.bare
        and (settle_text(picture.words) or settle_text(picture.description))
    }
    if not read:
        return source
    rows = _own_rows(source) if source.text.strip() else []
    for page in sorted(read, reverse=True):
        at = next((i for i, row in enumerate(rows) if row[1] > page), len(rows))
        rows[at:at] = _picture_rows(read[page], source)
    while len(rows) > 1 and not rows[-1][0]:
        rows.pop()
    lines, origins, seen = zip(*rows, strict=True)
    return number_kept_lines(
        replace(
            source,
            text="\n".join(lines),
            locators=origins,
            unit=source.origin,
            read_by=transcript.by,
            seen=seen,
            title=_title_of(read.get(0)) or source.title,
        )
    )


def transcript_of(source: Source) -> Transcript | None:
    """Return what a kept text holds that was read of pictures; None where it holds nothing such."""
    found: dict[int, dict[Seen, list[str]]] = {}
    pages = source.origins if source.origin == "page" else (0,) * len(source.seen)
    for line, page, seen in zip(source.text.split("\n"), pages, source.seen, strict=False):
        if seen:
            found.setdefault(page, {}).setdefault(seen, []).append(line)
    if not found or not source.read_by:
        return None
    return Transcript(source.read_by, tuple(_read_back(page, rows) for page, rows in found.items()))


def _title_of(picture: PictureText | None) -> str:
    """Return the heading over the words of a file that is a picture; "" where there is none."""
    first = picture.words.lstrip().split("\n")[0] if picture else ""
    found = normalise(first.removeprefix("# ")) if first.startswith("# ") else ""
    return found if len(found) <= LONGEST_TITLE and is_name(found) else ""


_Row = tuple[str, int, Seen]


def _own_rows(source: Source) -> list[_Row]:
    lines = source.text.split("\n")
    return [(line, page, "") for line, page in zip(lines, source.origins, strict=True)]


def _picture_rows(picture: PictureText, source: Source) -> Iterator[_Row]:
    """Yield the lines of one picture, each part with a blank line behind it."""
    place = picture.page if source.origin == "page" else 1
    if words := settle_text(picture.words):
        yield from ((line, place, "words") for line in (*words.split("\n"), ""))
    if shown := settle_text(picture.description):
        yield from ((line, place, "description") for line in (HEADING, "", *shown.split("\n"), ""))


def _read_back(page: int, rows: dict[Seen, list[str]]) -> PictureText:
    shown = rows.get("description", [])
    if shown and shown[0] == HEADING:
        shown = shown[1:]
    return PictureText(
        page, settle_text("\n".join(rows.get("words", []))), settle_text("\n".join(shown))
    )
