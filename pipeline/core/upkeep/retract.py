"""Take a source back: its citations go, and the statements and pages that stand on them alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_code
from pipeline.core.language.measures import measures
from pipeline.core.markup import frontmatter, markdown
from pipeline.core.markup.text_blocks import split_blocks
from pipeline.core.paths import kept_path, slug_of_path
from pipeline.core.text import counted, fold, shorten
from pipeline.core.upkeep.leaving import Leaving
from pipeline.core.upkeep.passages import split_passages
from pipeline.core.upkeep.remnant import Remnant, Wording, remnant_of
from pipeline.core.upkeep.take_out import Thinned, WhyTaken, take_out_marks
from pipeline.core.upkeep.upkeep import Upkeep
from pipeline.core.values import Removal
from pipeline.core.wiki import citations
from pipeline.core.wiki.facts import RECORD_KEYS, PageFacts, strings_of_value
from pipeline.core.wiki.leftovers import (
    announces,
    is_pointer,
    points_back,
    shorten_pointer,
    values_compared,
)
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.relink import Move, follow_move
from pipeline.core.wiki.schema import COMPARISON_TYPE, Schema
from pipeline.core.wiki.wiki import Wiki

_OUR_KEYS = {
    "title", "type", "aliases", "sources", *RECORD_KEYS, "related", "created", "updated", "confidence", "disputed",  # noqa: E501
}  # fmt: skip
WHY_RETRACTED = "the source was retracted"
_WHY_SUMMARY = "it sums up the retracted source"
_WHY_KEPT = "it stays, for other sources support what is left on it"
_WHY_ALONE = "it stood on the retracted source alone"
_WHY_EMPTY = "nothing that a source supports was left on it"
_WHY_ONE_VALUE = "it compared values of which one is left, and that stands elsewhere"
_WHY_SECTION = "nothing is left of the section"
_WHY_POINTER = "nothing else is left of its section"
_WHY_LINK = "it led to what goes"
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


@dataclass
class Losses:
    """What a retraction takes out and what the reviewer is told, gathered page by page."""

    removed: list[Removal] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)  # what a person has to word anew or to look at
    worded: list[str] = field(default_factory=list)  # what was worded anew, with its new words
    remnants: list[Remnant] = field(default_factory=list)  # of `needs`, what could be worded anew

    def add_removal(self, what: str, why: str) -> None:
        """Note that something goes, with the reason."""
        self.removed.append(Removal(what, why))

    def take(self, other: Losses) -> None:
        """Add what was gathered of one page."""
        self.removed += other.removed
        self.told += other.told
        self.needs += other.needs
        self.worded += other.worded
        self.remnants += other.remnants


def retract_source(
    source: str,
    there: bool,
    wiki: Wiki,
    schema: Schema,
    kept: bool = False,
    wording: Wording = NO_WORDING,
) -> Upkeep:
    """Return the upkeep by which a source leaves the wiki.

    `there` says that its file still stands under raw/, and `kept` that its text is kept: both go
    too. A text that is all that is left of a source goes by itself. `wording` are new words of
    sentences that an upkeep without them lists as remnants.
    """
    base = label_base_of(source, wiki)
    cited = find_citing_labels(source, base, wiki)
    record = wiki.records.get(source)
    if not (cited or record or (kept and not there)):
        raise UserError(
            f"Nothing in the wiki stands on {source}.",
            "`wiki status` lists the sources by their paths."
            + (" Delete the file, if that is meant." if there else ""),
        )
    losses, names = Losses(), names_of(source, wiki)
    going: dict[str, str | None] = {}
    texts: dict[str, str] = {}
    for slug in sorted(
        {*cited, *([record.slug] if record else [])}, key=lambda s: wiki.facts[s].path
    ):
        page = wiki.page(slug)
        dead = cited.get(slug, frozenset())
        mine = Losses()
        leaving = leaving_of(page, dead, wiki, names, wording)
        left = take_out_labels(page, leaving, schema, mine)
        own = record is not None and slug == record.slug
        why = _stays(left, own, schema, wiki)
        empty = _WHY_EMPTY
        if why == _WHY_KEPT and compares_nothing(page, left):
            if not is_a_persons(left, schema) and stands_elsewhere(left, wiki):
                why, empty = "", _WHY_ONE_VALUE
            else:
                mine.needs.append(f"{page.path}: it compares nothing any more: one value is left.")
        if why == "":
            going[slug] = None
            _page_goes(page, dead, _WHY_SUMMARY if own else empty, losses)
            continue
        texts[page.path] = (replace(left, front=_unrecorded(left)) if own else left).render()
        mine.told += [f"{page.path}: {why}"] if why != _WHY_KEPT or own else []
        losses.take(mine)
    done: dict[str, str | None] = {**{wiki.facts[slug].path: None for slug in going}}
    files = frozenset({source, kept_path(source)})
    done |= unlink_pages(texts, Move(wiki, going, files), losses, schema)
    if there:
        done[source] = None
        losses.add_removal(f"the file {source}", WHY_RETRACTED)
    if kept:
        done[kept_path(source)] = None
        losses.add_removal(f"the text of {source}", WHY_RETRACTED)
    marks = sum(map(len, cited.values()))
    return Upkeep(
        "retract",
        base or source,
        f"Retract {source.rsplit('/', 1)[-1]}",
        _why(source, marks, len(cited), len(going), there),
        done,
        tuple(losses.removed),
        tuple(losses.told),
        arguments=(source,),
        needs=tuple(dict.fromkeys(losses.needs)),
        worded=tuple(losses.worded),
        remnants=unique_remnants(losses),
    )


def unique_remnants(losses: Losses) -> tuple[Remnant, ...]:
    """Return the remnants, each once where a page says the same twice."""
    return tuple({each.key: each for each in losses.remnants}.values())


def _stays(left: Page, own: bool, schema: Schema, wiki: Wiki) -> str:
    """Return why a page stays with what is left on it; "" where it goes.

    The source's own summary goes if all that it cites stands elsewhere.
    """
    if own:
        return _WHY_KEPT if any(wiki.pages_citing(x) == [left.slug] for x in left.labels) else ""
    if not cites_nothing(left):
        return _WHY_KEPT
    return (
        "nothing cited is left, but a person has written there, so it stays"
        if is_a_persons(left, schema)
        else ""
    )


def compares_nothing(page: Page, left: Page) -> bool:
    """Tell whether a comparison has lost all values but one."""
    if page.meta.get("type") != COMPARISON_TYPE:
        return False
    were, are = (
        max((values_compared(part.text) for part in each.parts), default=0) for each in (page, left)
    )
    return were > 1 >= are


def stands_elsewhere(page: Page, wiki: Wiki) -> bool:
    """Tell whether every citation of a page is on another page as well."""
    return all(set(wiki.pages_citing(label)) - {page.slug} for label in page.labels)


def _unrecorded(page: Page) -> str:
    """Return the front matter of a summary page that stays without recording a source."""
    left = frontmatter.amend_block(
        page.front, {key: None for key in RECORD_KEYS if key in page.meta}
    )
    if left is None:
        raise UserError(
            f"{page.path}: its front matter cannot be changed without losing a comment or its"
            " form.",
            "Take the record out of it by hand: its `source` and what describes that.",
        )
    return left


def _why(source: str, marks: int, pages: int, going: int, there: bool) -> str:
    if not (pages or going):
        return (
            f"{make_code(source)} is gone, and nothing in the wiki stands on it. The text that was"
            " kept of it goes too."
        )
    said = (
        f"{make_code(source)} is taken back. Its {counted(marks, 'citation')} on"
        f" {counted(pages, 'page')} go, and with them the statements that stand on it alone."
        " Statements that other sources support stay, with those citations."
    )
    if going:
        said += (
            f" {counted(going, 'page')} would hold nothing that a source supports, and"
            f" go{'es' * (going == 1)}."
        )
    raw = (
        "The file itself is removed as well, so that it is not compiled again."
        if there
        else "The file is gone already."
    )
    return f"{said}\n\n{raw}"


def label_base_of(source: str, wiki: Wiki) -> str:
    """Return what a source's labels begin with, as its record has it; "" where there is none."""
    record = wiki.records.get(source)
    return record.source_label if record else ""


