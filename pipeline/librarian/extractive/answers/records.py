"""What the wiki records of a source, as a sentence: its status, its authors, its date.

No page says these in a sentence with a mark, so they are the only ones that are worded here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.core.answers.answer import AnswerSentence
from pipeline.core.answers.material import KnownSource, Material
from pipeline.core.search.terms import terms_of
from pipeline.librarian.extractive.answers.question import Question

_ADDRESS = re.compile(r"\s*[(<][^)>]*@[^)>]*[)>]")
_NUMBERED = re.compile(r"[A-Z]{2,8}[- ]\d+")
_FIELDS = ("status", "author", "published", "effective")
# What such a question holds beside the name of the source.
_FIELD_WORDS = (
    "status author authors written wrote write published created proposed final accepted rejected"
    " draft stagnant withdrawn deferred superseded obsolete active approved force living last call"
    " review document source paper article report eip pep rfc apply applies applied effective block"
    " main net autor verfasser geschrieben veröffentlicht angenommen abgelehnt quelle gilt kraft"
)
_SENTENCES = {
    "en": {
        "status": "{name} has the status {value}.",
        "author": "{name} is by {value}.",
        "published": "{name} is dated {value}.",
        "effective": "{name} applies from {value}.",
    },
    "de": {
        "status": "{name} hat den Status {value}.",
        "author": "{name} ist von {value}.",
        "published": "{name} ist vom {value}.",
        "effective": "{name} gilt ab {value}.",
    },
}


def asked_fields(question: Question) -> tuple[str, ...]:
    """Return which of the things recorded of a source a question asks for."""
    found = [field for field in _FIELDS if getattr(question.words, field).search(question.text)]
    if "effective" in found and question.kind not in ("date", "block"):
        found.remove("effective")
    return tuple(found)


def asks_only_records(question: Question, sources: list[KnownSource]) -> bool:
    """Tell whether nothing else is asked: "who wrote the paper that EIP-9 quotes" is not that."""
    said = [name for source in sources for name in names_of(source)]
    called = {t for name in said for t in terms_of(name, question.language)}
    called |= {t.lstrip("0") for t in called}
    field_words = " ".join(
        m[0]
        for field in _FIELDS
        for m in getattr(question.words, field).finditer(question.text)
        if len(m[0].split()) < 4
    )
    known = called | {*terms_of(f"{_FIELD_WORDS} {field_words}", question.language)}
    if any(not {*name.terms} <= called for name in question.names):
        return False
    rest = [weight for term, weight in question.wanted if term not in known]
    return sum(rest) <= 0.5


def named_sources(question: Question, material: Material) -> list[KnownSource]:
    """Return the sources that a question names by their label or their title."""
    asked = terms_of(question.text, question.language)
    return [
        source
        for source in material.sources
        if any(_stands_in(terms_of(name, question.language), asked) for name in names_of(source))
    ]


def names_of(source: KnownSource) -> tuple[str, ...]:
    """Return what a source is called; a title of one word may be anything, and does not count."""
    title = re.sub(r"\s\(\w+\)$", "", source.title)
    return (source.label, *((title,) if " " in title else ()))


def display_name(source: KnownSource, material: Material, asked: str = "") -> str:
    """Return the number of a document as the question, or its page, writes it; else its title."""
    page = material.page_by_slug.get(source.slug)
    numbers = [name for name in (page.aliases if page else ()) if _NUMBERED.fullmatch(name)]
    for name in sorted(numbers, key=lambda name: (name not in asked, "-" not in name, len(name))):
        return name
    if found := re.fullmatch(r"([a-z]{2,8})-([1-9]\d*)", source.label):
        return f"{found[1].upper()}-{found[2]}"
    return f"“{source.title}”"


def tell_records(
    question: Question, sources: list[KnownSource], material: Material
) -> Iterator[AnswerSentence]:
    """Yield a sentence for each thing asked that is recorded of the sources named."""
    forms = _SENTENCES.get(question.language.partition("-")[0].lower(), _SENTENCES["en"])
    for source in sources:
        for field in asked_fields(question):
            value = (
                _ADDRESS.sub("", getattr(source, field))
                if field == "author"
                else getattr(source, field)
            )
            if value and source.slug in material.page_by_slug:
                text = forms[field].format(
                    name=display_name(source, material, question.text), value=value
                )
                yield AnswerSentence(text, pages=(source.slug,))


def _stands_in(name: list[str], asked: list[str]) -> bool:
    size = len(name)
    wanted = [t.lstrip("0") or t for t in name]
    return bool(name) and any(
        [t.lstrip("0") or t for t in asked[at : at + size]] == wanted
        for at in range(len(asked) - size + 1)
    )
