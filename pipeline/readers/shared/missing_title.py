"""Find a title for a text that does not name one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.core.hidden_characters import is_name
from pipeline.core.text import digest

LONGEST_TITLE = 100
_DATE = re.compile(r"^\d{4}(?:-\d{2}){0,2}[-_ ]+(?=\S)")
_LONGEST_LINE = 10_000  # characters of a line that could name anything
_LINK = re.compile(
    r"!?\[\[(?:[^\]|]{0,500}\|)?([^\]]{1,500})\]\]|!?\[([^\]]{0,500})\]\([^)]{0,2000}\)"
)
# Headings of a part of a document, which say nothing of what the document is about.
_PART_WORDS = (
    "abstract aim aims background contents description disclaimer disclaimers example examples"
    " foreword goal goals installation introduction intro motivation note notes outline overview"
    " preamble preface prerequisites purpose rationale requirements scope status summary synopsis"
    " tl;dr tldr usage zusammenfassung einleitung einführung überblick übersicht beispiel beispiele"
    " inhalt vorwort motivation hintergrund résumé sommaire aperçu exemple exemples résumen resumen"
    " introducción ejemplo ejemplos"
)
_PARTS = frozenset(_PART_WORDS.split()) | {
    "table of contents",
    "executive summary",
    "table des matières",
    "in short",
}
_NUMBERING = re.compile(r"^(?:[\dIVX]{1,4}[.)]{1,2}(?:\d{1,3}[.)]?){0,3}|\d{1,3})\s+")


def names_part(heading: str) -> bool:
    """Tell whether a heading names a part of a document: "Summary", "1. Introduction"."""
    return _NUMBERING.sub("", heading.strip()).strip(" *_:.").casefold() in _PARTS


def title_from_path(path: str) -> str:
    """Return the file's name as words: `raw/2026-03-gpt4_report.md` gives `Gpt4 report`."""
    name = path.rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    words = " ".join(re.sub(r"[-_]+", " ", _DATE.sub("", stem)).split())
    return words[:1].upper() + words[1:] if is_name(words) else f"Source {digest(path)[:8]}"


def first_title(*texts: str) -> str:
    """Return the first of these texts that can name a page, or an empty string.

    A text of signs alone, or with nothing to see in it, is no title.
    """
    return next((text for text in texts if is_name(text)), "")


def title_from_first_line(lines: Sequence[str]) -> str:
    """Return the first line that holds a word, if it is short and no sentence, else nothing.

    A line that names a part of a document ("Abstract") is no title of the whole either.
    """
    first = next((line.strip() for line in lines if is_name(line)), "")
    clean = strip_markup(first)
    # A line that opens otherwise is a list item, a quotation, a fence or a table.
    titled = first[:1].isalnum() or first[:1] in tuple("#\"'“‘«¿(")
    return (
        clean
        if titled
        and len(clean) <= LONGEST_TITLE
        and not clean.endswith((".", ",", ";", ":"))
        and not names_part(clean)
        else ""
    )


def strip_markup(text: str) -> str:
    """Return one line of Markdown without its markup.

    Heading marks, emphasis, code ticks and the targets of links go.
    """
    text = _LINK.sub(
        lambda found: found.group(1) or found.group(2) or "", " ".join(text[:_LONGEST_LINE].split())
    )
    text = re.sub(r"\*\*|__|`|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)", "", text)
    return " ".join(re.sub(r"^\s*#+\s+|\s+#+\s*$", "", text).split())
