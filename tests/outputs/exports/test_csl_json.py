"""The bibliography: an item for each source, by what labels begin with."""

from __future__ import annotations

import json
import re

import pytest

from pipeline.core.sources.csl_items import make_csl_item
from pipeline.outputs.exports.csl_json import write
from tests.helpers.exporting import PLAIN, contents_of


def test_there_is_an_item_for_each_source():
    items = json.loads(write(contents_of(*PLAIN)).texts["sources.csl.json"])
    assert [item["id"] for item in items] == ["report", "survey"]
    assert items[1]["issued"] == {"date-parts": [[2019, 5, 2]]}


# Of the types and variables of CSL 1.0.2 those that sources have, as the specification names them.
TYPES = {
    "book", "dataset", "document", "graphic", "personal_communication", "software", "speech",
    "webpage",
}  # fmt: skip
TEXTS = {"id", "type", "title", "URL", "note"}
DATES = {"issued", "accessed"}
ODD = ["", "2024", "2024-05", "2024-05-31", "2024-13-44", "0000", "soon", "2024-02-30", "-1"]


def csl_faults(item):
    """Yield what of an item the specification does not allow: it permits no other key or form."""
    for key, value in item.items():
        if key in TEXTS:
            if not isinstance(value, str):
                yield f"{key}={value!r}"
        elif key == "author":
            if not value or any({*name} != {"literal"} or not name["literal"] for name in value):
                yield f"{key}={value!r}"
        elif key in DATES:
            (parts,) = value["date-parts"]
            whole = {*value} == {"date-parts"} and 1 <= len(parts) <= 3
            if not whole or any(type(part) is not int for part in parts):
                yield f"{key}={value!r}"
        else:
            yield f"{key} is no variable"
    if item.get("type") not in TYPES or "id" not in item:
        yield f"type={item.get('type')!r}"


@pytest.mark.parametrize("day", ODD)
@pytest.mark.parametrize("name", ["a.md", "a.EML", "a.pptx", "a.xlsx", "a", "a.png", ".ipynb"])
def test_an_item_is_what_the_specification_allows(name, day):
    for author, address in (
        ("", ""),
        ("Ann Ax; <b>, ", "https://x.org"),
        ("\u202e", "javascript:1"),
    ):
        item = make_csl_item("k", f"raw/{name}", "T\x07", author, day, day, address)
        assert [*csl_faults(item)] == []
        assert re.match("https?://", item.get("URL", "https://"))


def test_all_that_is_written_is_allowed():
    for item in json.loads(write(contents_of(*PLAIN)).texts["sources.csl.json"]):
        assert [*csl_faults(item)] == []
