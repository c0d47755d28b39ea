"""Strings: digests, the form in which quotes are compared, counts with nouns, and names alike."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from pipeline.core.hidden_characters import strip_hidden

WHITE_SPACE = re.compile(r"\s+")
_NO_LETTERS = re.compile(r"[\W\d_]+")


def digest(text: str) -> str:
    """Return the short digest by which an edit names the text that it was made against."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def normalise(text: str) -> str:
    """Return `text` in the form in which quotes are compared.

    That is NFC, without hidden characters, and with each run of white space as one space.
    """
    return WHITE_SPACE.sub(" ", unicodedata.normalize("NFC", strip_hidden(text))).strip()


# What XML 1.0 cannot hold, not even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def keep_to_xml(text: str) -> str:
    """Return a text with a sign for each character that XML cannot hold."""
    return _NO_XML.sub("\ufffd", text)


def shorten(text: str, limit: int) -> str:
    """Return `text`, cut at a word and with an ellipsis where it exceeds `limit` characters."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:.") + "…"


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: `1 page`, `3 pages`, `0 pages`."""
    return f"{count} {noun_for(count, noun)}"


def noun_for(count: int, noun: str) -> str:
    """Return a noun as it is written after a count: with an "s" unless the count is one."""
    return noun if count == 1 else f"{noun}s"


def nearest(name: str, names: Iterable[str], alike: float = 0.6) -> str:
    """Return which of some names was probably meant by another; "" where none is similar.

    `alike` is the least ratio of `difflib`, from 0 to 1. It is `get_close_matches`, which works out
    the ratio of all names that are near enough; here only of those that may be nearer than the
    best so far. So it is quick where the likeliest names come first. The letters alone must be as
    alike: two names are not, for all that they share a date or their signs.
    """
    from difflib import SequenceMatcher  # only a name that nobody knows needs it

    best = (alike, "")
    matcher = SequenceMatcher(None, "", name)
    for other in names:
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() >= best[0] and matcher.quick_ratio() >= best[0]:
            best = max(best, (matcher.ratio(), other))
    found, wanted = (_NO_LETTERS.sub("", each) for each in (best[1], name))
    if not (found and wanted):
        return best[1]
    return best[1] if SequenceMatcher(None, found, wanted).ratio() >= alike else ""
