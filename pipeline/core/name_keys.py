"""Keys that compare names, and the slugs and file names that are made of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache

from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.inflection import singular_key
from pipeline.core.text import WHITE_SPACE, digest

# Names of devices on Windows: no file may be called so there, whatever its suffix.
DEVICE_NAMES = frozenset(
    (
        "con",
        "prn",
        "aux",
        "nul",
        "conin$",
        "conout$",
        *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"),
    )
)
RESERVED_SLUGS = DEVICE_NAMES | {"index"}  # the program calls no page so
_SEPARATORS = re.compile(r"[\s_\-‐-―/]+")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DROPPED = re.compile(r"[^\w\s#+*.]")
_POSSESSIVE = re.compile(r"['’](?:s\b|(?!\w))")
_JOINT = re.compile(r"(?<!\d) | (?!\d)")
# What `fold` makes of each ASCII character of a name, except for its case.
_FOLDED = {
    c: " " if _SEPARATORS.match(chr(c)) else None if _DROPPED.match(chr(c)) else chr(c)
    for c in range(128)
}


@lru_cache(maxsize=100_000)
def fold(name: str) -> str:
    """Return the key by which a link finds a page of this name.

    Case, character width, punctuation and separators do not count.
    """
    if name.isascii():  # this takes a fifth of the time
        return " ".join(name.lower().translate(_FOLDED).split()).strip(" .")
    plain = unicodedata.normalize("NFKC", name).casefold()
    return WHITE_SPACE.sub(" ", _DROPPED.sub("", _SEPARATORS.sub(" ", plain))).strip(" .")


@lru_cache(maxsize=100_000)
def singular_words(name: str) -> tuple[str, ...]:
    """Return the folded words of a name, each in the singular and without a possessive."""
    words = _POSSESSIVE.sub("", _SEPARATORS.sub(" ", name)).split()
    if not name.isascii():
        words = [_DROPPED.sub("", word) for word in words]
    keys = tuple(k for word in words for k in fold(singular_key(word)).split(" ") if k)
    return (f"{keys[0]}'",) if len(words) == 1 and singular_key(words[0])[-1:] == "'" else keys


@lru_cache(maxsize=100_000)
def thing_key(name: str) -> str:
    """Return the key by which two names mean one thing.

    As in `fold` case and punctuation do not count. Neither do number, possessive, and whether words
    are joined by a hyphen, a blank or nothing: "e-mail" is "email". A blank stays between digits.
    """
    return _JOINT.sub("", " ".join(singular_words(name)))


def slug_of(title: str, limit: int = 60) -> str:
    """Return an ASCII file name for a title.

    A digest stands in where nothing of the title can be spelt in ASCII.
    """
    if len(title) <= limit and _SLUG.fullmatch(title):
        slug = title  # most names of sources are slugs already
    else:
        from slugify import slugify  # takes 10 ms, and most lints make no slug

        slug = str(
            slugify(
                strip_hidden(title).replace("'", "").replace("’", ""),
                max_length=limit,
                word_boundary=True,
            )
        )
    if not slug:
        return f"page-{digest(title)[:8]}"
    return f"{slug}-page" if slug in RESERVED_SLUGS else slug


def unique_slug(wanted: str, *taken: Container[str]) -> str:
    """Return `wanted`, or the first of `wanted-2`, `wanted-3`, … that is in none of `taken`."""
    slug, number = wanted, 1
    while any(slug in each for each in taken):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def file_key(name: str) -> str:
    """Return the key by which many computers take two file names for one.

    Case, and how letters are composed, do not count.
    """
    return (
        name.lower()
        if name.isascii()
        else unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    )
