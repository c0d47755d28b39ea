"""Take citations out of one page, with the statements and sections that stand on them alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from pipeline.core.language.measures import measures
from pipeline.core.markup import footnotes, foreign_text, markdown, text_mask
from pipeline.core.markup.text_blocks import split_blocks
from pipeline.core.text import shorten
from pipeline.core.upkeep.leaving import Leaving
from pipeline.core.upkeep.losses import Losses
from pipeline.core.upkeep.passages import split_passages
from pipeline.core.upkeep.remnant import Wording, remnant_of
from pipeline.core.upkeep.take_out import take_out_marks
from pipeline.core.upkeep.thinned import Thinned, WhyTaken
from pipeline.core.wiki import citations
from pipeline.core.wiki.facts import RECORD_KEYS, strings_of_value
from pipeline.core.wiki.leftovers import (
    announces,
    is_pointer,
    points_back,
)
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki

_OUR_KEYS = {
    "title", "type", "aliases", "sources", *RECORD_KEYS, "related", "created", "updated", "confidence", "disputed",  # noqa: E501
}  # fmt: skip
WHY_RETRACTED = "the source was retracted"
_WHY_ALONE = "it stood on the retracted source alone"
_WHY_SECTION = "nothing is left of the section"
_WHY_POINTER = "nothing else is left of its section"
_WHY_TAKEN: Mapping[WhyTaken, str] = {
    "clause": "the clause stood on what goes, and the rest of its sentence does not",
    "lead-in": "nothing is left of what it led to",
    "table": "nothing is left of the table",
    "column": "nothing is left in the column",
    "keyless": "its row has lost its first cell",
    "subject": "it names again what it is about, for the sentence before it goes",
    "about": "it only spoke of what goes",
    "person": "it rested on what goes and on other sources, and cannot be cut",
    "worded": "it could not stay as it was without what goes, and is worded anew",
    "unsaid": "it rested on what goes, and a model found nothing to say in its place",
}
NO_WORDING: Wording = MappingProxyType({})
# What of a source can stand on a page as a quotation.
_QUOTABLE = re.compile(r"(?=(?:\S+\s+){2}\S)[^|\r\n]{10,400}")
_LEADING_DAY = re.compile(r"\*\*\d{4}(?:-\d\d){0,2}\*\*[,:]?\s+")  # how an item of a history begins
_CELL_BORDER = re.compile(r"(?<!\\)\|")


def leaving_of(
    page: Page,
    dead: frozenset[str],
    wiki: Wiki,
    names: frozenset[str] = frozenset(),
    wording: Wording = NO_WORDING,
) -> Leaving:
    """Return what leaves a page with some of its labels; `names` are those of their source."""
    cited = {
        label: found
        for label in page.labels
        if (found := _citation_on(page, label) or wiki.citation(label))
    }
    quotes = {label: [q.text for q in found.quotes] for label, found in cited.items()}
    elsewhere = {
        label
        for text in (page.lead, *(part.text for part in page.parts))
        for passage in split_passages(text)
        if dead.isdisjoint(passage.labels)
        for label in passage.labels
    }

    def in_words_of(labels: Sequence[str]) -> str:
        said: dict[str, list[str]] = {}
        for label in labels:
            fit = [q for q in quotes.get(label, ()) if _QUOTABLE.fullmatch(q)]
            quote = next((q for q in fit if not points_back(q)), "".join(fit[:1]))
            if quote and label not in elsewhere:
                elsewhere.add(label)
                words = f"“{foreign_text.make_harmless(quote.rstrip(' ,;:'))}”[^{label}]"
                said.setdefault(cited[label].source, []).append(words)
        return " ".join(
            f"{called(source, wiki)}: {' '.join(quoted)}" for source, quoted in said.items()
        )

    aliases = strings_of_value(page.meta.get("aliases"))
    about = tuple(x for x in (str(page.meta.get("title") or ""), *aliases) if x)
    return Leaving(
        dead.__contains__,
        names,
        quotes,
        in_words_of,
        about,
        lambda words, row: wording.get((page.slug, row, words)),
        {label: _known_of(found.source, wiki) for label, found in cited.items()},
    )


def _known_of(source: str, wiki: Wiki) -> tuple[str, ...]:
    """Return what pages call a source, its other names, and its days."""
    record = wiki.records.get(source)
    days = (record.record.get(key, "") for key in ("published", "effective")) if record else ()
    return (called(source, wiki), *sorted(names_of(source, wiki)), *(day for day in days if day))


def _citation_on(page: Page, label: str) -> citations.Citation | None:
    text = page.definitions.get(label)
    return citations.parse(label, text, page.path) if text else None


def called(source: str, wiki: Wiki) -> str:
    """Return what pages call a source: its shortest other name, else its title."""
    record = wiki.records.get(source)
    if record is None:
        return foreign_text.make_harmless(source.rsplit("/", 1)[-1])
    return foreign_text.make_harmless(min((*record.aliases, record.title), key=len))


def names_of(source: str, wiki: Wiki) -> frozenset[str]:
    """Return the names by which pages speak of a source."""
    record = wiki.records.get(source)
    return frozenset((record.title, *record.aliases)) if record else frozenset()


def take_out_labels(
    page: Page,
    leaving: Leaving,
    schema: Schema,
    losses: Losses,
    why: str = _WHY_ALONE,
    cause: str = WHY_RETRACTED,
) -> Page:
    """Return a page without some citations and the statements that stand on them alone.

    Sections that are empty then go too, but for those that the page's type requires. A page that
    loses its opening is given another. What went is noted in `losses`.
    """
    lead = _thinned(page.lead, "", page, leaving, losses, why)
    parts = []
    required = {h.casefold() for h in sections_of_type(page, schema)}
    for part in page.parts:
        text = _thinned(part.text, part.heading, page, leaving, losses, why)
        line = _unmarked_line(part.line, leaving)
        if text != part.text and part.heading.casefold() not in required and not says_more(text):
            note_section(part.heading, text, page, losses)
            continue
        parts.append(replace(part, text=text if text.strip() else "\n", line=line))
    tail = footnotes.drop_definitions(page.tail, lambda label, _: leaving.gone(label))
    left = replace(page, lead=lead, parts=tuple(parts), tail=tail)
    if page.tldr and not left.tldr:
        left = left.with_lead(_lead(left))
        losses.told.append(
            f"{page.path}: its TLDR stood on the source alone; it says now “{_plain(left.lead)}”"
        )
    losses.needs += [f"{page.path}: {what}" for what in _values_left(page, left, leaving)]
    dead = {x for x in (*page.labels, *page.definitions) if leaving.gone(x)}
    for label in sorted(dead, key=citations.label_sort_key):
        losses.add_removal(name_citation(page, label), cause)
    return left


def _unmarked_line(line: str, leaving: Leaving) -> str:
    return take_out_marks(line, leaving).text


def _values_left(page: Page, left: Page, leaving: Leaving) -> Iterator[str]:
    """Yield what is left without a mark and says a value that only what goes supports."""
    gone, stay = leaving.measures_of(page.labels)
    only = [m for m in gone if not any(map(m.agrees_with, stay))] if gone else []
    for text in (left.lead, *(part.text for part in left.parts)) if only else ():
        for passage in split_passages(text):
            if passage.labels or not passage.block.states:
                continue
            said = measures(markdown.to_plain_text(passage.text))
            values = [
                m.text
                for m in said
                if len(m.text) > 1 and not m.text.isalpha() and any(map(m.agrees_with, only))
            ]
            if values:
                yield (
                    f"“{_plain(passage.text)}” has no citation, and says {', '.join(values)}, which"
                    " only what goes supports."
                )
    for part in left.parts:
        if leaving.names_source(part.heading):
            yield f"the heading “{part.heading}” still names the source."


def sections_of_type(page: Page, schema: Schema) -> tuple[str, ...]:
    """Return the sections that the type of a page requires."""
    kind = schema.types.get(str(page.meta.get("type")))
    return kind.sections if kind else ()


def _thinned(
    text: str, heading: str, page: Page, leaving: Leaving, losses: Losses, why: str
) -> str:
    done = take_out_marks(text, leaving)
    losses.remnants += [remnant_of(uncut, page, heading, leaving) for uncut in done.uncut]
    losses.worded += [
        f"{page.path}: “{_plain(new, 400)}”, in the place of “{_plain(old, 400)}”"
        for old, new in done.worded
    ]
    note_thinned(done, page, losses, why)
    losses.told += [f"{page.path}: stays with fewer citations: “{_plain(x)}”" for x in done.kept]
    losses.told += [
        f"{page.path}: stays without a citation, beside what goes: “{_plain(x)}”"
        for x in done.unmarked
    ]
    return done.text


def note_thinned(done: Thinned, page: Page, losses: Losses, why: str) -> None:
    """Note what went from a page, and what on it needs a person."""
    for each in done.taken:
        reason = why if each.why == "alone" else _WHY_TAKEN[each.why]
        losses.add_removal(f"from {page.slug}: “{each.words}”", reason)
    losses.needs += [f"{page.path}: {what}" for what in done.needs]


def _plain(text: str, most: int = 160) -> str:
    row = _CELL_BORDER.sub(" · ", text.strip().strip("|")) if text.startswith("|") else text
    return shorten(markdown.to_plain_text(row), most)


def says_more(text: str) -> bool:
    """Tell whether a text holds anything besides headings and sentences that lead elsewhere."""
    if not all(b.kind == "heading" or b.states for b in split_blocks(text_mask.show_words(text))):
        return True
    if "```" in text or "~~~" in text:
        return True
    said = [p for p in split_passages(text) if p.block.kind != "heading"]
    return not all(is_pointer(p.text) for p in said)


def note_section(heading: str, text: str, page: Page, losses: Losses) -> None:
    """Note that a section goes, with the sentences in it that lead elsewhere."""
    losses.add_removal(f"the section “{heading}” of {page.slug}", _WHY_SECTION)
    for passage in split_passages(text):
        if is_pointer(passage.text):
            losses.add_removal(f"from {page.slug}: “{passage.text}”", _WHY_POINTER)


def _lead(page: Page) -> str:
    """Return a TLDR for a page that lost its own.

    It is the first statement that a source supports and that stands by itself, without its day;
    else the page's title.
    """
    found = [p for part in page.parts for p in split_passages(part.text) if p.labels]
    prose = [" ".join(p.text.split()) for p in found if p.block.kind in ("prose", "item")]
    rows = [cell for p in found if p.block.kind == "row" if (cell := _cell(p.text))]
    fit = [_LEADING_DAY.sub("", x) for x in prose if not (x[:1].islower() or announces(x))]
    whole = [x for some in (fit, rows) for x in some if not points_back(x)]
    first = [*whole, *fit, *rows]
    return first[0] if first else f"**{page.meta.get('title') or page.slug}**"


def _cell(row: str) -> str:
    """Return the cell of a row that says something in a sentence and cites it."""
    cells = [x.strip().replace("\\|", "|") for x in _CELL_BORDER.split(row)]
    return next(
        (
            x
            for x in reversed(cells)
            if footnotes.find_marks(x) and len(markdown.to_plain_text(x).split()) > 3
        ),
        "",
    )


def name_citation(page: Page, label: str) -> str:
    """Return a citation as the text for the reviewer names it."""
    text = page.definitions.get(label)
    cited = citations.parse(label, text, page.path) if text else None
    words = f" “{shorten(cited.quotes[0].text, 200)}”" if cited else ""
    return f"the citation [^{label}] on {page.slug}{words}"


def cites_nothing(page: Page) -> bool:
    """Tell whether nothing on a page cites a source any more."""
    return not any(
        citations.parse(x, text, page.path)
        for x, text in page.definitions.items()
        if x in page.labels
    )


def is_a_persons(page: Page, schema: Schema) -> bool:
    """Tell whether a person has given a page what no compile gives it.

    That is footnotes, front matter or a type of their own.
    """
    notes = any(citations.parse(x, text, page.path) is None for x, text in page.definitions.items())
    return (
        notes
        or not page.front
        or bool(set(page.meta) - _OUR_KEYS)
        or str(page.meta.get("type")) not in schema.types
    )
