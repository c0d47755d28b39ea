"""Which licence a source names for itself: in its front matter, or in a section about it.

What is not named is unknown, and nothing is guessed from where a source came from.
"""

from __future__ import annotations

import re

from pipeline.core.errors import UserError
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.markup import frontmatter

_KEYS = ("licence", "license", "rights")
_LONGEST = 120  # characters
_HEADING = re.compile(
    r"^#{1,6}[ \t]+(?:copyright|licen[cs]e|licensing|copyright notice)[ \t]*#*$|"
    r"^(?:copyright|licen[cs]e|licensing)[ \t]*\n[=\-~^\"]{3,}[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_SECTION = 1_000  # characters behind such a heading
_NAMED = (
    ("CC0-1.0", r"\bCC0\b"),
    ("CC-BY-SA-4.0", r"\bCC[- ]BY[- ]SA[- ]4\.0\b|\bAttribution-ShareAlike 4\.0\b"),
    ("CC-BY-4.0", r"\bCC[- ]BY[- ]4\.0\b|\bAttribution 4\.0\b"),
    ("Apache-2.0", r"\bApache(?: License,?)?(?: Version)?[- ]2\.0\b"),
    ("MIT", r"\bMIT(?: License)?\b"),
    ("public domain", r"\bpublic domain\b"),
)


def find_licence(text: str) -> str:
    """Return the licence that the text of a file names for itself; "" where it names none."""
    block, body = frontmatter.split(text)
    try:
        own = frontmatter.load_block(block) if block else {}
    except UserError:
        own = {}
    for key in _KEYS:
        value = own.get(key)
        if isinstance(value, str) and value.strip() and value != "none is named":
            return " ".join(strip_hidden(value).split())[:_LONGEST]
    for heading in _HEADING.finditer(body):
        said = body[heading.end() : heading.end() + _SECTION]
        named = [name for name, pattern in _NAMED if re.search(pattern, said, re.IGNORECASE)]
        if named:
            return " or ".join(named)
    return ""
