"""Remnants: sentences and cells of which something goes and that no cut leaves whole.

A person words them anew, or a model does from the quotes that are left. What a model says is
checked here before it may stand on a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.core.claims.unquoted_figures import find_unquoted_figures
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.markup import footnotes, foreign_text, markdown, text_mask
from pipeline.core.markup.sentence_spans import sentence_spans
from pipeline.core.upkeep.leaving import Leaving
from pipeline.core.upkeep.thinned import UncutKind, UncutPassage
from pipeline.core.wiki.leftovers import leads_in, points_back
from pipeline.core.wiki.page import Page

RemnantKey = tuple[str, str, str]
Wording = Mapping[RemnantKey, str]
"""New words of remnants by their keys; "" where nothing is left to say."""

_STOP = re.compile(r"[.!?…:。！？：][\"”’»)*_]{0,5}(?:\s?\[\^[^\[\]\s]{1,200}\])*$")
_BLOCK_SIGN = re.compile(r"\s*(?:[-*+>#]|\d{1,9}[.)])\s")
_CODE = re.compile(r"`[^`]*`")
_ACTIVE = ("://", "www.", "%%", "<%", "$", "{{")


@dataclass(frozen=True)
class LeftQuotes:
    """What is left to word a remnant from: a mark that stays, with its source and its quotes.

    `known` is what the source is called, and what is known of it, such as its day.
    """

    label: str
    source: str
    quotes: tuple[str, ...]
    known: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remnant:
    """One of them, as the page has it, between what stands around it once the rest has gone.

    `row` is the row of a cell, as the page has it. `lost` are the words with which a sentence
    points to one that went. `leads` says that it leads to a list or table. `gone` are the marks
    that go.
    """

    slug: str
    title: str
    heading: str
    kind: UncutKind
    words: str
    row: str
    before: str
    following: str
    lost: str
    leads: bool
    gone: tuple[str, ...]
    left: tuple[LeftQuotes, ...]
    leaving: Leaving = field(compare=False, repr=False)

    @property
    def key(self) -> RemnantKey:
        """By what its new words are found."""
        return self.slug, self.row, self.words


def remnant_of(uncut: UncutPassage, page: Page, heading: str, leaving: Leaving) -> Remnant:
    """Return what no cut leaves whole, with all that is needed to word it anew."""
    labels = list(dict.fromkeys(footnotes.find_marks(uncut.words)))
    return Remnant(
        page.slug,
        str(page.meta.get("title") or page.slug),
        heading,
        uncut.kind,
        uncut.words,
        uncut.row,
        uncut.before,
        uncut.following,
        uncut.lost,
        uncut.leads,
        tuple(x for x in labels if leaving.gone(x)),
        tuple(_quotes_of(x, leaving) for x in labels if not leaving.gone(x)),
        leaving,
    )


def _quotes_of(label: str, leaving: Leaving) -> LeftQuotes:
    source, *known = leaving.known.get(label) or ("",)
    return LeftQuotes(label, source, tuple(leaving.quotes.get(label, ())), tuple(known))


def problems_of_wording(remnant: Remnant, said: str) -> list[str]:
    """Return what is wrong with new words of a remnant, as sentences for whoever wrote them.

    "" says that nothing is left to say; it is never wrong.
    """
    return list(_problems(remnant, said)) if said else []


def _problems(remnant: Remnant, said: str) -> Iterator[str]:
    if "\n" in said or _BLOCK_SIGN.match(said):
        yield "the text is one line, and begins no list, heading or quotation"
    if len(said) > 2 * len(remnant.words) + 400:
        yield "the text is too long"
    marks, stay = set(footnotes.find_marks(said)), {each.label for each in remnant.left}
    if missing := sorted(stay - marks):
        yield f"the text lacks the marks {_marks(missing)}"
    if strange := sorted(marks - stay):
        yield f"the text has marks that it may not have: {_marks(strange)}"
    yield from _markup(remnant, said)
    quotes = [quote for each in remnant.left for quote in each.quotes]
    plain = markdown.to_plain_text(footnotes.drop_marks(said))
    own = [remnant.title, *(name for each in remnant.left for name in (each.source, *each.known))]
    if figures := find_unquoted_figures(plain, quotes, (), own):
        yield f"no quote that is left holds {', '.join(figures)}"
    leaving = remnant.leaving
    if leaving.names_source(said) and not any(map(leaving.names_source, quotes)):
        yield "the text speaks of the source that leaves the wiki"
    if remnant.kind == "cell":
        return
    if len(list(sentence_spans(text_mask.show_words(said)))) > 1:
        yield "the text is more than one sentence"
    if not _STOP.search(said):
        yield "the text does not end as a sentence does"
    if remnant.leads != leads_in(said):
        yield "the text ends in a colon where `leads` is given, and nowhere else"
    if remnant.kind == "pointer" and points_back(said):
        yield f"“{points_back(said)}” still points to the sentence that went"


def _marks(labels: list[str]) -> str:
    return ", ".join(f"[^{label}]" for label in labels)


def _markup(remnant: Remnant, said: str) -> Iterator[str]:
    """Yield what in new words is mark-up that the statement had not, or that could act."""
    links = {remnant.words[x.start : x.end] for x in markdown.find_links(remnant.words)}
    rest, added = said, []
    for link in sorted(markdown.find_links(said), key=lambda x: -x.start):
        whole = said[link.start : link.end]
        rest = rest[: link.start] + rest[link.end :]
        added += [whole] if whole not in links else []
    if added:
        yield f"these links are not in the statement: {', '.join(reversed(added))}"
    known = "\n".join([remnant.words, *(q for each in remnant.left for q in each.quotes)])
    if code := [x for x in _CODE.findall(said) if x not in known]:
        yield f"this code is neither in the statement nor in a quote: {', '.join(code)}"
    rest = _CODE.sub("", footnotes.drop_marks(rest))
    acts = [sign for sign in _ACTIVE if sign in rest and (sign != "$" or sign not in known)]
    plain = " ".join(rest.split())
    uneven = rest.count("`") or said.count("**") % 2 or "![" in said
    if acts or uneven or strip_hidden(said) != said or foreign_text.make_harmless(plain) != plain:
        yield "the text is plain prose with marks, without addresses, HTML, brackets, bars or math"
