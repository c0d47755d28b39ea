"""Put the words that describe a picture in its place."""

from __future__ import annotations

import re

from pipeline.readers.html.tree import Node, Text

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


def describe_pictures(page: Node) -> int:
    """Put descriptions in the place of pictures; return how many pictures have none.

    This comes before the elements are weighed, since it adds to their text.
    """
    bare = 0
    waiting = [page]
    while waiting:
        node = waiting.pop()
        for at, child in enumerate(node.children):
            if not isinstance(child, Node):
                continue
            if child.tag != "img":
                waiting.append(child)
            elif describes_picture(words := child.attrs.get("alt", "")):
                node.children[at] = Text(f" {write_description(words)} ", child.line)
            else:
                bare += 1
    return bare
