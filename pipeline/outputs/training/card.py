"""The card of a data set: what is in it, where it is from, what is known to be wrong with it.

Its YAML header names the files by split, as the `datasets` library reads it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.export.contents import WikiContents
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.markup import foreign_text, frontmatter
from pipeline.core.text import counted
from pipeline.core.training.example import KINDS, SPLITS
from pipeline.core.training.training_set import TrainingSet

# How the hub calls the licences that `core/sources/licence.py` names.
_LICENCES = {
    "CC0-1.0": "cc0-1.0",
    "CC-BY-4.0": "cc-by-4.0",
    "CC-BY-SA-4.0": "cc-by-sa-4.0",
    "Apache-2.0": "apache-2.0",
    "MIT": "mit",
}
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_KINDS = {
    "open": "a question for one fact, in at least six wordings",
    "closed": "whether a sentence is right, and questions with answers to choose from",
    "dated": "a value as of the day on which its source was published",
    "superseded": "a value that changed: whether it holds, what it was, since when",
    "two-hop": "a fact about a thing that another statement names",
    "comparison": "what two sources say about one subject",
    "summary": "the first claims of a page, in the words of their sources",
    "refusal": "a question that the wiki does not answer",
    "text": "running text on two pages that link to each other, for continued training",
}
_TERMS = """## Whose words these are, and what you may do with them

No model was asked for any of this: questions come from templates, and answers from the sources. But
pages of a wiki may have been worded by a language model, and the terms of several providers forbid
to train a model on what theirs has written, above all one that competes with theirs.

{worded}

Titles of pages may be a model's words too. Look at the terms of whoever's model compiled the wiki.

Quotes are the words of the sources, and belong to whoever holds their rights. A licence is named
below where a source names one itself; where it does not, nothing is known, and that is no licence.
"""
_LIMITS = """## Limits

- Questions are made by patterns and gaps. They are plain, and some are stiff.{frames}
- A wrong answer beside a right one is a value of the same form from elsewhere in the wiki. That it
  is wrong is known from this wiki only.
- "The wiki does not say" means that no statement has the words that were asked for. Another wording
  may stand in a source that was not compiled.
- Which of two statements holds was judged by rules, without a model, and a person has not looked.
- Splits are parted by words that two claims share{vectors}. A paraphrase without a shared word can
  stand in two splits.
