"""Tell titles and authors that people wrote from those that programs put into a file."""

from __future__ import annotations

import re

# What programs write where a person should have written a title.
_JUNK_TITLE = re.compile(
    r"\s*(?:microsoft"
    r" (?:word|powerpoint|excel)\b.*|untitled\b.*|(?:document|presentation|slide|title)\s*\d*"
    r"|(?:powerpoint|word)[ -](?:presentation|document|präsentation|dokument)"
    r"|[^ ]*\.(?:docx?|pptx?|xlsx?|od[tsp]|indd|pdf|tex|dvi|qxp|rtf|html?))\s*",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"\s*(?:unknown|user|admin(?:istrator)?|author|owner|anonymous|(?:microsoft|windows)\b.*"
    r"|[A-Z]+\(0x[0-9a-f]+\)"  # the address of a list in a program
    r"|python-(?:docx|pptx)|openpyxl|xlsxwriter|apache poi|steve canny)?\s*",
    re.IGNORECASE,
)


def title_said(title: str) -> str:
    """Return a title from a file's metadata, or an empty string where a program made it up."""
    title = " ".join(title.split())
    return "" if _JUNK_TITLE.fullmatch(title or "untitled") else title


def author_said(author: str) -> str:
    """Return an author from a file's metadata, or an empty string where it names nobody."""
    author = " ".join(author.split())
    return "" if _NO_AUTHOR.fullmatch(author) else author
