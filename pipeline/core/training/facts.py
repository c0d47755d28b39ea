"""Facts to ask for: what a claim's sentences say that its quote says too.

The sentence is the page's where every word of it is the source's, else the source's own where that
is a whole sentence, else the page's, and then it is marked as such: a model may have worded it. In
each case the answer stands in the quote, or there is no fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from pipeline.core.claims.judgement import Statement
from pipeline.core.claims.tense import is_set_aside, stands_in_history
from pipeline.core.export.contents import ExportedClaim, ExportedSource, WikiContents
from pipeline.core.language.measures import measures
from pipeline.core.markup import markdown
from pipeline.core.training.asked_values import find_asked_values, stands_alone
from pipeline.core.training.questions.rules import AskedValue
from pipeline.core.training.telling_words import telling_words
from pipeline.core.wiki.schema import ANSWER_TYPE, COMPARISON_TYPE

Wording = Literal["source", "page"]
_DATED = re.compile(r"^(?:\d{4}(?:-\d{2}){0,2}|Until [^:]{4,40})(?:, [^:]{2,120})?: ")
_SIGNS = re.compile(r"[\s*_`\\]+")


@dataclass(frozen=True)
class TrainingFact:
    """A sentence, what of it is asked for, and the claim behind it.

    `quote` holds the answer verbatim, but for emphasis and white space. `title` is that of the page
    that states it, `slug` the page, `entities` the pages that the statement names.
    """

    claim: ExportedClaim
    source: ExportedSource
    sentence: str
    wording: Wording
    quote: str
    asked: AskedValue
    slug: str
    title: str
    entities: tuple[str, ...]
    is_history: bool

    @property
    def label(self) -> str:
        return self.claim.label


def find_facts(contents: WikiContents) -> list[TrainingFact]:
    """Return the facts of a wiki, in the order of its claims; each sentence is used once."""
    types = {page.facts.slug: page.facts.type for page in contents.pages}
    found: dict[tuple[str, str, str], TrainingFact] = {}
    for claim in contents.claims:
        source = contents.source(claim.source)
        if source is None:
            continue
        for statement in _by_page(claim, types):
            for fact in _facts_of(contents, claim, source, statement):
                found.setdefault((fact.label, fact.asked.question, fact.asked.answer), fact)
    return [*found.values()]


def _by_page(claim: ExportedClaim, types: dict[str, str]) -> Iterator[Statement]:
    """Yield the statements of a claim that are neither a row of a comparison nor an answer.

    What is settled as not holding is left out too.
    """
    for one in claim.statements:
        if types.get(one.slug) not in (COMPARISON_TYPE, ANSWER_TYPE) and not is_set_aside(one.text):
            yield one


def _facts_of(
    contents: WikiContents, claim: ExportedClaim, source: ExportedSource, one: Statement
) -> Iterator[TrainingFact]:
    facts = contents.wiki.facts
    names = [
        name
        for slug in (one.slug, *one.entities)
        if facts[slug].type != "source-summary"
        for name in (facts[slug].title, *facts[slug].aliases)
    ]
    for sentence, wording in _sentences(claim, source, one, contents.language):
        for asked in find_asked_values(sentence, names, contents.language):
            quote = _quote_with(claim, asked.answer, sentence, contents.language)
            if not quote and (bare := _bare_number(asked.answer)):  # the unit heads a column
                asked = replace(asked, answer=bare)
                quote = _quote_with(claim, bare, sentence, contents.language)
            if quote:
                yield TrainingFact(
                    *(claim, source, sentence, wording, quote, asked),
                    *(one.slug, facts[one.slug].title, one.entities, stands_in_history(one)),
                )


def _bare_number(answer: str) -> str:
    """Return the number of a value that has a unit behind it; "" where there is nothing to drop."""
    first = next(iter(measures(answer)), None)
    bare = first is not None and first.start == 0 and first.kind == "number"
    return first.text if first and bare and first.text != answer else ""


def _sentences(
    claim: ExportedClaim, source: ExportedSource, one: Statement, language: str
) -> Iterator[tuple[str, Wording]]:
    said = _DATED.sub("", one.text)
    quoted = [markdown.to_plain_text(quote.text) for quote in claim.quotes]
    is_theirs = _has_all_words(said, (*quoted, source.title, source.label), language)
    if is_theirs and stands_alone(said, language):
        yield said, "source"
        return
    own = [text for text in quoted if stands_alone(text, language)]
    if own:
        yield own[0], "source"
    elif stands_alone(said, language):
        yield said, "page"


def _has_all_words(sentence: str, texts: Iterable[str], language: str) -> bool:
    there = {word for text in texts for word in telling_words(text, language)}
    return there.issuperset(telling_words(sentence, language))


def _quote_with(claim: ExportedClaim, answer: str, sentence: str, language: str) -> str:
    """Return the quote that holds an answer, of several the one nearest to the sentence."""
    words = telling_words(sentence, language)
    holding = [quote.text for quote in claim.quotes if holds_words(quote.text, answer)]
    return max(holding, key=lambda text: len(words & telling_words(text, language)), default="")


def holds_words(quote: str, part: str) -> bool:
    """Tell whether a part stands in a quote: word for word, but for emphasis, code and white space.

    Case counts, and so does where a word ends.
    """
    there, wanted = _bare(quote), _bare(part)
    at = there.find(wanted) if wanted else -1
    while at >= 0:
        after = at + len(wanted)
        if not (_is_of_word(there[at - 1 : at]) or _is_of_word(there[after : after + 1])):
            return True
        at = there.find(wanted, at + 1)
    return False


def _is_of_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


@lru_cache(maxsize=10_000)
def _bare(text: str) -> str:
    return _SIGNS.sub(" ", markdown.to_plain_text(text)).strip()
