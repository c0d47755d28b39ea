"""List the pages that change: a table with what each gains and loses, and why."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.core.changes.change_set import PageEdits
from pipeline.core.changes.proposal import Part
from pipeline.core.github.inert import make_code, make_inert, make_link
from pipeline.core.github.places import Places
from pipeline.core.paths import is_kept_path, slug_of_path
from pipeline.core.text import counted, shorten
from pipeline.core.values import FileChange

KEPT_NOTE = (
    "The text that the source was read as is kept in",
    "The texts that sources were read as are kept in",
)
OWN_INDEX_NOTE = (
    "People wrote the index, or added to it, so it is left alone: pages that come and go are not"
    " listed in it"
)


@dataclass
class _PageRow:
    """One file over all parts: as it was before the first, as it is after the last."""

    first: FileChange
    last: FileChange
    edited: bool = False
    whys: list[str] = field(default_factory=list)


def write_pages(parts: Sequence[Part], places: Places | None) -> str:
    """Return the section of pages: each once, with its lines as the whole branch changes them.

    Where there are several sources, each reason carries the number of its source.
    """
    rows = _rows(parts)
    table = [
        _line(path, row, parts[-1], places) for path, row in sorted(rows.items()) if row.edited
    ]
    kept = [path for path, row in sorted(rows.items()) if is_kept_path(path) and row.last.after]
    also = sum(not row.edited for path, row in rows.items() if not is_kept_path(path))
    text = ["## Pages", "| Page | | Lines | Why |\n| --- | --- | --- | --- |\n" + "\n".join(table)]
    if also:
        text.append(
            f"{counted(also, 'more file')} changed by bookkeeping only (index, log, `related`)."
        )
    if kept:
        names = ", ".join(make_link(make_code(p), places.page(p) if places else "") for p in kept)
        pictures = any(part.change.transcript for part in parts)
        text.append(
            f"{KEPT_NOTE[len(kept) > 1]} {names}. Code makes {'it' if len(kept) == 1 else 'them'}"
            f" of the file{', but what was read of pictures' if pictures else ''}, and citations"
            " lead to the lines there."
        )
    if own := sorted({path for part in parts for path in part.done.own_index}):
        text.append(f"{OWN_INDEX_NOTE} ({', '.join(map(make_code, own))}).")
    return "\n\n".join(text)


def _rows(parts: Sequence[Part]) -> dict[str, _PageRow]:
    rows: dict[str, _PageRow] = {}
    for number, part in enumerate(parts, 1):
        by_slug = {p.plan.slug: p for p in part.change.pages}
        for file in part.done.files:
            row = rows.setdefault(file.path, _PageRow(file, file))
            row.last = file
            if not file.derived:
                row.edited = True
                row.whys += _why(
                    by_slug.get(slug_of_path(file.path)), f"({number}) " if len(parts) > 1 else ""
                )
    return rows


def _why(edits: PageEdits | None, mark: str) -> list[str]:
    return [f"{mark}{make_inert(shorten(edits.plan.why, 200))}"] if edits else []


def _line(path: str, row: _PageRow, last: Part, places: Places | None) -> str:
    facts = last.done.after.at(path)
    page = (
        make_link(make_inert(shorten(facts.title, 120)), places.page(path))
        if places and facts
        else make_code(path)
    )
    plus, minus = count_changed_lines(FileChange(path, row.first.before, row.last.after))
    new = "new" if row.first.before is None else "updated"
    return f"| {page} | {new} | +{plus} −{minus} | {'; '.join(row.whys)} |"


def count_changed_lines(change: FileChange) -> tuple[int, int]:
    """Return how many lines a change adds, and how many it takes away."""
    diff = difflib.unified_diff(
        (change.before or "").splitlines(), (change.after or "").splitlines(), n=0, lineterm=""
    )
    rows = [line for line in diff if not line.startswith(("---", "+++", "@@"))]
    return sum(r.startswith("+") for r in rows), sum(r.startswith("-") for r in rows)
