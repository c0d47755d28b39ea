"""Comparison pages: the values that sources give for one thing, newest first, in the sources' words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.core.model import Conflict, CreatePage, Edit, PagePlan, ReplaceSection, ReviseTldr, Section
from pipeline.core.schema import Schema
from pipeline.core.wiki import Wiki
from pipeline.librarian import Reading
from pipeline.librarian.extractive.disputes import Voice, own_voice, voice_of

HEAD = ("| Value | Source | Published | Status | In the source's words |", "| --- | --- | --- | --- | --- |")
SIDE = "Side by side"
_WIKILINK = re.compile(r"\[\[[^\[\]|]*\\?\|([^\[\]]*)\]\]|\[\[([^\[\]|]*)\]\]")
_INLINE = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\((?:\.\./|[^()\s:]*\.md)[^()\s]*\)")
_MARK = re.compile(r"\s?\[\^[^\]\s]+\]")


@dataclass(frozen=True)
class Row:
    """One value with its source."""

    value: str
    voice: Voice
    words: str
    label: str

    def render(self) -> str:
        source = f"[[{self.voice.slug}\\|{self.voice.title.replace('|', '-')}]]" if self.voice.slug else "unknown"
        cells = (self.value, source, self.voice.published or "not dated", self.voice.status or "not stated")
        return f"| {' | '.join(cells)} | {self.words}[^{self.label}] |"


def unlinked(text: str) -> str:
    """Return a statement with links as their words and without marks."""
    out = _WIKILINK.sub(lambda m: m[1] or m[2], text)
    return _MARK.sub("", _INLINE.sub(r"\1", out)).strip()


def edits(page: PagePlan, rows: list[Row], conflicts: list[Conflict], wiki: Wiki, schema: Schema, subject: str) -> tuple[Edit, ...]:
    """Return the edits that create the comparison, or add its new rows."""
    old = _old_rows(page, wiki)
    known = {label for line in old for label in re.findall(r"\[\^([^\]\s]+)\]", line)}
    lines = old + [row.render() for row in rows if row.label not in known]
    lines.sort(key=_published, reverse=True)
    table = "\n".join((*HEAD, *lines))
    lead = _lead(page, rows, conflicts, subject, len(lines))
    if page.action == "update":
        return (ReviseTldr(lead), ReplaceSection(_heading(page, wiki), table))
    headings = [h for h in schema.types[page.type].sections if h != SIDE]
    sections = [Section(SIDE, table), *(Section(h, "The sources do not say.") for h in headings)]
    return (CreatePage(lead, tuple(sections)),)


def _heading(page: PagePlan, wiki: Wiki) -> str:
    parts = wiki.page(page.slug).parts
    return next((p.heading for p in parts if "| ---" in p.text), parts[0].heading)


def _old_rows(page: PagePlan, wiki: Wiki) -> list[str]:
    if page.action == "create":
        return []
    text = "".join(part.text for part in wiki.page(page.slug).parts)
    return [line for line in text.split("\n") if line.startswith("|") and "[^" in line]


def _published(line: str) -> str:
    cells = re.split(r"(?<!\\)\|", line)
    return cells[3].strip() if len(cells) > 3 and cells[3].strip()[:1].isdigit() else ""


def _lead(page: PagePlan, rows: list[Row], conflicts: list[Conflict], subject: str, count: int) -> str:
    topic = re.sub(r": (?:values|dates) compared$", "", page.title)
    holds = {label for c in conflicts for label in c.current}
    current = next((r for r in rows if r.label in holds), rows[0])
    relations = {c.relation for c in conflicts}
    where = f"[[{current.voice.slug}|{current.voice.title}]]"
    dated = f" ({current.voice.published})" if current.voice.published else ""
    opening = f"{_number(count)} statements give different values for {_topic(topic, subject)}."
    if "contradicts" in relations:
        return f"{opening} None of the sources is newer, so both stand.{_marks(rows)}"
    if "proposed" in relations:
        status = next((r.voice.status for r in rows if not r.voice.in_force), "proposed").lower()
        return f"{opening} In force is {current.value}, from {where}{dated}; the other is {status} only.{_marks(rows)}"
    return f"{opening} The newest is {current.value}, from {where}{dated}.[^{current.label}]"


def _topic(topic: str, subject: str) -> str:
    title = subject.split("|", 1)[1] if "|" in subject else subject
    return f"[[{subject}]]{topic[len(title):]}" if topic.startswith(title) else f"{topic} of [[{subject}]]"


def _number(count: int) -> str:
    words = "No One Two Three Four Five Six Seven Eight Nine Ten".split()
    return words[count] if count < len(words) else "Several"


def _marks(rows: list[Row]) -> str:
    return "".join(f"[^{r.label}]" for r in rows)


def row_of(label: str, value: str, words: str, reading: Reading, wiki: Wiki) -> Row:
    fresh = {c.id for c in reading.extraction.claims}
    voice = own_voice(reading) if label in fresh else voice_of(label, wiki)
    return Row(value, voice, unlinked(words), label)
