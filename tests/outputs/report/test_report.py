"""A report as a document: sections, notes with quotes, a bibliography, pictures and tables."""

import io
import json
import re
import zipfile

import docx
import pytest

from pipeline.core.reports.output_page import read_output_page
from pipeline.core.wiki.page import Page
from pipeline.operations.make.write_document import bytes_of
from pipeline.outputs import kind_called
from tests.helpers.charting import note, page, pump_wiki

DAY = "2026-11-22"
BODY = f"""---
title: What the Pump draws
type: report
made: report
asked: pump
---

The Pump draws 800 watts.[^rule-2-1] It drew 200 *before* that.[^rule-1-1] See [[valve|the Valve]] and `code`.[^rule-2-1]

## Values

1. one
2. two

| Of | Value |
| --- | --- |
| Pump | 800 watts[^rule-2-1] |

> Set apart.

## Sources

- left to the bibliography

## Made from

- [[pump]]

{note("rule-1-1")}
{note("rule-2-1")}
"""


@pytest.fixture(scope="module")
def report():
    wiki = pump_wiki(other=page("Other", "entity", "rule-4-1"))
    return read_output_page(Page.parse("wiki/outputs/x.md", BODY), wiki, lambda _: None)


def made(report, to):
    return bytes_of(kind_called("report").write(report, to), DAY)


def test_markdown_is_the_page_as_it_stands(report):
    assert made(report, "md").decode() == BODY


def test_a_word_file_has_headings_notes_with_quotes_and_a_bibliography(report):
    data = made(report, "docx")
    document = docx.Document(io.BytesIO(data))
    said = [(p.style.name, p.text) for p in document.paragraphs]
    headings = [text for style, text in said if style.startswith("Heading")]
    assert headings == ["Values", "Made from", "Sources"]
    assert document.core_properties.title == "What the Pump draws"
    assert [[c.text for c in row.cells] for row in document.tables[0].rows] == [
        ["Of", "Value"],
        ["Pump", "800 watts"],
    ]
    bibliography = [text for style, text in said if style == "Bibliography"]
    assert len(bibliography) == 2
    assert any("The Text of Rule-1" in text and "2016" in text for text in bibliography)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        notes = re.sub(r"<[^>]*>", "", package.read("word/footnotes.xml").decode())
    assert (
        "(Ada Brass 2016): “Increase the power draw of the Pump to 200 watts (from 50).”" in notes
    )
    assert "(raw/rule-1.md, line 1)" in notes
    assert "as in an earlier note (rule-2-1)." in notes


def test_the_tree_holds_words_and_no_raw_markup(report):
    tree = json.loads(kind_called("report").write(report, "html").tree)
    assert '"RawInline"' not in json.dumps(tree)
    assert '"RawBlock"' not in json.dumps(tree)
    assert [one["c"]["id"]["c"][0]["c"] for one in tree["meta"]["references"]["c"]] == [
        "rule-2",
        "rule-1",
    ]


def test_a_raised_comma_parts_two_notes_that_stand_side_by_side():
    text = BODY.replace("800 watts.[^rule-2-1] It", "800 watts.[^rule-2-1][^rule-1-1] It")
    two = read_output_page(Page.parse("wiki/outputs/x.md", text), pump_wiki(), lambda _: None)
    first = json.loads(kind_called("report").write(two, "docx").tree)["blocks"][0]["c"]
    kinds = [part["t"] for part in first]
    at = kinds.index("Note")
    assert kinds[at : at + 3] == ["Note", "Superscript", "Note"]
    assert first[at + 1]["c"] == [{"t": "Str", "c": ","}]
    assert kinds.count("Superscript") == 1


def test_a_document_is_the_same_each_time(report):
    assert made(report, "html") == made(report, "html")


def test_a_pdf_is_set(report):
    assert made(report, "pdf").startswith(b"%PDF")
