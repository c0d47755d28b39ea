"""Of the team's rules the sections that a step needs, so that it need not read all of them."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.core.markup import markdown
from pipeline.core.name_keys import fold
from pipeline.core.wiki.schema import Schema

# The sections of the `schema.md` that ships, and the steps that each concerns. Whatever else a
# team wrote, under headings of its own, concerns all steps.
_STEPS_OF_SECTION: Mapping[str, tuple[str, ...]] = {
    fold("Directory structure"): (),
    fold("Page format"): ("plan", "write_page"),
    fold("Ingest workflow"): ("extract", "plan", "write_page"),
    fold("Query workflow"): (),
    fold("Lint workflow"): (),
}


def prose_for_step(schema: Schema, step: str) -> str:
    """Return the prose of `schema.md` without the sections that concern other steps only."""
    opening, sections, end = markdown.split_body(schema.text)
    kept = (s.line + s.text for s in sections if step in _steps_of(s.heading, step))
    return "".join([opening, *kept, end]).strip()


def _steps_of(heading: str, step: str) -> tuple[str, ...]:
    return _STEPS_OF_SECTION.get(fold(heading), (step,))
