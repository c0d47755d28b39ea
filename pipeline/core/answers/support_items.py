"""The sentences of an answer as a judge of their support is shown them."""

from __future__ import annotations

from pipeline.core.answers.answer import Answer
from pipeline.core.support.item import SupportItem, mark_with
from pipeline.core.support.page_items import Places, cite_quotes, cited_source, telling_quotes
from pipeline.core.wiki.wiki import Wiki


def items_of_answer(answer: Answer, wiki: Wiki, places: Places) -> list[SupportItem]:
    """Return the sentences with marks, in order, but those that were reckoned.

    A sum stands in no quote; code has worked it out again (`core/answers/closure.py`).
    """
    said = [one for one in answer.sentences if one.labels and not one.reckoned]
    texts = ["", *(one.text for one in said), ""]
    found = []
    for number, one in enumerate(said, 1):
        cited = [answer.citations[label] for label in one.labels]
        marks = "".join(mark_with(mark) for mark in range(1, len(cited) + 1))
        found.append(
            SupportItem(
                "",
                answer.question,
                "",
                texts[number - 1],
                "",
                f"{one.text} {marks}",
                texts[number + 1],
                telling_quotes(list(cite_quotes(cited, places)), one.text),
                tuple(cited_source(p, wiki) for p in dict.fromkeys(c.source for c in cited)),
                one.text,
                one.labels,
            )
        )
    return found
