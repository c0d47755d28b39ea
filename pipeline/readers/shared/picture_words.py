"""The words that a document has for a picture: whether they say anything, and how they stand."""

from __future__ import annotations

import re

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
