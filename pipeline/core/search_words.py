"""The words of a text as search compares them: folded, and stemmed by the language."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import chain

from pipeline.core.name_keys import fold

_WORD = re.compile(r"[^\W_]+(?:[._][^\W_]+)*")
# The languages (ISO 639-1) whose words are stemmed, as Snowball calls them. Left out are those
# written with signs that `fold` drops from names, as Hindi is.
STEMMED = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "tr": "turkish",
}


@cache
def _stemmer(language: str = "en") -> Callable[[str], str]:
    """Return what stems the words of a language; without a stemmer they stay as they are."""
    import Stemmer  # imported here, because few commands compare names

    name = STEMMED.get(language.lower().partition("-")[0], "")
    if name not in Stemmer.algorithms():  # older versions know fewer languages
        return str
    # Without a cache of its own (0): a word takes 0.1 µs.
    stem: Callable[[str], str] = Stemmer.Stemmer(name, 0).stemWord
    return stem


def search_words(text: str, language: str = "en") -> list[str]:
    """Return the stemmed, folded words of a text, as search compares them.

    In English, only words in ASCII letters are stemmed.
    """
    if language.partition("-")[0] == "en":
        return [*chain.from_iterable(map(_searched, _WORD.findall(text)))]
    return [word for found in _WORD.findall(text) for word in _stems_in(language, fold(found))]


def search_name(name: str) -> str:
    """Return a name as search compares it: folded, and each word stemmed."""
    return " ".join(_stems(fold(name)))


@lru_cache(maxsize=100_000)
def _searched(word: str) -> tuple[str, ...]:
    if word.isascii() and word.isalpha():  # as nearly all are
        return (_stemmer()(word.lower()) if len(word) > 3 else word.lower(),)
    return tuple(_stems(fold(word)))


def _stems_in(language: str, folded: str) -> list[str]:
    stem = _stemmer(language)
    words = folded.split(" ") if folded else []
    return [stem(word) if len(word) > 3 and word.isalpha() else word for word in words]


def _stems(folded: str) -> list[str]:
    stem = _stemmer()
    words = folded.split(" ") if folded else []
    return [stem(w) if len(w) > 3 and w.isascii() and w.isalpha() else w for w in words]
