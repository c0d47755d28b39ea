"""Examples on several claims: what two sources say, two hops, summaries, running text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pipeline.core.claims.judgement import Judged
from pipeline.core.export.contents import ExportedClaim, WikiContents
from pipeline.core.training import phrasings
from pipeline.core.training.claim_table import ClaimTable
from pipeline.core.training.example import (
    Basis,
    TrainingExample,
    basis_of_fact,
    number_phrasings,
    tell_evidence,
    tell_source,
)
from pipeline.core.training.facts import TrainingFact, holds_words
from pipeline.core.training.wordings.templates import Wordings
from pipeline.core.wiki.schema import ANSWER_TYPE, COMPARISON_TYPE

_MOST_IN_SUMMARY = 6  # claims
_MOST_IN_TEXT = 8  # claims
_MOST_HOPS = 3  # second questions about one thing, and first ones for one second


def ask_comparison(table: ClaimTable, words: Wordings) -> Iterator[TrainingExample]:
    """Yield questions for what two sources say of one subject, as the verdicts pair them."""
    for judged in table.contents.judged:
        one, two = (table.of_statement(side) for side in (judged.pair.a, judged.pair.b))
        if one is None or two is None or one.source == two.source:
            continue
        said = words.compared_answer.format(
            one=tell_evidence(one, words),
            two=tell_evidence(two, words),
            conclusion=_conclude(judged, one, two, words),
        )
        subject = _subject(table.contents, judged)
        titles = (one.source.title, two.source.title)
        rows = ((q, said) for q in phrasings.word_comparison(*titles, subject, words))
        yield from number_phrasings("comparison", rows, (one, two), f"{one.claim} ~ {two.claim}")


def _conclude(judged: Judged, one: Basis, two: Basis, words: Wordings) -> str:
    verdict = judged.verdict
    current = {"a": one, "b": two, "": None}[verdict.current]
    if current is None:
        return words.conclusions.get(verdict.kind, words.undecided)
    said = words.in_force if verdict.kind == "proposed" else words.holds_now
    return said.format(source=tell_source(current.source))


def _subject(contents: WikiContents, judged: Judged) -> str:
    """Return what a pair is about: a page that both are on or name, else the page of the first."""
    a, b = judged.pair.a, judged.pair.b
    facts = contents.wiki.facts
    shared = [slug for slug in (a.slug, *a.entities) if slug in (b.slug, *b.entities)]
    things = [slug for slug in shared if facts[slug].type not in (COMPARISON_TYPE, ANSWER_TYPE)]
    return facts[(things or [a.slug])[0]].title


def ask_two_hops(facts: Sequence[TrainingFact], words: Wordings) -> Iterator[TrainingExample]:
    """Yield questions for a value of a thing that another statement names and links to.

    Whole questions go first. What only a gap asks for must be a value: of two names that are left
    out nobody could tell which is which.
    """
    whole = [x for x in facts if x.asked.kind not in ("gap", "meaning")]
    gaps = [x for x in facts if x.asked.kind == "gap" and _holds_digit(x.asked.answer)]
    asking = _by_word((*whole, *gaps))
    used: Counter[str] = Counter()
    for first in facts:
        name = first.asked.answer
        if first.asked.kind != "gap" or _holds_digit(name) or len(name) < 3:
            continue
        seconds = [
            second
            for second in asking.get(_first_word(name), ())
            if second.label != first.label
            and used[second.label] < _MOST_HOPS
            and holds_words(second.asked.question, name)
            and f"*{name}" not in second.asked.question
            and not holds_words(first.sentence, second.asked.answer)
        ]
        for second in seconds[:_MOST_HOPS]:
            used[second.label] += 1
            one, two = basis_of_fact(first), basis_of_fact(second)
            evidence = f"{tell_evidence(one, words)}; {tell_evidence(two, words)}"
            said = f"{name}: {second.asked.answer}. {evidence}"
            asked = phrasings.word_two_hop(first.asked.question, second.asked, name, words)
            rows = ((question, said) for question in asked)
            named = f"{first.label}: {first.asked.question} > {second.asked.question}"
            yield from number_phrasings("two-hop", rows, (one, two), named)


def _by_word(facts: Iterable[TrainingFact]) -> dict[str, list[TrainingFact]]:
    """Return facts by each word of their questions: only those are looked at that hold a name's."""
    found: dict[str, list[TrainingFact]] = {}
    for fact in facts:
        for word in {*re.findall(r"\w+", fact.asked.question)}:
            found.setdefault(word, []).append(fact)
    return found


def _first_word(name: str) -> str:
    return next(iter(re.findall(r"\w+", name)), "")


def _holds_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def ask_summary(table: ClaimTable, words: Wordings) -> Iterator[TrainingExample]:
    """Yield wishes for a summary of a page, answered by the quotes of its first claims."""
    for page in table.contents.pages:
        facts = page.facts
        if facts.type in (COMPARISON_TYPE, ANSWER_TYPE):
            continue
        found = (table.basis(label, page=facts.slug) for label in facts.labels)
        parts = [basis for basis in found if basis and not basis.is_row][:_MOST_IN_SUMMARY]
        if len(parts) > 1:
            said = "\n".join(f"- {tell_evidence(basis, words)}" for basis in parts)
            rows = ((question, said) for question in phrasings.word_summary(facts.title, words))
            yield from number_phrasings("summary", rows, tuple(parts), f"summary of {facts.slug}")


def write_out_pairs(table: ClaimTable, words: Wordings) -> Iterator[TrainingExample]:
    """Yield running text on two pages that hang together: what is said of both, then of each.

    After EntiGraph (Yang and others, "Synthetic continued pretraining", 2024), which has a model
    write on pairs of entities; here the sentences are quotes.
    """
    contents = table.contents
    there = {page.facts.slug for page in contents.pages if page.facts.type != ANSWER_TYPE}
    by_page: dict[str, list[ExportedClaim]] = {}
    for claim in table.claims.values():
        for slug in dict.fromkeys(one.slug for one in claim.statements):
            by_page.setdefault(slug, []).append(claim)
    for page in contents.pages:
        slug = page.facts.slug
        for other in page.links if slug in there else ():
            mine, theirs = by_page.get(slug, []), by_page.get(other, [])
            shared = [
                *(claim for claim in mine if other in claim.links),
                *(claim for claim in theirs if slug in claim.links),
            ]
            labels = dict.fromkeys(claim.label for claim in (*shared, *mine[:2], *theirs[:2]))
            found = (table.basis(label) for label in [*labels][:_MOST_IN_TEXT])
            parts = [basis for basis in found if basis and not basis.is_row]
            if shared and len(parts) > 1:
                yield _text(contents, slug, other, parts, words)


def _text(
    contents: WikiContents, one: str, two: str, parts: Iterable[Basis], words: Wordings
) -> TrainingExample:
    parts = tuple(parts)
    titles = (contents.wiki.facts[slug].title for slug in (one, two))
    lines = [f"{tell_source(b.source)}: {b.quote}" for b in parts]
    said = f" {words.and_} ".join(titles) + "\n\n" + "\n".join(lines)
    return TrainingExample("text", "", said, parts, f"text on {one} and {two}")