def find_citing_labels(source: str, base: str, wiki: Wiki) -> dict[str, frozenset[str]]:
    """Return the labels by which each page cites a source, by the slug of the page.

    The definitions on the page tell; for a label without one, the label base of the source's
    record.
    """
    file = citations.link_to("", source).rsplit("/", 1)[-1]
    found = {}
    for slug, facts in wiki.facts.items():
        bases = {citations.base_of(label) for label in facts.labels}
        if (base and base in bases) or file in wiki.text(slug):
            labels = _labels(slug, source, base, wiki)
            if labels:
                found[slug] = labels
    return found


def _labels(slug: str, source: str, base: str, wiki: Wiki) -> frozenset[str]:
    try:
        page = wiki.page(slug)
    except UserError as error:
        raise UserError(f"{error.message} It may cite the source.", "Mend it first.") from error

    def is_of_it(label: str) -> bool:
        text = page.definitions.get(label)
        cited = citations.parse(label, text, page.path) if text else wiki.citation(label)
        if cited is None:
            return bool(base) and citations.base_of(label) == base and text is None
        return cited.source == source

    return frozenset(label for label in {*page.labels, *page.definitions} if is_of_it(label))


# --- one page ---


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
                words = f"“{markdown.make_harmless(quote.rstrip(' ,;:'))}”[^{label}]"
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
        return markdown.make_harmless(source.rsplit("/", 1)[-1])
    return markdown.make_harmless(min((*record.aliases, record.title), key=len))


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
    required = {h.casefold() for h in _kind_sections(page, schema)}
    for part in page.parts:
        text = _thinned(part.text, part.heading, page, leaving, losses, why)
        line = _unmarked_line(part.line, leaving)
        if text != part.text and part.heading.casefold() not in required and not _says(text):
            _section_goes(part.heading, text, page, losses)
            continue
        parts.append(replace(part, text=text if text.strip() else "\n", line=line))
    tail = markdown.drop_definitions(page.tail, lambda label, _: leaving.gone(label))
    left = replace(page, lead=lead, parts=tuple(parts), tail=tail)
    if page.tldr and not left.tldr:
        left = left.with_lead(_lead(left))
        losses.told.append(
            f"{page.path}: its TLDR stood on the source alone; it says now “{_plain(left.lead)}”"
        )
    losses.needs += [f"{page.path}: {what}" for what in _values_left(page, left, leaving)]
    dead = {x for x in (*page.labels, *page.definitions) if leaving.gone(x)}
    for label in sorted(dead, key=citations.label_sort_key):
        losses.add_removal(_citation(page, label), cause)
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


