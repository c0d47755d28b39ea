"""Write comparison pages, which list the values that sources give for one thing, newest first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.core.changes.change_set import (
    Conflict,
    CreatePage,
    Edit,
    PagePlan,
    ReplaceSection,
    ReviseTldr,
    Section,
)
from pipeline.core.language.quantity import Quantity
from pipeline.core.markup.markdown import make_wiki_link, to_plain_text
from pipeline.core.upkeep.leaving import Leaving
from pipeline.core.upkeep.take_out import take_out_marks
from pipeline.librarian.extractive.pages.against_wiki import ClaimVoice
from pipeline.librarian.extractive.pages.entries import PageEntry, WritingContext
from pipeline.librarian.extractive.pages.linking import remove_links
from pipeline.librarian.extractive.pages.page_statements import join_tldr, split_tldr
from pipeline.librarian.extractive.values.compare import compare_values
from pipeline.librarian.extractive.words.page_words import PageWords, compared_topic

_UNIT_NAMES = {
    "gas": "gas",
    "eth": "ETH",
    "km": "km",
    "kilometres": "km",
    "blocks": "blocks",
    "moons": "moons",
    "tokens": "tokens",
}
_MARK = re.compile(r"\[\^([^\[\]\s]{1,200})\]")


@dataclass(frozen=True)
class ComparisonRow:
    """One row of the table: a value and the entry, with its source, that gives it."""

    value: str
    entry: PageEntry

    @property
    def voice(self) -> ClaimVoice:
        """The source that gives the value."""
        return self.entry.voice

    @property
    def marks(self) -> str:
        """The marks of the entry, as they stand behind a sentence."""
        return "".join(f"[^{label}]" for label in self.entry.labels)

    def render(self, words: PageWords) -> str:
        """Return the row as Markdown."""
        source = (
            make_wiki_link(self.voice.slug, self.entry.source_name, "\\|")
            if self.voice.slug
            else words.unknown
        )
        cells = (
            self.value,
            source,
            self.voice.published or words.not_dated,
            self.voice.status or words.not_stated,
        )
        return f"| {' | '.join(cells)} | {remove_links(self.entry.body)} |"


def comparison_edits(context: WritingContext, page: PagePlan) -> tuple[Edit, ...]:
    """Return the edits that create a comparison page, or add new rows to an existing one."""
    conflicts = context.conflicts(page)
    rows = _rows(context, page, conflicts)
    if not rows:
        return ()
    old = _old_rows(context, page)
    known = {label for line in old for label in _MARK.findall(line)}
    lines = old + [row.render(context.words) for row in rows if not set(row.entry.labels) <= known]
    lines.sort(key=_date_of_row, reverse=True)
    columns = f"| {' | '.join(context.words.columns)} |"
    table = "\n".join((columns, "| --- " * len(context.words.columns) + "|", *lines))
    lead = _write_lead(context, page, rows, conflicts)
    if page.action == "update":
        heading, old_page = _heading(context, page), context.wiki.page(page.slug)
        beside_table = "".join(
            _uncited_text(p.text, context) for p in old_page.parts if p.heading == heading
        )
        return (
            ReviseTldr(join_tldr(lead, split_tldr(old_page.tldr)[1])),
            ReplaceSection(heading, table + beside_table),
        )
    required = context.schema.types[page.type].sections
    side = context.words.side if context.words.side in required or not required else required[0]
    others = (Section(h, context.words.nothing) for h in required if h != side)
    return (CreatePage(lead, (Section(side, table), *others)),)


def _uncited_text(text: str, context: WritingContext) -> str:
    """Return what a section says beside its cited rows, which is what people wrote."""
    left = take_out_marks(text, Leaving(lambda _: True), lead_ins=False).text.strip()
    return f"\n\n{left}" if left else ""


def _rows(
    context: WritingContext, page: PagePlan, conflicts: list[Conflict]
) -> list[ComparisonRow]:
    rows: dict[str, ComparisonRow] = {}
    for conflict in conflicts:
        thing = next((p for p in context.plan.pages if p.slug == conflict.pages[0]), None)
        both = [context.entry(label) for label in (*conflict.current, *conflict.other)]
        new = next((e for e in both if e and e.labels[0] in context.claims), None)
        old = next((e for e in both if e and e.labels[0] not in context.claims), None)
        found = (
            compare_values(new.text, old.text, context.keys(thing))
            if thing and new and old
            else None
        )
        for entry, value in ((new, found and found.new), (old, found and found.old)):
            # A value that was read in the claim may not be found again in the words of a page.
            if entry:
                rows[entry.labels[0]] = ComparisonRow(
                    _show_quantity(value) if value else context.words.not_stated, entry
                )
    return list(rows.values())


def _show_quantity(quantity: Quantity) -> str:
    unit = next((_UNIT_NAMES[w] for w in quantity.unit if w in _UNIT_NAMES), "")
    return f"{quantity.text} {unit}".strip()


def _heading(context: WritingContext, page: PagePlan) -> str:
    parts = context.wiki.page(page.slug).parts
    return next((p.heading for p in parts if "| ---" in p.text), parts[0].heading)


def _old_rows(context: WritingContext, page: PagePlan) -> list[str]:
    if page.action == "create":
        return []
    text = "".join(part.text for part in context.wiki.page(page.slug).parts)
    return [line for line in text.split("\n") if line.startswith("|") and "[^" in line]


def _date_of_row(line: str) -> str:
    cells = re.split(r"(?<!\\)\|", line)
    return cells[3].strip() if len(cells) > 3 and cells[3].strip()[:1].isdigit() else ""


def _write_lead(
    context: WritingContext, page: PagePlan, rows: list[ComparisonRow], conflicts: list[Conflict]
) -> str:
    holds = {label for c in conflicts for label in c.current}
    current = next((r for r in rows if set(r.entry.labels) & holds), rows[0])
    relations = {c.relation for c in conflicts}
    where = make_wiki_link(current.voice.slug, current.entry.source_name)
    dated = f" ({current.voice.published})" if current.voice.published else ""
    words = context.words
    opening = words.differing.format(_write_topic(context, page, conflicts[0]))
    if "contradicts" in relations:
        return words.all_stand.format(opening) + "".join(r.marks for r in rows)
    if "proposed" in relations:
        other = next((r for r in rows if not r.voice.in_force), rows[-1])
        status = other.voice.status.lower() or words.status_proposed
        said = words.in_force.format(opening, current.value, f"{where}{dated}", other.value, status)
        return f"{said}{current.marks}{other.marks}"
    return words.newest.format(opening, f"{where}{dated}", current.value) + current.marks


def _write_topic(context: WritingContext, page: PagePlan, conflict: Conflict) -> str:
    """Return the topic with a link to the thing's page: "the gas cost of [[sload|SLOAD]]"."""
    topic = compared_topic(page.title)
    slug = conflict.pages[0]
    title = next((p.title for p in context.plan.pages if p.slug == slug), to_plain_text(topic))
    rest = topic[len(title) :].strip() if topic.startswith(title) else ""
    link = make_wiki_link(slug, title)
    return context.words.attribute.format(rest, link) if rest else link
