"""Links inside statements: the first mention of another page, once in a section, never inside code."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.core import markdown
from pipeline.librarian.extractive.about import mentions
from pipeline.librarian.extractive.tokens import tokens
from pipeline.librarian.extractive.words import SELF_REFERENCE


def linked(text: str, names: Mapping[str, str], own: str, seen: set[str], in_table: bool = False) -> str:
    """Return a statement with links to pages that `seen` does not hold yet; what was linked is added to `seen`."""
    bar = "\\|" if in_table else "|"
    covered = [(link.start, link.end) for link in markdown.links(text)]
    seen.update(link.target for link in markdown.links(text) if link.kind == "wiki")
    out: list[str] = []
    at = 0
    for mention in mentions(tokens(text), names):
        words = text[mention.start : mention.end]
        inside = any(a < mention.end and mention.start < b for a, b in covered)
        if mention.what == own or mention.what in seen or inside or not _linkable(words):
            continue
        seen.add(mention.what)
        out += [text[at : mention.start], f"[[{mention.what}{bar}{words}]]"]
        at = mention.end
    return "".join(out) + text[at:]


def _linkable(words: str) -> bool:
    return not re.search(r"[\[\]|\\<>\n]", words) and words.count("`") in (0, 2) and words.count("*") % 2 == 0


def grounded(text: str, slug: str, name: str) -> str:
    """Return a statement whose "This EIP" or "This article" is replaced by the source's name, with a link to its summary."""
    return SELF_REFERENCE.sub(f"[[{slug}|{name}]]", text, count=1)
