"""The questions with which a wiki is begun, and what a team answers: each from a fixed list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.core.errors import UserError
from pipeline.core.wiki.schema import Rules

StartKey = Literal["language", "librarian", "links"]


@dataclass(frozen=True)
class StartChoice:
    """One answer: the value that `schema.md` gets, and what a person reads. `words` is Markdown."""

    value: str
    words: str


@dataclass(frozen=True)
class StartQuestion:
    """One question; `key` is the key of `schema.md` that it sets."""

    key: StartKey
    title: str
    choices: tuple[StartChoice, ...]

    def values(self) -> tuple[str, ...]:
        """Return what may be answered."""
        return tuple(choice.value for choice in self.choices)


QUESTIONS = (
    StartQuestion(
        "language",
        "Language of the pages",
        (
            StartChoice("en", "English"),
            StartChoice("de", "Deutsch"),
            StartChoice("es", "Español"),
            StartChoice("fr", "Français"),
            StartChoice("it", "Italiano"),
            StartChoice("ja", "日本語"),
            StartChoice("nl", "Nederlands"),
            StartChoice("pt", "Português"),
            StartChoice("zh", "中文"),
        ),
    ),
    StartQuestion(
        "librarian",
        "Who reads the sources",
        (
            StartChoice("auto", "A model once it has a key, else the embedded librarian"),
            StartChoice("model", "A model, and an error while it has no key"),
            StartChoice("extractive", "No model: the embedded librarian, no text leaves GitHub"),
        ),
    ),
    StartQuestion(
        "links",
        "Links between pages",
        (
            StartChoice("markdown", "Markdown: GitHub and editors follow them"),
            StartChoice("wikilink", "Wikilinks: for Obsidian; GitHub shows `[[page]]` as text"),
        ),
    ),
)


@dataclass(frozen=True)
class StartAnswers:
    """What a team answered. `lean`: the program's own tests and benchmarks are left out."""

    language: str
    librarian: str
    links: str
    lean: bool = False

    def value(self, key: StartKey) -> str:
        """Return the answer to one question."""
        return str(getattr(self, key))

    def settings(self) -> dict[str, str]:
        """Return the answers as keys of `schema.md`."""
        return {question.key: self.value(question.key) for question in QUESTIONS}


def answers_of_rules(rules: Rules | None = None) -> StartAnswers:
    """Return what holds where nobody answers: what `schema.md` says, or else its defaults."""
    held = rules or Rules()
    return StartAnswers(held.language, held.librarian, held.links)


def take_answers(
    answers: StartAnswers, given: Mapping[str, str], lean: bool | None = None
) -> StartAnswers:
    """Return the answers with those that were given; `UserError` for one that is not on the list.

    An empty text is no answer.
    """
    for question in QUESTIONS:
        if value := given.get(question.key, ""):
            if value != answers.value(question.key) and value not in question.values():
                raise _error_for_unknown(question, value)
            said = answers.settings() | {question.key: value}
            answers = StartAnswers(said["language"], said["librarian"], said["links"], answers.lean)
    return answers if lean is None else replace(answers, lean=lean)


def choices_of(question: StartQuestion, usual: str) -> tuple[StartChoice, ...]:
    """Return the choices with the usual one first, which may be none of the list."""
    first = [choice for choice in question.choices if choice.value == usual]
    rest = [choice for choice in question.choices if choice.value != usual]
    return (*(first or [StartChoice(usual, f"`{usual}`")]), *rest)


def _error_for_unknown(question: StartQuestion, value: str) -> UserError:
    return UserError(
        f"{question.title}: there is no {value[:40]!r}.",
        f"One of: {', '.join(question.values())}."
        + (" Another language is written into schema.md." if question.key == "language" else ""),
    )
