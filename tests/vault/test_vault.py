"""A vault of link cases, one a page: on `valid/` no link rule may speak, on `broken/` exactly as `expected.txt` says.

`shared/` holds what the pages link to. Each case stands in `wiki/cases/` when it is read, alone beside those.
"""

from collections import defaultdict
from pathlib import Path

import pytest

from pipeline import rules
from pipeline.core.findings.view import View
from pipeline.core.wiki.schema import Schema
from tests.conftest import SCHEMA_FILE
from tests.helpers.making import wiki_of

HERE = Path(__file__).parent
SHARED = {
    f.relative_to(HERE / "shared").as_posix(): f
    for f in sorted((HERE / "shared").rglob("*"))
    if f.is_file()
}
VALID = sorted((HERE / "valid").glob("*.md"))
BROKEN = sorted((HERE / "broken").glob("*.md"))
DECOMPOSED = (
    "wiki/concepts/cafe\u0301.md"  # not a file here, for some file systems would compose its name
)
CASE_RULES = ("dead-link", "ambiguous-link", "missing-source")
FORMS = {
    "as it is": lambda text: text,
    "with CRLF": lambda text: text.replace("\n", "\r\n"),
    "with a byte order mark": lambda text: "\ufeff" + text,
    "without a last line end": lambda text: text.rstrip("\n"),
}


def expected():
    found = defaultdict(list)
    for row in (HERE / "expected.txt").read_text("utf-8").splitlines():
        where, _, subject = row.partition(" ")
        name, line, column = where.split(":")
        found[name].append((int(line), int(column), subject))
    return found


EXPECTED = expected()


def findings(name, text):
    pages = {
        p: f.read_text("utf-8")
        for p, f in SHARED.items()
        if p.endswith(".md") and p.startswith("wiki/") and p != "wiki/index.md"
    }
    pages |= {DECOMPOSED: "---\ntitle: A house\n---\n\nWords.\n", f"wiki/cases/{name}": text}
    files = frozenset({*SHARED, *pages})
    schema = Schema.parse(SCHEMA_FILE.read_text("utf-8"))
    view = View((), wiki_of(pages), schema, {}.get, whole=True, files_there=files)
    found = rules.run(view, CASE_RULES)
    assert {f.path for f in found} <= {f"wiki/cases/{name}"}
    return found


def read(file):
    return file.read_bytes().decode("utf-8")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("file", VALID, ids=lambda f: f.stem)
def test_no_alarm_is_false(file, form):
    name = f"valid-{file.name}"
    assert [
        (f.line, f.column, f.subject, f.message) for f in findings(name, FORMS[form](read(file)))
    ] == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("file", BROKEN, ids=lambda f: f.stem)
def test_no_dead_link_is_missed_and_each_is_named_by_its_place(file, form):
    found = findings(file.name, FORMS[form](read(file)))
    assert sorted((f.line, f.column, f.subject) for f in found) == sorted(EXPECTED[file.name])
    assert {f.rule for f in found if f.subject != "raw/no.md"} == {
        "dead-link"
    }  # a footnote cites that one
    assert all(f.message and f.suggestion for f in found)


def test_there_are_cases_enough_and_each_says_what_is_expected():
    assert len(VALID) >= 45
    assert len(BROKEN) >= 45
    assert set(EXPECTED) == {f.name for f in BROKEN}
