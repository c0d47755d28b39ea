"""Tell whether what is known of a thing is worth a page, and which statements the page holds.

Rules by hand failed on every text that they were not made on, so the gate was learned from titles
and statements that a reader judged: each has signs, and each sign a weight (`bench/page_gate.py`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.librarian.extractive.names import learned_weights
from pipeline.librarian.extractive.names.statement_signs import read_signs
from pipeline.librarian.extractive.names.telling import Telling, Told
from pipeline.librarian.extractive.names.title_signs import is_phrase_elsewhere, read_title_signs
from pipeline.librarian.extractive.names.whole_definition import defines_alone
from pipeline.librarian.extractive.words.english import zipf_frequency

_LEAST_OF_PAGE = 0.45  # the chance that the title is right and the opening good
# The same in a language of whose words less is known: all chances are lower there, and as good.
_LEAST_ELSEWHERE = 0.2
_SHARE_OF_OTHERS = 0.15  # of its chance that an opening keeps which defines nothing by itself
LEAST_OF_STATEMENT = 0.9  # the chance that a statement has a place on the page
_LEAST_OF_TITLE = 0.5  # the chance that a title is right of which facts are known
_LEAST_OF_TITLE_ELSEWHERE = 0.2
_RARE = 3.0  # Zipf frequency below which a word is taken for a name


class Merit(NamedTuple):
    """How likely a statement about a thing opens its page well, and has any place there."""

    opens: float
    stays: float


def least_of_page(english: bool) -> float:
    """Return the chance that an opening, with its title, needs to carry a page."""
    return _LEAST_OF_PAGE if english else _LEAST_ELSEWHERE


@lru_cache(maxsize=4_000)
def merit_of(text: str, names: frozenset[str], told: Told, english: bool) -> Merit:
    """Judge a statement, in plain words, for the page of the thing with these name keys."""
    signs = read_signs(text, names, told, english)
    opens = _chance(signs, learned_weights.OPENING)
    if not defines_alone(text, names, english):
        opens *= _SHARE_OF_OTHERS
    return Merit(opens, _chance(signs, learned_weights.STATEMENT))


def carries_page(
    said: Sequence[tuple[str, Told]],
    title: str,
    names: frozenset[str],
    titled: bool = False,
    headed: bool = False,
    english: bool = True,
    known: bool = False,
) -> bool:
    """Tell whether a thing is one that a reader would look up, and a statement can open its page.

    `said` are all statements that name the thing, in plain words, each with what it tells of it.
    `titled` means that the source's title names the thing, and `headed` that a heading is its name.
    Of a thing that is `known` by facts the title alone is judged.
    """
    about = [(text, told) for text, told in said if told.telling >= Telling.TREATS]
    opening = max((merit_of(text, names, told, english).opens for text, told in about), default=0)
    least = least_of_page(english)
    if (opening < least and not known) or (not english and is_phrase_elsewhere(title, said)):
        return False
    right = _chance(
        read_title_signs(title, names, said, titled, headed, english), learned_weights.TITLE
    )
    sure = _LEAST_OF_TITLE if english else _LEAST_OF_TITLE_ELSEWHERE
    return opening * right >= least or (known and right >= sure)


def _chance(signs: dict[str, float], weights: dict[str, float]) -> float:
    """Return how likely it is what a logistic regression with these weights tells."""
    weight = weights[""] + sum(weights.get(name, 0.0) * value for name, value in signs.items())
    return 1 / (1 + math.exp(-weight))


def is_plain_name(title: str) -> bool:
    """Tell whether a title is a single word that is a name, and none of the language."""
    written = title.istitle() or title.isupper()
    return (
        title.isalpha() and written and (title.isupper() or zipf_frequency(title.lower()) < _RARE)
    )
