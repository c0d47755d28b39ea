"""A chart as a file: the picture is the same each time, says what it shows, and nothing in it acts."""

import csv
import io
from dataclasses import replace
from datetime import date
from functools import cache
from xml.etree import ElementTree

import pytest
from PIL import Image

from pipeline.core.charts.spec import AxisChannel, ChartData, ChartSpec, Datum, Encoding
from pipeline.librarian.extractive.outputs.choose_values import choose_chart_values
from pipeline.operations.make.make_chart import make_chart
from pipeline.outputs.chart.as_csv import chart_as_csv, inert_cell
from pipeline.outputs.chart.draw import draw_chart
from tests.helpers.charting import pump_wiki
from tests.helpers.share import share

WIKI = pump_wiki()
EVIL = "</text><script>alert(1)</script><!-- --> $x^2$ & \"'"
ASKED = (
    ("power draw of the Pump", None),
    ("power draw of Pump and Valve", "line"),
    ("power draw of Pump and Valve", "bar"),
    ("power draw of Pump and Valve", "grouped"),
    ("power draw of Pump and Valve", "table"),
    ("timeline of Valve", None),
)


@cache
def spec_of(asked, form=None):
    return make_chart(asked, form, WIKI, choose_chart_values)


@cache
def drawn_first(spec):
    """Return a picture as it was drawn first; most of the time of these tests would go into others of it."""
    return draw_chart(spec)


def scatter():
    x = AxisChannel("across", "quantitative", "weight", "kg")
    y = AxisChannel("value", "quantitative", "power", "watts")
    rows = (
        Datum(("a-1",), 5.0, "5", 9.0, "9", name="A"),
        Datum(("a-2",), 7.0, "7", 3.0, "3", name="B"),
    )
    return ChartSpec("Power against weight", "point", Encoding(x, y), ChartData(rows))


@pytest.mark.parametrize(("asked", "form"), ASKED)
def test_a_picture_is_drawn_of_each_form_and_says_what_it_shows(asked, form):
    spec, _, _ = spec_of(asked, form)
    drawn = drawn_first(spec)
    tree = ElementTree.fromstring(drawn.svg)
    texts = {child.tag.rpartition("}")[2]: child.text for child in tree}
    assert texts["title"] == spec.title
    assert "Source" in texts["desc"]
    assert tree.get("role") == "img"
    with Image.open(io.BytesIO(drawn.png)) as picture:
        assert picture.width == 1040


def test_the_same_spec_gives_the_same_bytes():
    for spec in (spec_of("power draw of the Pump")[0], scatter()):
        assert draw_chart(spec) == drawn_first(spec)


def test_a_picture_holds_no_date_and_no_name_of_a_program():
    drawn = drawn_first(spec_of("power draw of the Pump")[0])
    assert "<metadata" not in drawn.svg
    assert b"Software" not in drawn.png
    assert b"tIME" not in drawn.png


def test_markup_in_names_stays_text_in_the_picture():
    spec, _, _ = spec_of("power draw of Pump and Valve", "bar")
    rows = tuple(replace(one, name=EVIL, source=EVIL) for one in spec.values)
    evil = replace(spec, title=EVIL, data=ChartData(rows))
    svg = draw_chart(evil).svg
    tags = {node.tag.rpartition("}")[2] for node in ElementTree.fromstring(svg).iter()}
    assert tags <= {
        "svg",
        "title",
        "desc",
        "defs",
        "style",
        "g",
        "path",
        "use",
        "clipPath",
        "rect",
        "pattern",
    }
    assert "<!--" not in svg
    links = {
        v
        for node in ElementTree.fromstring(svg).iter()
        for k, v in node.attrib.items()
        if k.endswith("href")
    }
    assert all(link.startswith("#") for link in links)


def test_letters_that_the_font_lacks_stay_text():
    spec, _, _ = spec_of("power draw of the Pump")
    assert "泵的功率" in draw_chart(replace(spec, title="泵的功率")).svg.partition("</desc>")[2]


def test_values_as_csv_carry_claims_quotes_and_places():
    spec, material, _ = spec_of("power draw of the Pump")
    rows = [*csv.DictReader(io.StringIO(chart_as_csv(spec, material.citations)))]
    assert [row["value"] for row in rows] == ["50", "200", "800", "2100"]
    assert rows[1]["claims"] == "rule-1-1"
    assert rows[1]["raw"] == "raw/rule-1.md line 1"
    assert rows[3]["standing"] == "proposed"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =cmd|'/c calc'!A0", "%0a=1", "|calc"]
)
def test_a_cell_that_a_spreadsheet_would_run_is_marked_as_text(text):
    assert inert_cell(text).startswith("'")


def test_a_plain_cell_stays_as_it_is():
    for text in share(["2,100 gas", "EIP-150", "it's", "a=b"], 4):
        assert inert_cell(text) == text


def test_a_line_ends_at_the_last_day_of_its_series():
    from matplotlib.figure import Figure

    from pipeline.outputs.chart.draw import _line

    spec, _, _ = spec_of("power draw of Pump and Valve", "line")
    axes = Figure().add_subplot()
    _line(axes, spec)
    steps = [line for line in axes.get_lines() if line.get_drawstyle() == "steps-post"]
    last = {
        name: max(d.day for d in spec.values if d.series == name and not d.standing)
        for name in spec.series
    }
    assert [max(line.get_xdata()) for line in steps] == [
        date.fromisoformat(last[name]).toordinal() for name in spec.series
    ]


def test_a_character_that_xml_cannot_hold_breaks_no_picture():
    spec, _, _ = make_chart("power draw of the Pump", None, pump_wiki(), choose_chart_values)
    svg = draw_chart(replace(spec, title="Power \x07\x1b of it")).svg
    assert "Power \ufffd" in svg
    ElementTree.fromstring(svg)
