"""The wordings of questions and answers, filled in: at least six for each fact.

Training on one wording teaches the wording; on several, the fact. Every list is asked by its
number, so that who trains can keep one wording back and ask by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.core.training.asked_values import GAP
from pipeline.core.training.questions.rules import AskedValue
from pipeline.core.training.wordings.templates import Wordings

FEWEST = 6  # wordings of each fact


def word_question(asked: AskedValue, words: Wordings) -> Iterator[str]:
    """Yield every wording of the open question for a fact, the plain one first."""
    if asked.kind == "gap":
        for template in words.by_gap:
            yield template.format(question=asked.question)
        return
    for template in words.by_topic:
        yield template.format(
            question=asked.question, topic=asked.topic, Topic=with_capital(asked.topic)
        )


def plain_question(asked: AskedValue, words: Wordings) -> str:
    """Return the question for a fact as one sentence that others can be put before."""
    if asked.kind == "gap":
        return words.by_gap[0].format(question=asked.question)
    return asked.question


def word_dated(asked: AskedValue, date: str, title: str, words: Wordings) -> Iterator[str]:
    """Yield every wording of a question with the date as of which it is asked."""
    question = plain_question(asked, words)
    lowered = question[:1].lower() + question[1:]
    for template in words.dated:
        goes_on = template.startswith(words.lowered_after) if words.lowered_after else False
        yield template.format(date=date, question=lowered if goes_on else question, title=title)


def word_closed(sentence: str, words: Wordings) -> Iterator[str]:
    """Yield every wording of the question whether a sentence is right."""
    return (template.format(sentence=sentence) for template in words.closed)


def word_choice(asked: AskedValue, options: str, words: Wordings) -> Iterator[str]:
    """Yield every wording of a question with answers to choose from."""
    for template in words.choice:
        yield template.format(question=plain_question(asked, words), options=options)


def word_superseded(old: str, words: Wordings) -> Iterator[str]:
    """Yield every wording of the question whether an old statement still holds."""
    return (template.format(old=old) for template in words.superseded)


def word_before(topic: str, after: str, words: Wordings) -> Iterator[str]:
    """Yield every wording of the question what a value was before it became another."""
    for template in words.before:
        yield template.format(topic=topic, Topic=with_capital(topic), after=after)


def word_since(topic: str, after: str, words: Wordings) -> Iterator[str]:
    """Yield every wording of the question since when a value is what it became."""
    for template in words.since:
        yield template.format(topic=topic, Topic=with_capital(topic), after=after)


def word_between(topic: str, date: str, words: Wordings) -> Iterator[str]:
    """Yield every wording of the question for a value on a day between two sources."""
    for template in words.between:
        yield template.format(topic=topic, Topic=with_capital(topic), date=date)


def word_comparison(one: str, two: str, subject: str, words: Wordings) -> Iterator[str]:
    """Yield every wording of the question what two sources say about one subject."""
    return (template.format(one=one, two=two, subject=subject) for template in words.compared)


def word_two_hop(gap: str, asked: AskedValue, name: str, words: Wordings) -> Iterator[str]:
    """Yield every wording of a question about the thing that a gap stands for.

    In the question itself the name must not stand, for it is the first half of the answer.
    """
    before = words.articles_before_name
    question = re.sub(
        rf"{before}(?<!\w){re.escape(name)}(?!\w)", lambda _: words.left_out, asked.question
    )
    question = with_capital(question)
    if asked.kind == "gap":
        hidden = question.replace(GAP, "(?)").rstrip(".")
        question = words.hidden_part.format(hidden=hidden)
    return (template.format(gap=gap, question=question) for template in words.two_hop)


def word_summary(title: str, words: Wordings) -> Iterator[str]:
    """Yield every wording of the wish for a summary."""
    return (template.format(title=title) for template in words.summary)


def word_refused(topic: str, words: Wordings) -> Iterator[tuple[str, str]]:
    """Yield every wording of a question that the wiki does not answer, with what to say."""
    for asked, said in zip(words.refused, words.refusals, strict=True):
        yield asked.format(topic=topic), said


def with_capital(text: str) -> str:
    """Return a text as it opens a sentence."""
    return text[:1].upper() + text[1:]