- A model that was trained on this knows the wiki as it was. What changes later it does not know.
"""


def file_of_split(split: str, is_text: bool) -> str:
    """Return the file of a split, of its questions or its running text."""
    return f"text-{split}.jsonl" if is_text else f"{split}.jsonl"


def write_card(made: TrainingSet, contents: WikiContents, format_: str) -> str:
    """Return the text of the card."""
    used = {part.source.path for one in made.examples for part in one.basis}
    parts = [
        f"# Training data of a wiki\n\n{_opening(made, used)}\n",
        "\n".join(_counts(made)) + "\n",
        "\n".join(_how_made(made)) + "\n",
        _TERMS.format(worded=_worded(made)),
        _LIMITS.format(
            vectors=" and by vectors" if made.report.used_vectors else "", frames=_frames(made)
        ),
        "\n".join(_sources(contents, used)) + "\n",
    ]
    return frontmatter.dump(_header(made, contents, used, format_)) + "\n" + "\n".join(parts)


def _header(
    made: TrainingSet, contents: WikiContents, used: set[str], format_: str
) -> dict[str, object]:
    licences = {one.licence for one in contents.sources if one.path in used}
    one = licences.pop() if len(licences) == 1 else ""
    size = len(made.examples)
    configs = [
        {"config_name": name, "data_files": files}
        for name, is_text in (("default", False), ("text", True))
        if (files := _data_files(made, is_text))
    ]
    return {
        "language": [contents.language],
        "license": _LICENCES.get(one, "other"),
        "pretty_name": "Training data of a wiki",
        "size_categories": [next((name for most, name in _SIZES if size < most), "n>1M")],
        "task_categories": ["question-answering", "text-generation"],
        "tags": ["wiki", "citations", format_],
        "configs": configs,
    }


def _data_files(made: TrainingSet, is_text: bool) -> list[dict[str, str]]:
    return [
        {"split": split, "path": file_of_split(split, is_text)}
        for split in SPLITS
        if made.of_split(split, is_text)
    ]


def _opening(made: TrainingSet, used: set[str]) -> str:
    report = made.report
    asked = report.claims - report.untold
    return (
        f"{counted(len(made.examples), 'example')} made by code from"
        f" {counted(report.claims, 'claim')} of {counted(len(used), 'source')}, and from the links"
        f" between pages. Of {counted(asked, 'claim')} at least one question could be made. Every"
        " example names its claims, their quotes, pages, and sources with their hashes."
    )


def _counts(made: TrainingSet) -> Iterator[str]:
    count = made.count()
    yield "## What is in it\n"
    yield f"| kind | {' | '.join(SPLITS)} | what |"
    yield f"| --- | {' | '.join('---' for _ in SPLITS)} | --- |"
    for kind in KINDS:
        if any(count.get((kind, split)) for split in SPLITS):
            numbers = " | ".join(str(count.get((kind, split), 0)) for split in SPLITS)
            yield f"| {kind} | {numbers} | {_KINDS[kind]} |"


def _how_made(made: TrainingSet) -> Iterator[str]:
    report = made.report
    yield "## How it was made\n"
    yield (
        "- An answer stands in the quote of its claim, word for word; this was looked at for each"
        " example."
    )
    yield (
        f"- Near duplicates were left out by MinHash: {report.duplicates} of"
        f" {report.made} examples."
    )
    yield (
        f"- Splits hold whole clusters of claims: {report.clusters} clusters of"
        f" {report.claims} claims, the largest with {report.largest}. Claims are in one cluster"
        " where a statement cites both, where they stand on one line of a source, where they were"
        " compared with each other, and where they say the same in other words."
        f" {counted(len(report.leaks), 'leak')} found and left out."
    )
    seen = "by words and vectors" if report.used_vectors else "by words"
    yield (
        f"- {counted(len(report.contaminated), 'example')} left out that repeat one of"
        f" {counted(report.golden, 'golden question')} of the wiki, {seen}."
    )
    if report.not_taken:
        yield f"- {report.not_taken} examples are beyond the size that was asked for."
    yield f"- Seed {made.options.seed}. The same wiki, options and program give the same bytes."


def _worded(made: TrainingSet) -> str:
    count = made.report.page_worded
    if not count:
        return "Here every sentence has the words of its source."
    return (
        f"Here {count} of {counted(len(made.examples), 'example')} hold a sentence that is not all"
        " in the words of its source:\ntheir `wording` is `page`, and `--wording source` leaves"
        " them out."
    )


def _frames(made: TrainingSet) -> str:
    """Return what is to be known of questions in another language than the sentences are in."""
    report = made.report
    if report.worded_in == report.language.partition("-")[0].lower():
        return ""
    language = foreign_text.escape_quote(report.language)
    return (
        f"\n- There are no wordings of questions in the wiki's language, `{language}`: English ones"
        "\n  stand around its sentences. Only gaps, choices, and whether a sentence is right are"
        " asked,\n  and a sentence may lean on the one before it."
    )


def _sources(contents: WikiContents, used: set[str]) -> Iterator[str]:
    yield "## Sources\n"
    yield "| file | SHA-256 | licence |"
    yield "| --- | --- | --- |"
    for source in contents.sources:
        if source.path in used:
            path = " ".join(strip_hidden(source.path).split()).replace("`", "").replace("|", "\\|")
            licence = foreign_text.escape_quote(source.licence) or "not named"
            yield f"| `{path}` | {source.sha256[:16]} | {licence} |"
