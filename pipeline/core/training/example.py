"""One example to train on: a question with its answer, or running text, and what it rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, get_args

from pipeline.core.export.contents import ExportedClaim, ExportedSource
from pipeline.core.training.facts import TrainingFact, Wording, holds_words
from pipeline.core.training.wordings.templates import Wordings

ExampleKind = Literal[
    "open", "closed", "dated", "superseded", "two-hop", "comparison", "summary", "refusal", "text"
]
KINDS: tuple[ExampleKind, ...] = get_args(ExampleKind)
Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = get_args(Split)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a part of an answer rests on: a claim, its source, and the quote that holds `span`.

    `span` are the words of the answer that the quote must hold.
    """

    claim: str
    source: ExportedSource
    quote: str
    span: str
    page: str
    wording: Wording = "source"

    @property
    def is_row(self) -> bool:
        """Tell whether the quote is a row of a table, which says nothing without its head."""
        return "|" in self.quote


@dataclass(frozen=True, slots=True)
class TrainingExample:
    """A question and its answer; running text has no question.

    `phrasing` is the number of its wording among those of the same fact. `fact` names what is asked
    for, whatever the wording. `topics` are the claims that it must not share with another split,
    or for a refusal what it asks for.
    """

    kind: ExampleKind
    question: str
    answer: str
    basis: tuple[Basis, ...]
    fact: str
    phrasing: int = 0
    split: Split = "train"

    @property
    def claims(self) -> tuple[str, ...]:
        """Return the labels of its claims, each once."""
        return tuple(dict.fromkeys(one.claim for one in self.basis))

    @property
    def id(self) -> str:
        """Return a name that stays the same as long as the example does."""
        told = repr((self.kind, self.fact, self.phrasing, self.question))
        return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]

    @property
    def is_of_the_source(self) -> bool:
        """Tell whether all its sentences are words of the sources."""
        return all(one.wording == "source" for one in self.basis)


def basis_of_fact(fact: TrainingFact) -> Basis:
    """Return what the answer to a fact rests on."""
    return Basis(fact.label, fact.source, fact.quote, fact.asked.answer, fact.slug, fact.wording)


def basis_of_claim(
    claim: ExportedClaim, source: ExportedSource, span: str = "", page: str = ""
) -> Basis | None:
    """Return what rests on a claim: on its quote that holds `span`, or on its first one whole."""
    first = claim.quotes[0].text
    quote = next((q.text for q in claim.quotes if holds_words(q.text, span)), "") if span else first
    return Basis(claim.label, source, quote, span or quote, page) if quote else None


def tell_source(source: ExportedSource) -> str:
    """Return how an answer names a source: its title, and its date where one is known."""
    return f"{source.title}, {source.published}" if source.published else source.title


def tell_evidence(basis: Basis, words: Wordings) -> str:
    """Return a quote with its source, as an answer ends."""
    return words.evidence.format(quote=basis.quote, source=tell_source(basis.source))


def number_phrasings(
    kind: ExampleKind,
    rows: Iterable[tuple[str, str]],
    basis: tuple[Basis, ...],
    fact: str,
) -> list[TrainingExample]:
    """Return an example for each (question, answer), numbered in their order."""
    return [
        TrainingExample(kind, question, answer, basis, fact, number)
        for number, (question, answer) in enumerate(rows)
    ]


def with_split(example: TrainingExample, split: Split) -> TrainingExample:
    """Return an example as one of a split."""
    return replace(example, split=split)


def find_answer_faults(examples: Iterable[TrainingExample]) -> list[str]:
    """Return what is wrong with answers, as sentences: words that no quote holds, or that lack.

    A refusal rests on nothing, and everything else on something.
    """
    faults = []
    for one in examples:
        if not one.basis and one.kind != "refusal":
            faults.append(f"{one.id}: the answer rests on no quote")
        for part in one.basis:
            if not holds_words(part.quote, part.span):
                faults.append(f"{one.id}: “{part.span}” is not in the quote of {part.claim}")
            if not holds_words(one.answer, part.span):
                faults.append(f"{one.id}: “{part.span}” is not in the answer")
    return faults
