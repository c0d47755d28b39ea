"""The embedded librarian, which sorts the source's own sentences under its own concepts.

It needs no network, no key and no weights.
"""

from __future__ import annotations

from typing import Literal

from pipeline.core.changes.change_set import Extraction, PageEdits, Plan
from pipeline.core.changes.read_source import ReadSource, Refusal
from pipeline.core.values import Source
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian import Gate


class Extractive:
    """The librarian that reads by rules and writes only sentences of a source, with their marks."""

    name: Literal["extractive"] = "extractive"

    def extract(self, source: Source, schema: Schema) -> Extraction:
        """Read one source; claim ids are "1", "2", … in the order of the source."""
        from pipeline.librarian.extractive.extract import extract

        return extract(source, schema)

    def plan(self, reading: ReadSource, wiki: Wiki, schema: Schema) -> Plan:
        """Decide which pages the fresh claims create or change."""
        from pipeline.librarian.extractive.plan import plan

        return plan(reading, wiki, schema)

    def write(
        self, plan: Plan, reading: ReadSource, wiki: Wiki, schema: Schema, gate: Gate
    ) -> list[PageEdits | Refusal]:
        """Write every planned page, in the plan's order.

        The gate is not asked beforehand, because rules could not mend what it refuses.
        """
        from pipeline.librarian.extractive.write import write

        return [*write(plan, reading, wiki, schema)]
