"""A source that pages cite is gone from `raw/`, so nobody can check what they quote.

Where a file with the same content stands under another name, the source was renamed, and the
finding says so. Where a new file says most of what it said, `wiki replace` is offered. A path that
no page was compiled from may be mistyped; then the file with the nearest name is suggested. A text
that is kept of a source (`wiki/texts/`) is reported where nothing else is left of it.

Bad:  a page with `source: raw/report.md`, or a footnote that quotes it, and no such file
Good: the file, where the page says it is
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from shlex import quote

from pipeline.core.findings.view import Lines, Spot, View
from pipeline.core.paths import KEPT_FOLDER, is_kept_path, kept_path
from pipeline.core.text import counted
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.citations import base_of, label_base, link_to
from pipeline.core.wiki.link_resolution import obsidian_key, resolver_of

SEVERITY: Severity = "error"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)
_MOST_SUGGESTIONS = 50  # in a run; where many files are gone, none of them was mistyped


def check(view: View) -> Iterator[Spot]:
    first: dict[str, str] = {
        path: f.path for path, f in view.wiki.records.items() if path not in view.files_there
    }
    cites: Counter[str] = Counter()
    for facts in view.all_facts():
        for source in facts.cites:
            if source.startswith("raw/") and source not in view.files_there:
                first.setdefault(source, facts.path)
                cites[source] += facts.path != first[source]
    yield from _texts_alone(view, first)
    if not first:
        return
    # A name in another case is left to dead-link.
    spelt = {obsidian_key(path) for path in view.files_there}
    first = {
        path: on
        for path, on in first.items()
        if path in view.wiki.records or obsidian_key(path) not in spelt
    }
    now = {
        sha: path
        for path, sha in sorted(view.hashes.items(), reverse=True)
        if path not in view.wiki.records
    }
    labelled = Counter(
        base for f in view.judged_facts() for base in {base_of(label) for label in f.labels}
    )
    near = 0
    for source, path in sorted(first.items()):
        record = view.wiki.records.get(source)
        renamed = now.get(record.record.get("sha256", "")) if record else None
        if renamed:
            yield _spot_of_renamed(view, path, source, renamed)
            continue
        moved = next((new for new, old in view.moved.items() if old == source), "")
        if moved:
            yield _spot_of_moved(view, path, source, moved)
            continue
        base = record.source_label if record else label_base(source)
        others = labelled[base] - any(base_of(label) == base for label in _labels(view, path))
        right = (
            resolver_of(view.wiki, view.files_there).nearest_file(source)
            if not record and near < _MOST_SUGGESTIONS
            else ""
        )
        near += not record
        yield _spot_of_gone(view, path, source, max(cites[source], others), bool(record), right)


def _texts_alone(view: View, missing: Collection[str]) -> Iterator[Spot]:
    """Yield the kept texts of sources that are gone and that no page names any more."""
    texts = sorted(x for x in view.files_there if is_kept_path(x) and x.endswith(".md"))
    alone = [path for path in texts if _source_of(path) not in view.files_there]
    if not alone:
        return
    # Where a name was changed to fit, the place does not spell the source.
    known = {kept_path(x) for x in (*missing, *view.files_there) if x.startswith("raw/")}
    for path in (x for x in alone if x not in known):
        source = _source_of(path)
        told = source if kept_path(source) == path else "a source"
        how = (
            f"Restore the file, or run `wiki retract {quote(source)}`."
            if told == source
            else "Delete this file, or restore its source, which its front matter names."
        )
        message = f"the text of {told} is kept, and the file is gone; no page cites it"
        yield Spot(path, source, message, how)


def _source_of(text: str) -> str:
    """Return the source whose text has this place, if its name was not changed to fit."""
    return f"raw/{text.removeprefix(KEPT_FOLDER).removesuffix('.md')}"


def _labels(view: View, path: str) -> tuple[str, ...]:
    """Return the labels of a page, or none where another page has its file name and is counted."""
    facts = view.wiki.at(path)
    return facts.labels if facts else ()


def _place(view: View, path: str, source: str) -> tuple[int, int]:
    """Return where a page names a source: in its record, a footnote, or its list of sources."""
    text = view.wiki.text_at(path)
    needles = (f"source: {source}", f"]({link_to(path, source)}", source)
    at = next((at for x in needles if (at := text.find(x)) >= 0), 0)
    return Lines(text).place(max(text.rfind("[", 0, at), 0) if text[at : at + 1] == "]" else at)


def _spot_of_renamed(view: View, path: str, source: str, renamed: str) -> Spot:
    message = f"{source} is now called {renamed}, and the wiki still cites it by its old name"
    how = "Run `wiki compile`: the citations follow, and nothing is read again."
    return Spot(path, source, message, how, *_place(view, path, source))


def _spot_of_moved(view: View, path: str, source: str, moved: str) -> Spot:
    message = f"{source} is gone; {moved} says most of what it said"
    how = f"If it is the same source: `wiki replace {quote(source)} {quote(moved)}`."
    return Spot(path, source, message, how, *_place(view, path, source))


def _spot_of_gone(
    view: View, path: str, source: str, count: int, recorded: bool, right: str
) -> Spot:
    told = (
        f", and {counted(count, 'other page')} cite{'' if count > 1 else 's'} it" if count else ""
    )
    how = "this page was compiled from it" if recorded else "this page cites it"
    message = f"there is no {source}; {how}{told}" if right else f"{source} is gone; {how}{told}"
    restore = f"estore the file, or run `wiki retract {quote(source)}`."
    suggestion = f"Did you mean {right}? Else r{restore}" if right else f"R{restore}"
    return Spot(path, source, message, suggestion, *_place(view, path, source))
