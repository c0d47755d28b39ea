"""The formats of training data, a module each, and the files of a data set with its card.

The module of a format has one function, `as_fields`, which returns what of a line is the format's
own. All else on a line is the same in every format: what an example rests on.
"""

from __future__ import annotations

import importlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, cast

from pipeline.outputs.exports import ExportedFiles

if TYPE_CHECKING:
    from pipeline.core.export.contents import WikiContents
    from pipeline.core.training.example import TrainingExample
    from pipeline.core.training.training_set import TrainingSet
    from pipeline.core.training.wordings.templates import Wordings

VERSION = 1
# The name of each format, as `--format` has it, and its module.
TRAINING_FORMATS = {
    "chat": "chat",
    "alpaca": "alpaca",
    "sharegpt": "sharegpt",
    "plain": "plain_text",
}


class TrainingFormat(Protocol):
    """What the module of a format has."""

    def as_fields(self, question: str, answer: str, words: Wordings) -> Mapping[str, Any]:
        """Return the keys of the format for a question and its answer, with words of a language."""
        ...


def write_training_set(made: TrainingSet, contents: WikiContents, name: str) -> ExportedFiles:
    """Return the files of a data set in the format of this name, one of `TRAINING_FORMATS`."""
    from pipeline.core.training.example import SPLITS
    from pipeline.core.training.wordings import wordings_of
    from pipeline.outputs.training.card import file_of_split, write_card

    format_ = cast(TrainingFormat, importlib.import_module(f"{__name__}.{TRAINING_FORMATS[name]}"))
    words = wordings_of(made.report.language)
    streams = {}
    for split in SPLITS:
        for is_text in (False, True):
            if rows := made.of_split(split, is_text):
                streams[file_of_split(split, is_text)] = partial(_lines, rows, format_, words)
    report = json.dumps(report_as_values(made), ensure_ascii=False, indent=1)
    card = write_card(made, contents, name)
    return ExportedFiles({"README.md": card, "report.json": f"{report}\n"}, streams=streams)


def _lines(
    examples: Sequence[TrainingExample], format_: TrainingFormat, words: Wordings
) -> Iterator[str]:
    from pipeline.outputs.exports.json_lines import stream_lines

    return stream_lines(_row(one, format_, words) for one in examples)


def _row(one: TrainingExample, format_: TrainingFormat, words: Wordings) -> dict[str, Any]:
    asked = one.question != ""
    fields = format_.as_fields(one.question, one.answer, words) if asked else {"text": one.answer}
    sources = {part.source.path: part.source for part in one.basis}
    return {
        **fields,
        "id": one.id,
        "kind": one.kind,
        "fact": one.fact,
        "phrasing": one.phrasing,
        "spans": [part.span for part in one.basis],
        "claims": [part.claim for part in one.basis],
        "quotes": [part.quote for part in one.basis],
        "pages": [*dict.fromkeys(part.page for part in one.basis if part.page)],
        "sources": [
            {"path": source.path, "sha256": source.sha256, "licence": source.licence}
            for source in sources.values()
        ],
        "wording": "source" if one.is_of_the_source else "page",
    }


def report_as_values(made: TrainingSet) -> dict[str, Any]:
    """Return what was made and left out, as the keys of `report.json`."""
    report = made.report
    return {
        "format": "wiki-export-training",
        "version": VERSION,
        "seed": made.options.seed,
        "language": report.language,
        "worded_in": report.worded_in,
        "claims": report.claims,
        "claims_without_a_question": report.untold,
        "facts": report.facts,
        "clusters": report.clusters,
        "claims_of_the_largest_cluster": report.largest,
        "made": report.made,
        "near_duplicates_left_out": report.duplicates,
        "golden_questions": report.golden,
        "contaminated_left_out": [
            {"question": one.example.question, "golden": one.golden, "why": one.why}
            for one in report.contaminated
        ],
        "looked_at_by_vectors": report.used_vectors,
        "leaks_left_out": [
            {"held_back": one.held_back, "trained": one.trained, "why": one.why}
            for one in report.leaks
        ],
        "beyond_the_size": report.not_taken,
        "with_words_of_pages": report.page_worded,
        "examples": {
            split: dict(sorted(Counter(x.kind for x in made.examples if x.split == split).items()))
            for split in ("train", "validation", "test")
        },
    }
