"""Cut things into batches, and read a reply that has one numbered row for each of them.

Whatever is wrong with a row concerns its thing alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from pipeline.core.model_call import Request
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.librarian.model.steps.read_reply import parse_row

_MOST_ERRORS = 40  # that a second request tells
T = TypeVar("T")
V = TypeVar("V")
R = TypeVar("R", bound=BaseModel)


@dataclass(frozen=True)
class RowAnswers(Generic[V]):
    """What a reply says of the things of its request, None for each thing it is of no use for.

    `errors` say why, with the number of the thing.
    """

    found: tuple[V | None, ...]
    errors: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the things that have no answer."""
        return tuple(number for number, answer in enumerate(self.found, 1) if answer is None)

    def with_second(self, second: RowAnswers[V]) -> RowAnswers[V]:
        """Return these answers, with those of a second reply for the things that had none."""
        both = zip(self.found, second.found, strict=True)
        return RowAnswers(
            tuple(first if first is not None else other for first, other in both), second.errors
        )


def repair_rows(asked: Request, reply: str, answers: RowAnswers[V], prompt: Prompt) -> Request:
    """Ask again for the things of a request that have no answer yet."""
    errors = "\n".join(f"- {error}" for error in answers.errors[:_MOST_ERRORS])
    answer = prompt.fill("repair", errors=errors, numbers=", ".join(map(str, answers.missing)))
    return replace(asked, repair=((reply or "(empty)", answer),))


def cut_by_size(
    things: Sequence[T], size_of: Callable[[T], int], most: int, room: int
) -> Iterator[list[T]]:
    """Cut things, in their order, into batches of at most `most`, with sizes of at most `room`.

    A thing that is larger is a batch of its own.
    """
    batch: list[T] = []
    left = room
    for thing in things:
        size = size_of(thing)
        if batch and (len(batch) == most or size > left):
            yield batch
            batch, left = [], room
        batch.append(thing)
        left -= size
    if batch:
        yield batch


def read_rows(
    rows: Sequence[Any],
    count: int,
    noun: str,
    shape: type[R],
    check: Callable[[int, R], tuple[V, list[str]]],
    wanted: Collection[int] | None = None,
) -> RowAnswers[V]:
    """Read the rows of a reply strictly.

    `noun` is what is judged, and the name of the field with its number. `check` makes an answer of
    a row for the thing with that index, and says what is wrong with it. `wanted` are the numbers
    that were asked for; None means all.
    """
    numbers = range(1, count + 1) if wanted is None else wanted
    found: dict[int, V] = {}
    twice: set[int] = set()
    said: list[str] = []
    for raw in rows:
        number, answer, wrong = _read_row(raw, count, noun, shape, check)
        said += wrong
        if number in found or number in twice:
            twice.add(number)
        elif answer is not None and number in numbers:
            found[number] = answer
        elif answer is not None and number not in range(1, count + 1):
            said.append(f"there is no {noun} {number}")
    said += [f"{noun} {number} is answered more than once" for number in sorted(twice)]
    kept = tuple(found.get(n) if n not in twice else None for n in range(1, count + 1))
    named = {n for n in numbers if any(error.startswith(f"{noun} {n}:") for error in said)}
    said += [
        f"{noun} {n} is not answered"
        for n in numbers
        if kept[n - 1] is None and n not in named | twice
    ]
    return RowAnswers(kept, tuple(said))


def _read_row(
    raw: Any,
    count: int,
    noun: str,
    shape: type[R],
    check: Callable[[int, R], tuple[V, list[str]]],
) -> tuple[int, V | None, list[str]]:
    given = raw.get(noun) if isinstance(raw, dict) else None
    named = given if type(given) is int else 0
    row, errors = parse_row(raw, shape)
    if row is None or not 1 <= named <= count:
        where = (
            f"{noun} {named}"
            if 1 <= named <= count
            else f"an entry for the {noun} {str(given)[:20]!r}"
        )
        return named, None, [f"{where}: {e}" for e in errors or [f"there is no such {noun}"]]
    answer, wrong = check(named - 1, row)
    return named, None if wrong else answer, [f"{noun} {named}: {x}" for x in wrong]
