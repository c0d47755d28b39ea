"""List the contradictions: between sources, or of one source with itself."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.changes.pull_request.concern import Concern
from pipeline.core.changes.pull_request.detail import Detail
from pipeline.core.changes.pull_request.material import ReviewMaterial
from pipeline.core.changes.pull_request.quotes import quote_inline
from pipeline.core.changes.told_changes import either_value, list_contradictions
from pipeline.core.github.inert import make_inert
from pipeline.core.text import shorten


def list_concerns(material: ReviewMaterial, detail: Detail) -> Iterator[Concern]:
    """Yield each contradiction with both its sides quoted."""
    parts, places = material.parts, material.places
    for side in list_contradictions(parts):
        conflict, part = side.conflict, parts[side.number]
        values = either_value(conflict, part)
        topic = make_inert(shorten(conflict.topic, 120))
        ends = f", {make_inert(values[0])} or {make_inert(values[1])}" if values else ""
        note = "" if values else make_inert(shorten(conflict.note, 300))
        quoted = " · ".join(
            quote_inline(labels, part, places, detail)
            for labels in (conflict.current, conflict.other)
            if labels
        )
        text = " ".join(x for x in (note, quoted) if x)
        yield Concern("contradiction", f"Contradiction: {topic}{ends}.", text, side.number)
