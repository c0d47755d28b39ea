"""Take a page apart into statements that can be moved, and find the edits between two states."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pipeline.core.changes.change_set import (
    AddSection,
    AppendToSection,
    Edit,
    RemoveSection,
    ReplaceSection,
    ReviseTldr,
)
from pipeline.core.markup import footnotes, markdown
from pipeline.core.name_keys import fold
from pipeline.core.wiki.link_style import show_as_wiki_links
from pipeline.core.wiki.page import Page
from pipeline.librarian.extractive.pages.headings import HISTORY
from pipeline.librarian.extractive.words.page_words import UNDATED_WORDS, english_heading
from pipeline.librarian.extractive.words.sentence_openings import ORDER_VERBS

_SENTENCE = re.compile(
    r".*?[.!?…:。！？][\"”’)*_`」』）]*(?:[ ]?\[\^[^\[\]\s]{1,200}\])+", re.DOTALL
)
_LINK = r"\[\[[^\[\]]*\]\]|\[[^\[\]]*\]\([^()]*\)"
_UNDATED = "|".join(UNDATED_WORDS)
_LEAD_IN = re.compile(
    rf"^- (?:\*\*(?:\d{{4}}[\d-]*|{_UNDATED})\*\*(?:, (?:{_LINK}))?(?: \([^()]*\))?: )?"
)

_SOURCE_BEFORE_ORDER = re.compile(rf"^(?:{_LINK}): (?=(?P<word>[A-Z][a-z]+) )")


@dataclass(frozen=True)
class PageStatement:
    """One statement on a page, as Markdown with marks, and as plain words without what leads it."""

    raw: str
    text: str
    labels: tuple[str, ...]
    history: bool = False  # it stands under "How it changed"


# What begins a block that no sentence may stand in front of.
_BLOCK = re.compile(
    r"#{1,6}\s|>|[-*+]\s|\d{1,9}[.)]\s|\||```|~~~|!\[|[-*_]{3,}\s*$|[\w-]{1,40}::", re.MULTILINE
)


@dataclass
class Sheet:
    """A page's lead and its sections as lines, in order.

    What follows the last mark of the TLDR was written by people (`rest`) and stays behind the lead.
    A heading that people put above all of it is no part of the lead, and an edit leaves it there.
    """

    lead: str = ""
    sections: dict[str, list[str]] = field(default_factory=dict)
    lead_changed: bool = False  # a better opening was found in this run
    rest: str = ""

    @classmethod
    def of(cls, page: Page) -> Sheet:
        """Read a page; its links between pages are `[[links]]`, as this librarian writes them."""
        shown = show_as_wiki_links(page.tldr, page.path)
        lead, rest = split_tldr(markdown.split_title(shown)[1])
        sections = {
            part.heading: show_as_wiki_links(part.text, page.path).strip().split("\n")
            for part in page.parts
        }
        return cls(lead, sections, rest=rest)

    def copy(self) -> Sheet:
        """Return a sheet whose lines can be changed without changing this one's."""
        return Sheet(
            self.lead,
            {heading: list(lines) for heading, lines in self.sections.items()},
            rest=self.rest,
        )

    def heading(self, wanted: str) -> str | None:
        """Return the heading of a section as the page writes it, or None if it has none such."""
        return next((h for h in self.sections if fold(h) == fold(wanted)), None)


def split_tldr(tldr: str) -> tuple[str, str]:
    """Return what a TLDR says up to its last mark, and what follows with the space between."""
    ends = [m.end() for m in _SENTENCE.finditer(tldr)]
    return (tldr[: ends[-1]], tldr[ends[-1] :]) if ends else ("", tldr)


def join_tldr(lead: str, rest: str) -> str:
    """Return a lead with what people wrote behind it: a sentence goes on, a block stands alone."""
    if not lead or not rest or rest[:1].isspace():
        return f"{lead}{rest}"
    return f"{lead}\n\n{rest}" if _BLOCK.match(rest) else f"{lead} {rest}"


def statements_of(sheet: Sheet) -> list[PageStatement]:
    """Return the cited statements of a page: the TLDR's sentences, then the bullets."""
    found = _merge_same_marks(
        [read_statement(m.group().strip()) for m in _SENTENCE.finditer(sheet.lead)]
    )
    for heading, lines in sheet.sections.items():
        past = fold(english_heading(heading)) == fold(HISTORY)
        found += [
            replace(read_statement(line), history=past)
            for line in lines
            if line.startswith("- ") and "[^" in line
        ]
    return found


def _merge_same_marks(parts: list[PageStatement]) -> list[PageStatement]:
    """Join neighbouring sentences of a TLDR that carry the same marks, as they are one claim."""
    out: list[PageStatement] = []
    for part in parts:
        if out and out[-1].labels == part.labels:
            out[-1] = read_statement(f"{out[-1].raw} {part.raw}")
        else:
            out.append(part)
    return out


def read_statement(raw: str) -> PageStatement:
    """Read one sentence or bullet."""
    return PageStatement(
        raw,
        markdown.to_plain_text(strip_lead_in(raw)),
        tuple(dict.fromkeys(footnotes.find_marks(raw))),
    )


def strip_lead_in(raw: str) -> str:
    """Return a statement without the bullet, date and source that lead it.

    A source that leads an instruction ("[[eip-1|EIP-1]]: Increase …") goes as well.
    """
    text = _LEAD_IN.sub("", raw) if raw.startswith("- ") else raw
    order = _SOURCE_BEFORE_ORDER.match(text)
    return text[order.end() :] if order and order["word"].lower() in ORDER_VERBS else text


def edits_between(before: Sheet, after: Sheet) -> tuple[Edit, ...]:
    """Return the fewest edits that turn one state of a page into another."""
    out: list[Edit] = []
    if (after.lead, after.rest) != (before.lead, before.rest) and after.lead:
        out.append(ReviseTldr(join_tldr(after.lead, after.rest)))
    previous = "TLDR"
    for heading, lines in after.sections.items():
        old = before.sections.get(heading)
        text = "\n".join(lines).strip()
        if old is None and text:
            out.append(AddSection(heading, text, after=previous))
        elif old is not None and text and lines != old:
            out.append(_edit_section(heading, old, lines))
        elif old is not None and not text:
            continue
        previous = heading
    gone = [h for h in before.sections if not "\n".join(after.sections.get(h, [])).strip()]
    return (*out, *(RemoveSection(h) for h in gone))


def _edit_section(heading: str, old: list[str], new: list[str]) -> Edit:
    if new[: len(old)] == old and old[-1].startswith("- ") and new[len(old)].startswith("- "):
        return AppendToSection(heading, "\n".join(new[len(old) :]))
    return ReplaceSection(heading, "\n".join(new))


def remove_statement(sheet: Sheet, raw: str) -> None:
    """Take one statement off the sheet, wherever it stands."""
    if raw.startswith("- "):
        for lines in sheet.sections.values():
            if raw in lines:
                lines.remove(raw)
                return
    sheet.lead = re.sub(r"  +", " ", sheet.lead.replace(raw, "", 1)).strip()
