"""Show how the golden questions were answered, as text and as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.core.answers.grade import EvalScore, GradedAnswer, sum_up
from pipeline.core.text import shorten

_HEAD = (
    "| asked | characters | right | wrong | refused wrongly | refused rightly | answered though"
    " absent | pages found | citations held | tokens | dollars |"
)


@dataclass(frozen=True)
class EvalRun:
    """The answers of one way of asking: the wiki or its sources, with so many characters.

    `tokens` and `dollars` are what these questions took. `left` were not asked, because the budget
    had ended.
    """

    raw: bool
    characters: int
    graded: tuple[GradedAnswer, ...]
    tokens: int = 0
    dollars: float = 0.0
    left: int = 0

    @property
    def name(self) -> str:
        """What was asked."""
        return "sources" if self.raw else "wiki"

    @cached_property
    def score(self) -> EvalScore:
        """How it did."""
        return sum_up(self.graded)


def show_table(runs: Sequence[EvalRun]) -> list[str]:
    """Return the table of all ways of asking, in Markdown, with what was not asked beneath."""
    lines = [_HEAD, f"|{' --- |' * _HEAD.count(' | ')} --- |"]
    lines += [_table_row(run) for run in runs]
    left = sum(run.left for run in runs)
    if left:
        lines += ["", f"{left} questions were not asked, because the budget had ended."]
    return lines


def _table_row(run: EvalRun) -> str:
    score = run.score
    cells = (
        run.name,
        f"{run.characters:,}",
        score.count("right"),
        score.count("wrong"),
        score.count("refused wrongly"),
        score.count("refused rightly"),
        score.count("answered though absent"),
        f"{score.pages_found} of {score.pages_wanted}" if score.pages_wanted else "–",
        f"{score.held} of {score.drafted}",
        f"{run.tokens:,}" if run.tokens else "–",
        f"{run.dollars:.4f}" if run.tokens else "–",
    )
    return "| " + " | ".join(map(str, cells)) + " |"


def show_faults(graded: Sequence[GradedAnswer]) -> Iterator[str]:
    """Yield a line for each answer that is not right, with what it lacks."""
    for one in graded:
        if one.grade in ("right", "refused rightly"):
            continue
        lacks = f"; it lacks {', '.join(one.missing)}" if one.missing else ""
        said = " ".join(said.text for said in one.answer.sentences)
        told = f": {shorten(said, 160)}" if said else ""
        yield f"- {one.grade}{lacks}: {one.question.question}{told}"


def run_as_values(run: EvalRun) -> Mapping[str, Any]:
    """Return one way of asking as plain values."""
    score = run.score
    return {
        "asked": run.name,
        "characters": run.characters,
        "grades": {grade.replace(" ", "_"): count for grade, count in score.counts},
        "shares": {
            "right": round(score.right, 4),
            "refused": round(score.refused, 4),
            "pages": round(score.pages, 4),
            "citations": round(score.precision, 4),
        },
        "tokens": run.tokens,
        "dollars": round(run.dollars, 6),
        "not_asked": run.left,
        "answers": [
            {
                "question": one.question.question,
                "grade": one.grade,
                "missing": [*one.missing],
                "text": " ".join(said.text for said in one.answer.sentences),
                "pages": [page.slug for page in one.answer.pages],
            }
            for one in run.graded
        ],
    }
