"""A statement that leans on a place in its source stands on the summary page only, and opens none."""

import time

import pytest

from pipeline.librarian.extractive.source.places import leans_on_place
from tests.helpers.growing import Growth


@pytest.mark.parametrize(
    "text",
    [
        "If you raise the above timeouts, the boiler cools down.",
        "Lower the pressure of the boiler (line 3 below) in winter.",
        "How it is done was said in the previous section.",
        "Old boilers leak, see the caveats section below.",
        "With this setting, the boiler keeps its heat.",
        "Another frequent sign of rust is a brown drop.",
        "Will then check the boiler twice.",
        "The boiler is heated as shown in the following.",
        "The boiler will then check its valves.",
        "The limits of the boiler are listed below.",
        "For the names of boilers, see the table of boilers below.",
    ],
)
def test_a_statement_that_leans_on_its_place_is_known(text):
    assert leans_on_place(text)


@pytest.mark.parametrize(
    "text",
    [
        "The boiler freezes below 0 degrees and boils above 100.",
        "If the valve sticks, the boiler is then switched off.",
        "In this paper we heat the boiler with wood.",
        "The previous version of the boiler had no lid.",
        "The code `see the table below` heats the boiler.",
        "The following parts are made of steel: the lid and the wheel.",
    ],
)
def test_a_statement_that_stands_alone_is_known(text):
    assert not leans_on_place(text)


def test_such_a_statement_stands_on_the_summary_page_alone():
    growth = Growth()
    growth.add(
        "boiler.md",
        "# Heating with wood\n\n"
        "With this setting, the Orlo boiler keeps its heat for a long night.\n\n"
        "The Orlo boiler is a boiler of steel that burns wood.\n\n"
        "The Orlo boiler was built by Ada Brun in 1999 for the mill.\n\n"
        "The Orlo boiler keeps 300 litres, as listed in the table of sizes below, at all times.\n\n"
        "The Orlo boiler heats 12 rooms.\n",
    )
    pages = {f.type: growth.wiki.text_at(f.path) for f in growth.wiki.facts.values()}
    summary = pages.pop("source-summary")
    assert pages
    assert "With this setting" in summary
    assert not any("With this setting" in t or "sizes below" in t for t in pages.values())
    assert not summary.split("---\n", 2)[2].strip().startswith("With this")


@pytest.mark.parametrize("piece", ["see ", "the above ", "`", "in the ", "a ", "line 1 ", "next "])
def test_long_statements_take_no_longer_than_their_length(piece):
    start = time.perf_counter()
    leans_on_place(piece * 20_000)
    assert time.perf_counter() - start < 2
