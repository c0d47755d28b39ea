"""What was read of pictures, as a value that joins the text of a source and is found in it again.

A picture, a page of a PDF that is one, or a picture in a document holds no text for code to read. A
language model or a program for text recognition reads it once: the words that stand in it, and a
description of what it shows. Both become lines of the kept text (`core/wiki/kept_text.py`), each
below its mark, and those of a picture in a document at the place of the picture. They are the only
lines of a kept text that code cannot make anew, so they are taken from there where the text is
checked or made anew; all that stands around them is made of the file as ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.core.hidden_characters import is_name, strip_hidden
from pipeline.core.text import normalise
from pipeline.core.values import PARTS, Seen, Source
from pipeline.core.wiki.kept_text import number_kept_lines

HEADING = "## What the picture shows"
HEADING_IN_DOCUMENT = "What the picture shows:"  # the section that it stands in goes on behind it
LONGEST_TITLE = 300
_HEADING = re.compile(r"#{1,6}[ \t]+(\S[^\n]*?)[ \t]*")
WHOLE_PAGE = -1  # in the place of an anchor, where a whole page is a picture
MOST_CHARACTERS = 60_000  # of the words of one picture, and of its description


@dataclass(frozen=True)
class PictureText:
    """What was read of one picture: the words in it as they stand there, and what it shows.

    `number` is the page of the file, or which picture of a document it is, in their order; 0 where
    the file is a picture itself.
    """

    number: int
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

    `source` counts lines of its kept text, and the result does too. Texts of what is no picture are
    passed over.
    """
    if transcript is None:
        return source
    read = {
        picture.number: picture
        for picture in transcript.pictures
        if picture.number in source.bare
        and (settle_text(picture.words) or settle_text(picture.description))
    }
    if not read:
        return source
    if source.unit != "kept":  # the text was the file itself, and from now on is not
        source = number_kept_lines(source)
    rows = _own_rows(source) if source.text.strip() else []
    places = dict(zip(source.bare, source.anchors, strict=False))
    inside = [number for number in read if places.get(number, WHOLE_PAGE) != WHOLE_PAGE]
    for number in sorted(inside, key=lambda one: (places[one], one), reverse=True):
        at = _end_of_block(rows, places[number], source.origin in PARTS)
        place = rows[at - 1][1] if at else 1
        if at and rows[at - 1][0].strip():
            rows.insert(at, ("", place, "", 0))
            at += 1
        rows[at:at] = _picture_rows(read[number], place, number)
    for number in sorted(set(read).difference(inside), reverse=True):
        at = next((i for i, row in enumerate(rows) if row[1] > number), len(rows))
        rows[at:at] = _picture_rows(read[number], number if source.origin == "page" else 1, 0)
    while len(rows) > 1 and not rows[-1][0]:
        rows.pop()
    lines, origins, seen, numbers = zip(*rows, strict=True)
    return number_kept_lines(
        replace(
            source,
            text="\n".join(lines),
            locators=origins,
            unit=source.origin,
            read_by=transcript.by,
            seen=seen,
            picture_numbers=numbers if any(numbers) else (),
            picture_files=tuple(file for file in source.picture_files if file.number in read),
            title=_title_of(read.get(0)) or source.title,
        )
    )


def transcript_of(source: Source) -> Transcript | None:
    """Return what a kept text holds that was read of pictures; None where it holds nothing such."""
    found: dict[int, dict[Seen, list[str]]] = {}
    none = (0,) * len(source.seen)
    pages = source.origins if source.origin == "page" else none
    numbers = [
        own or page for own, page in zip(source.picture_numbers or none, pages, strict=False)
    ]
    for line, number, seen in zip(source.text.split("\n"), numbers, source.seen, strict=False):
        if seen:
            found.setdefault(number, {}).setdefault(seen, []).append(line)
    if not found or not source.read_by:
        return None
    return Transcript(
        source.read_by, tuple(_read_back(number, rows) for number, rows in found.items())
    )


def _title_of(picture: PictureText | None) -> str:
    """Return the heading over the words of a file that is a picture; "" where there is none."""
    first = picture.words.lstrip().split("\n")[0] if picture else ""
    found = normalise(first.removeprefix("# ")) if first.startswith("# ") else ""
    return found if len(found) <= LONGEST_TITLE and is_name(found) else ""


_Row = tuple[str, int, Seen, int]  # the line, its place in the file, whence, of which picture


def _own_rows(source: Source) -> list[_Row]:
    lines = source.text.split("\n")
    return [(line, page, "", 0) for line, page in zip(lines, source.origins, strict=True)]


def _end_of_block(rows: Sequence[_Row], anchor: int, paged: bool) -> int:
    """Return where the paragraph, list or table of a row ends: behind the blank line, if one is.

    A picture stays on its page, so a paragraph that goes over to the next is cut there.
    """
    for at in range(anchor, len(rows)):
        if paged and rows[at][1] != rows[anchor][1]:
            return at
        if not rows[at][0].strip():
            return at + 1
    return len(rows)


def _picture_rows(picture: PictureText, place: int, number: int) -> Iterator[_Row]:
    """Yield the lines of one picture, each part with a blank line behind it.

    A picture in a document has the number that is given, and else 0.
    """
    if words := settle_text(picture.words):
        words = _without_headings(words) if number else words
        yield from ((line, place, "words", number) for line in (*words.split("\n"), ""))
    if shown := settle_text(picture.description):
        heading = HEADING if not number else HEADING_IN_DOCUMENT
        lines = (heading, "", *shown.split("\n"), "")
        yield from ((line, place, "description", number) for line in lines)


def _without_headings(words: str) -> str:
    """Return words with bold lines for headings, which would open a section of the document."""
    out, fenced = [], False
    for line in words.split("\n"):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        found = None if fenced else _HEADING.fullmatch(line)
        out.append(f"**{found[1]}**" if found else line)
    return "\n".join(out)


def _read_back(number: int, rows: dict[Seen, list[str]]) -> PictureText:
    shown = rows.get("description", [])
    if shown and shown[0] in (HEADING, HEADING_IN_DOCUMENT):
        shown = shown[1:]
    return PictureText(
        number, settle_text("\n".join(rows.get("words", []))), settle_text("\n".join(shown))
    )
