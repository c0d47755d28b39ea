"""Examples on one fact each: open questions, closed ones with a wrong value, and dated ones."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.core.training import phrasings
from pipeline.core.training.example import (
    ExampleKind,
    TrainingExample,
    basis_of_fact,
    number_phrasings,
    tell_evidence,
)
from pipeline.core.training.facts import TrainingFact, holds_words
from pipeline.core.training.wordings.templates import Wordings

_MOST_RIVALS = 3  # wrong answers that stand beside the right one


def ask_open(facts: Iterable[TrainingFact], words: Wordings) -> Iterator[TrainingExample]:
    """Yield open questions for each fact, in all wordings; the answer opens with what was asked."""
    for fact in facts:
        said = _answer(fact, words)
        rows = ((question, said) for question in phrasings.word_question(fact.asked, words))
        yield from _numbered("open", rows, fact)


def ask_dated(facts: Iterable[TrainingFact], words: Wordings) -> Iterator[TrainingExample]:
    """Yield questions for the value of a thing as of the day on which its source was published."""
    for fact in facts:
        day, title = fact.source.published, fact.source.title
        if not day or fact.asked.kind == "meaning" or not any(map(str.isdigit, fact.asked.answer)):
            continue
        said = words.as_of.format(date=day, answer=_answer(fact, words))
        asked = phrasings.word_dated(fact.asked, day, title, words)
        rows = ((question, said) for question in asked)
        yield from _numbered("dated", rows, fact)


def ask_closed(
    facts: Sequence[TrainingFact], seed: int, words: Wordings
) -> Iterator[TrainingExample]:
    """Yield questions whether a sentence is right, and such with answers to choose from.

    What is wrong is wrong in one value alone, and that is the answer to another fact of its form,
    so that nothing but the fact tells right from wrong.
    """
    shelves: dict[str, dict[str, None]] = {}
    right: dict[str, set[str]] = {}  # of a question, by whatever source
    for fact in facts:
        right.setdefault(fact.asked.question, set()).add(fact.asked.answer)
        shelves.setdefault(_form(fact), {})[fact.asked.answer] = None
    sorted_shelves = {
        form: sorted(shelf, key=lambda text: _digest(seed, text)) for form, shelf in shelves.items()
    }
    for fact in facts:
        shelf = sorted_shelves[_form(fact)]
        rivals = _rivals(fact, shelf, right[fact.asked.question], seed)
        yield from _whether(fact, rivals[:1], words)
        if len(rivals) == _MOST_RIVALS:
            yield from _choices(fact, rivals, seed, words)


def _whether(
    fact: TrainingFact, rivals: Sequence[str], words: Wordings
) -> Iterator[TrainingExample]:
    answer, evidence = fact.asked.answer, tell_evidence(basis_of_fact(fact), words)
    right = words.yes.format(evidence=evidence)
    rows = [(question, right) for question in phrasings.word_closed(fact.sentence, words)]
    for rival in rivals:
        wrong = _exchange(fact.sentence, answer, rival)
        if wrong != fact.sentence:
            said = words.no.format(answer=answer, rival=rival, evidence=evidence)
            rows += [(question, said) for question in phrasings.word_closed(wrong, words)]
    yield from _numbered("closed", rows, fact)


def _choices(
    fact: TrainingFact, rivals: Sequence[str], seed: int, words: Wordings
) -> Iterator[TrainingExample]:
    options = sorted(
        (fact.asked.answer, *rivals), key=lambda text: _digest(seed, f"{fact.label}\0{text}")
    )
    listed = "; ".join(options)
    said = _answer(fact, words)
    rows = ((question, said) for question in phrasings.word_choice(fact.asked, listed, words))
    yield from _numbered("closed", rows, fact, " among options")


def _numbered(
    kind: ExampleKind, rows: Iterable[tuple[str, str]], fact: TrainingFact, more: str = ""
) -> list[TrainingExample]:
    name = f"{fact.label}: {fact.asked.question}{more}"
    return number_phrasings(kind, rows, (basis_of_fact(fact),), name)


def _rivals(fact: TrainingFact, shelf: Sequence[str], right: set[str], seed: int) -> list[str]:
    """Return wrong answers that look like the right one, and of which the source says nothing.

    Each fact begins to look at another place of the shelf.
    """
    start = int(_digest(seed, f"{fact.label}\0{fact.asked.question}")[:8], 16) % len(shelf)
    found: list[str] = []
    for text in (*shelf[start:], *shelf[:start]):
        is_said = holds_words(fact.quote, text) or holds_words(fact.sentence, text)
        if text not in right and not is_said:
            found.append(text)
        if len(found) == _MOST_RIVALS:
            break
    return found


def _digest(seed: int, text: str) -> str:
    return hashlib.sha256(f"{seed}\0{text}".encode("utf-8", "replace")).hexdigest()


def _form(fact: TrainingFact) -> str:
    """Return what an answer looks like: its unit, a date, or how many words it has."""
    answer = fact.asked.answer
    if fact.asked.kind == "time":
        return "date"
    if re.fullmatch(r"[\d.,]+", answer):
        return "number"
    if re.search(r"\b(?:1[5-9]|20)\d\d\b", answer):
        return "date"
    if re.match(r"[\d.,]+ ?\D", answer):
        return "quantity " + re.sub(r"[\d.,\s]+", "", answer)
    return "name" if len(answer.split()) < 4 else "meaning"


def _exchange(sentence: str, answer: str, rival: str) -> str:
    return re.sub(
        rf"(?<![\w.,*/-]){re.escape(answer)}(?![\w-]|[.,]\d)", lambda _: rival, sentence, count=1
    )


def _answer(fact: TrainingFact, words: Wordings) -> str:
    """Return what is asked for as a sentence, with a capital where it opens with an article."""
    answer = fact.asked.answer
    text = phrasings.with_capital(answer) if answer.startswith(words.articles_of_answer) else answer
    return f"{text.rstrip('.')}. {tell_evidence(basis_of_fact(fact), words)}"
