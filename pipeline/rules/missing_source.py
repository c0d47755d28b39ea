"""A source that pages were compiled from and that is gone from `raw/`: nobody can check what they quote any more.

Where a file with the same content stands under another name, it was renamed, and this says so.

Bad:  a page with `source: raw/report.md`, or a footnote that quotes it, and no such file
Good: the file, where the page says it is
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.core.citations import base_of, label_base
from pipeline.core.known import plain
from pipeline.core.model import Scope, Severity
from pipeline.core.view import Spot, View

SEVERITY: Severity = "error"
SCOPE: Scope = "wiki"


def check(view: View) -> Iterator[Spot]:
    first: dict[str, str] = {path: f.path for path, f in view.wiki.records.items() if path not in view.files_there}
    cites: Counter[str] = Counter()
    for facts in view.everyone():
        for source in facts.cites:
            if source.startswith("raw/") and source not in view.files_there:
                first.setdefault(source, facts.path)
                cites[source] += facts.path != first[source]
    if not first:
        return
    spelt = {plain(path) for path in view.files_there}  # of a name in another case dead-link speaks
    first = {path: on for path, on in first.items() if path in view.wiki.records or plain(path) not in spelt}
    now = {sha: path for path, sha in sorted(view.hashes.items(), reverse=True) if path not in view.wiki.records}
    for source, path in sorted(first.items()):
        record = view.wiki.records.get(source)
        renamed = now.get(record.record.get("sha256", "")) if record else None
        yield _renamed(path, source, renamed) if renamed else _gone(view, path, source, cites[source])


def _renamed(path: str, source: str, renamed: str) -> Spot:
    message = f"{source} is now called {renamed}, and the wiki still cites it by its old name"
    return Spot(path, source, message, "Run `wiki compile`: the citations follow, and nothing is read again.")


def _gone(view: View, path: str, source: str, cites: int) -> Spot:
    record = view.wiki.records.get(source)
    base = record.record.get("label") or label_base(source) if record else label_base(source)
    by_label = sum(base in map(base_of, f.labels) for f in view.judged() if f.path != path)
    count = max(cites, by_label)
    told = f", and {count} other page{'s' if count > 1 else ''} cite{'' if count > 1 else 's'} it" if count else ""
    how = "this page was compiled from it" if record else "this page cites it"
    return Spot(path, source, f"{source} is gone; {how}{told}", f"Restore the file, or run `wiki retract {source}`.")
