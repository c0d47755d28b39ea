"""Examples that ask what the golden questions ask: a model trained on them would be graded on them.

An example is left out where its question shares thirteen words in a row with a golden question, or
the whole of a shorter one, or nearly all of its telling words. The fact itself may be trained on in
other words, for without it nobody could answer. With vectors, nearness in meaning counts too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pipeline.core.name_keys import fold
from pipeline.core.training.example import TrainingExample
from pipeline.core.training.telling_words import telling_words

_RUN = 13  # words
_SHORTEST = 3  # words of a golden question: a shorter one would stand in many examples
_FEWEST = 2  # telling words: one alone says too little
_ALIKE = 0.75  # of the telling words of both questions, the share that both have


@dataclass(frozen=True)
class Contaminated:
    """An example that is left out, the golden question that it repeats, and how it was found."""

    example: TrainingExample
    golden: str
    why: str


def find_contaminated(
    examples: Iterable[TrainingExample],
    golden: Collection[str],
    near: Iterable[tuple[str, str]] = (),
    language: str = "en",
) -> list[Contaminated]:
    """Return the examples that repeat a golden question.

    `near` are pairs of a question of an example and a golden question, as vectors tell.
    """
    if not golden:
        return []
    close: dict[str, set[str]] = {}
    for question, repeated in near:
        close.setdefault(question, set()).add(repeated)
    table = [(text, _runs_of(text), telling_words(text, language)) for text in golden]
    found = []
    for one in examples:
        if not one.question:
            continue
        asked = f" {' '.join(fold(one.question).split())} "
        words = telling_words(one.question, language)
        for text, runs, wanted in table:
            if any(f" {run} " in asked for run in runs):
                found.append(Contaminated(one, text, f"{_RUN} words in a row, or all of it"))
            elif _are_alike(wanted, words):
                found.append(Contaminated(one, text, "the same telling words"))
            elif text in close.get(one.question, ()):
                found.append(Contaminated(one, text, "near in meaning"))
            else:
                continue
            break
    return found


def _are_alike(one: frozenset[str], two: frozenset[str]) -> bool:
    return len(one) >= _FEWEST and len(one & two) >= _ALIKE * len(one | two)


def _runs_of(text: str) -> list[str]:
    words = fold(text).split()
    if len(words) < _SHORTEST:
        return []
    last = max(1, len(words) - _RUN + 1)
    return [" ".join(words[i : i + _RUN]) for i in range(last)]
