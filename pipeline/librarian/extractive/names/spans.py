"""Find runs of words in a statement that could be names: code, capitalised names, noun phrases."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.librarian.extractive.words.languages import small_words_of
from pipeline.librarian.extractive.words.tokens import Token, is_acronym
from pipeline.librarian.extractive.words.word_lists import (
    ADJECTIVES,
    ADVERBS,
    FUNCTION_WORDS,
    GENERIC_NOUNS,
    NOUN_LIKE_VERBS,
    VERBS,
    word_set,
)

CONNECTORS = word_set("of for the de la du von van di")
CAPITAL_WORDS = word_set(
    "MUST SHOULD MAY NOT SHALL REQUIRED OPTIONAL RECOMMENDED NOTE TBA TBD TODO AND OR THE IF OK NB"
    " FAQ EIP RFC ERC PR WIP ID USA UK EU MUST-NOT API JSON URL HTTP HTTPS"
)
_MONTHS = word_set(
    "january february march april may june july august september october november december monday"
    " tuesday wednesday thursday friday saturday sunday"
)


@dataclass(frozen=True)
class Profile:
    """How a text writes its words: which are names, and which are the language's small words."""

    proper: frozenset[str]
    small: frozenset[str]
    english: bool


def learn_profile(texts: list[list[Token]], language: str) -> Profile:
    """Learn which words are names: those mostly written with a capital inside a sentence."""
    upper: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    for found in texts:
        for token in found:
            if not token.code and not token.first:
                (upper if token.capital else lower)[token.low] += 1
    proper = {w for w, n in upper.items() if n >= lower[w] and w not in _MONTHS}
    english = language.startswith("en")
    small = small_words_of(language) or (FUNCTION_WORDS if english else _frequent_words(texts))
    return Profile(frozenset(proper), small, english)


def _frequent_words(texts: list[list[Token]]) -> frozenset[str]:
    """Return the short words that stand in at least a tenth of all statements.

    They are taken for the small words of a language of which there is no list.
    """
    counts = Counter(w for found in texts for w in {t.low for t in found})
    return frozenset(w for w, n in counts.items() if n * 10 >= len(texts) and len(w) < 7)


def find_name_spans(found: list[Token], profile: Profile) -> Iterator[tuple[int, int, str, str]]:
    """Yield the runs of a statement that could be names, as (first, after last, kind, form).

    `kind` is "code", "name" or "phrase", and `form` is the run as it would be written.
    """
    i = 0
    while i < len(found):
        token = found[i]
        if token.identifier and token.text not in CAPITAL_WORDS:
            yield (
                i,
                i + 1,
                "code",
                re.sub(r"^([A-Z][A-Z0-9]+)s$", r"\1", token.text.removesuffix("()")),
            )
        if not token.code and _is_name(token, profile):
            stop = _name_end(found, i, profile)
            if stop - i > 1 or token.low not in GENERIC_NOUNS:
                yield i, stop, "name", _written_form(found[i:stop])
        i += 1
    yield from _phrases(found, profile)


def _is_name(token: Token, profile: Profile) -> bool:
    return (
        token.capital
        and token.low in profile.proper
        and token.low not in profile.small
        and token.text not in CAPITAL_WORDS
    )


def _name_end(found: list[Token], i: int, profile: Profile) -> int:
    """Return where a run of capitalised words ends; "of" and "for" may stand inside it."""
    if i > 0 and not found[i].broken and _is_name(found[i - 1], profile) and not found[i].first:
        return i + 1  # inside a longer name: only the word itself
    j = i + 1
    while j < len(found) and not found[j].broken and not found[j].code:
        if found[j].capital and found[j].low not in profile.small:
            j += 1
        elif (
            found[j].low in CONNECTORS
            and j + 1 < len(found)
            and found[j + 1].capital
            and not found[j + 1].broken
            and j - i >= 2
            and _is_organ(found[j - 1].low)
        ):
            j += 2
        else:
            break
    if (
        j + 1 < len(found)
        and found[j].low == "and"
        and any(t.low == "of" for t in found[i:j])
        and found[j + 1].capital
    ):
        j += 2
    return j


