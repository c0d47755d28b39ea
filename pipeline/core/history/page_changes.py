"""What became of the pages and the sources of a wiki: new, renamed, merged, replaced, gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from pipeline.core.bookkeeping.lint_notes import find_lint_lines
from pipeline.core.bookkeeping.log import LogEntry, read_entries
from pipeline.core.history.page_states import TwoStates
from pipeline.core.history.wiki_changes import (
    AnswerChange,
    AnswerEvent,
    PageChange,
    PageEvent,
    SourceChange,
    SourceEvent,
)
from pipeline.core.wiki.facts import PageFacts, is_aside
from pipeline.core.wiki.schema import COMPARISON_TYPE, REPEATING_TYPES, SUMMARY_TYPE

_TOLD_ELSEWHERE = (SUMMARY_TYPE, *REPEATING_TYPES, COMPARISON_TYPE)
_EVENTS = ("new", "renamed", "merged", "gone")


def find_page_changes(states: TwoStates) -> list[PageChange]:
    """Return the pages that came, went, or have another name; those of sources are no part of it.

    Nor are answers and comparisons, but where they are renamed or merged.
    """
    came = {path for path in states.new if path not in states.old}
    found = []
    for path, old in states.old.items():
        facts = old.facts
        there = states.became.get(path, "") if path not in states.new else path
        now = states.new[there].facts if there in states.new else states.after.at(there)
        if now is None:
            if facts.type not in _TOLD_ELSEWHERE:
                found.append(_change("gone", None, facts))
        elif there not in came and there != path:
            found.append(_change("merged", now, facts))
        elif facts.type != SUMMARY_TYPE and (there != path or now.title != facts.title):
            found.append(_change("renamed", now, facts))
    known = set(states.became.values())
    found += [
        _change("new", states.new[path].facts)
        for path in came - known
        if states.new[path].facts.type not in _TOLD_ELSEWHERE and not is_aside(path)
    ]
    return sorted(found, key=lambda c: (_EVENTS.index(c.event), c.path or c.before))


def _change(event: PageEvent, now: PageFacts | None, old: PageFacts | None = None) -> PageChange:
    one = now or old
    assert one is not None
    return PageChange(
        event,
        now.path if now else "",
        one.title,
        one.type,
        one.summary if event == "new" else "",
        old.path if old else "",
        old.title if old else "",
    )


def find_answers(states: TwoStates, page_type: str) -> list[AnswerChange]:
    """Return the pages of a type that came, say something else, or went."""
    found = []
    for path, one in states.new.items():
        if one.facts.type == page_type:
            old = states.old.get(path)
            if old and old.page.body == one.page.body:
                continue
            facts = one.facts
            event: AnswerEvent = "changed" if old or path in states.became.values() else "new"
            found.append(AnswerChange(event, path, facts.title, facts.summary))
    for path, one in states.old.items():
        if one.facts.type == page_type and path not in states.new and path not in states.became:
            found.append(AnswerChange("gone", path, one.facts.title, ""))
    return found


# --- sources ---


def find_source_changes(
    states: TwoStates, raw_before: Mapping[str, str], raw_after: Mapping[str, str]
) -> list[SourceChange]:
    """Return what became of the sources; `raw_before` and `raw_after` are their blobs by path.

    A source is known by the label of its claims, which it keeps under another path.
    """
    before, after = states.before, states.after
    old_paths = {facts.source_label: path for path, facts in before.records.items()}
    found = []
    for path, facts in after.records.items():
        known = path if path in before.records else old_paths.get(facts.source_label, "")
        if not known or (known != path and known in after.records):
            found.append(_source("new", facts))
            continue
        found += _source_again(facts, before.records[known], raw_before, raw_after)
    labels = {facts.source_label for facts in after.records.values()}
    found += [
        _source("retracted", facts)
        for path, facts in before.records.items()
        if path not in after.records and facts.source_label not in labels
    ]
    found += [
        SourceChange("waits", path)
        for path in raw_after
        if path not in raw_before and path not in after.records
    ]
    order = ("new", "changed", "replaced", "retracted", "status", "renamed", "waits")
    return sorted(found, key=lambda c: (order.index(c.event), c.published, c.source))


def _source_again(
    now: PageFacts, old: PageFacts, raw_before: Mapping[str, str], raw_after: Mapping[str, str]
) -> Iterator[SourceChange]:
    path, was = now.record["source"], old.record["source"]
    same = raw_before.get(was) == raw_after.get(path)
    if path != was:
        yield _source("renamed" if same else "replaced", now, was)
    elif now.record.get("sha256") != old.record.get("sha256"):
        yield _source("changed", now)
    status, earlier = now.record.get("status", ""), old.record.get("status", "")
    if status != earlier:
        yield _source("status", now, earlier)


def _source(event: SourceEvent, facts: PageFacts, before: str = "") -> SourceChange:
    record = facts.record
    return SourceChange(
        event,
        record["source"],
        facts.title,
        facts.path,
        record.get("published", ""),
        before,
        record.get("status", ""),
    )


# --- the log ---


def count_log_entries(before: str, after: str) -> dict[str, int]:
    """Return how many entries the log has gained, by what they tell.

    The log calls a change without a source `lint` as well; here that is an upkeep.
    """
    known, now = (Counter(map(_kind_of, read_entries(text))) for text in (before, after))
    return {word: count - known[word] for word, count in now.items() if count > known[word]}


def _kind_of(entry: LogEntry) -> str:
    line = f"## [{entry.day}] {entry.word} | {entry.title}"
    return "upkeep" if entry.word == "lint" and not find_lint_lines(line) else entry.word
