"""The golden questions that come from answers which were kept as pages.

Somebody read such an answer before it was merged, so it says what a right answer holds: the values
of its first sentence that the question does not name already, and one of the pages on which its
marks stand. They count for no floor, because the embedded librarian need not word them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.core.answers.answer import Answer
from pipeline.core.answers.filed_answer import read_filed_answer
from pipeline.core.answers.filing import question_key
from pipeline.core.answers.golden_questions import MOST_QUESTIONS, GoldenQuestion
from pipeline.core.language.measures import measures
from pipeline.core.wiki.schema import FILED_TYPES
from pipeline.core.wiki.wiki import Wiki

_LONGEST_QUESTION = 2_000
_MOST_VALUES = 3  # a sentence with more of them is a list, of which a right answer may give a part


def add_kept_questions(golden: Sequence[GoldenQuestion], wiki: Wiki) -> list[GoldenQuestion]:
    """Return the golden questions, and after them those of kept answers that are not among them."""
    asked = {question_key(one.question) for one in golden}
    kept = (one for one in _kept_questions(wiki) if question_key(one.question) not in asked)
    return [*golden, *kept][: max(MOST_QUESTIONS, len(golden))]


def _kept_questions(wiki: Wiki) -> Iterator[GoldenQuestion]:
    for slug, facts in sorted(wiki.facts.items()):
        if facts.type not in FILED_TYPES or not 0 < len(facts.title) <= _LONGEST_QUESTION:
            continue
        answer = read_filed_answer(facts.title, wiki, "")
        if answer is None or answer.filed != slug:
            continue
        pages = {page for label in answer.labels for page in wiki.pages_citing(label)} - {slug}
        expect = _values_given(facts.title, answer)
        if expect or pages:
            yield GoldenQuestion(
                question=facts.title,
                expect=tuple((value,) for value in expect),
                pages=tuple(sorted(pages)),
                floor=False,
            )


def _values_given(question: str, answer: Answer) -> tuple[str, ...]:
    """Return the values of the first sentence that holds any, without those of the question."""
    known = measures(question)
    for said in answer.sentences:
        new = [
            one for one in measures(said.text) if not any(one.agrees_with(other) for other in known)
        ]
        if new:
            return tuple(one.text for one in new[:_MOST_VALUES])
    return ()
