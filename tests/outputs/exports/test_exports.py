"""Every format on a wiki that says the worst: golden files, the same bytes each time, nothing that acts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.outputs.exports import EXPORTS, WITH_VERDICTS, write_export
from tests.helpers.exporting import HOSTILE, PLAIN, contents_of

HERE = Path(__file__).parent


@pytest.mark.parametrize("kind", EXPORTS)
def test_a_format_writes_what_its_golden_files_hold(kind, update_golden):
    made = write_export(contents_of(*PLAIN, HOSTILE, licences={"raw/report.md": "MIT"}), kind)
    folder = HERE / kind
    if update_golden:
        folder.mkdir(exist_ok=True)
        for name, text in made.texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8", newline="")
    there = {
        p.relative_to(folder).as_posix(): p.read_bytes().decode()
        for p in folder.rglob("*")
        if p.is_file()
    }
    assert dict(made.texts) == there


@pytest.mark.parametrize("kind", EXPORTS)
def test_the_order_in_which_pages_are_read_changes_nothing(kind):
    turned = contents_of(HOSTILE, *reversed(PLAIN))
    assert write_export(turned, kind) == write_export(contents_of(*PLAIN, HOSTILE), kind)


@pytest.mark.parametrize("kind", EXPORTS)
def test_an_empty_wiki_can_be_exported(kind):
    assert write_export(contents_of(), kind).texts


@pytest.mark.parametrize("kind", EXPORTS)
def test_verdicts_are_looked_for_where_a_format_holds_them_and_nowhere_else(kind):
    contents = contents_of(*PLAIN)
    assert contents.judged
    without = write_export(replace(contents, judged=()), kind)
    assert (write_export(contents, kind) != without) == (kind in WITH_VERDICTS)
