"""Strings that act somewhere, in titles, authors, quotes and alternative texts: none acts in any format.

It was tried by hand first; here every string is in one page and one wiki, so that each format is written once.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
import yaml

from pipeline.adapters.processes import gfm
from pipeline.core.training.training_set import TrainingOptions, make_training_set
from pipeline.operations.make.write_document import bytes_of
from pipeline.outputs import KINDS, kind_called
from pipeline.outputs.exports import EXPORTS, write_export
from pipeline.outputs.training import TRAINING_FORMATS, write_training_set
from tests.helpers.hostile_strings import (
    STRINGS,
    hostile_contents,
    hostile_output,
    html_faults,
    outside_targets,
    parts_of,
)

DAY = "2026-11-22"
TRIED = {
    "chart": ("svg", "csv", "json"),
    "report": ("md", "html", "docx"),
    "slides": ("marp", "pptx"),
}
NO_TEXT = {"png", "epub", "pdf"}  # one is pixels; the others are looked at in test_hostile_page.py


@pytest.fixture(scope="module")
def both():
    return hostile_output()


@pytest.fixture(scope="module")
def page(both):
    return both[0]


@pytest.fixture(scope="module")
def charted(both):
    """The page with a chart that has each string as the name of a value."""
    return replace(both[0], charts={"evil": both[1]})


@pytest.fixture(scope="module")
def contents():
    return hostile_contents()


@pytest.fixture(scope="module")
def exported(contents):
    return {kind: write_export(contents, kind).texts for kind in EXPORTS}


def made(page, kind, to):
    return bytes_of(kind_called(kind).write(page, to), DAY)


def test_every_kind_and_format_is_tried_or_named():
    assert {*TRIED} == {*KINDS}
    for kind, formats in TRIED.items():
        assert {*kind_called(kind).FORMATS} <= {*formats} | NO_TEXT


def test_every_string_is_in_the_wiki_and_its_claim_is_read(contents, page):
    assert len({one.title for one in contents.sources}) == len(STRINGS)
    assert len(contents.claims) == len(page.citations) == len(STRINGS)


def test_a_web_page_runs_and_fetches_nothing(page):
    text = made(page, "report", "html").decode()
    assert [*html_faults(text)] == []
    assert "<svg" not in text.lower()
    assert "alert(1)" in text


def test_an_office_file_holds_no_object_and_leads_nowhere(page):
    for kind, to in (("report", "docx"), ("slides", "pptx")):
        parts = parts_of(made(page, kind, to))
        assert {*outside_targets(parts)} == set()
        assert not [x for x in parts if "vbaProject" in x or "embeddings" in x]
        texts = b"".join(data for name, data in parts.items() if name.endswith(".xml"))
        for name, data in parts.items():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(data)
        assert b"<script" not in texts
        assert b"&lt;script&gt;alert(1)" in texts


def test_slides_as_markdown_have_no_directive_of_a_string(page):
    text = made(page, "slides", "marp").decode()
    front, _, body = text.removeprefix("---\n").partition("\n---\n")
    assert {*yaml.safe_load(front)} == {"marp", "lang", "paginate", "style", "title"}
    comments = re.findall(r"<!--(.*?)-->", body, re.DOTALL)
    assert all(one.startswith("\nWhat this slide rests on.\n") for one in comments)
    rendered = gfm.render(re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL))
    assert not rendered.html
    assert {target.address for target in rendered.targets} <= {"evil.svg"}


def test_a_picture_of_a_chart_has_no_element_that_acts(charted):
    tree = ElementTree.fromstring(made(charted, "chart", "svg").decode())
    tags = {node.tag.rpartition("}")[2] for node in tree.iter()}
    assert tags.isdisjoint({"script", "img", "a", "foreignObject", "image", "animate", "set"})
    assert not [key for node in tree.iter() for key in node.attrib if key.lower().startswith("on")]


def test_no_cell_of_a_table_is_a_formula(charted):
    rows = [*csv.reader(io.StringIO(made(charted, "chart", "csv").decode()))]
    assert len(rows) == len(STRINGS) + 1
    cells = [cell for row in rows[1:] for cell in row]
    assert not [cell for cell in cells if re.match(r"\s*[=+@|%-]", cell)]
    assert "'=cmd|'/c calc'!A1" in cells


def test_a_spec_says_the_strings_as_they_are(charted):
    spec = json.loads(made(charted, "chart", "json"))
    assert {row["name"] for row in spec["data"]["values"]} == {*STRINGS}


def test_every_export_is_tried_and_read_by_its_own_parser(exported):
    assert {*exported} == {"csl", "graph", "jsonl", "llms.txt", "okf"}
    for text in exported["csl"].values():
        assert len(json.loads(text)) == len(STRINGS)
    for text in exported["graph"].values():
        tags = {node.tag.rpartition("}")[2] for node in ElementTree.fromstring(text).iter()}
        assert tags == {"graphml", "graph", "key", "node", "edge", "data"}
    for name, text in exported["jsonl"].items():
        if name.endswith(".jsonl"):
            assert all(isinstance(json.loads(line), dict) for line in text.splitlines())


def test_a_list_for_models_has_one_line_and_one_link_for_each_page(exported):
    (text,) = exported["llms.txt"].values()
    rendered = gfm.render(text)
    assert not rendered.html
    assert all(target.address.startswith("wiki/") for target in rendered.targets)
    assert len([line for line in text.splitlines() if line.startswith("- ")]) == 2 * len(STRINGS)


@pytest.mark.parametrize("name", TRAINING_FORMATS)
def test_training_data_has_a_line_for_each_example_and_a_card_that_shows_no_string(contents, name):
    whole = make_training_set(contents, TrainingOptions(kinds=("open", "summary")))
    files = write_training_set(whole, contents, name)
    count = 0
    for parts in files.streams.values():
        lines = "".join(parts()).splitlines()
        count += len(lines)
        assert all(isinstance(json.loads(line), dict) for line in lines)
    assert count == len(whole.examples) > 0
    assert not gfm.render(files.texts["README.md"].split("---\n", 2)[2]).html