def _kind_sections(page: Page, schema: Schema) -> tuple[str, ...]:
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


def _says(text: str) -> bool:
    """Tell whether a text holds anything besides headings and sentences that lead elsewhere."""
    if not all(b.kind == "heading" or b.states for b in split_blocks(markdown.show_words(text))):
        return True
    if "```" in text or "~~~" in text:
        return True
    said = [p for p in split_passages(text) if p.block.kind != "heading"]
    return not all(is_pointer(p.text) for p in said)


def _section_goes(heading: str, text: str, page: Page, losses: Losses) -> None:
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
            if markdown.find_marks(x) and len(markdown.to_plain_text(x).split()) > 3
        ),
        "",
    )


def _citation(page: Page, label: str) -> str:
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


def _page_goes(page: Page, labels: Iterable[str], why: str, losses: Losses) -> None:
    losses.add_removal(f"the page `{page.slug}` “{page.meta.get('title') or page.slug}”", why)
    for label in sorted(labels, key=citations.label_sort_key):
        losses.add_removal(_citation(page, label), WHY_RETRACTED)
    others = [x for x in page.labels if x not in set(labels)]
    for label in others:
        losses.add_removal(f"the citation [^{label}] on {page.slug}", why)


# --- links ---


def unlink_pages(
    texts: Mapping[str, str], move: Move, losses: Losses, schema: Schema
) -> dict[str, str | None]:
    """Return the changed pages of the wiki after the pages in `move` have gone, by path.

    Links to a page that goes become their words; statements that only point to it go.
    """
    out: dict[str, str | None] = {}
    going = set(move.to)
    for slug, facts in move.before.facts.items():
        if slug in going:
            continue
        old = texts.get(facts.path, move.before.text(slug))
        new = old
        if facts.path in texts or move.concerns(slug):
            new = follow_move(
                _without_pointers(old, facts.path, move, losses, schema), facts.path, move
            )
        if new != move.before.text(slug):
            out[facts.path] = new
    for slug in sorted(going):
        losses.add_removal(f"links to {', '.join(_called(move.before.facts[slug]))}", _WHY_LINK)
    return out


