"""Put links into statements: at the first mention of a page in a section, never inside code."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.core.markup import markdown
from pipeline.librarian.extractive.names.subject_scores import find_mentions
from pipeline.librarian.extractive.words.sentence_openings import (
    ORDER_VERBS,
    SELF_REFERENCE,
    THIRD_PERSON_VERBS,
)
from pipeline.librarian.extractive.words.tokens import tokenize

_WIKILINK = re.compile(r"\[\[[^\[\]|]*\\?\|([^\[\]]*)\]\]|\[\[([^\[\]|]*)\]\]")
_INLINE = re.compile(r"(?<!\\)\[((?:[^\[\]\\]|\\.)*)\]\((?:\.\./|[^()\s:]*\.md)[^()\s]*\)")


def remove_links(text: str) -> str:
    """Return a statement with the words of its links to other pages in the place of the links."""
    return _INLINE.sub(r"\1", _WIKILINK.sub(lambda m: m[1] or m[2], text)).strip()


def add_links(
    text: str, names: Mapping[str, str], own: str, seen: set[str], in_table: bool = False
) -> str:
    """Return a statement with links to the pages it mentions that are not yet in `seen`.

    Every page that is linked, or was linked already, is added to `seen`. `own` is the slug of the
    page itself, which is not linked.
    """
    bar = "\\|" if in_table else "|"
    covered = [(link.start, link.end) for link in markdown.find_links(text)]
    seen.update(link.target for link in markdown.find_links(text) if link.kind == "wiki")
    out: list[str] = []
    at = 0
    for mention in find_mentions(tokenize(text), names):
        words = text[mention.start : mention.end]
        inside = any(a < mention.end and mention.start < b for a, b in covered)
        if mention.what == own or mention.what in seen or inside or not _linkable(words):
            continue
        seen.add(mention.what)
        out += [text[at : mention.start], f"[[{mention.what}{bar}{words}]]"]
        at = mention.end
    return "".join(out) + text[at:]


def _linkable(words: str) -> bool:
    return (
        not re.search(r"[\[\]|\\<>\n]", words)
        and words.count("`") in (0, 2)
        and words.count("*") % 2 == 0
    )


def name_source(text: str, slug: str, name: str, whole: bool) -> str:
    """Return a statement that names its source where its own words leave open who speaks.

    "This EIP" becomes the source's name with a link to its summary page. "Increases the cost …"
    gets the source as its subject if the statement speaks of the `whole` source. An instruction
    ("Increase the cost …") gets it before a colon.
    """
    source = f"[[{slug}|{name}]]"
    first = re.match(r"[A-Z][a-z]+(?= )", text)
    word = first.group().lower() if first else ""
    if whole and word in THIRD_PERSON_VERBS:
        return f"{source} {word}{text[len(word) :]}"
    if word in ORDER_VERBS:
        return f"{source}: {text}"
    # A function, because in a string a title such as `\LaTeX` would be a template.
    return SELF_REFERENCE.sub(lambda _: source, text, count=1)
