"""What the rules of a language find in a sentence, and what the module of a language has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

AskedKind = Literal["value", "count", "time", "meaning", "gap"]


@dataclass(frozen=True)
class AskedValue:
    """One thing that a sentence answers.

    `answer` stands in the sentence. `question` is a whole question, and `topic` the same as a noun
    phrase; for a gap the question is the sentence with the gap, and the topic is empty. `thing`
    and `attribute` are what the topic is made of, where it is an attribute of a thing.
    """

    kind: AskedKind
    question: str
    topic: str
    answer: str
    thing: str = ""
    attribute: str = ""


@dataclass(frozen=True)
class ChangedValue:
    """A change of a value that one sentence tells: of what, and both values as it writes them."""

    topic: str
    before: str
    after: str


class QuestionRules(Protocol):
    """What the module of a language has.

    `LEANS` matches the opening of a sentence that leans on the one before it. `ADDED` matches the
    text behind a number that counts what came in addition, as "62 new moons" does: such a number
    replaces none. `KIND` matches what stands behind the name of a thing and says by a `noun` what
    it is. `PLANNED` matches words by which a sentence tells no fact. `ALSO_TOLD_BY` has for an
    attribute other words that tell it: a thing that is 12 metres high has a height. `SMALL` are
    words that make a question or a sentence and say nothing of what it is about.
    """

    LEANS: re.Pattern[str]
    ADDED: re.Pattern[str]
    KIND: re.Pattern[str]
    PLANNED: re.Pattern[str]
    ALSO_TOLD_BY: Mapping[str, str]
    SMALL: str

    def find_questions(self, sentence: str) -> Iterator[AskedValue]:
        """Yield the whole questions that a sentence answers."""
        ...

    def find_told_changes(self, sentence: str) -> Iterator[ChangedValue]:
        """Yield the changes of a value that a sentence tells as done."""
        ...
