"""Questions that a wiki does not answer, made of what it says of other things of the same type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.core.claims.claim_index import content_words
from pipeline.core.export.contents import WikiContents
from pipeline.core.training import phrasings
from pipeline.core.training.example import TrainingExample, number_phrasings
from pipeline.core.training.facts import TrainingFact
from pipeline.core.wiki.schema import ANSWER_TYPE, COMPARISON_TYPE, SUMMARY_TYPE

_MOST_THINGS = 8  # of which one attribute is asked for in vain
_NO_THINGS = (ANSWER_TYPE, COMPARISON_TYPE, SUMMARY_TYPE)


def ask_in_vain(contents: WikiContents, facts: Sequence[TrainingFact]) -> Iterator[TrainingExample]:
    """Yield questions that no statement of the wiki answers.

    What is asked for is an attribute that the wiki knows of another thing. It counts as not said
    where no statement holds all words of the attribute on a page of the thing or beside its name.
    """
    said = _words_by_page(contents)
    attributes: dict[tuple[str, str], None] = {}
    for fact in facts:
        asked = fact.asked
        if asked.attribute and asked.kind in ("value", "count") and asked.attribute != "new value":
            attributes[(asked.kind, asked.attribute)] = None
    for kind, attribute in attributes:
        wanted = {*content_words(attribute)}
        things = [
            page.facts
            for page in contents.pages
            if page.facts.type not in _NO_THINGS
            and wanted
            and not any(wanted <= words for words in said[page.facts.slug])
        ]
        for thing in things[:_MOST_THINGS]:
            topic = (
                f"the number of {attribute} that {thing.title} has"
                if kind == "count"
                else f"the {attribute} of {thing.title}"
            )
            rows = phrasings.word_refused(topic)
            yield from number_phrasings("refusal", rows, (), f"refusal: {topic}")


def _words_by_page(contents: WikiContents) -> dict[str, list[frozenset[str]]]:
    """Return for each page the words of every statement that is on it or names its thing."""
    found: dict[str, list[frozenset[str]]] = {page.facts.slug: [] for page in contents.pages}
    for one in contents.statements:
        words = frozenset(
            word for text in (one.text, one.heading, *one.quotes) for word in content_words(text)
        )
        for slug in {one.slug, *one.entities}:
            if slug in found:
                found[slug].append(words)
    return found
