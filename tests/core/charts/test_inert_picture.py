"""A picture of a chart that somebody brings is one that cannot act."""

import pytest

from pipeline.core.charts.inert_picture import find_active_parts, find_chart_faults
from pipeline.librarian.extractive.outputs.choose_values import choose_chart_values
from pipeline.operations.make.make_chart import make_chart
from pipeline.outputs.chart.draw import draw_chart
from tests.helpers.charting import pump_wiki

SVG = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'


@pytest.mark.parametrize("form", ["line", "grouped", "table"])
def test_what_is_drawn_here_passes(form):
    spec, _, _ = make_chart("power draw of Pump and Valve", form, pump_wiki(), choose_chart_values)
    assert [*find_active_parts(draw_chart(spec).svg)] == []


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        "<SCRIPT/>",
        "<foreignObject><p/></foreignObject>",
        "<a href='#x'>x</a>",
        '<g onload="alert(1)"/>',
        "<g\nonclick=alert(1) />",
        '<use xlink:href="https://x.example/a.svg#b"/>',
        "<use href=data:image/svg+xml,x />",
        "<style>@import 'https://x.example'</style>",
        '<g style="fill: url(https://x.example/a)"/>',
        "<animate attributeName='x'/>",
        "<image href='#a'/>",
        "<!-- x -->",
        "<![CDATA[x]]>",
        "<!DOCTYPE svg>",
        "<?xml-stylesheet href='#x'?>",
    ],
)
def test_a_picture_that_may_act_is_refused(inner):
    assert [*find_active_parts(SVG.format(inner))]


def test_files_of_charts_are_judged_by_their_endings():
    texts = [
        ("wiki/outputs/charts/a.svg", "<p>"),
        ("wiki/outputs/charts/b.json", "{"),
        ("wiki/outputs/charts/gone.svg", None),
        ("wiki/outputs/a.md", "<script>"),
    ]
    found = [*find_chart_faults(texts)]
    assert {one.path for one in found} == {
        "wiki/outputs/charts/a.svg",
        "wiki/outputs/charts/b.json",
    }
    assert all(one.severity == "error" for one in found)
