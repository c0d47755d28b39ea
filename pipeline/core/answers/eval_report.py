"""Show how the golden questions were answered, as text and as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.core.answers.grade import EvalScore, GradedAnswer
from pipeline.core.text import shorten

_HEAD = (
    "| asked | characters | right | wrong | refused wrongly | refused rightly | answered though"
    " absent | pages found | citations held | tokens | dollars |"
)


@dataclass(frozen=True)
class EvalRow:
    """One way of asking, with how it did."""

    name: str
    characters: int
    score: EvalScore
    tokens: int
    dollars: float
    left: int
    graded: Sequence[GradedAnswer]


def show_table(rows: Sequence[EvalRow]) -> list[str]:
    """Return the table of all ways of asking, in Markdown, with what was not asked beneath."""
    lines = [_HEAD, f"|{' --- |' * _HEAD.count(' | ')} --- |"]
    lines += [_table_row(row) for row in rows]
    left = sum(row.left for row in rows)
    if left:
        lines += ["", f"{left} questions were not asked, because the budget had ended."]
    return lines


def _table_row(row: EvalRow) -> str:
    score = row.score
    cells = (
        row.name,
        f"{row.characters:,}",
        score.count("right"),
        score.count("wrong"),
        score.count("refused wrongly"),
        score.count("refused rightly"),
        score.count("answered though absent"),
        f"{score.pages_found} of {score.pages_wanted}" if score.pages_wanted else "–",
        f"{score.held} of {score.drafted}",
        f"{row.tokens:,}" if row.tokens else "–",
        f"{row.dollars:.4f}" if row.tokens else "–",
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


def row_as_values(row: EvalRow) -> Mapping[str, Any]:
    """Return one way of asking as plain values."""
    score = row.score
    return {
        "asked": row.name,
        "characters": row.characters,
        "grades": {grade.replace(" ", "_"): count for grade, count in score.counts},
        "shares": {
            "right": round(score.right, 4),
            "refused": round(score.refused, 4),
            "pages": round(score.pages, 4),
            "citations": round(score.precision, 4),
        },
        "tokens": row.tokens,
        "dollars": round(row.dollars, 6),
        "not_asked": row.left,
        "answers": [
            {
                "question": one.question.question,
                "grade": one.grade,
                "missing": [*one.missing],
                "text": " ".join(said.text for said in one.answer.sentences),
                "pages": [page.slug for page in one.answer.pages],
            }
            for one in row.graded
        ],
    }
