"""What search knows a text by: its words as terms that a query and a page share.

Words are stemmed by the wiki's language, and accents do not count. A name with dots in it, such as
`config.toml`, is found as a whole and by its parts; "C++" and "C#" keep their signs.

Chinese, Japanese and Korean, and a few other scripts, do not part words by spaces, or hang endings
on them. A run of their letters gives its overlapping pairs, and then its last letter alone: so a
word of two letters is found wherever it stands, and a single letter as the beginning of a pair. An
index of three letters in a row, as SQLite has one, finds nothing for a word of two, and in these
languages most words have two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise

from pipeline.core.language.frequent_words import FREQUENT_WORDS
from pipeline.core.search_words import search_words

# Han, Kana, Bopomofo, Hangul, Thai, Lao, Burmese and Khmer
_UNSPACED = (
    "\u3005-\u3007\u3041-\u30ff\u3105-\u312f\u3131-\u318e\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
)
_HAS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_RUN = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_WORD = re.compile(r"[^\W_]+(?:[._][^\W_]+)*(?:\+\+|#(?!\w))?")
_ACCENT = re.compile("[\u0300-\u036f]")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
# Words with which people ask, and which tell nothing of what they ask about. Words that deny stay.
_ASKING = (
    "a am an and any are as at be been being but by can could did do does doing each either for"
    " from had has have having he her his how i if in into is it its itself just let me might"
    " must my of on or our over per please shall she should so some such than that the their them"
    " then there these they this those through to under until up us was we were what when where"
    " which while who whom whose why will with would you your s t explain tell describe about"
)


def terms_of(text: str, language: str = "en") -> list[str]:
    """Return the terms of a text in order, as they stand in the index."""
    return [term for word in words_of(text) for term in terms_of_word(word, language)]


def words_of(text: str) -> list[str]:
    """Return the words of a text as written, but composed and without vowel signs."""
    return _WORD.findall(text if text.isascii() else _composed(text))


def _composed(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    hidden = {ord(c): None for c in set(plain) if unicodedata.category(c) in ("Mn", "Mc", "Cf")}
    return plain.translate(hidden)


@lru_cache(maxsize=200_000)
def terms_of_word(word: str, language: str) -> tuple[str, ...]:
    """Return the terms of one word as `words_of` gives it."""
    if not word.isascii() and _HAS_UNSPACED.search(word):
        return tuple(
            term
            for run in _RUN.findall(word)
            for term in (
                pairs_of(run) if _HAS_UNSPACED.match(run) else terms_of_word(run, language)
            )
        )
    sign = word[-2:] if word.endswith("++") else word[-1:] if word.endswith("#") else ""
    if sign:
        return (plain_term(word.removesuffix(sign).lower()) + sign,)
    found = [plain_term(term) for term in search_words(word, language)]
    if "." in word and not word.replace(".", "").isdigit():
        found += [plain_term(t) for part in word.split(".") for t in search_words(part, language)]
    return tuple(found)


def pairs_of(run: str) -> tuple[str, ...]:
    """Return the overlapping pairs of a run of letters, and its last letter.

    >>> pairs_of("木星の")
    ('木星', '星の', 'の')
    """
    folded = run.casefold()
    return (*(a + b for a, b in pairwise(folded)), folded[-1])


def is_unspaced(word: str) -> bool:
    """Tell whether a word is a run of letters of which pairs are made."""
    return not word.isascii() and bool(_HAS_UNSPACED.match(word))


def split_scripts(word: str) -> list[str]:
    """Return a word cut where a script without spaces begins or ends: `AI技術` → `AI`, `技術`."""
    return _RUN.findall(word) if not word.isascii() and _HAS_UNSPACED.search(word) else [word]


def plain_term(term: str) -> str:
    """Return a term without accents."""
    if term.isascii():
        return term
    apart = _ACCENT.sub("", unicodedata.normalize("NFD", term)).translate(_LETTERS)
    return unicodedata.normalize("NFC", apart)


@cache
def stop_terms(language: str) -> frozenset[str]:
    """Return the terms of a language that a query of other words is better without."""
    code = language.partition("-")[0].lower()
    words: Iterable[str] = (_ASKING if code == "en" else FREQUENT_WORDS.get(code, "")).split()
    return frozenset(term for word in words for term in terms_of(word, language))
