"""The team's golden questions in `wiki/questions.yaml`: what a right answer to each holds.

    floors: {right: 0.7, refused: 1.0}
    questions:
      - question: How many moons does Saturn have?
        expect: ["274"]
        pages: [saturn]
      - question: How much did Dragonfly cost?
        absent: true

Each of `expect` must stand in a right answer; a list in it holds ways of saying one thing. `pages`
are those of which a right answer cites one. `ask_back` says that the question fits several things.
With `floor: false` a question is asked and graded, and counts for no floor.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from pipeline.core.errors import UserError
from pipeline.core.markup import frontmatter

QUESTIONS_FILE = "wiki/questions.yaml"
MOST_QUESTIONS = 1_000


class _GoldenValue(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _as_ways(value: Any) -> Any:
    """Read one text, or a list of ways of saying it, as such a list; numbers become texts."""
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(
        str(x) if isinstance(x, int | float) and not isinstance(x, bool) else x for x in items
    )


Ways = Annotated[tuple[str, ...], BeforeValidator(_as_ways)]


class GoldenQuestion(_GoldenValue):
    """One question, and what is known of the right answer to it."""

    question: str = Field(min_length=1, max_length=2_000)
    expect: tuple[Ways, ...] = ()
    pages: tuple[str, ...] = ()
    absent: bool = False
    ask_back: bool = False
    floor: bool = True

    @model_validator(mode="after")
    def _one_kind(self) -> GoldenQuestion:
        if self.absent and (self.expect or self.ask_back):
            raise ValueError(
                "`absent` says that there is no answer; `expect` and `ask_back` do not fit"
            )
        if not (self.absent or self.expect or self.pages or self.ask_back):
            raise ValueError(
                "say what a right answer holds: `expect`, `pages`, `absent` or `ask_back`"
            )
        return self


class EvalFloors(_GoldenValue):
    """Shares that the embedded librarian must reach, or the check fails; 0 asks for nothing."""

    right: float = Field(default=0.0, ge=0, le=1)
    pages: float = Field(default=0.0, ge=0, le=1)
    refused: float = Field(default=0.0, ge=0, le=1)


class GoldenQuestions(_GoldenValue):
    """The whole file."""

    floors: EvalFloors = EvalFloors()
    questions: tuple[GoldenQuestion, ...] = Field(default=(), max_length=MOST_QUESTIONS)


def read_golden_questions(text: str) -> GoldenQuestions:
    """Read the file; `UserError` names each thing that is wrong with its place."""
    try:
        values = frontmatter.load_block(f"---\n{text.strip()}\n---\n", QUESTIONS_FILE)
        return GoldenQuestions.model_validate(values)
    except ValidationError as error:
        rows = [_explain(e["loc"], e["msg"]) for e in error.errors()[:5]]
        raise UserError("\n".join(rows), "docs/asking.md has the form of the file.") from error


def _explain(loc: tuple[Any, ...], message: str) -> str:
    where = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in loc)
    said = message.removeprefix("Value error, ")
    return f"{QUESTIONS_FILE}: `{where}`: {said[:1].lower()}{said[1:]}."
