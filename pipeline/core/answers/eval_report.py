"""Show how the golden questions were answered, as text and as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.core.answers.golden_questions import EvalFloors
from pipeline.core.answers.grade import EvalScore, GradedAnswer, sum_up
from pipeline.core.github.inert import make_inert
from pipeline.core.text import counted, shorten

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

    def below(self, floors: EvalFloors) -> list[str]:
        """Return what does not reach its floor, one sentence each."""
        return sum_up(one for one in self.graded if one.question.floor).below(floors)


def show_table(runs: Sequence[EvalRun]) -> list[str]:
    """Return the table of all ways of asking, in Markdown, with what was not asked beneath."""
    lines = [_HEAD, f"|{' --- |' * _HEAD.count(' | ')} --- |"]
    lines += [_table_row(run) for run in runs]
    kept = max((sum(not one.question.floor for one in run.graded) for run in runs), default=0)
    if kept:
        told = (
            "comes from an answer that was kept, or is"
            if kept == 1
            else "come from answers that were kept, or are"
        )
        lines += [
            "",
            f"{counted(kept, 'question')} {told} marked `floor: false`: no floor counts them.",
        ]
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


def as_report(runs: Sequence[EvalRun], librarian: str, commit: str) -> str:
    """Return the report on a run's page, in Markdown in which no foreign text takes effect."""
    lines = ["### How the golden questions are answered", "", *show_table(runs)]
    lines += ["", f"Answered by the {librarian} librarian at commit {commit[:12]}."]
    for run in runs:
        if faults := [*show_faults(run.graded)]:
            shown = "\n".join(f"- {make_inert(row.removeprefix('- '))}" for row in faults)
            of = f"{run.name}, {run.characters:,} characters: {len(faults)} not right"
            lines += ["", f"<details><summary>{of}</summary>", "", shown, "", "</details>"]
    return "\n".join(lines)


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
