"""List what asks for a closer look: what was dropped, and what rules warn of."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.changes.change_set import Dropped
from pipeline.core.changes.proposal import Part
from pipeline.core.changes.pull_request.by_source import list_by_source
from pipeline.core.github.inert import make_code, make_inert, make_link
from pipeline.core.github.places import Places
from pipeline.core.text import shorten
from pipeline.core.values import Finding


def write_dropped(parts: Sequence[Part]) -> str:
    """Return the section of all that did not reach a page, each with the reason."""
    rows = [
        (
            part,
            [
                f"- {make_inert(shorten(d.what, 300))}: {make_inert(shorten(d.why, 300))}"
                for d in _lost(part)
            ],
        )
        for part in parts
    ]
    count = sum(len(lines) for _, lines in rows)
    if not count:
        return "## Dropped, cut or refused\n\nNothing."
    return f"## Dropped, cut or refused ({count})\n\n{list_by_source(rows, len(parts) > 1)}"


def _lost(part: Part) -> list[Dropped]:
    change, done = part.change, part.done
    claims = {c.id: c for c in change.extraction.claims}
    rows: list[Dropped] = [*change.extraction.dropped, *change.dropped, *done.cut]
    named: set[str] = set()
    for left in change.left_out:
        named |= set(left.claims)
        rows += [
            Dropped(f"“{claims[x].text}”", left.reason)
            for x in left.claims
            if x in claims and x not in done.placed
        ]
    silent = [c for c in change.extraction.claims if c.id not in done.placed and c.id not in named]
    rows += [Dropped(f"“{c.text}”", "it was planned, but no page cites it") for c in silent]
    rows += [Dropped(f"the claim behind {x}", _gone_from(x, part)) for x in change.gone]
    return rows


def _gone_from(label: str, part: Part) -> str:
    """Return that an earlier claim's quote left the source, and where the claim still stands."""
    pages = ", ".join(part.done.after.pages_citing(label))
    return (
        f"the source no longer holds its quote, but {pages} still says it: correct it there, or"
        " keep it as history"
    )


def write_warnings(parts: Sequence[Part], places: Places | None) -> str:
    """Return the section of what the rules found and let pass.

    Of a page that several parts edit, the findings of the last of them count.
    """
    found: dict[tuple[str, str, str], Finding] = {}
    for part in parts:
        edited = {page.path for page in part.done.pages}
        found = {key: f for key, f in found.items() if f.path not in edited}
        found |= {(f.rule, f.path, f.subject): f for f in part.findings}
    if not found:
        return ""
    return f"## Look closer ({len(found)})\n\n" + "\n".join(
        _warning(f, places) for f in found.values()
    )


def _warning(found: Finding, places: Places | None) -> str:
    where = make_link(
        f"{make_code(found.path)} line {found.line}",
        places.page(found.path, found.line) if places else "",
    )
    return f"- {where}: {make_inert(shorten(found.message, 200))} ({found.rule})"
