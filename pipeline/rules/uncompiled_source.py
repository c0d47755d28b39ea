"""No page records a file in `raw/`, so the wiki does not know what it says.

Either nobody has compiled it yet, or nothing here reads it. Files that nothing reads are told
together, by the reason. A picture that a source shows is read with that source, and is not told.

Bad:  `raw/report.md` without a page that says `source: raw/report.md`
Good: its summary page, which a compile writes
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from pipeline.core.findings.view import Spot, View
from pipeline.core.values import RunsIn, Scope, Severity

SEVERITY: Severity = "note"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)
_MOST_NAMED = 10  # files of one message


def check(view: View) -> Iterator[Spot]:
    records = view.wiki.records
    renamed = {
        f.record.get("sha256") for path, f in records.items() if path not in view.files_there
    }
    for source, sha in sorted(view.hashes.items()):
        # A source that was renamed is left to missing-source.
        if source not in records and sha not in renamed and source not in view.copies:
            old = view.moved.get(source)
            yield Spot(
                source,
                source,
                f"no page records {source}" + (f"; it says most of what {old} said" if old else ""),
                f"If it is the same source: `wiki replace {quote(old)} {quote(source)}`."
                if old
                else f"Run `wiki compile {quote(source)}`, or take the file out of raw/.",
            )
    reasons: dict[str, list[str]] = {}
    for path, why in sorted(view.unread.items()):
        reasons.setdefault(why, []).append(path)
    for why, paths in sorted(reasons.items()):
        more = f" and {len(paths) - _MOST_NAMED} more" if len(paths) > _MOST_NAMED else ""
        yield Spot(
            paths[0],
            why,
            f"{', '.join(paths[:_MOST_NAMED])}{more}: {why}",
            _hint_for(why),
        )


def _hint_for(why: str) -> str:
    """Return what to do about files that nothing reads."""
    if "fetched" in why:
        return "What stands at an address is compiled once it is stored under raw/."
    if "no document shows it" in why:
        return "Show it in a source, or move it out of `assets` to be read by itself."
    return "Convert what it says to Markdown, HTML, text or PDF, if it is to be compiled."
