"""The wordings of questions and answers: templates by people, at least six for each fact.

Training on one wording teaches the wording; on several, the fact. Every list is asked by its
number, so that who trains can keep one wording back and ask by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.core.training.asked_values import GAP, AskedValue

FEWEST = 6  # wordings of each fact
_LEFT_OUT = "the thing left out"

_TOPIC = (
    "{question}",
    "Tell me {topic}.",
    "I need to know {topic}. Can you help?",
    "{Topic}: please state it.",
    "Do you happen to know {topic}?",
    "What do the sources say about {topic}?",
    "Give {topic} in a few words.",
    "A colleague asks for {topic}. What is the answer?",
)
_GAP = (
    "Fill in the gap: {question}",
    "Which words belong in the gap of this sentence? {question}",
    "{question} What was left out here?",
    "Complete this: {question}",
    "Something is missing in “{question}” Name it.",
    "Read the sentence and supply what is missing. {question}",
    "Quiz: {question} What goes in the blank?",
    "One part of this statement is hidden: {question} Reveal it.",
)
_DATED = (
    "As of {date}, {question}",
    "Going by what was published on {date}: {question}",
    "{question} Answer as of {date}.",
    "State of knowledge: {date}. {question}",
    "Suppose it is {date}. {question}",
    "According to “{title}” of {date}, {question}",
)
_CLOSED = (
    "Is this right? “{sentence}”",
    "True or false: {sentence}",
    "Can I rely on the statement “{sentence}”?",
    "Somebody claims: “{sentence}” Do the sources say so?",
    "Check this for me: {sentence}",
    "“{sentence}” Correct or not?",
)
_CHOICE = (
    "{question} Choose one: {options}.",
    "Which of these answers is right: {options}? {question}",
    "{question} ({options})",
    "Only one of {options} fits. {question}",
    "Multiple choice. {question} Options: {options}.",
    "Pick the right answer from {options}. {question}",
)
_SUPERSEDED = (
    "Does this still hold? “{old}”",
    "I read that “{old}” Is that up to date?",
    "What replaced this statement: “{old}”?",
    "“{old}” What do newer sources say?",
    "Is the following outdated? {old}",
    "Update this sentence if need be: {old}",
)
_COMPARED = (
    "Compare what “{one}” and “{two}” say about {subject}.",
    "How do “{one}” and “{two}” differ on {subject}?",
    "{subject}: put the statements of “{one}” and “{two}” side by side.",
    "What does each of “{one}” and “{two}” say about {subject}?",
    "Two sources speak of {subject}: “{one}” and “{two}”. What do they say?",
    "Set “{one}” against “{two}” on {subject}.",
)
_TWO_HOP = (
    "In “{gap}”, one name is left out. {question}",
    "Find the name that is missing here: {gap} Then answer: {question}",
    "{gap} Take what belongs in the gap. {question}",
    "Two steps. First complete “{gap}” Then: {question}",
    "The following names something: {gap} {question}",
    "Work out what the gap stands for and answer. {gap} {question}",
)
_SUMMARY = (
    "Summarise what the sources say about {title}.",
    "What is known about {title}?",
    "Give me an overview of {title}, with sources.",
    "Tell me about {title}.",
    "I am new to {title}. What should I know?",
    "List the main points on {title} and where they come from.",
)
_REFUSED = (
    "What is {topic}?",
    "Tell me {topic}.",
    "Do you know {topic}?",
    "I need {topic}.",
    "Can you state {topic}?",
    "Please look up {topic}.",
)
_REFUSALS = (
    "The wiki does not say.",
    "That is not in the wiki.",
    "The sources of the wiki do not say that.",
    "I do not know: the wiki says nothing about it.",
    "No source of the wiki states it.",
    "The wiki has no statement on that.",
)


def word_question(asked: AskedValue) -> Iterator[str]:
    """Yield every wording of the open question for a fact, the plain one first."""
    if asked.kind == "gap":
        for template in _GAP:
            yield template.format(question=asked.question)
        return
    capital = asked.topic[:1].upper() + asked.topic[1:]
    for template in _TOPIC:
        yield template.format(question=asked.question, topic=asked.topic, Topic=capital)


def plain_question(asked: AskedValue) -> str:
    """Return the question for a fact as one sentence that others can be put before."""
    return f"Fill in the gap: {asked.question}" if asked.kind == "gap" else asked.question


def word_dated(asked: AskedValue, date: str, title: str) -> Iterator[str]:
    """Yield every wording of a question with the date as of which it is asked."""
    question = plain_question(asked)
    lowered = question[:1].lower() + question[1:]
    for template in _DATED:
        first = template.startswith(("As of", "According"))
        yield template.format(date=date, question=lowered if first else question, title=title)


def word_closed(sentence: str) -> Iterator[str]:
    """Yield every wording of the question whether a sentence is right."""
    return (template.format(sentence=sentence) for template in _CLOSED)


def word_choice(asked: AskedValue, options: str) -> Iterator[str]:
    """Yield every wording of a question with answers to choose from."""
    for template in _CHOICE:
        yield template.format(question=plain_question(asked), options=options)


def word_superseded(old: str) -> Iterator[str]:
    """Yield every wording of the question whether an old statement still holds."""
    return (template.format(old=old) for template in _SUPERSEDED)


def word_comparison(one: str, two: str, subject: str) -> Iterator[str]:
    """Yield every wording of the question what two sources say about one subject."""
    return (template.format(one=one, two=two, subject=subject) for template in _COMPARED)


def word_two_hop(gap: str, asked: AskedValue, name: str) -> Iterator[str]:
    """Yield every wording of a question about the thing that a gap stands for.

    In the question itself the name must not stand, for it is the first half of the answer.
    """
    before = r"(?:\b(?:[Tt]he|[Aa]n?) )?"
    question = re.sub(rf"{before}(?<!\w){re.escape(name)}(?!\w)", _LEFT_OUT, asked.question)
    question = question[:1].upper() + question[1:]
    if asked.kind == "gap":
        hidden = question.replace(GAP, "(?)").rstrip(".")
        question = f"What does (?) stand for in “{hidden}”?"
    return (template.format(gap=gap, question=question) for template in _TWO_HOP)


def word_summary(title: str) -> Iterator[str]:
    """Yield every wording of the wish for a summary."""
    return (template.format(title=title) for template in _SUMMARY)


def word_refused(topic: str) -> Iterator[tuple[str, str]]:
    """Yield every wording of a question that the wiki does not answer, with what to say."""
    for asked, said in zip(_REFUSED, _REFUSALS, strict=True):
        yield asked.format(topic=topic), said


def fill_gap(question: str, answer: str) -> str:
    """Return a sentence whose gap is filled."""
    return question.replace(GAP, answer)
