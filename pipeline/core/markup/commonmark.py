"""What only a real parser can tell of a page: its HTML, and where its links lead."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

_NOTE = re.compile(r"\[\^")


def find_html(text: str) -> list[str]:
    """Return the HTML tags and comments that would take effect in `text`.

    A real parser decides what is HTML, because whether a backtick has its partner depends on all
    the blocks around it.
    """
    if "<" not in text:
        return []
    from markdown_it import MarkdownIt  # takes 30 ms, and few pages hold a "<"

    # A footnote definition would be read as that of a link, and vanish.
    prose = _NOTE.sub("(^", text)
    blocks = (
        MarkdownIt("commonmark", {"html": True}).enable("table").parse(_without_open_ends(prose))
    )
    inline = (child for block in blocks for child in block.children or ())
    return [
        t.content.strip() for t in (*blocks, *inline) if t.type in ("html_block", "html_inline")
    ]


_OPENS_HTML = re.compile(
    r"(^[ \t>*+\-0-9.)]*)?<(?=(!--)|(\?)|(!\[CDATA\[)|(![A-Za-z]))", re.MULTILINE
)
_CLOSES_HTML = ("-->", "?>", "]]>", ">")


def _without_open_ends(text: str) -> str:
    """Return `text` with the sign that begins a comment as an entity, where the comment never ends.

    Inside a line that is HTML to nobody, and the parser reads to the end of the text for each of
    them. At the beginning of a line it begins a block all the same.
    """
    last = [text.rfind(sign) for sign in _CLOSES_HTML]

    def inert(found: re.Match[str]) -> str:
        kind = next(i for i in range(len(last)) if found[i + 2] is not None)
        return found[0] if found[1] is not None or found.start() < last[kind] else "&lt;"

    return _OPENS_HTML.sub(inert, text) if "<!" in text or "<?" in text else text


def find_destinations(text: str) -> list[tuple[bool, str]]:
    """Return what the links and images of `text` lead to: (whether an image, decoded address).

    A real parser reads them: entities, escapes, references and labels over several lines all make
    links, and no pattern of ours knows them all.
    """
    # Only these make a link or an image; a link by reference needs its definition, `]:`. Finding
    # one sign is 30 times as fast as finding two.
    some = (
        ("(" in text and "](" in text)
        or (":" in text and "]:" in text)
        or ("<" in text and _AUTOLINK.search(text))
    )
    return list(_destinations(text)) if some else []


@lru_cache(maxsize=8)  # several rules ask about the same page
def _destinations(text: str) -> tuple[tuple[bool, str], ...]:
    from markdown_it import MarkdownIt

    blocks = (
        MarkdownIt("commonmark", {"html": True})
        .enable("table")
        .parse(_without_open_ends(_NOTE.sub("(^", text)))
    )
    found = []
    for token in (child for block in blocks for child in block.children or ()):
        if token.type in ("link_open", "image"):
            found.append(
                (
                    token.type == "image",
                    unquote(str(token.attrGet("src" if token.type == "image" else "href") or "")),
                )
            )
    return tuple(found)


_AUTOLINK = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
