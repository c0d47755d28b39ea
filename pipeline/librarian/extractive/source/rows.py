"""Write table rows as prose, such as "Ganymede: diameter 5,268 km, orbital period 7.15 days"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.core.markup.foreign_text import make_harmless
from pipeline.librarian.extractive.source import stating_sentences
from pipeline.librarian.extractive.source.candidate import Candidate
from pipeline.librarian.extractive.source.chart_tables import title_of_chart
from pipeline.librarian.extractive.source.inline_html import without_tags
from pipeline.librarian.extractive.source.source_blocks import SourceBlock

MOST_CLAIM_LETTERS = 900
_FEW_BLANKS = 3  # in a cell; one with more is a sentence, whose column needs no name
_UNIT = re.compile(r"^(.*?)\s*\(([^()]{1,20})\)$")
_PLAIN_COLUMN = re.compile(
    r"^(?:values?|amount|default|setting|description|meaning|definition|gas|cost|number|notes?|)$",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"\W*(?:y|n|x|yes|no|true|false|none|n/a|white_check_mark|heavy_check_mark|x|check|cross_mark)\W*$",
    re.IGNORECASE,
)


def claim_of_row(block: SourceBlock, english: bool) -> Iterator[Candidate]:
    """Yield a table row as a claim in prose, such as "`MAX_SIZE`: 24", if it states something."""
    clean = without_tags if block.tags else str
    plain = [clean(c) for c in block.cells]
    cells = [make_harmless(c) for c in plain]
    header = tuple(clean(h) for h in block.header)
    if not cells[0] or not any(cells[1:]) or not any(ch.isalnum() for ch in cells[0]):
        return
    if _holds_only_marks(plain):
        return
    subject = re.sub(r"^[\s:]+|[\s:]+$", "", cells[0])
    if block.chart is not None:
        yield from _claim_of_chart(block, subject, cells, header, english)
        return
    if block.alone and len(cells) > 2:
        text = _name_cells(["", *cells], ("", *header), english)
        subject = ""
    else:
        text = f"{subject}: {_rest_of_row(cells, header, english)}"
    quotes: tuple[str, ...] = block.parts or (block.text,)
    names = any(h.strip() for h in block.header[1:])
    if names and (len(cells) > 2 or ": " in text[len(subject) + 2 :]):
        quotes = (" | ".join(c for c in block.header), *quotes)
    if len(re.findall(r"\w", text)) >= 4 and len(text) <= MOST_CLAIM_LETTERS:
        numbers = any(ch.isdigit() for ch in "".join(cells[1:]))
        weight = 4 if len(cells) == 2 and numbers else 3
        yield Candidate(
            stating_sentences.end_sentence(text),
            quotes,
            block.line,
            block.heading,
            block.headings,
            weight,
            subject,
        )


def _claim_of_chart(
    block: SourceBlock, category: str, cells: list[str], header: tuple[str, ...], english: bool
) -> Iterator[Candidate]:
    """Yield a row of a chart with the chart's title and the names of the series.

    It weighs little, so that the points of a long curve take no room from what a source says.
    """
    title = make_harmless(title_of_chart(block.chart)).rstrip(" .:")
    place = " ".join(filter(None, [make_harmless(header[0]), category]))
    text = f"{title}, {place}: {_name_cells(cells, header, english)}"
    if title and len(text) <= MOST_CLAIM_LETTERS:
        yield Candidate(
            stating_sentences.end_sentence(text),
            (block.chart or "", " | ".join(block.header), *(block.parts or (block.text,))),
            block.line,
            block.heading,
            block.headings,
            2,
        )


def _holds_only_marks(cells: list[str]) -> bool:
    """Tell whether a row says nothing in words or figures beside its first cell.

    Such are the rows of a matrix of features ("yes", "✓") and of a drawing. A single "yes" is the
    value of its row.
    """
    rest = [c for c in cells[1:] if c and c not in "-–—"]
    signs = [c for c in rest if not any(ch.isalnum() for ch in c)]
    marks = [c for c in rest if _MARK.match(c)]
    return (
        2 * len(signs) > len(rest) + 1
        or len(signs) == len(rest)
        or (len(rest) > 1 and len({*signs, *marks}) == len(set(rest)))
    )


def _rest_of_row(cells: list[str], header: tuple[str, ...], english: bool) -> str:
    """Return what a row says after its subject.

    In a table of two columns the second one's name is said only if it tells something.
    """
    if len(cells) > 2:
        return _name_cells(cells, header, english)
    name = make_harmless(header[1]) if len(header) > 1 else ""
    if _PLAIN_COLUMN.match(name):
        return cells[1]
    return f"{stating_sentences.begin_small(name, english)}: {cells[1]}"


def _name_cells(cells: list[str], header: tuple[str, ...], english: bool) -> str:
    """Return the cells of a row after the first, each with the name of its column.

    A unit in the header follows the value.
    """
    said = ""
    for name, value in zip(
        [make_harmless(h) for h in header[1 : len(cells)]], cells[1:], strict=False
    ):
        if not value or value in "-–—":
            continue
        unit = _UNIT.match(name)
        label, suffix = (unit[1], f" {unit[2]}") if unit else (name, "")
        told = not said and _PLAIN_COLUMN.match(label) and value.count(" ") >= _FEW_BLANKS
        whole = said.endswith((".", "!", "?"))
        label = "" if told else label if whole else stating_sentences.begin_small(label, english)
        sign = ": " if whole and label else " "
        said += (
            f"{' ' if whole else ', ' if said else ''}{label}{sign if label else ''}{value}{suffix}"
        )
    return said.strip()
