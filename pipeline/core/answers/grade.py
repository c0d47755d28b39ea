"""Grade answers to golden questions by code: values, pages, refusals. No model is asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pipeline.core.answers.answer import Answer
from pipeline.core.answers.golden_questions import EvalFloors, GoldenQuestion
from pipeline.core.language.measures import Measure, measures
from pipeline.core.language.number_words import with_numerals
from pipeline.core.name_keys import fold
from pipeline.core.search_words import search_words

Mark = Literal["right", "wrong", "refused rightly", "refused wrongly", "answered though absent"]
GRADES: tuple[Mark, ...] = (
    "right", "wrong", "refused rightly", "refused wrongly", "answered though absent",
)  # fmt: skip


@dataclass(frozen=True)
class GradedAnswer:
    """An answer with its grade; `found` says whether a page that was expected is cited.

    `found` is None where no page is expected. `struck` of `drafted` sentences did not hold.
    """

    question: GoldenQuestion
    answer: Answer
    grade: Mark
    found: bool | None
    missing: tuple[str, ...] = ()

    @property
    def drafted(self) -> int:
        """How many sentences were drafted."""
        return len(self.answer.sentences) + len(self.answer.struck)


def grade_answer(question: GoldenQuestion, answer: Answer) -> GradedAnswer:
    """Return an answer with its grade.

    A value counts as given where it stands in the sentences in whatever form: values are compared
    as `core/language/measures.py` compares them, other words by their stems.
    """
    text = " ".join(said.text for said in answer.sentences)
    cited = {page.slug for page in answer.pages}
    found = bool(cited & {*question.pages}) if question.pages else None
    if question.absent:
        refused = answer.status == "unknown"
        grade: Mark = "refused rightly" if refused else "answered though absent"
        return GradedAnswer(question, answer, grade, found)
    missing = tuple(ways[0] for ways in question.expect if not any(_holds(x, text) for x in ways))
    if answer.status == "unknown":
        grade = "refused wrongly"
    elif question.ask_back:
        grade = "right" if answer.status == "ask_back" else "wrong"
    elif question.expect:
        grade = "wrong" if missing else "right"
    else:
        grade = "right" if found else "wrong"
    return GradedAnswer(question, answer, grade, found, missing)


def _holds(expected: str, text: str) -> bool:
    wanted, there = with_numerals(expected), with_numerals(text)
    if re.search(rf"(?<!\w){re.escape(fold(expected))}(?!\w)", fold(text)):
        return True
    if not {*search_words(wanted)} - _digits(wanted) <= {*search_words(there)}:
        return False
    given = measures(there)
    # A date, a number or a measure is given as a whole: that its day and its year stand somewhere
    # is not enough.
    return bool(values := measures(wanted)) is bool(_digits(wanted)) and all(
        any(_gives(other, value) for other in given) for value in values
    )


def _gives(given: Measure, wanted: Measure) -> bool:
    """Tell whether a value is given; a date must be no less exact than it is wanted."""
    if given.kind != wanted.kind or not wanted.agrees_with(given):
        return False
    return wanted.kind != "date" or given.written.startswith(wanted.written)


def _digits(text: str) -> set[str]:
    return {word for word in search_words(text) if any(char.isdigit() for char in word)}


@dataclass(frozen=True)
class EvalScore:
    """How a set of answers did: counts by grade, pages found, sentences that held, and the cost."""

    counts: tuple[tuple[Mark, int], ...]
    pages_found: int
    pages_wanted: int
    held: int
    drafted: int

    @property
    def asked(self) -> int:
        """How many questions were asked."""
        return sum(count for _, count in self.counts)

    def count(self, grade: Mark) -> int:
        """Return how many answers have a grade."""
        return dict(self.counts)[grade]

    @property
    def right(self) -> float:
        """The share of questions with an answer that was right."""
        there = self.count("right") + self.count("wrong") + self.count("refused wrongly")
        return self.count("right") / there if there else 1.0

    @property
    def refused(self) -> float:
        """The share of questions without an answer that was refused."""
        absent = self.count("refused rightly") + self.count("answered though absent")
        return self.count("refused rightly") / absent if absent else 1.0

    @property
    def pages(self) -> float:
        """The share of questions with expected pages of which one was cited."""
        return self.pages_found / self.pages_wanted if self.pages_wanted else 1.0

    @property
    def precision(self) -> float:
        """The share of drafted sentences whose citations held."""
        return self.held / self.drafted if self.drafted else 1.0

    def below(self, floors: EvalFloors) -> list[str]:
        """Return what does not reach its floor, one sentence each."""
        rows = (
            ("right answers", self.right, floors.right),
            ("pages found", self.pages, floors.pages),
            ("refusals of what the wiki lacks", self.refused, floors.refused),
        )
        return [
            f"{name}: {share:.2f}, and the floor is {floor:.2f}"
            for name, share, floor in rows
            if share < floor
        ]


def sum_up(graded: Iterable[GradedAnswer]) -> EvalScore:
    """Return how a set of answers did."""
    rows = list(graded)
    counts = Counter(one.grade for one in rows)
    wanted = [one for one in rows if one.found is not None and not one.question.absent]
    return EvalScore(
        tuple((grade, counts[grade]) for grade in GRADES),
        sum(bool(one.found) for one in wanted),
        len(wanted),
        sum(len(one.answer.sentences) for one in rows),
        sum(one.drafted for one in rows),
    )
