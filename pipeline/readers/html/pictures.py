"""Put the words that describe a picture in its place."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.readers.html.tree import Node, Text
from pipeline.readers.shared.document_pictures import leave_out_false_signs

# What programs and publishers write where a description should stand.
_SAYS_NOTHING = re.compile(
    r"(?:\W|\d|_|the|an?|no|image|img|picture|photo|cover|logo|icon|illustration|figure|graphic|chart"
    r"|diagram|screenshot|bild|grafik|abbildung|description automatically generated)*"
    r"|[^ ]+\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?|emf|wmf)",
    re.IGNORECASE,
)
_LONGEST = 2_000


def describes_picture(words: str) -> bool:
    """Tell whether an alternative text says what a picture shows."""
    return not _SAYS_NOTHING.fullmatch(words[:_LONGEST].strip())


def write_description(words: str) -> str:
    """Return the line that stands for a picture."""
    clean = " ".join(words[:_LONGEST].split()).replace("[", "(").replace("]", ")")
    return f"[Picture: {clean}]"


def describe_pictures(page: Node, sign_of: Callable[[str], str] | None = None) -> int:
    """Put descriptions in the place of pictures; return how many pictures have none.

    `sign_of` returns the sign of a picture that is to be read, by its address, or "": such a
    picture is not counted. This comes before the elements are weighed, since it adds to their text.
    """
    bare = 0
    waiting = [page]
    while waiting:
        node = waiting.pop()
        for at, child in enumerate(node.children):
            if not isinstance(child, Node):
                if sign_of:
                    child.value = leave_out_false_signs(child.value)
                continue
            if child.tag != "img":
                waiting.append(child)
                continue
            sign = sign_of(child.attrs.get("src", "")) if sign_of else ""
            if describes_picture(words := child.attrs.get("alt", "")):
                node.children[at] = Text(f" {write_description(words)}{sign} ", child.line)
            elif sign:
                node.children[at] = Text(sign, child.line)
            else:
                bare += 1
    return bare
