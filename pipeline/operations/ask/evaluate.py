"""`wiki eval`: ask the golden questions of the wiki and of its sources, and grade the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.core.answers.answer import Answer
from pipeline.core.answers.eval_report import EvalRun
from pipeline.core.answers.golden_questions import (
    QUESTIONS_FILE,
    GoldenQuestion,
    GoldenQuestions,
    read_golden_questions,
)
from pipeline.core.answers.grade import GradedAnswer, grade_answer
from pipeline.core.answers.material import Material
from pipeline.core.errors import BudgetError, UserError
from pipeline.core.model_call import StepCost
from pipeline.librarian import Answerer
from pipeline.operations.ask.ask import AskOptions, WikiToAsk, ask_question
from pipeline.operations.repository.snapshot import Snapshot


def read_questions_of(snapshot: Snapshot) -> GoldenQuestions:
    """Return the golden questions of a commit; `UserError` where there are none, or wrong ones."""
    blob = next(iter(snapshot.repo.tree(snapshot.commit, QUESTIONS_FILE)), None)
    if blob is None:
        raise UserError(
            f"There are no golden questions: {QUESTIONS_FILE} is not committed.",
            "Write down questions with what a right answer holds; docs/asking.md has the form.",
        )
    return read_golden_questions(snapshot.repo.read(blob.sha).decode("utf-8", "replace"))


def evaluate(
    asked: WikiToAsk,
    questions: Sequence[GoldenQuestion],
    answerer: Answerer,
    ways: Sequence[tuple[bool, int]],
    bill: Callable[[], tuple[StepCost, ...]] = lambda: (),
    say: Callable[[str], None] = lambda _: None,
) -> list[EvalRun]:
    """Ask all questions in each way, (whether of the sources, characters), and grade the answers.

    A question that was kept as a page is answered anew, so that the page is no evidence for itself.
    Once the budget ends, what is left is not asked, and counted.
    """
    runs = []
    for raw, characters in ways:
        options = AskOptions(characters=characters, raw=raw, anew=True)
        before = bill()
        graded: list[GradedAnswer] = []
        rows = [*filter(is_for_sources, questions)] if raw else [*questions]
        who = "sources" if raw else "wiki"
        for number, question in enumerate(rows, 1):
            say(f"{number} of {len(rows)} · asking the {who}, {characters:,} characters")
            try:
                answer = ask_question(asked, question.question, answerer, options)
            except BudgetError:
                break
            of = replace(question, pages=()) if raw else question
            graded.append(grade_answer(of, _without_material(answer)))
        tokens, dollars = _spent(before, bill())
        left = len(rows) - len(graded)
        runs.append(EvalRun(raw, characters, tuple(graded), tokens, dollars, left))
    return runs


def is_for_sources(question: GoldenQuestion) -> bool:
    """Tell whether an answer from the sources can be graded: they have no pages to be cited."""
    return bool(question.absent or question.expect or question.ask_back)


def _without_material(answer: Answer) -> Answer:
    return replace(answer, material=Material())


def _spent(before: Sequence[StepCost], after: Sequence[StepCost]) -> tuple[int, float]:
    def total(costs: Sequence[StepCost]) -> tuple[int, float]:
        used = [cost.usage for cost in costs]
        tokens = sum(u.input + u.cached + u.written + u.output for u in used)
        return tokens, sum(cost.dollars for cost in costs)

    (tokens, dollars), (tokens_now, dollars_now) = total(before), total(after)
    return tokens_now - tokens, dollars_now - dollars
