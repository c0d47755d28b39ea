"""`wiki export training`: write questions, answers and text to train a model on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline.adapters.git.repository import Repository
from pipeline.adapters.vectors.embedder import Embedder
from pipeline.core.answers.golden_questions import QUESTIONS_FILE, read_golden_questions
from pipeline.core.errors import UserError
from pipeline.core.training.training_set import (
    Compared,
    FindNear,
    TrainingOptions,
    TrainingSet,
    make_training_set,
)
from pipeline.operations.export.export import refuse_place, write_files
from pipeline.operations.export.read_contents import read_contents
from pipeline.operations.repository.snapshot import Snapshot, take_snapshot
from pipeline.outputs.training import write_training_set

# The cosine from which two texts mean nearly the same to bge-small. Quotes below it are only about
# the same thing, and would be one cluster; of a question asked otherwise less is enough, since one
# too many that is left out does no harm. Measured: bench/README.md, "Making and exporting".
_NEAR: dict[Compared, float] = {"quotes": 0.93, "questions": 0.85}


def export_training(
    repo: Repository,
    options: TrainingOptions,
    format_: str,
    folder: Path,
    embedder: Embedder | None = None,
) -> TrainingSet:
    """Write a data set of HEAD into a folder; nothing is written where nothing can be asked.

    With an `embedder`, nearness in meaning is looked at as well as words.
    """
    refuse_place(repo, folder)
    snapshot = take_snapshot(repo, repo.head())
    contents = read_contents(snapshot)
    near = _find_near(embedder) if embedder else None
    made = make_training_set(contents, options, _golden_questions(snapshot), near)
    if not made.examples:
        raise UserError(
            "No example could be made of this wiki.",
            "It has too few claims with whole sentences, or --kinds or --size leave none.",
        )
    write_files(repo, snapshot.commit, write_training_set(made, contents, format_), folder)
    return made


def _golden_questions(snapshot: Snapshot) -> list[str]:
    blob = next(iter(snapshot.repo.tree(snapshot.commit, QUESTIONS_FILE)), None)
    if blob is None:
        return []
    text = snapshot.repo.read(blob.sha).decode("utf-8", "replace")
    return [one.question for one in read_golden_questions(text).questions]


def _find_near(embedder: Embedder) -> FindNear:
    known: dict[str, bytes] = {}

    def vectors(texts: Sequence[str]) -> list[bytes]:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, embedder.embed_texts(new), strict=True))
        return [known[text] for text in texts]

    def find(
        some: Sequence[str], others: Sequence[str], compared: Compared
    ) -> list[tuple[str, str]]:
        return _near_pairs(some, others, vectors, _NEAR[compared])

    return find


def _near_pairs(
    some: Sequence[str],
    others: Sequence[str],
    vectors: Callable[[Sequence[str]], list[bytes]],
    least: float,
) -> list[tuple[str, str]]:
    import numpy

    if not some or not others:
        return []
    rows = numpy.stack([numpy.frombuffer(v, dtype="<f4") for v in vectors(some)])
    columns = numpy.stack([numpy.frombuffer(v, dtype="<f4") for v in vectors(others)])
    found = []
    for start in range(0, len(rows), 1_000):
        close = numpy.argwhere(rows[start : start + 1_000] @ columns.T >= least)
        found += [(some[start + int(i)], others[int(j)]) for i, j in close]
    return [pair for pair in found if pair[0] != pair[1]]
