"""Examples on several claims: what was superseded, what two sources say, two hops, summaries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from pipeline.core.claims.judgement import Judged, Statement
from pipeline.core.export.contents import ExportedClaim, WikiContents
from pipeline.core.training import phrasings
from pipeline.core.training.example import (
    Basis,
    TrainingExample,
    basis_of_claim,
    basis_of_fact,
    number_phrasings,
    tell_evidence,
    tell_source,
)
from pipeline.core.training.facts import TrainingFact, holds_words
from pipeline.core.wiki.schema import ANSWER_TYPE, COMPARISON_TYPE

_MOST_IN_SUMMARY = 6  # claims
_MOST_IN_TEXT = 8  # claims
_MOST_HOPS = 3  # second questions about one thing, and first ones for one second
# What a verdict says of two sources, behind their quotes.
_CONCLUSIONS = {
    "contradicts": "The two contradict each other, and nothing decides between them.",
    "scope": "Both hold, each for its own time or case.",
    "agrees": "Both say the same.",
}


class ClaimTable:
    """The claims of one split by label, with their sources: only of these examples may speak."""

    def __init__(self, contents: WikiContents, labels: Collection[str]) -> None:
        self.contents = contents
        self.claims = {one.label: one for one in contents.claims if one.label in labels}

    def basis(self, label: str, span: str = "", page: str = "") -> Basis | None:
        """Return what rests on a claim of the split; None where it is of another one."""
        claim = self.claims.get(label)
        source = self.contents.source(claim.source) if claim else None
        return basis_of_claim(claim, source, span, page) if claim and source else None

    def of_statement(self, one: Statement, span: str = "") -> Basis | None:
        """Return what rests on the first claim of a statement that has these words."""
        if not all(label in self.claims for label in one.labels):
            return None
        found = (self.basis(label, span, one.slug) for label in one.labels)
        return next((basis for basis in found if basis), None)


def ask_superseded(table: ClaimTable) -> Iterator[TrainingExample]:
    """Yield questions about old statements, which answers correct by what took their place."""
    for judged in table.contents.judged:
        verdict, sides = judged.verdict, (judged.pair.a, judged.pair.b)
        if verdict.kind != "supersedes" or not verdict.current:
            continue
        words = (verdict.words_a, verdict.words_b)
        if verdict.current == "a":
            sides, words = sides[::-1], words[::-1]
        old, new = (table.of_statement(side, said) for side, said in zip(sides, words, strict=True))
        if old is None or new is None or old.source == new.source or _is_row(old):
            continue
        said = (
            f"Not any more: {new.span}. {tell_evidence(new)} takes the place of"
            f" {tell_evidence(old)}, which said {old.span}."
        )
        rows = ((question, said) for question in phrasings.word_superseded(old.quote))
        yield from number_phrasings("superseded", rows, (new, old), f"{old.claim} < {new.claim}")


def ask_comparison(table: ClaimTable) -> Iterator[TrainingExample]:
    """Yield questions for what two sources say of one subject, as the verdicts pair them."""
    for judged in table.contents.judged:
        one, two = (table.of_statement(side) for side in (judged.pair.a, judged.pair.b))
        if one is None or two is None or one.source == two.source:
            continue
        said = f"{tell_evidence(one)}; {tell_evidence(two)}. {_conclude(judged, one, two)}"
        subject = _subject(table.contents, judged)
        titles = (one.source.title, two.source.title)
        rows = ((q, said) for q in phrasings.word_comparison(*titles, subject))
        yield from number_phrasings("comparison", rows, (one, two), f"{one.claim} ~ {two.claim}")


def _conclude(judged: Judged, one: Basis, two: Basis) -> str:
    verdict = judged.verdict
    current = {"a": one, "b": two, "": None}[verdict.current]
    if current is None:
        return _CONCLUSIONS.get(verdict.kind, "Which of them holds is not said.")
    said = "is in force; the other is not" if verdict.kind == "proposed" else "holds now"
    return f"What “{tell_source(current.source)}” says {said}."


def _is_row(basis: Basis) -> bool:
    """Tell whether a quote is a row of a table, which says nothing without its head."""
    return "|" in basis.quote


def _subject(contents: WikiContents, judged: Judged) -> str:
    """Return what a pair is about: a page that both are on or name, else the page of the first."""
    a, b = judged.pair.a, judged.pair.b
    facts = contents.wiki.facts
    shared = [slug for slug in (a.slug, *a.entities) if slug in (b.slug, *b.entities)]
    things = [slug for slug in shared if facts[slug].type not in (COMPARISON_TYPE, ANSWER_TYPE)]
    return facts[(things or [a.slug])[0]].title


def ask_two_hops(facts: Sequence[TrainingFact]) -> Iterator[TrainingExample]:
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
            said = f"{name}: {second.asked.answer}. {tell_evidence(one)}; {tell_evidence(two)}"
            asked = phrasings.word_two_hop(first.asked.question, second.asked, name)
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


def ask_summary(table: ClaimTable) -> Iterator[TrainingExample]:
    """Yield wishes for a summary of a page, answered by the quotes of its first claims."""
    for page in table.contents.pages:
        facts = page.facts
        if facts.type in (COMPARISON_TYPE, ANSWER_TYPE):
            continue
        found = (table.basis(label, page=facts.slug) for label in facts.labels)
        parts = [basis for basis in found if basis and not _is_row(basis)][:_MOST_IN_SUMMARY]
        if len(parts) > 1:
            said = "\n".join(f"- {tell_evidence(basis)}" for basis in parts)
            rows = ((question, said) for question in phrasings.word_summary(facts.title))
            yield from number_phrasings("summary", rows, tuple(parts), f"summary of {facts.slug}")


def write_out_pairs(table: ClaimTable) -> Iterator[TrainingExample]:
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
            parts = [basis for basis in found if basis and not _is_row(basis)]
            if shared and len(parts) > 1:
                yield _text(contents, slug, other, parts)


def _text(contents: WikiContents, one: str, two: str, parts: Iterable[Basis]) -> TrainingExample:
    parts = tuple(parts)
    titles = (contents.wiki.facts[slug].title for slug in (one, two))
    lines = [f"{tell_source(b.source)}: {b.quote}" for b in parts]
    said = " and ".join(titles) + "\n\n" + "\n".join(lines)
    return TrainingExample("text", "", said, parts, f"text on {one} and {two}")
