"""Choose the quotes of a statement that a judge must see beside it, for each word is paid for.

A statement says in its own words what its quotes say, and mostly all that could decide between it
and another. A quote is shown where it says more exactly what may decide: where it holds a value
that the statement lacks, where it denies and the statement does not, or the reverse, and where the
statement has less than half of its telling words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.core.claims.claim_index import content_words, index_alone
from pipeline.core.claims.judgement import Statement
from pipeline.core.language.measures import measures, measures_not_in

_LEAST_SHARE = 0.5  # of a quote's telling words, in the statement


def select_telling_quotes(side: Statement) -> list[str]:
    """Return the quotes of a statement that say what it does not, in their order."""
    return list(_telling(side))


def _telling(side: Statement) -> Iterator[str]:
    index = index_alone(side)
    words = {*index.words, *content_words(side.heading), *content_words(index.title)}
    for quote in side.quotes:
        if quote == side.text:
            continue
        told = index_alone(replace(side, text=quote, quotes=()))
        theirs = set(told.words)
        if (
            measures_not_in(measures(quote), measures(side.text))
            or told.negated != index.negated
            or len(theirs & words) < _LEAST_SHARE * len(theirs)
        ):
            yield quote
