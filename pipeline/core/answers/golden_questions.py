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

from dataclasses import dataclass
from typing import Any

from pipeline.core.declared_settings import ValidationError, read_declared, setting
from pipeline.core.errors import UserError
from pipeline.core.markup import frontmatter

QUESTIONS_FILE = "wiki/questions.yaml"
MOST_QUESTIONS = 1_000


def _as_ways(expected: Any) -> Any:
    """Read each entry, one text or a list of ways of saying it, as such a list."""
    return [*map(_as_list, expected)] if isinstance(expected, list | tuple) else expected


def _as_list(value: Any) -> Any:
    """Read one text as a list of it; numbers become texts."""
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(
        str(x) if isinstance(x, int | float) and not isinstance(x, bool) else x for x in items
    )


@dataclass(frozen=True)
class GoldenQuestion:
    """One question, and what is known of the right answer to it."""

    question: str = setting(min_length=1, max_length=2_000)
    expect: tuple[tuple[str, ...], ...] = setting(default=(), before=_as_ways)
    pages: tuple[str, ...] = ()
    absent: bool = False
    ask_back: bool = False
    floor: bool = True

    def check_together(self) -> None:
        """Raise `ValueError` where it is not said what a right answer holds."""
        if self.absent and (self.expect or self.ask_back):
            raise ValueError(
                "`absent` says that there is no answer; `expect` and `ask_back` do not fit"
            )
        if not (self.absent or self.expect or self.pages or self.ask_back):
            raise ValueError(
                "say what a right answer holds: `expect`, `pages`, `absent` or `ask_back`"
            )


@dataclass(frozen=True)
class EvalFloors:
    """Shares that the embedded librarian must reach, or the check fails; 0 asks for nothing."""

    right: float = setting(default=0.0, ge=0, le=1)
    pages: float = setting(default=0.0, ge=0, le=1)
    refused: float = setting(default=0.0, ge=0, le=1)


@dataclass(frozen=True)
class GoldenQuestions:
    """The whole file."""

    floors: EvalFloors = EvalFloors()
    questions: tuple[GoldenQuestion, ...] = setting(default=(), max_length=MOST_QUESTIONS)


def read_golden_questions(text: str) -> GoldenQuestions:
    """Read the file; `UserError` names each thing that is wrong with its place."""
    try:
        values = frontmatter.load_block(f"---\n{text.strip()}\n---\n", QUESTIONS_FILE)
        return read_declared(GoldenQuestions, values)
    except ValidationError as error:
        rows = [_explain(e["loc"], e["msg"]) for e in error.errors()[:5]]
        raise UserError("\n".join(rows), "docs/asking.md has the form of the file.") from error


def _explain(loc: tuple[Any, ...], message: str) -> str:
    where = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in loc)
    said = message.removeprefix("Value error, ")
    return f"{QUESTIONS_FILE}: `{where}`: {said[:1].lower()}{said[1:]}."
