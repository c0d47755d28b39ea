"""A question as the embedded answerer reads it: names, what is asked of them, and at which time."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.core.language.quantities import quantities
from pipeline.core.search.terms import stop_terms, terms_of, words_of
from pipeline.librarian.extractive.answers.asking_words import (
    AskedKind,
    AskingWords,
    empty_terms,
    light_terms,
    words_of_language,
)
from pipeline.librarian.extractive.answers.negation import Denial, negator_terms, read_denials
from pipeline.librarian.extractive.words.english import zipf_frequency

_CODE = re.compile(r"`([^`\n]+)`")
_QUOTED = re.compile(r"[\"“„«]([^\"”“»\n]{2,120})[\"”“»]")
# Letters and a number (EIP-150, PEP 602, Python 3.7), and a word with a sign or a digit in it.
_NUMBERED = re.compile(r"\b([A-Z][\w+#]*)[- ](\d[\w.]*\w|\d)\b")
_MARKED = re.compile(
    r"\b\w*(?:_\w|[a-z][A-Z]|\d[A-Za-z]|[A-Za-z]\d)\w*\b|\b[A-Z][A-Z0-9_]+\b|\b\d+(?:\.\d+)+\b"
)
_PROPER = re.compile(
    r"\b[A-ZÀ-ÖØ-Þ][\w'’]*(?:-\w+)*(?:\s+(?:(?:of|de|van|von|du|la|the)\s+)?[A-ZÀ-ÖØ-Þ][\w'’]*(?:-\w+)*)*"
)
_POSSESSIVE = re.compile(r"['’]s?$")
_OFTEN, _SELDOM = 6.2, 4.4  # how common words are that weigh least and most
_LEAST = 0.35
_IMPERATIVES = frozenset(terms_of("explain describe"))  # tell nothing where they begin a question
_INTERROGATIVE = ("date", "version", "number", "person", "place", "reason")


@dataclass(frozen=True)
class AskedName:
    """A name of the question; one in capitals or with a sign is looked for as it is written."""

    text: str
    terms: tuple[str, ...]
    exact: bool = False


@dataclass(frozen=True)
class Question:
    """What is asked: of which names, which property, what kind of value, and for which time.

    `wanted` are the terms of the property with their weights. `then` are names of the question at
    which its time is set ("before EIP-150"); `day` is a date in it, as far as it is given.
    `denials` are what it denies, which a statement that answers denies as well.
    """

    text: str
    language: str
    kind: AskedKind = "any"
    names: tuple[AskedName, ...] = ()
    wanted: tuple[tuple[str, float], ...] = ()
    before: bool = False
    once: bool = False
    day: str = ""
    history: bool = False
    listed: bool = False
    then: tuple[AskedName, ...] = ()
    denials: tuple[Denial, ...] = ()

    @property
    def words(self) -> AskingWords:
        """The words of the question's language."""
        return words_of_language(self.language)

    @property
    def focus(self) -> str:
        """The term of the verb: after "who" the first, after "when" and "where" the last; or none.

        The last as well where a version is asked for.
        """
        if not self.wanted or self.language.partition("-")[0].lower() != "en":
            return ""
        if self.kind == "person":
            return self.wanted[0][0]
        return self.wanted[-1][0] if self.kind in ("date", "place", "version") else ""

    @property
    def terms(self) -> frozenset[str]:
        """All terms of names and property."""
        return frozenset(
            (*(t for name in self.names for t in name.terms), *(t for t, _ in self.wanted))
        )

    def about(self, names: Iterable[AskedName]) -> Question:
        """Return the question of these names alone."""
        return replace(self, names=tuple(names))


def read_asked(
    text: str, language: str, series: Collection[str] = (), titles: Collection[str] = ()
) -> Question:
    """Read a question.

    `series` are words in capitals that number documents, as in "EIP-150". `titles` are names of
    pages, by which names are known in a language that gives every noun a capital.
    """
    words = words_of_language(language)
    kind, cue = _kind(text, words)
    names = tuple(_names(text, language, {*map(str.lower, series)}))
    if _has_noun_capitals(language):
        names += tuple(_titles_in(text, language, titles))
    day, rest = _day(_without_cues(text, kind, cue, words))
    taken = {term for name in names for term in name.terms} | {*terms_of(day, language)}
    found: dict[str, float] = {}
    skipped = stop_terms(language) | empty_terms(language) | negator_terms(language) | taken
    skipped |= {term for word in series for term in terms_of(f"{word} {word}s", language)}
    first = next(iter(words_of(text)), "")
    for word in words_of(rest):
        for term in terms_of(word, language):
            asks = term in skipped and (term not in _IMPERATIVES or word == first)
            if not asks and not (day and term.isdigit()):
                found[term] = max(found.get(term, 0), _weight(word, term, language))
    before = words.before.search(text)
    history = bool(words.history.search(text))
    then = tuple(
        n for n in names if before and 0 <= text.find(n.text, before.end()) <= before.end() + 12
    )
    if kind == "definition" and found and not _defines(text, names, found, language):
        kind = "any"
    return Question(
        text,
        language,
        kind,
        names,
        tuple(found.items()),
        bool(before),
        bool(words.once.search(text)) or bool(day),
        day,
        history,
        bool(words.lists.search(text)),
        then,
        read_denials(text, language),
    )


