"""A run of the lint as the log records it, and how it is remembered until then."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.core.bookkeeping.lint_notes import (
    MOST_NOTES,
    LintNote,
    add_note,
    find_lint_lines,
    note_of_findings,
    notes_as_values,
    notes_from_values,
)
from pipeline.core.bookkeeping.log import EMPTY_LOG, append_due, find_log_problems, read_entries

COMMIT = "0123456789abcdef0123456789abcdef01234567"
NOTE = note_of_findings("2026-11-25", COMMIT, ["error", "note", "note"], True, "77")


@pytest.mark.parametrize(
    ("severities", "judged", "title"),
    [
        (["error", "warning", "warning"], False, "1 error, 2 warnings at 0123456789ab"),
        (["note"], True, "1 note at 0123456789ab, claims judged"),
        ([], False, "No finding at 0123456789ab"),
    ],
)
def test_a_run_is_one_entry_of_the_log(severities, judged, title):
    line = note_of_findings("2026-11-25", COMMIT, severities, judged).line
    log = append_due(EMPTY_LOG, [line])
    assert [(e.day, e.word, e.title) for e in read_entries(log)] == [("2026-11-25", "lint", title)]
    assert list(find_log_problems(EMPTY_LOG, log)) == []
    assert find_lint_lines(log) == (line,)


def test_only_lines_of_our_form_are_known_again():
    log = (
        "## [2026-11-25] lint | Retract report.md\n## [2026-11-25] ingest | 1 error at 0123456789ab\n"
        "## [2026-11-25] lint | [x](y) at 0123456789ab\n- ## [2026-11-25] lint | x at 0123456789ab\n"
    )
    assert find_lint_lines(log) == ()


def test_a_line_that_stands_is_not_appended_again():
    once = append_due(EMPTY_LOG, [NOTE.line, NOTE.line])
    assert once.count(NOTE.line) == 1
    assert append_due(once, [NOTE.line]) == once


def test_what_the_log_tells_is_not_remembered_any_longer():
    other = replace(NOTE, day="2026-11-26", run="78")
    assert add_note((NOTE,), other, append_due(EMPTY_LOG, [NOTE.line])) == (other,)


def test_a_run_that_is_started_again_is_the_same_run_whatever_day_it_is():
    again = replace(NOTE, day="2026-11-26")
    assert add_note((NOTE,), again, EMPTY_LOG) == (NOTE,)


def test_the_same_result_of_the_same_commit_on_the_same_day_is_one_line():
    assert add_note((NOTE,), replace(NOTE, run="78"), EMPTY_LOG) == (NOTE,)
    assert add_note((), NOTE, append_due(EMPTY_LOG, [NOTE.line])) == ()


def test_only_so_many_are_remembered_the_newest_of_them():
    notes: tuple[LintNote, ...] = ()
    for number in range(MOST_NOTES + 5):
        notes = add_note(notes, replace(NOTE, errors=number, run=str(number)), EMPTY_LOG)
    assert len(notes) == MOST_NOTES
    assert notes[-1].errors == MOST_NOTES + 4


def test_notes_are_read_back_as_they_were_remembered():
    assert notes_from_values(json.loads(json.dumps(notes_as_values([NOTE])))) == (NOTE,)


@pytest.mark.parametrize(
    "bad",
    [
        None,
        "x",
        [],
        ["2026-11-25"],
        ["2026-02-30", "0123456789ab", 0, 0, 0, False, ""],
        ["2026-11-25", "0123456789ab\n## x", 0, 0, 0, False, ""],
        ["2026-11-25", "0123456789ab", -1, 0, 0, False, ""],
        ["2026-11-25", "0123456789ab", True, 0, 0, False, ""],
        ["2026-11-25", "0123456789ab", 0, 0, 0, 1, ""],
        ["2026-11-25", "0123456789ab", 0, 0, 10**30, False, ""],
        ["2026-11-25", "0123456789ab", 0, 0, 0, False, "<!-- -->"],
    ],
)
def test_what_people_made_of_the_memory_is_left_out(bad):
    good = ["2026-11-25", "0123456789ab", 0, 0, 0, False, ""]
    assert len(notes_from_values([bad, good])) == 1
    assert notes_from_values(bad) == ()
