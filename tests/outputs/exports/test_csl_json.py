"""The bibliography: an item for each source, by what labels begin with."""

from __future__ import annotations

import json

from pipeline.outputs.exports.csl_json import write
from tests.helpers.exporting import PLAIN, contents_of


def test_there_is_an_item_for_each_source():
    items = json.loads(write(contents_of(*PLAIN)).texts["sources.csl.json"])
    assert [item["id"] for item in items] == ["report", "survey"]
    assert items[1]["issued"] == {"date-parts": [[2019, 5, 2]]}
