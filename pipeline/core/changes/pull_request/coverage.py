"""Say how much of what was read stands on pages, section by section, and whose trust changed."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.changes.proposal import Part
from pipeline.core.changes.proposal_naming import describe_coverage
from pipeline.core.changes.pull_request.by_source import short_title
from pipeline.core.changes.section_coverage import SectionCoverage
from pipeline.core.changes.silent_parts import silent_parts
from pipeline.core.github.inert import make_inert, make_inert_html
from pipeline.core.github.quoted import make_details
from pipeline.core.text import counted, shorten


def write_coverage(parts: Sequence[Part]) -> str:
    """Return the section on coverage, and on pages whose confidence has changed."""
    if len(parts) == 1:
        covered = describe_coverage(parts[0].change, parts[0].done)
    else:
        covered = "\n".join(
            f"- {short_title(part)}: {describe_coverage(part.change, part.done)}" for part in parts
        )
    by_section = [_fold(part, len(parts) > 1) for part in parts if part.sections]
    changes = _confidence(parts)
    told = ["Confidence changes:", "\n".join(changes)] if changes else []
    head = f"## Coverage{' and confidence' if changes else ''}"
    return "\n\n".join([head, covered, *by_section, *told])


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


def _confidence(parts: Sequence[Part]) -> list[str]:
    latest = {page.slug: page for part in parts for page in part.done.pages}
    rows, before = [], parts[0].before
    for slug, page in sorted(latest.items()):
        old = before.page(slug).meta.get("confidence") if slug in before else None
        new = page.meta.get("confidence")
        if old and old != new:
            title = make_inert(shorten(str(page.meta.get("title")), 120))
            rows.append(f"- {title}: {make_inert(str(old))} → {make_inert(str(new))}")
    return rows
