"""Find two sentences in the same words, of which one denies what the other says."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.core.claims.claim_index import content_words
from pipeline.core.language.asides import strip_bracketed_dates
from pipeline.core.language.measures import measures

_DENIAL = re.compile(
    r"\b(?:does not|do not|did not|is not|are not|was not|were not|has not|have not|will not|can"
    r" ?not|must not|may not|never|"
    r"no longer|neither|(?:is|are|was|were|does|do|did|has|have|wo|ca)n['’]t)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|when|unless|except|where|only|until|whether|while|but|though)\b", re.IGNORECASE
)
_FEWEST_SHARED_WORDS = 4  # words of content that both must share


def find_denial(a: str, b: str) -> tuple[str, str] | None:
    """Return the deciding words of both sentences if exactly one of them denies, else None.

    Sentences with a condition ("if", "unless", "only") are not compared, because it may part them.
    """
    mine, yours = _denials_in(a), _denials_in(b)
    if len(mine) + len(yours) != 1 or _CONDITION.search(a) or _CONDITION.search(b):
        return None
    one, two = strip_bracketed_dates(a), strip_bracketed_dates(b)
    words_a, words_b = _words_without_denial(one), _words_without_denial(two)
    if (
        words_a != words_b
        or len(words_a) < _FEWEST_SHARED_WORDS
        or {m.key for m in measures(one)} != {m.key for m in measures(two)}
    ):
        return None
    return (mine[0], b) if mine else (a, yours[0])


@lru_cache(maxsize=10_000)
def _denials_in(text: str) -> tuple[str, ...]:
    return tuple(_DENIAL.findall(text))


def _words_without_denial(text: str) -> frozenset[str]:
    return frozenset(content_words(_DENIAL.sub(" ", text)))
