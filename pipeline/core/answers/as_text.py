"""An answer as plain text, for a terminal and for programs that read text."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.answers.answer import Answer, AnswerSentence, CitedPage
from pipeline.core.paths import kept_path
from pipeline.core.wiki.citations import Citation, place_in_words

_MOST_QUOTES = 3  # of one mark


def answer_as_lines(answer: Answer) -> list[str]:
    """Return an answer with `[[page]]` citations, what is not known, and the quotes beneath."""
    numbers = {label: number for number, label in enumerate(answer.labels, 1)}
    lines = list(_sentences(answer, numbers))
    if answer.status == "ask_back":
        lines += [*_apart(lines), f"{'. '.join(answer.why_asked_back)}:"]
        lines += [f"- {reading}" for reading in answer.ask_back]
    lines += [*_apart(lines), *answer.unknown] if answer.unknown else []
    if answer.nearest and answer.status == "unknown":
        near = ", ".join(f"[[{page.slug}]]" for page in answer.nearest)
        lines.append(f"The nearest pages: {near}.")
    if numbers:
        lines.append("")
    for label, number in numbers.items():
        lines += _quotes(number, answer.citations[label])
    return lines


def _apart(lines: list[str]) -> list[str]:
    return [""] if lines else []


def _sentences(answer: Answer, numbers: dict[str, int]) -> Iterator[str]:
    for said, pages in zip(answer.sentences, answer.cited, strict=True):
        yield f"{said.text} {cite(said, pages, numbers)}{_reckoning(said)}".rstrip()


def _reckoning(said: AnswerSentence) -> str:
    return f" (reckoned: {said.reckoned})" if said.reckoned else ""


def cite(said: AnswerSentence, pages: tuple[CitedPage, ...], numbers: dict[str, int]) -> str:
    """Return the numbers of a sentence's quotes, and its pages: `[1][2] [[saturn]]`."""
    marks = "".join(f"[{numbers[label]}]" for label in said.labels)
    links = " ".join(f"[[{page.slug}]]" for page in pages if not page.path.startswith("raw/"))
    return f"{marks} {links}".strip()


def _quotes(number: int, citation: Citation) -> Iterator[str]:
    for place, quote in enumerate(citation.quotes[:_MOST_QUOTES]):
        # A line of a kept text is no line of the file that it was read from.
        kept = citation.unit == "kept" and not quote.page
        file = kept_path(citation.source) if kept else citation.source
        where = f"{file}, {place_in_words(quote, citation.unit)}"
        yield f"{f'[{number}]' if place == 0 else '   '} {where}: “{quote.text}”"
    if (more := len(citation.quotes) - _MOST_QUOTES) > 0:
        yield f"    and {more} more quotes of this claim"
