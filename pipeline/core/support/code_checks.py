"""Tell what code alone can tell of a statement and its quotes, so that no judge is asked about it.

Few things can be told so, and these surely: that a statement is a quote word for word; that it
gives a value plainly which the quotes give as about so much; that it names a document which it
neither cites nor quotes; that it has a figure which stands in no quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.core.claims.unquoted_figures import find_unquoted_figures
from pipeline.core.language.measures import Measure, measures
from pipeline.core.markup.markdown import to_plain_text
from pipeline.core.support.item import SupportItem, SupportVerdict
from pipeline.core.text import normalise
from pipeline.core.wiki.pieces import table_cells
from pipeline.core.wiki.wiki import Wiki

_ABOUT = (
    r"about|around|approximately|approx\.?|roughly|circa|ca\.|c\.|nearly|almost|some|an estimated"
    r"|ungefähr|etwa|rund|zirka|knapp|environ|près de|unos|unas|aproximadamente|circa"
)
_ABOUT_BEFORE = re.compile(rf"(?:(?<!\w)(?:{_ABOUT})\s+|[~≈]\s?)[$€£]?\s?$", re.IGNORECASE)
# What else in a statement tells that a value is not exact.
_HEDGE = re.compile(
    rf"(?<!\w)(?:{_ABOUT}|over|under|above|below|up to|(?:more|less|fewer|higher|lower) than"
    r"|at (?:least|most)|between|estimat\w*|on average|an? average|in the order of|close to"
    r"|or so|round(?:ed)?|mehr als|weniger als|bis zu|mindestens|höchstens|über|unter)(?!\w)|[~≈]",
    re.IGNORECASE,
)
_NEAR = 40  # characters before a value, and after it, in which a hedge counts
_DOCUMENT = re.compile(r"(?<![\w-])([A-Za-z]{2,12})[- ]?0*([1-9]\d{0,5})(?![\w.,]*\d)(?!\w)")
_IN_TIME = re.compile(
    r"(?<!\w)(?:before|until|till|since|after|prior to|vor|bis|seit|nach)\s+$", re.IGNORECASE
)
_NUMBERED_NAME = re.compile(r"(?<![^\W_])[A-Z]{2,}[- \u00a0]\d+(?![\w.,]*\d)(?!\w)")
_WORD = re.compile(r"[^\W_]+")

DocumentNames = frozenset[tuple[str, int]]
"""The names with a number by which documents are called, such as EIP-150: ("eip", 150)."""


@dataclass(frozen=True)
class Documents:
    """The documents of a wiki that are called by a name with a number, by source."""

    by_source: dict[str, DocumentNames]

    @classmethod
    def of_wiki(cls, wiki: Wiki) -> Documents:
        """Return the names that titles, aliases and labels of the recorded sources give."""
        found = {}
        for path, facts in wiki.records.items():
            names = (facts.title, *facts.aliases, facts.record.get("label", "").replace("-", " "))
            found[path.removeprefix("raw/")] = frozenset(
                (m[1].casefold(), int(m[2])) for name in names if (m := _DOCUMENT.fullmatch(name))
            )
        return cls(found)

    @cached_property
    def names(self) -> DocumentNames:
        """Return the names of all of them."""
        return frozenset(name for names in self.by_source.values() for name in names)


def is_verbatim(item: SupportItem) -> bool:
    """Tell whether a statement is all of one quote, word for word, and needs nothing before it."""
    words = _words(item.plain)
    return bool(words) and any(
        not quote.after and _words(quote.text) == words for quote in item.quotes
    )


def find_fault(item: SupportItem, documents: Documents) -> SupportVerdict | None:
    """Return what code has against a statement, or None."""
    return _missing_about(item) or _strange_document(item, documents) or _unquoted_figure(item)


def _words(text: str) -> list[str]:
    return _WORD.findall(normalise(text).casefold())


def _missing_about(item: SupportItem) -> SupportVerdict | None:
    """Find a value given plainly, where every quote that has it has an "about" before it."""
    quoted = [(quote.text, value) for quote in item.quotes for value in measures(quote.text)]
    shown = [value for text in (*_around(item), item.heading) for value in measures(text)]
    names = [m.span() for m in _NUMBERED_NAME.finditer(item.plain)]
    for value in measures(item.plain):
        written = item.plain[value.start : value.end]
        if value.written or not _has_digit(written) or _is_hedged(item.plain, value):
            continue
        if any(start <= value.start < end for start, end in names):
            continue  # "PEP 6" is no value of 6
        same = [(text, other) for text, other in quoted if _is_same(value, other)]
        about = [m for text, other in same if (m := _ABOUT_BEFORE.search(text[: other.start]))]
        if same and len(about) == len(same) and not any(_is_same(value, x) for x in shown):
            text, other = same[0]
            closest = f"{about[0][0]}{text[other.start : other.end]}".strip()
            words = written.strip()
            why = f"The page gives {words} plainly, and the source says “{closest}”."
            return SupportVerdict("partly", words, closest, "drops", why)
    return None


def _is_same(value: Measure, other: Measure) -> bool:
    return not other.written and value.agrees_with(other) and value.is_comparable_with(other)


def _is_hedged(text: str, value: Measure) -> bool:
    around = f"{text[max(0, value.start - _NEAR) : value.start]} {text[value.end :][:_NEAR]}"
    return bool(_HEDGE.search(around))


def _around(item: SupportItem) -> Iterator[str]:
    """Yield what stands around the quotes."""
    for quote in item.quotes:
        yield from (quote.under, quote.after)


def _strange_document(item: SupportItem, documents: Documents) -> SupportVerdict | None:
    """Find a document of the wiki that prose names without citing or quoting it.

    A row of a table may name it in its first cell, and "before EIP-150" tells a time.
    """
    if "|" in item.raw[:1]:
        return None
    cited = {name for source in item.sources for name in documents.by_source.get(source.name, ())}
    told = [q.text for q in item.quotes] + [*_around(item), item.title, item.heading, item.before]
    known = cited | set(_documents(told)) | set(_documents(s.title for s in item.sources))
    for m in _DOCUMENT.finditer(item.plain):
        name = (m[1].casefold(), int(m[2]))
        if name in documents.names - known and not _IN_TIME.search(item.plain[: m.start()]):
            why = f"The page names {m[0]}, and the sentence cites and quotes other sources only."
            return SupportVerdict("partly", m[0], "", "adds", why)
    return None


def _documents(texts: Iterable[str]) -> Iterator[tuple[str, int]]:
    for text in texts:
        yield from ((m[1].casefold(), int(m[2])) for m in _DOCUMENT.finditer(text))


def _unquoted_figure(item: SupportItem) -> SupportVerdict | None:
    """Find a figure in digits that stands in no quote, nor around one, nor over the statement.

    Of a row the cells behind the first are looked at, and neither the first, which names what the
    row is about, nor what stands at the top of the columns. What a statement counts in words it
    mostly counts itself.
    """
    row = item.raw.startswith("|")
    text = "; ".join(map(to_plain_text, table_cells(item.raw)[1:])) if row else item.plain
    if not _has_digit(text):
        return None
    over = [*_around(item), item.title, item.heading, item.before]
    own = [
        text
        for s in item.sources
        for text in (s.name, s.title, s.author, s.published, s.effective)
        if text
    ]
    quotes = [quote.text for quote in item.quotes]
    strange = [
        figure
        for figure in find_unquoted_figures(text, quotes, over, own)
        if _has_digit(figure) and figure in item.plain
    ]
    if not strange:
        return None
    why = f"The page says {', '.join(strange[:4])}, and none of the quotes does."
    return SupportVerdict("partly", strange[0], "", "adds", why)


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)
