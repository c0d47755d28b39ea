import json
import time

import nbformat.v3 as v3
import nbformat.v4 as v4
import pytest

from pipeline.core.errors import UserError
from pipeline.readers import read_source
from tests.readers.common import FILES, assert_lines_and_locators_match


def read(book, name="raw/levels.ipynb"):
    return read_source(name, book if isinstance(book, bytes) else json.dumps(book).encode())


def code(*outputs, source="run()"):
    cell = v4.new_code_cell(source)
    cell.outputs = list(outputs)
    return v4.new_notebook(cells=[cell])


@pytest.fixture(scope="module")
def levels():
    return read((FILES / "levels.ipynb").read_bytes())


def test_prose_stays_as_it_is_and_code_is_fenced_in_its_language(levels):
    assert levels.text.startswith("# Gate levels\n\nThe northern gate closes at 3.2 metres.\n")
    assert "\n\n```python\nlevels.describe()\n```\n\n" in levels.text
    assert (levels.title, levels.author) == ("Gate levels", "Ida Kaland")
    assert_lines_and_locators_match(levels)


def test_what_the_code_made_is_marked_as_output_and_tables_are_tables(levels):
    assert (
        "\n\nOutput:\n\n|  | gate | metres |\n| --- | --- | --- |\n| 0 | north | 3.2 |"
        in levels.text
    )
    assert "\n\nOutput:\n\n```\nclosing\n100%\n0\n" in levels.text
    assert "ZeroDivisionError: division by zero" in levels.text


def test_a_fence_that_a_cell_leaves_open_swallows_nothing_below(levels):
    assert "```python\nopen fence\n```\n\n```\nraw words\n```\n\nThe southern" in levels.text


def test_what_is_not_read_is_said(levels):
    assert levels.notes == (
        "32 lines of output left out, where an output is long",
        "1 error with which a cell ended; the trace is not read",
        "2 pictures in it are in no kind that is read, or broken",
    )


def test_the_state_of_controls_and_objects_without_text_is_no_output():
    widget = {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "VBox()"}
    for data in (widget, {"text/plain": "<matplotlib.Axes at 0x7f3a>"}):
        assert "Output" not in read(code(v4.new_output("display_data", data))).text


def test_output_cannot_close_its_own_fence():
    text = read(code(v4.new_output("stream", text="```\n# no heading\n"))).text
    assert "\n````\n```\n# no heading\n````" in text


def test_a_notebook_of_format_3_is_read():
    cells = [
        v3.new_heading_cell("Levels", level=2),
        v3.new_text_cell("markdown", source="The gate closes at 3.2 metres."),
        v3.new_code_cell("1 + 1", outputs=[v3.new_output("pyout", output_text="2")]),
    ]
    text = read(v3.new_notebook(worksheets=[v3.new_worksheet(cells=cells)])).text
    assert text == (
        "## Levels\n\nThe gate closes at 3.2 metres.\n\n```\n1 + 1\n```\n\nOutput:\n\n```\n2\n```"
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{}", "holds no cells"),
        (b'[{"cells": []}]', "holds no cells"),
        (b'{"cells": []}', "there is no text"),
        (b"{'cells'", "no JSON: Expecting property name enclosed in double quotes in line 1"),
        (b"[" * 200_000, "nested too deep"),
        (b"9" * 10_000, "cannot be read as JSON"),
    ],
)
def test_what_is_no_notebook_is_refused(data, said):
    with pytest.raises(UserError, match=said):
        read(data)


JUNK = [None, 7, "x", [], {}, [None], [[7]], {"a": None}, ["x", 7, None], True, 1e400, "\ud800"]


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_values_of_any_type_anywhere_are_read_or_refused(junk):
    book = json.loads((FILES / "levels.ipynb").read_text())
    for cell in book["cells"]:
        for key in cell:
            kept, cell[key] = cell[key], junk
            read(book)
            cell[key] = kept
        for output in cell.get("outputs", ()):
            for key in output:
                kept, output[key] = output[key], junk
                read(book)
                output[key] = kept
    for key in ("metadata", "cells"):
        try:
            assert read(book | {key: junk})
        except UserError:
            continue


def test_large_outputs_take_no_long_time():
    begun = time.process_time()
    for data in (
        {"text/html": "<table><tr><td>" * 100_000},
        {"text/html": "<table>" + "<tr><td>x</td></tr>" * 20_000},
        {"text/plain": "\x1b[" * 500_000},
        {"text/plain": "x\r" * 500_000},
        {"text/markdown": "`" * 500_000},
    ):
        read(code(v4.new_output("display_data", data)))
    assert time.process_time() - begun < 8
