"""Shapes that a page has where something was taken out of it and its surroundings stayed.

A retraction uses them to mend or to tell what it leaves, and the rule `leftover` to find what
people leave.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from pipeline.core.markup import footnotes, markdown, text_mask
from pipeline.core.markup.text_blocks import TextBlock, split_blocks

# "Under the new rule it costs 5": the subject is a word that stands for another.
_LATER_SUBJECT = re.compile(
    r"(?:Under|By|In|Since|Before|After|According to|With|From|For|At|On|Until|As)\b[^.;:,]{0,60},?"
    r" (it|they)\b"
)
_POINTER = re.compile(
    r"\W{0,4}(?:See(?: also)?|Compare|Cf\.|Siehe(?: auch)?|Vergleiche|Vgl\.|Voir(?: aussi)?"
    r"|Véase)\s"
)
_JOINT = re.compile(r"(?:,? and|,|;|,? und|,? et) $")
_STOP = re.compile(r"[.!]?\s*$")
_LEADS_IN = re.compile(r"[:：][*_]{0,3}(?:\s?\[\^[^\[\]\s]{1,200}\])*\s*$")
_ANNOUNCES = re.compile(
    r"\b(?:the following|as follows|below|folgende[nrs]?"
    r"|les suivante?s)\b",
    re.IGNORECASE,
)
_BORDER = re.compile(r"(?<!\\)\|")
_NUMBER = re.compile(r"\b(two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_POINTS_BACK = re.compile(
    r"(?:[*_]{0,3})(It|Its|They|Their|Them|He|She|His|Her|This|These|Those|Both|Such"
    r"|The (?:former|latter|first|second|third|last|other|others|same|contradiction|difference"
    r"|earlier|later|previous|preceding)"
    r"|Then|However|Therefore|Thus|Hence|So|Also|In turn"
    r"|Before (?:it|this|that)|After (?:it|this|that)|Before,|After,|On top of (?:this|that|it)"
    r"|The [^.,;]{1,40} (?:before|after) (?:it|this|that)"
    r"|Another|Others?|An? (?:earlier|later|further|second|third)|More generally"
    r"|In addition|Besides|Instead|Otherwise|Taken together|Likewise|Similarly"
    r"|Es|Sie|Er|Dies|Diese[rs]?|Beide|Danach|Davor|Dabei|Außerdem|Dadurch|Dann"
    r"|Elle|Il|Ils|Elles|Cela|Ceci|Ensuite)(?![\w'’-])"
)


def points_back(sentence: str) -> str:
    """Return the words with which a sentence points to the one before it; "" where it does not."""
    words = markdown.to_plain_text(sentence)
    found = _LATER_SUBJECT.match(words) or _POINTS_BACK.match(words)
    return found[1].rstrip(",") if found else ""


def is_pointer(sentence: str) -> bool:
    """Tell whether a sentence only sends its reader to other pages: "See [[saw]]."."""
    return bool(_POINTER.match(sentence)) and not footnotes.find_marks(sentence)


def shorten_pointer(sentence: str, goes: Callable[[markdown.LinkSpan], bool]) -> str:
    """Return a pointer to several pages without those that go, or as it is where that is unclear.

    "See [[saw]] for its price and [[rasp]] for its use." has two parts, each with its page.
    """
    links = sorted(markdown.find_links(sentence), key=lambda link: link.start)
    lead = _POINTER.match(sentence)
    if lead is None or len(links) < 2 or links[0].start != lead.end() or not any(map(goes, links)):
        return sentence
    stays = [link for link in links if not goes(link)]
    joints = [sentence[a.end : b.start] for a, b in pairwise(links)]
    found = [_JOINT.search(joint) for joint in joints]
    if not stays or not all(found):
        return sentence
    ends = [a.end + j.start() for a, j in zip(links, found, strict=False) if j]
    stop = _STOP.search(sentence)
    parts = [
        sentence[link.start : end]
        for link, end in zip(links, [*ends, stop.start() if stop else len(sentence)], strict=True)
        if not goes(link)
    ]
    joined = " and ".join([*([", ".join(parts[:-1])] if parts[:-1] else []), parts[-1]])
    return f"{lead[0]}{joined}{stop[0] if stop else ''}"


def leads_in(sentence: str) -> bool:
    """Tell whether a sentence leads to what stands below it, by its colon."""
    return bool(_LEADS_IN.search(sentence))


def announces(sentence: str) -> bool:
    """Tell whether a sentence speaks of what follows it: "costs the following"."""
    return leads_in(sentence) or bool(_ANNOUNCES.search(markdown.to_plain_text(sentence)))


def number_announced(sentence: str) -> int:
    """Return how many things a sentence says that follow it, as a word; 0 for none."""
    found = _NUMBER.search(markdown.to_plain_text(sentence))
    return _NUMBERS.index(found[1].lower()) + 2 if found else 0


def followers(blocks: Sequence[TextBlock], at: int) -> Sequence[TextBlock]:
    """Return the items of the list, or the lines of the table, that stand right below a block."""
    first = blocks[at + 1] if at + 1 < len(blocks) else None
    if first is None or (first.kind == "item") == (first.kind in ("row", "table head")):
        return ()
    if blocks[at].kind == "item" and (first.kind != "item" or first.indent <= blocks[at].indent):
        return ()
    kinds = ("item",) if first.kind == "item" else ("row", "table head")
    end = at + 1
    while end < len(blocks) and blocks[end].kind in kinds and blocks[end].indent >= first.indent:
        end += 1
    return blocks[at + 1 : end]


def values_compared(text: str) -> int:
    """Return how many values a table of a text puts side by side; 0 where it has no table.

    Those are the columns of a row that cites something in several, else the rows.
    """
    shown = text_mask.show_words(text)
    rows = [text[block.inner : block.end] for block in split_blocks(shown) if block.kind == "row"]
    columns = max((_cited_cells(row) for row in rows), default=0)
    return columns if columns > 1 else len(rows)


def _cited_cells(row: str) -> int:
    """Return how many cells of a row, but for the first, cite something."""
    cells = _BORDER.split(row.strip().strip("|"))[1:]
    return sum(bool(footnotes.find_marks(cell)) for cell in cells)
