from typing import get_args

from pipeline.core.values import SEVERITIES, SEVERITY_RANK, Finding, Severity

FOUND = Finding("dead-link", "error", "wiki/concepts/kettle.md", 3, "teapot", "no such page")


def test_an_error_is_worse_than_a_warning_and_that_is_worse_than_a_note():
    assert sorted(["note", "error", "warning"], key=SEVERITY_RANK.__getitem__) == [
        "error",
        "warning",
        "note",
    ]
    assert SEVERITIES == get_args(Severity) == tuple(SEVERITY_RANK)


def test_a_finding_is_the_same_after_its_line_and_its_words_have_changed():
    assert (
        FOUND._replace(line=9, message="reworded", suggestion="x").fingerprint == FOUND.fingerprint
    )
    assert FOUND._replace(subject="kettle").fingerprint != FOUND.fingerprint
    assert FOUND._replace(path="wiki/concepts/pot.md").fingerprint != FOUND.fingerprint