def _is_organ(word: str) -> bool:
    return word in _ORGANS


_ORGANS = word_set(
    "institute institution university department ministry office school college academy society"
    " association bureau agency council center centre commission committee bank house board church"
    " republic kingdom union federation museum library laboratory"
)


def _phrases(found: list[Token], profile: Profile) -> Iterator[tuple[int, int, str, str]]:
    start = 0
    for i in range(len(found) + 1):
        ends = i == len(found) or found[i].broken or _breaks_phrase(found[i], profile)
        if ends:
            yield from _inner_phrases(found, start, i, profile)
            start = i + 1 if i < len(found) and _breaks_phrase(found[i], profile) else i


def _breaks_phrase(token: Token, profile: Profile) -> bool:
    """Tell whether no phrase goes over a word: a function word, verb, number, code or adverb."""
    low = re.sub(r"['’]s?$", "", token.low)
    if low.startswith(("per-", "pre-", "non-", "post-")) or "/" in low:
        return True
    if token.code or low in profile.small or len(low) < 2 or low[0].isdigit() or low in _MONTHS:
        return True
    if not profile.english:
        return False
    if low in VERBS and low not in NOUN_LIKE_VERBS:
        return not low.endswith("ing")
    return low in ADVERBS or (
        low.endswith("ly") and low not in ("family", "supply", "assembly", "anomaly", "early")
    )


def _inner_phrases(
    found: list[Token], start: int, stop: int, profile: Profile
) -> Iterator[tuple[int, int, str, str]]:
    for i in range(start, stop):
        for j in range(i + 1, min(stop, i + 3) + 1):
            piece = found[i:j]
            if _is_phrase(piece, profile):
                yield i, j, "phrase", _written_form(piece, profile)


def _is_phrase(piece: list[Token], profile: Profile) -> bool:
    first, last = piece[0].low, piece[-1].low
    if len(piece) == 1 and (_is_name(piece[0], profile) or piece[0].identifier):
        return False
    if (
        all(_is_name(t, profile) or t.identifier for t in piece)
        or len(last) < 3
        or not last[-1].isalpha()
    ):
        return False
    if not profile.english:
        return len(piece) <= 2 and all(len(t.low) > 3 for t in piece)
    if first in ADJECTIVES or last in ADJECTIVES or last in ADVERBS:
        return False
    if _looks_verbal(last, alone=len(piece) == 1) or (
        first in VERBS and first not in NOUN_LIKE_VERBS
    ):
        return False
    return not all(
        t.low in GENERIC_NOUNS or t.low in NOUN_LIKE_VERBS or t.low in ADJECTIVES for t in piece
    )


def _looks_verbal(word: str, alone: bool) -> bool:
    if (
        word.endswith(("ate", "ates", "ify", "ize", "ise"))
        and word.rstrip("s") not in _NOUNS_IN_ATE
    ):
        return True
    if word in VERBS and word not in NOUN_LIKE_VERBS:
        return alone or not word.endswith("ing")
    return (word.endswith("ed") and len(word) > 4 and word not in ("speed", "seed", "breed")) or (
        alone and word.endswith("ing")
    )


_NOUNS_IN_ATE = word_set(
    "rate state candidate certificate template climate estimate update aggregate delegate date gate"
    " plate debate mandate size prize noise promise exercise enterprise franchise premise surprise"
    " expertise predicate coordinate carbonate nitrate"
)


def _written_form(piece: list[Token], profile: Profile | None = None) -> str:
    """Return the words of a run as they are written.

    In a phrase, the capital that a word has only because it opens a sentence is not kept.
    """
    words = [re.sub(r"['’]s?$", "", t.text) for t in piece]
    if (
        profile is not None
        and piece[0].first
        and piece[0].low not in profile.proper
        and not is_acronym(words[0])
    ):
        words[0] = words[0][:1].lower() + words[0][1:]
    return " ".join(words)
