"""What code writes around the words of a page for readers on GitHub: its title, and backlinks.

The title is a heading above the TLDR, and *Linked from* the last section, in this form alone:

    ## Linked from

    - [Titan](titan.md): Titan is the largest moon of Saturn.
    - and 5 more

Both follow from the pages (`core/bookkeeping/frame_page.py` writes them), so neither is content:
a `Page` holds them apart from its body. A section of that name in any other form is a person's.
"""

from __future__ import annotations

import re

from pipeline.core.markup import markdown, text_mask
from pipeline.core.name_keys import fold

BACKLINKS_HEADING = "Linked from"
_TITLE = re.compile(r"(?:[ \t]*\r?\n)*# [^\r\n]*(?:\r?\n|\Z)")
_ENTRY = (
    r"- \[(?:\\.|`[^`\n]*`|[^\]\\`\n])*\]\([^()\s:]+\.md\)(?: \([\d-]{4,10}\))?(?:: [^\r\n]*)?\r?\n"
)
_ENTRIES = re.compile(rf"\s*(?:{_ENTRY})+(?:- and \d{{1,6}} more\r?\n)?\s*")


def cut_title(body: str, masked: str) -> tuple[str, str]:
    """Return the heading of level 1 that opens a body, with its line end, and the rest.

    It may hold `code`. A line in which a comment begins that ends further down is none.
    """
    found = _TITLE.match(body) if body.lstrip()[:2] == "# " else None
    end = found.end() if found else 0
    line, shown = body[:end], masked[:end]
    is_whole = shown == line or shown == text_mask.mask(line)
    return (line, body[end:]) if is_whole else ("", body)


def is_backlinks(section: markdown.PageSection) -> bool:
    """Tell whether a section is *Linked from*, as code writes it."""
    return section.heading == BACKLINKS_HEADING and bool(_ENTRIES.fullmatch(section.text))


def is_called_as_backlinks(heading: str) -> bool:
    """Tell whether a heading is that of *Linked from*, in any case."""
    return fold(heading) == fold(BACKLINKS_HEADING)
