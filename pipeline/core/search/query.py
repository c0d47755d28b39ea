"""What somebody searches for, read from what they typed: words, "phrases" and prefix*.

Any text is a query, and nothing in it means anything else: what an index gets to see are terms
(`core/search/terms.py`), which hold letters, digits and a few signs. A phrase must stand on a page
that is found; any of the words may. Words that only make a question of it (`stop_terms`) are left
out where others remain.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.core.errors import UserError
from pipeline.core.search.terms import (
    is_unspaced,
    plain_term,
    split_scripts,
    stop_terms,
    terms_of,
    words_of,
)

MOST_CHARACTERS = 10_000
MOST_WANTED = 100  # words and phrases that one query looks for
MOST_PREFIXES = 10  # each of them stands for many words
LONGEST_PHRASE = 50  # terms
_QUOTES = str.maketrans(dict.fromkeys("“”„‟＂", '"'))
_PREFIX = re.compile(r"(?<=\w)\*(?!\w)")
_PART = re.compile(r'"([^"]*)"|([^"]+|")')


@dataclass(frozen=True)
class SearchTerm:
    """Some terms that are looked for in a row; where `prefix` is true, the last only begins one.

    `written` is how it stands in the query.
    """

    terms: tuple[str, ...]
    prefix: bool = False
    written: str = ""

    @property
    def key(self) -> str:
        """The text by which two of them are known for the same."""
        return f"{' '.join(self.terms)}{'*' if self.prefix else ''}"


@dataclass(frozen=True)
class Query:
    """What is looked for: any of the words, and all of the phrases.

    `cut` says that the query was longer than what is looked at.
    """

    words: tuple[SearchTerm, ...]
    phrases: tuple[SearchTerm, ...]
    language: str = "en"
    cut: bool = False

    @property
    def wanted(self) -> tuple[SearchTerm, ...]:
        return (*self.phrases, *self.words)

    def or_also(self, more: Iterable[SearchTerm]) -> Query:
        """Return the query with more words, of which any may stand on a page as well."""
        return replace(self, words=(*self.words, *more))

    def without(self, keys: Collection[str]) -> Query:
        """Return the query without the words of these keys; the phrases stay."""
        return replace(self, words=tuple(w for w in self.words if w.key not in keys))


def parse_query(text: str, language: str = "en") -> Query:
    """Read a query; `UserError` where there is nothing in it to look for."""
    words: list[SearchTerm] = []
    phrases: list[SearchTerm] = []
    for phrase, rest in _PART.findall(text[:MOST_CHARACTERS].translate(_QUOTES)):
        if phrase:
            phrases += _phrase(phrase, language)
        else:
            words += _words(rest, language)
    if not (words or phrases):
        raise UserError(
            "There is nothing to search for: no letter and no digit.",
            'Say what the pages should be about: `wiki search "ice shell"`.',
        )
    telling = _telling(words, bool(phrases), language)
    found, is_short = _first([*_each_once(phrases), *_each_once(telling)])
    required = frozenset(phrases)
    return Query(
        tuple(w for w in found if w not in required),
        tuple(w for w in found if w in required),
        language,
        len(text) > MOST_CHARACTERS or is_short,
    )


def _each_once(wanted: list[SearchTerm]) -> Iterable[SearchTerm]:
    """Return what is looked for, each once, however it is written."""
    found: dict[str, SearchTerm] = {}
    for one in wanted:
        found.setdefault(one.key, one)
    return found.values()


def _first(wanted: list[SearchTerm]) -> tuple[list[SearchTerm], bool]:
    """Return as much as one query looks for, and whether something was left out."""
    kept: list[SearchTerm] = []
    prefixes = 0
    for one in wanted:
        prefixes += one.prefix
        if len(kept) < MOST_WANTED and not (one.prefix and prefixes > MOST_PREFIXES):
            kept.append(one)
    return kept, len(kept) < len(wanted)


def _phrase(text: str, language: str) -> Iterator[SearchTerm]:
    """Yield the phrase of a text, if it holds a term.

    The pages of the index go on where the phrase ends. So its last letter is no term of its own in
    a script of which pairs are made, unless it stands alone.
    """
    prefix = text.rstrip().endswith("*")
    terms = terms_of(text, language)[:LONGEST_PHRASE]
    words = words_of(text)
    if terms and is_unspaced(last := split_scripts(words[-1])[-1]) and len(terms) < LONGEST_PHRASE:
        prefix = len(last) == 1
        terms = terms if prefix else terms[:-1]
    if terms:
        yield SearchTerm(tuple(terms), prefix, text.strip())


def _words(text: str, language: str) -> Iterator[SearchTerm]:
    for piece in text.split():
        begins = bool(_PREFIX.search(piece))
        found = words_of(piece)
        for number, word in enumerate(found, 1):
            yield from _word(word, begins and number == len(found), language)


def _word(word: str, begins: bool, language: str) -> Iterator[SearchTerm]:
    for part in split_scripts(word):
        if is_unspaced(part):
            terms = terms_of(part, language)
            yield from (
                [SearchTerm((terms[0],), True, part)]
                if len(terms) == 1
                else (SearchTerm((term,), False, part) for term in terms[:-1])
            )
        elif begins:
            yield SearchTerm((plain_term(part.casefold()),), True, part)
            yield from (SearchTerm((term,), False, part) for term in terms_of(part, language))
        else:
            yield from (SearchTerm((term,), False, part) for term in terms_of(part, language))


def _telling(words: list[SearchTerm], has_phrases: bool, language: str) -> list[SearchTerm]:
    """Return the words that say what is looked for; all of them where none does."""
    stops = stop_terms(language)
    telling = [w for w in words if w.prefix or w.terms[0] not in stops]
    return telling if telling or has_phrases else words
