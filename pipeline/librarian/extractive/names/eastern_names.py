"""Tell which key phrases of Chinese, Japanese and Korean sources are surely names.

Their words are not parted by blanks, or carry particles, so a phrase that was found between signs
may begin or end inside a word. Few pages are made of them: for titles in quotation marks of their
own, for words in katakana, and for names in Latin letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from pipeline.core.language.frequent_words import FREQUENT_WORDS
from pipeline.librarian.extractive.words.word_lists import EVERYDAY_WORDS

_LANGUAGES = ("zh", "ja", "ko")
_TITLE_SIGNS = re.compile(r"《([^《》]{2,40})》|『([^『』]{2,40})』|「([^「」]{2,40})」")
_SENTENCE = re.compile(r"[。！？、，,\u3041-\u3096]")  # what a term has not, but speech has
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{3,}(?:[ ・][\u30a1-\u30fa\u30fc]{3,})*")
_SMALL_WORDS = frozenset(FREQUENT_WORDS["en"].split())


class Titled(Protocol):
    """A key phrase, as far as it has a title."""

    @property
    def title(self) -> str: ...


_T = TypeVar("_T", bound=Titled)


def keep_sure_names(terms: Sequence[_T], texts: Iterable[str], language: str) -> list[_T]:
    """Return the terms that are surely names; of other languages than these, all of them."""
    if language.split("-")[0] not in _LANGUAGES:
        return list(terms)
    quoted = {name for text in texts for name in _quoted_names(text)}
    return [term for term in terms if _is_sure_name(term.title, quoted)]


def _quoted_names(text: str) -> list[str]:
    found = (m[1] or m[2] or m[3] for m in _TITLE_SIGNS.finditer(text))
    return [name for name in found if not _SENTENCE.search(name)]


def _is_sure_name(title: str, quoted: set[str]) -> bool:
    if title in quoted:
        return True
    if not title.isascii():
        return bool(_KATAKANA.fullmatch(title))
    words = title.lower().split()
    common = any(word in _SMALL_WORDS or word in EVERYDAY_WORDS for word in words)
    return not common and any(char.isupper() or char in "_()" for char in title)
