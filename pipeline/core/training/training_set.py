"""Make a whole set of examples of a wiki: made, cleaned, split, looked at, and counted."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from pipeline.core.errors import UserError
from pipeline.core.export.contents import WikiContents
from pipeline.core.text import counted
from pipeline.core.training.claim_table import ClaimTable
from pipeline.core.training.clusters import find_clusters, labels_by_split, split_of
from pipeline.core.training.contamination import Contaminated, find_contaminated
from pipeline.core.training.example import (
    KINDS,
    SPLITS,
    ExampleKind,
    TrainingExample,
    find_answer_faults,
    with_split,
)
from pipeline.core.training.facts import TrainingFact, find_facts
from pipeline.core.training.joined_facts import (
    ask_comparison,
    ask_summary,
    ask_two_hops,
    write_out_pairs,
)
from pipeline.core.training.leaks import TrainingLeak, find_leaks
from pipeline.core.training.near_duplicates import drop_near_duplicates
from pipeline.core.training.refusals import ask_in_vain
from pipeline.core.training.single_facts import ask_closed, ask_dated, ask_open
from pipeline.core.training.superseded_values import ask_superseded
from pipeline.core.training.supersessions import find_supersessions
from pipeline.core.training.wordings import wordings_of

Compared = Literal["quotes", "questions"]
FindNear = Callable[[Sequence[str], Sequence[str], Compared], list[tuple[str, str]]]
"""Returns the pairs of texts, one of each list, that mean nearly the same, as such texts go."""


@dataclass(frozen=True)
class TrainingOptions:
    """What a person asks for: kinds, the number of examples (0 for all), the seed, the wording."""

    kinds: tuple[ExampleKind, ...] = KINDS
    size: int = 0
    seed: int = 0
    only_source_words: bool = False


@dataclass(frozen=True)
class TrainingReport:
    """What was made and what was left out.

    `clusters` are those of all claims, `largest` the claims of the largest one. `untold` counts the
    claims of which no question could be made. `used_vectors` tells whether nearness in meaning was
    looked at as well. `worded_in` is the language of the frames around the sentences, which is
    another one than the wiki's `language` where there are none in that.
    """

    claims: int
    facts: int
    untold: int
    clusters: int
    largest: int
    made: int
    duplicates: int
    contaminated: tuple[Contaminated, ...]
    leaks: tuple[TrainingLeak, ...]
    not_taken: int
    page_worded: int
    golden: int
    used_vectors: bool
    language: str
    worded_in: str


@dataclass(frozen=True)
class TrainingSet:
    """The examples of all splits, in the order in which they are written, and the report."""

    examples: tuple[TrainingExample, ...]
    report: TrainingReport
    options: TrainingOptions

    def of_split(self, split: str, text: bool) -> list[TrainingExample]:
        """Return the examples of a split: the questions, or the running text."""
        return [x for x in self.examples if x.split == split and (x.kind == "text") == text]

    def count(self) -> Mapping[tuple[str, str], int]:
        """Return the number of examples by kind and split."""
        return Counter((one.kind, one.split) for one in self.examples)


def make_training_set(
    contents: WikiContents,
    options: TrainingOptions,
    golden: Collection[str] = (),
    find_near: FindNear | None = None,
) -> TrainingSet:
    """Make the examples of a wiki.

    `golden` are the questions by which it is graded. Where there are no wordings in the wiki's
    language, those of English stand around its sentences, and the report says so. `UserError` where
    an answer is not in its quote.
    """
    facts = find_facts(contents)
    clusters = find_clusters(contents, _near_claims(contents, find_near))
    made = [*_make(contents, facts, clusters, options)]
    kept, duplicates = drop_near_duplicates(made)
    questions = [*golden]
    near = [*_near_questions(kept, questions, find_near)] if find_near and questions else []
    contaminated = find_contaminated(kept, questions, near, contents.language)
    dirty = {one.example.id for one in contaminated}
    clean = [one for one in kept if one.id not in dirty] if dirty else kept
    taken = _take(clean, options)
    leaks = find_leaks(taken, contents.language)
    leaked = {leak.held_back for leak in leaks}
    safe = [one for one in taken if one.split == "train" or not _holds_any(one, leaked)]
    _refuse_faults(safe)
    sizes = Counter(clusters.values())
    report = TrainingReport(
        claims=len(contents.claims),
        facts=len(facts),
        untold=len(contents.claims) - len({fact.label for fact in facts}),
        clusters=len(sizes),
        largest=max(sizes.values(), default=0),
        made=len(made),
        duplicates=duplicates,
        contaminated=tuple(contaminated),
        leaks=tuple(leaks),
        not_taken=len(clean) - len(taken),
        page_worded=sum(not one.is_of_the_source for one in safe),
        golden=len(questions),
        used_vectors=find_near is not None,
        language=contents.language,
        worded_in=wordings_of(contents.language).language,
    )
    return TrainingSet(tuple(safe), report, options)


def _near_claims(contents: WikiContents, find_near: FindNear | None) -> Iterator[tuple[str, str]]:
    """Yield the pairs of claims whose first quotes mean nearly the same."""
    if find_near is None:
        return
    labels: dict[str, list[str]] = {}
    for claim in contents.claims:
        labels.setdefault(claim.quotes[0].text, []).append(claim.label)
    texts = [*labels]
    for one, two in find_near(texts, texts, "quotes"):
        for label in labels[two]:
            yield labels[one][0], label


def _near_questions(
    examples: Iterable[TrainingExample], golden: Sequence[str], find_near: FindNear
) -> Iterator[tuple[str, str]]:
    """Yield the questions of facts of which the plain wording means what a golden question does.

    Words that are put around a question make its vector another one, so the plain wording stands
    for all: eight times fewer vectors, and more is found.
    """
    wordings: dict[tuple[str, str], list[str]] = {}
    for one in sorted(examples, key=lambda x: x.phrasing):
        if one.question:
            wordings.setdefault((one.kind, one.fact), []).append(one.question)
    by_plain: dict[str, list[str]] = {}
    for rows in wordings.values():
        by_plain.setdefault(rows[0], []).extend(rows)
    for plain, repeated in find_near([*by_plain], golden, "questions"):
        for question in by_plain[plain]:
            yield question, repeated


def _make(
    contents: WikiContents,
    facts: Sequence[TrainingFact],
    clusters: Mapping[str, str],
    options: TrainingOptions,
) -> Iterator[TrainingExample]:
    """Yield the examples of all splits; each speaks of claims of its own split alone."""
    words = wordings_of(contents.language)
    for split, labels in labels_by_split(clusters, options.seed).items():
        own = [fact for fact in facts if fact.label in labels]
        table = ClaimTable(contents, labels)
        changed = find_supersessions(table, own, contents.language)
        for one in chain(
            ask_open(own, words),
            ask_closed(own, options.seed, words),
            ask_dated(own, words),
            ask_superseded(table, changed, words),
            ask_two_hops(own, words),
            ask_comparison(table, words),
            ask_summary(table, words),
            write_out_pairs(table, words),
        ):
            if _is_wanted(one, options):
                yield with_split(one, split)
    for one in ask_in_vain(contents, facts, words):
        if _is_wanted(one, options):
            yield with_split(one, split_of(one.fact, options.seed))


def _is_wanted(one: TrainingExample, options: TrainingOptions) -> bool:
    return one.kind in options.kinds and (one.is_of_the_source or not options.only_source_words)


def _take(examples: Sequence[TrainingExample], options: TrainingOptions) -> list[TrainingExample]:
    """Return at most as many as are wanted, sorted; of a fact all wordings or none.

    Which facts are taken is decided by their digests with the seed, kind by kind in turn, so that a
    small set has all kinds.
    """
    groups: dict[ExampleKind, dict[str, list[TrainingExample]]] = {}
    for one in examples:
        groups.setdefault(one.kind, {}).setdefault(one.fact, []).append(one)
    queues = {
        kind: deque(sorted(facts.values(), key=lambda x: _digest(options.seed, x[0].fact)))
        for kind, facts in groups.items()
    }
    taken: list[TrainingExample] = []
    most = options.size or len(examples)
    while any(queues.values()):
        for kind in KINDS:
            group = queues[kind].popleft() if queues.get(kind) else []
            if len(taken) + len(group) <= most:
                taken += group
    return sorted(taken, key=_place)


def _place(one: TrainingExample) -> tuple[int, int, str, int]:
    return SPLITS.index(one.split), KINDS.index(one.kind), one.fact, one.phrasing


def _digest(seed: int, text: str) -> str:
    return hashlib.sha256(f"{seed}\0{text}".encode("utf-8", "replace")).hexdigest()


def _holds_any(one: TrainingExample, leaked: Collection[str]) -> bool:
    return one.fact in leaked or any(
        part.claim in leaked or part.quote in leaked for part in one.basis
    )


def _refuse_faults(examples: Iterable[TrainingExample]) -> None:
    faults = find_answer_faults(examples)
    if faults:
        raise UserError(
            f"{counted(len(faults), 'answer')} cannot be held against the quotes: {faults[0]}.",
            "Nothing was written. Leave the kind out with --kinds, and report it.",
        )
