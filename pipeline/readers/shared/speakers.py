"""Write who says something, and when, in front of what is said: `**Ann** (00:12:31): …`.

Transcripts, chats and mails are written so, because a sentence without its speaker is anybody's.
"""

from __future__ import annotations

_LONGEST = 80  # characters of a name
_SIGNS = str.maketrans(dict.fromkeys("*_`[]<>\n\r", ""))


def label_line(speaker: str, when: str, words: str) -> str:
    """Return the words with their speaker and time in front, as far as these are known."""
    name = clean_name(speaker)
    if name:
        return f"**{name}**{f' ({when})' if when else ''}: {words}"
    return f"({when}) {words}" if when else words


def clean_name(speaker: str) -> str:
    """Return a name without signs that Markdown acts on, cut where it is no name any more."""
    return " ".join(speaker.translate(_SIGNS).split())[:_LONGEST].strip(" :")
