"""The words of a text that tell something, by its language: stemmed, and without small words."""

from __future__ import annotations

import re
from functools import cache

from pipeline.core.claims.claim_index import content_words
from pipeline.core.language.frequent_words import FREQUENT_WORDS
from pipeline.core.search_words import search_words
from pipeline.core.training.questions import rules_of

_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")  # it would part a number into two words


def telling_words(text: str, language: str = "en") -> frozenset[str]:
    """Return what of a text tells something; a language without a list of small words keeps all."""
    if _code(language) == "en":
        return frozenset(content_words(text))
    small = _small_words(_code(language))
    return frozenset(
        word
        for word in search_words(_DECIMAL_COMMA.sub(".", text), language)
        if word not in small and (len(word) > 1 or word.isdigit())
    )


def tells_attribute(attribute: str, said: frozenset[str], language: str) -> bool:
    """Tell whether words tell an attribute: by its own, or by others that mean it.

    A language that writes compounds hides a word in another one, as German does, so there a word
    that holds it is enough.
    """
    rules = rules_of(language)
    also = rules.ALSO_TOLD_BY.get(attribute.lower().split(" ")[-1], "") if rules else ""
    if also and not telling_words(also, language).isdisjoint(said):
        return True
    wanted = telling_words(attribute, language)
    if _code(language) == "en":
        return wanted <= said
    return all(any(word in other for other in said) for word in wanted)


def _code(language: str) -> str:
    return language.partition("-")[0].lower()


@cache
def _small_words(language: str) -> frozenset[str]:
    rules = rules_of(language)
    words = f"{FREQUENT_WORDS.get(language, '')} {rules.SMALL if rules else ''}"
    return frozenset((*search_words(words, language), *words.split()))
