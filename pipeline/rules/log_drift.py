"""The log and the records disagree about which sources were compiled.

A compiled source is never named in the log, or an entry names a source that has no record. The log
only grows. So a missing entry can be added, which is a safe fix; one too many can only be answered
by a further entry that names the source under another word (`retract`). Entries stand in the order
of merging, which need not be that of their days; only a day in the future is wrong.

Bad:  `source: raw/report.md` on a page, and no entry that names the file or its hash
Good: an entry ``- source: `raw/report.md` (sha256 759e9644ecdf)``
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from pipeline.core.bookkeeping import log
from pipeline.core.bookkeeping.confidence import parse_date
from pipeline.core.findings.view import Spot, View
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.facts import PageFacts

SEVERITY: Severity = "warning"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)
_MOST_SINGLE_FINDINGS = (
    20  # sources without an entry; if there are more, it is the log that is missing
)


def check(view: View) -> Iterator[Spot]:
    if not view.log and not view.wiki.records:
        return
    entries = list(log.read_entries(view.log))
    missing = _records_without_entry(view, entries)
    if len(missing) > _MOST_SINGLE_FINDINGS:
        message = (
            f"{log.LOG_PATH} has no entry for {len(missing)} compiled sources,"
            f" {missing[0].record['source']} the first"
        )
        yield Spot(
            log.LOG_PATH,
            log.LOG_PATH,
            message,
            "Restore the log from git, or let its entries be added.",
            fixable=True,
        )
    else:
        for facts in missing:
            source = facts.record["source"]
            message = (
                f"{log.LOG_PATH} has no entry for {source}, which “{facts.title}” was compiled from"
            )
            yield Spot(
                log.LOG_PATH, source, message, "Add the entry at the end of the log.", fixable=True
            )
    yield from _entries_without_record(view, entries)
    latest = (parse_date(view.today) or date.max - timedelta(days=1)) + timedelta(days=1)
    for entry in entries:
        if (day := parse_date(entry.day)) and day > latest:
            message = f"the entry “{entry.title[:60]}” is of {entry.day}, which is yet to come"
            yield Spot(
                log.LOG_PATH,
                f"{entry.day} {entry.title}",
                message,
                "Check the clock of what wrote it.",
                entry.line,
            )


def _records_without_entry(view: View, entries: list[log.LogEntry]) -> list[PageFacts]:
    """Return the records whose source no entry names, by its path or its hash.

    The hash counts because the file may have been renamed since.
    """
    named = {source for entry in entries for source, _ in entry.sources}
    hashes = {sha for entry in entries for _, sha in entry.sources if sha}
    records = sorted(view.wiki.records.items())
    return [
        f
        for path, f in records
        if log.name_in_log(path) not in named and f.record.get("sha256", "")[:12] not in hashes
    ]


def _entries_without_record(view: View, entries: list[log.LogEntry]) -> Iterator[Spot]:
    """Yield sources that were compiled, by their last entry, and that no page records."""
    last = {source: (entry, sha) for entry in entries for source, sha in entry.sources}
    paths = {log.name_in_log(path) for path in view.wiki.records}
    hashes = {f.record.get("sha256", "")[:12] for f in view.wiki.records.values()}
    for source, (entry, sha) in last.items():
        if entry.word == "ingest" and source not in paths and sha not in hashes:
            message = f"the log says that {source} was compiled, and no page records it"
            yield Spot(log.LOG_PATH, source, message, _suggestion(source, view), entry.line)


def _suggestion(source: str, view: View) -> str:
    name = source.rsplit("/", 1)[-1]
    noted = (
        f"If it was taken out on purpose, say so at the end of {log.LOG_PATH}: "
        f"`## [{view.today}] lint | Retract {name}` and below it {log.source_row(source, '')}"
    )
    return f"Run `wiki compile {source}`. {noted}" if source in view.files_there else noted


def fix(view: View, paths: Collection[str]) -> Mapping[str, str]:
    """Return the log with an entry for every compiled source that has none."""
    missing = (
        _records_without_entry(view, list(log.read_entries(view.log)))
        if log.LOG_PATH in paths
        else []
    )
    text = view.log
    for facts in missing:
        row = log.source_row(facts.record["source"], facts.record.get("sha256", ""))
        entry = (
            f"\n## [{view.today}] lint | {log.escape_log_title(facts.title)}\n\n{row}\n- recorded"
            f" by: [[{facts.slug}]]\n"
        )
        text = log.append_log(text, entry)
    return {log.LOG_PATH: text} if text != view.log else {}
