"""Questions that a wiki does not answer, made of what it says of other things of the same type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.core.export.contents import WikiContents
from pipeline.core.training import phrasings
from pipeline.core.training.example import TrainingExample, number_phrasings
from pipeline.core.training.facts import TrainingFact
from pipeline.core.training.telling_words import telling_words, tells_attribute
from pipeline.core.training.wordings.templates import Wordings
from pipeline.core.wiki.schema import ANSWER_TYPE, COMPARISON_TYPE, SUMMARY_TYPE

_MOST_THINGS = 8  # of which one attribute is asked for in vain
_NO_THINGS = (ANSWER_TYPE, COMPARISON_TYPE, SUMMARY_TYPE)


def ask_in_vain(
    contents: WikiContents, facts: Sequence[TrainingFact], words: Wordings
) -> Iterator[TrainingExample]:
    """Yield questions that no statement of the wiki answers.

    What is asked for is an attribute that the wiki knows of another thing. It counts as not said
    where no statement tells the attribute on a page of the thing or beside its name.
    """
    said = _words_by_page(contents)
    attributes: dict[tuple[str, str], None] = {}
    for fact in facts:
        asked = fact.asked
        if asked.attribute and asked.kind in ("value", "count") and asked.attribute != "new value":
            attributes[(asked.kind, asked.attribute)] = None
    for kind, attribute in attributes:
        things = [
            page.facts
            for page in contents.pages
            if page.facts.type not in _NO_THINGS
            and telling_words(attribute, contents.language)
            and not any(
                tells_attribute(attribute, there, contents.language)
                for there in said[page.facts.slug]
            )
        ]
        for thing in things[:_MOST_THINGS]:
            form = words.number_of if kind == "count" else words.attribute_of
            topic = form.format(attribute=attribute, thing=thing.title)
            rows = phrasings.word_refused(topic, words)
            yield from number_phrasings("refusal", rows, (), f"refusal: {topic}")


def _words_by_page(contents: WikiContents) -> dict[str, list[frozenset[str]]]:
    """Return for each page the words of every statement that is on it or names its thing."""
    found: dict[str, list[frozenset[str]]] = {page.facts.slug: [] for page in contents.pages}
    for one in contents.statements:
        words = frozenset(
            word
            for text in (one.text, one.heading, *one.quotes)
            for word in telling_words(text, contents.language)
        )
        for slug in {one.slug, *one.entities}:
            if slug in found:
                found[slug].append(words)
    return found