def _kind(text: str, words: AskingWords) -> tuple[AskedKind, str]:
    """Return what kind of thing is asked for, and the words that say so."""
    found = [(kind, m) for kind, pattern in words.kinds if (m := pattern.search(text))]
    if not found:
        return "any", ""
    kind, first = found[0]
    if kind in _INTERROGATIVE:  # of "how much … when …" the first one asks
        rest = [(k, m) for k, m in found if k in _INTERROGATIVE]
        kind, first = min(rest, key=lambda one: one[1].start())
    return kind, first[0]


def _without_cues(text: str, kind: AskedKind, cue: str, words: AskingWords) -> str:
    """Return a question without the words that only say which kind of answer or time it wants."""
    if cue and kind not in ("number", "definition"):
        text = text.replace(cue, " ")
    if words.history.search(text):
        text = re.sub(
            r"(?i)\b(?:chang\w*|evolv\w*|over\s+time|history|geschichte|\w*ändert\w*)\b", " ", text
        )
    # "before it was moved" tells no property of the thing
    return re.sub(
        r"(?i)\b(?:before|until|bevor|bis)\s+(?:it|they|that|this|er|sie|es)\b.*", " ", text
    )


def split_clauses(text: str, language: str) -> tuple[str, ...]:
    """Return the questions that stand in one text, joined by "and" or ended by a question mark."""
    parts = [part for sentence in re.split(r"(?<=\?)\s+", text.strip()) for part in
             words_of_language(language).clause.split(sentence)]  # fmt: skip
    return tuple(part.strip() for part in parts if any(map(str.isalnum, part)))


def _names(text: str, language: str, series: Collection[str]) -> Iterator[AskedName]:
    """Yield the names of a question, each once, those that are surely names first."""
    left = text
    seen: set[str] = set()
    for pattern, exact in ((_CODE, True), (_QUOTED, False), (_NUMBERED, False), (_MARKED, True)):
        for m in pattern.finditer(left):
            name = m[1] if pattern in (_CODE, _QUOTED) else m[0]
            if pattern is _MARKED and (
                name.lower() in series or name.rstrip("s").lower() in series
            ):
                continue
            if name not in seen and (terms := _terms_of_name(name, language)):
                seen.add(name)
                yield AskedName(name, terms, exact)
        left = pattern.sub(lambda m: " " * len(m[0]), left)
    if _has_noun_capitals(language):
        return
    first = re.search(r"\w+", left)
    for m in _PROPER.finditer(left):
        name = _POSSESSIVE.sub("", m[0])
        if first and m.start() == first.start():
            name = _POSSESSIVE.sub("", name.partition(" ")[2]) if " " in name else ""
        skip = stop_terms(language) | empty_terms(language)
        terms = tuple(terms_of(name, language))
        if name.removesuffix("s").lower() in series or _is_month(name):
            continue
        if terms and not {*terms} <= skip and name not in seen:
            seen.add(name)
            yield AskedName(name, terms)


def _terms_of_name(name: str, language: str) -> tuple[str, ...]:
    """Return the terms of a name; a number with a letter in the place of a digit is one of them."""
    found: list[str] = []
    for word in words_of(name):
        terms = terms_of(word, language)
        found += terms[:1] if re.match(r"\d[\w.]*\.", word) else terms
    return tuple(found)


def _has_noun_capitals(language: str) -> bool:
    """Tell whether a capital says nothing of a word, because every noun has one."""
    return language.partition("-")[0].lower() in ("de", "lb")


def _titles_in(text: str, language: str, titles: Collection[str]) -> Iterator[AskedName]:
    """Yield the longest titles that stand in a question."""
    asked = f" {' '.join(terms_of(text, language))} "
    for title in sorted(dict.fromkeys(titles), key=len, reverse=True):
        terms = tuple(terms_of(title, language))
        if terms and f" {' '.join(terms)} " in asked:
            asked = asked.replace(f" {' '.join(terms)} ", "  ", 1)
            yield AskedName(title, terms)


def _is_month(name: str) -> bool:
    return any(q.kind == "date" for q in quantities(f"{name} 2020"))


def _day(text: str) -> tuple[str, str]:
    """Return the date in a question, and the question without it."""
    for one in quantities(text):
        if one.kind == "date":
            return one.date, text[: one.start] + " " + text[one.end :]
    return "", text


def _weight(word: str, term: str, language: str) -> float:
    """Return how much a word tells: of English ones a rare one tells more than a common one."""
    if term in light_terms(language):
        return _LEAST
    if language.partition("-")[0].lower() != "en":
        return 1.0
    share = (_OFTEN - zipf_frequency(word.lower())) / (_OFTEN - _SELDOM)
    return max(_LEAST, min(1.0, share))


def _defines(
    text: str, names: tuple[AskedName, ...], found: Collection[str], language: str
) -> bool:
    """Tell whether a question asks what a thing is: nothing but the thing stands in it."""
    words = len(words_of(text)) - sum(len(name.terms) for name in names)
    return not (names and found) and words <= 8 and not re.search(r"\bof\b|\bvon\b|,", text)
