"""Something was taken out of a page, and what surrounded it stayed.

Such are words that lead to a list or table that is not there, or to fewer things than they say; a
bold opening of an item with nothing behind it; a table without rows, a row that cites something and
has lost its first cell, a column that is empty in a table that cites something; a comparison of one
value; a section that only sends its reader on, and links to nothing; and a page that opens with
"It". Pages that cite nothing are their authors' own, and are left alone.

Bad:  `Three causes are known:` at the end of a section
Good: the sentence gone with its list, or the list put back
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.core.findings.view import Spot, View
from pipeline.core.markup import markdown, text_mask
from pipeline.core.markup.sentence_spans import find_run_in
from pipeline.core.markup.text_blocks import TextBlock, group_tables, split_blocks
from pipeline.core.text import shorten
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.leftovers import (
    followers,
    is_pointer,
    leads_in,
    number_announced,
    points_back,
    values_compared,
)
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.pieces import table_cells
from pipeline.core.wiki.schema import COMPARISON_TYPE

SEVERITY: Severity = "warning"
SCOPE: Scope = "page"
RUNS_IN: RunsIn = ("check", "lint")
# Without one of these there is nothing to look for in a section: a line that ends in a colon, a row
# of a table, an item that is bold as a whole.
_COLON_AT_END = re.compile(
    r"[:：][*_]{0,3}(?:\s?\[\^[^\[\]\s]{1,200}\]){0,20}[ \t]*$", re.MULTILINE
)
_ROW = re.compile(r"^[ \t>]*\|", re.MULTILINE)
_BOLD_ITEM = re.compile(
    r"^[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+[*_]{1,3}[^*_\n]{1,100}[.:!?][*_]{1,3}[ \t]*$",
    re.MULTILINE,
)
_BOLD_END = re.compile(r"[*_](?=[ \t]*$)", re.MULTILINE)
# The first word of a page, where nothing but letters shows it, and the words that begin what
# `points_back` finds for one of `_PRONOUNS`.
_FIRST_WORD = re.compile(r"([A-Za-z]+)[ ,]")
_MAY_POINT = frozenset(
    (
        *("It", "Its", "They", "Their", "He", "She", "Under", "By", "In", "Since", "Before"),
        *("After", "According", "With", "From", "For", "At", "On", "Until", "As"),
    )
)
_FEWEST_WORDS = 4  # of what leads to a list; fewer are the name of a field
_SAYS = re.compile(r"\w")
_PRONOUNS = ("It", "Its", "They", "Their", "He", "She", "it", "they")
_HINT = "Take it out, or put back what it belongs to."


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        if not page.labels:
            continue
        for words, what in _leftovers(page):
            said = shorten(markdown.to_plain_text(words), 80)
            yield Spot(page.path, said, f"“{said}” {what}", _HINT, _line_of(page, words))


def _line_of(page: Page, words: str) -> int:
    at = page.render().find(words.strip())
    return page.render().count("\n", 0, at) + 1 if at >= 0 else 1


def _leftovers(page: Page) -> Iterator[tuple[str, str]]:
    """Yield the words that are left, and what is wrong with them."""
    if _may_point_back(page.tldr) and (back := points_back(page.tldr)) in _PRONOUNS:
        yield page.tldr.split("\n", 1)[0], f"opens the page, and nothing says what “{back}” is"
    for text in (page.lead, *(part.text for part in page.parts)):
        if _may_hold_leftover(text):
            yield from _of_section(text)
    for part in page.parts:
        words = part.text.strip()
        if is_pointer(words) and "\n" not in words and not any(markdown.find_links(words)):
            yield words, "is all that its section says, and links to nothing"
    if page.meta.get("type") == COMPARISON_TYPE:
        compared = [values_compared(part.text) for part in page.parts]
        if max(compared, default=0) == 1:
            yield str(page.meta.get("title") or page.slug), "compares nothing: it has one value"


def _may_point_back(opening: str) -> bool:
    first = _FIRST_WORD.match(opening)
    return first is None or first[1] in _MAY_POINT


def _may_hold_leftover(text: str) -> bool:
    """Tell whether a section may hold a leftover.

    The signs come first: a pattern that begins at the line's begin is tried at every character.
    """
    return bool(
        ((":" in text or "：" in text) and _COLON_AT_END.search(text))
        or ("|" in text and _ROW.search(text))
        or (("*" in text or "_" in text) and _BOLD_END.search(text) and _BOLD_ITEM.search(text))
    )


def _of_section(text: str) -> Iterator[tuple[str, str]]:
    shown = text_mask.show_words(text)
    blocks = split_blocks(shown)
    for i, block in enumerate(blocks):
        words = text[block.inner : block.end].strip()
        if block.kind == "prose" and leads_in(words):
            yield from _of_lead_in(text, blocks, i, words)
        elif (
            block.kind == "item"
            and find_run_in(shown[block.inner : block.end]) == len(words)
            and not _goes_on_below(text, blocks, i)
            and _others_say_more(text, blocks, i)
        ):
            yield words, "says nothing behind its opening"
    for table in group_tables(blocks):
        yield from _of_table([(b, text[b.inner : b.end].strip()) for b in table])


def _of_lead_in(
    text: str, blocks: Sequence[TextBlock], i: int, words: str
) -> Iterator[tuple[str, str]]:
    last = words.rsplit("\n", 1)[-1]
    if len(markdown.to_plain_text(words).split()) < _FEWEST_WORDS:
        return
    below = followers(blocks, i)
    items = [b for b in below if b.kind == "item" and b.indent == below[0].indent]
    if len(items) == 1 < number_announced(words):
        yield last, "leads to one thing only"
    elif not below and not _goes_on_below(text, blocks, i):
        yield last, "leads to nothing"


def _goes_on_below(text: str, blocks: Sequence[TextBlock], i: int) -> bool:
    """Tell whether something stands below a block before the next heading, also code."""
    block, after = blocks[i], blocks[i + 1] if i + 1 < len(blocks) else None
    if text[block.end : after.start if after else len(text)].strip():
        return True
    if block.kind == "item":
        return after is not None and after.indent > block.indent
    return after is not None and after.kind not in ("heading", "other")


def _others_say_more(text: str, blocks: Sequence[TextBlock], i: int) -> bool:
    """Tell whether the item above or below says something behind its opening."""
    for other in (*blocks[max(0, i - 1) : i], *blocks[i + 1 : i + 2]):
        said = text[other.inner : other.end].strip()
        run_in = find_run_in(text_mask.show_words(said)) if other.kind == "item" else 0
        if run_in and run_in < len(said):
            return True
    return False


def _of_table(rows: Sequence[tuple[TextBlock, str]]) -> Iterator[tuple[str, str]]:
    heads = [row for block, row in rows if block.kind == "table head"]
    body = [row for block, row in rows if block.kind == "row"]
    if heads and not body:
        yield heads[0], "is the head of a table without rows"
    if not heads or not any("[^" in row for row in body):
        return
    names, cells = table_cells(heads[0]), [table_cells(row) for row in body]
    keyless = [row for row, found in zip(body, cells, strict=True) if not _SAYS.search(found[0])]
    if len(keyless) == 1 < len(body) and _SAYS.search(names[0]) and "[^" in keyless[0]:
        yield keyless[0], "has lost its first cell"
    for i, name in enumerate(names[1:], 1):
        if name and not any(i >= len(row) or row[i].strip() for row in cells):
            yield name, "is a column in which nothing stands"
