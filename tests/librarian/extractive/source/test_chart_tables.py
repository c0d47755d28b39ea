"""What the embedded librarian states of a chart that a reader wrote as tables."""

import io

import pytest

from tests.librarian.extractive.test_extract import extract, texts

BARS = """Chart: Opening of the locks

Axes: Season; Share of days

| Season | Open | Series 2 |
| --- | --- | --- |
| Spring | 25% |  |
| Autumn | 50% | 12 |
"""


def test_a_row_of_a_chart_says_title_and_series_and_is_quoted_with_both():
    first, second = extract(BARS).claims
    assert first.text == "Opening of the locks, Season Spring: open 25%."
    assert second.text == "Opening of the locks, Season Autumn: open 50%, series 2 12."
    assert [quote.text for quote in second.quotes] == [
        "Chart: Opening of the locks",
        "Season | Open | Series 2",
        "| Autumn | 50% | 12 |",
    ]


def test_a_row_of_a_chart_weighs_less_than_a_row_of_a_table():
    table = "| Gate | Width |\n| --- | --- |\n| North | 4 m |\n"
    row, *points = extract(f"{table}\n{BARS}").claims
    assert row.text == "North: width: 4 m."
    assert all(point.importance < row.importance for point in points)


@pytest.mark.parametrize(
    "chart",
    [
        "Chart:\n\n| Month | Rain |\n| --- | --- |\n| January | 5 mm a day |\n",
        "Chart:\n\nAxis: Month\n\n|  | Rain |\n| --- | --- |\n| January | 5 mm a day |\n",
        "Chart: The rain fell on the harbour.\n",
    ],
)
def test_a_chart_without_a_title_and_the_name_of_one_state_nothing(chart):
    assert texts(chart) == []


def test_each_table_of_points_is_of_the_chart_and_the_next_table_is_not():
    car = "| Speed | Car {0} |\n| --- | --- |\n| 50 | {1} |\n\n"
    gate = "| Gate | Width |\n| --- | --- |\n| North | 4 m |\n"
    assert texts("Chart: Range\n\n" + car.format("A", 400) + car.format("B", 300) + gate) == [
        "Range, Speed 50: Car A 400.",
        "Range, Speed 50: Car B 300.",
        "North: Width: 4 m.",
    ]


@pytest.mark.parametrize("between", ["# Gates\n\n", "The gates are made of oak.\n\n"])
def test_a_table_below_other_words_is_no_chart(between):
    gate = "| Season | Width |\n| --- | --- |\n| Spring | 4 m |\n"
    assert texts(f"{BARS}\n{between}{gate}")[-1] == "Spring: width: 4 m."


def test_a_table_with_the_categories_of_a_chart_and_without_their_name_is_not_guessed_to_be_its():
    rows = "|  | {} |\n| --- | --- |\n| January | 5 m |\n\n"
    assert texts("Chart: Tides\n\n" + rows.format("High") + rows.format("Rain")) == [
        "Tides, January: high 5 m."
    ]


def test_a_chart_of_a_slide_is_stated_with_its_title_and_its_series():
    charts = pytest.importorskip("pptx.chart.data")
    from pptx import Presentation
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    from pipeline.librarian.extractive import Extractive
    from pipeline.readers import read_source
    from tests.helpers.making import SCHEMA

    data = charts.CategoryChartData()
    data.categories = ["January", "February"]
    data.add_series("Ships", (5, 7))
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    area = (Inches(1), Inches(1), Inches(6), Inches(4))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *area, data)
    frame.chart.has_title = True
    frame.chart.chart_title.text_frame.text = "Ships in the harbour"
    file = io.BytesIO()
    deck.save(file)
    found = Extractive().extract(read_source("raw/a.pptx", file.getvalue(), "2026-01-01"), SCHEMA)
    assert [claim.text for claim in found.claims] == [
        "Ships in the harbour, January: ships 5.",
        "Ships in the harbour, February: ships 7.",
    ]
