"""Say how much of what was read of a long source stands on pages, section by section."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.changes.proposal import Part
from pipeline.core.changes.section_coverage import SectionCoverage
from pipeline.core.changes.silent_parts import silent_parts
from pipeline.core.github.inert import make_inert, make_inert_html
from pipeline.core.github.quoted import make_details
from pipeline.core.text import counted, shorten


def write_sections(parts: Sequence[Part]) -> list[str]:
    """Return a fold for each long source: what was read in each of its sections, and placed."""
    return [_fold(part, len(parts) > 1) for part in parts if part.sections]


def _fold(part: Part, names_source: bool) -> str:
    """Return the closed list of a long source's sections, below the parts that gave nothing."""
    whose = f" of {make_inert_html(shorten(part.title, 80))}" if names_source else ""
    unit = "page" if part.change.source.unit == "page" else "line"
    silent = [
        f"- {make_inert(shorten(row.what, 120))}: {make_inert(shorten(row.why, 300))}"
        for row in silent_parts(part.change.extraction)
    ]
    table = [
        f"| Section | {unit.capitalize()}s | Words | Claims read | On pages |",
        "| --- | --- | --- | --- | --- |",
        *(_row(section) for section in part.sections),
    ]
    told = ["Nothing came of:\n\n" + "\n".join(silent)] if silent else []
    summary = f"{counted(len(part.sections), 'section')}{whose}, one by one"
    return make_details(summary, "\n\n".join([*told, "\n".join(table)]))


def _row(section: SectionCoverage) -> str:
    title = make_inert(shorten(section.title, 80)) or "(no heading)"
    read = "**nothing**" if section.is_silent else str(section.read)
    places = f"{section.first}–{section.last}"
    return f"| {title} | {places} | {section.words:,} | {read} | {section.placed} |"
