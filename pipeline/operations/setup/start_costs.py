"""Say what the first source costs, before there is one: by the estimate of a compile."""

from __future__ import annotations

from pipeline.core.values import Source
from pipeline.operations.compile.estimate import estimate_source
from pipeline.operations.repository.snapshot import Snapshot

SHOWN_LENGTHS = (500, 2_600)  # words: an article, a specification
# a sentence of twelve words, as long as English ones are
_SENTENCE = "The second moon of the planet was discovered by an astronomer in Paris. "
_WORDS = len(_SENTENCE.split())


def describe_first_cost(snapshot: Snapshot) -> str:
    """Return what the first source costs and where that stops, as Markdown of ours."""
    rules = snapshot.schema.rules
    if rules.librarian == "extractive":
        return (
            "**The first source costs nothing:** the embedded librarian asks no model. Only minutes"
            " of GitHub Actions are used."
        )
    first, *others = (
        (words, estimate_source(_source_of(words), snapshot).dollars) for words in SHOWN_LENGTHS
    )
    more = "".join(f", ${dollars:.2f} for {words:,}" for words, dollars in others)
    limits = rules.budget
    said = (
        f"**The first source costs** about ${first[1]:.2f} for {first[0]:,} words{more}. It stops"
        f" at ${limits.dollars_per_source:.2f}, a run at ${limits.dollars_per_run:.2f}."
    )
    if rules.librarian == "auto":
        said += " Without a key the embedded librarian reads it, and it costs nothing."
    return said


def _source_of(words: int) -> Source:
    text = (_SENTENCE * (words // _WORDS + 1)).strip() + "\n"
    return Source("raw/first.md", "0" * 64, "markdown", text, (1,), title="The first source")