def _called(facts: PageFacts) -> Iterable[str]:
    """Return the names of a page as people write them; those that are one to a link, once."""
    return {
        fold(name): name for name in (*facts.names, facts.slug, *facts.aliases, facts.title) if name
    }.values()


def _without_pointers(text: str, path: str, move: Move, losses: Losses, schema: Schema) -> str:
    """Return a page without the statements that only point at pages that go."""
    page = Page.parse(path, text)

    def points(statement: str) -> bool:
        links = list(markdown.find_links(statement))
        if not links or markdown.find_marks(statement):
            return False
        if not all(_goes(link, path, move) for link in links):
            return False
        rest = statement
        for link in sorted(links, key=lambda x: -x.start):
            rest = rest[: link.start] + rest[link.end :]
        words = [w for w in "".join(c if c.isalpha() else " " for c in rest).split() if len(w) > 3]
        # "All values side by side: [[…]]" names what it leads to behind a colon.
        return len(words) < 2 or is_pointer(statement) or rest.rstrip(" .*_").endswith((":", "："))

    def cleaned(prose: str) -> str:
        prose = _shorten_pointers(prose, lambda link: _goes(link, path, move), page, losses)
        done = take_out_marks(prose, Leaving(lambda _: False), points)
        note_thinned(done, page, losses, _WHY_LINK)
        return done.text

    lead = cleaned(page.lead)
    parts = []
    required = {h.casefold() for h in _kind_sections(page, schema)}
    for part in page.parts:
        new = cleaned(part.text)
        is_left = any(p.block.kind != "heading" for p in split_passages(new)) or _says(new)
        if new == part.text or is_left or part.heading.casefold() in required:
            parts.append(replace(part, text=new))
        else:
            _section_goes(part.heading, new, page, losses)
    return replace(page, lead=lead, parts=tuple(parts)).render()


def _shorten_pointers(
    text: str, goes: Callable[[markdown.LinkSpan], bool], page: Page, losses: Losses
) -> str:
    """Return a text whose pointers to several pages no longer name those that go."""
    out, at = [], 0
    for passage in split_passages(text):
        words = text[passage.start : passage.end]
        left = shorten_pointer(words, goes) if is_pointer(words) else words
        if left != words:
            losses.add_removal(f"from {page.slug}: “{words.strip()}”", _WHY_LINK)
            out += [text[at : passage.start], left]
            at = passage.end
    return "".join(out) + text[at:]


def _goes(link: markdown.LinkSpan, path: str, move: Move) -> bool:
    if link.kind == "wiki":
        name = link.target
    elif "://" in link.target:
        return False
    else:
        name = citations.from_link(path, link.target.split("?")[0])
    slug = move.before.resolve(slug_of_path(name))
    return slug is not None and slug in move.to and move.to[slug] is None
