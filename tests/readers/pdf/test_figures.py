"""Figures on pages with text: which are found, behind which row they stand, and how they are shown."""

from __future__ import annotations

import base64
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.core.picture import number_figure, place_of_figure
from pipeline.core.wiki.transcript import WHOLE_PAGE
from pipeline.readers import read_source
from pipeline.readers.pdf.figures import Box
from pipeline.readers.pictures import pictures_of
from tests.helpers.pictures import with_pictures_on, with_scanned_pages
from tests.readers.pdf.making import drawn, pdf

TEXT = "BT /F1 10 Tf 1 0 0 1 72 720 Tm (Titan is the largest moon of Saturn.) Tj ET "
BELOW = "BT /F1 10 Tf 1 0 0 1 72 300 Tm (Rhea is the second largest of them.) Tj ET"
CAPTION = "BT /F1 10 Tf 1 0 0 1 120 480 Tm (Figure 1: Moons by year of discovery.) Tj ET "
BARS = "".join(f"{130 + 25 * at} 510 18 {20 + 12 * at} re f " for at in range(9))
SIGN = ("Saturn has 274 known moons.",)


def shown(data):
    source = read_source("raw/a.pdf", data)
    lines = source.text.split("\n")
    return source, [lines[at] for at in source.anchors]


def image_of(data, number):
    ((image,),) = [one.images for one in pictures_of("raw/a.pdf", data, (number,))]
    return Image.open(io.BytesIO(base64.b64decode(image.data)))


def test_a_picture_on_a_page_with_text_is_a_figure_and_stands_behind_its_caption():
    page = drawn(TEXT + CAPTION + BELOW, TEXT)
    data = with_pictures_on(page, (0, 110, 500, 300, 180, SIGN), (1, 72, 400, 200, 120, SIGN))
    source, behind = shown(data)
    assert source.bare == (number_figure(1, 1), number_figure(2, 1))
    assert behind == [
        "Figure 1: Moons by year of discovery.",
        "Titan is the largest moon of Saturn.",
    ]
    image = image_of(data, source.bare[0])
    assert image.width == pytest.approx(300 * 200 / 72, abs=4)
    assert image.height == pytest.approx(180 * 200 / 72, abs=4)


def test_a_drawing_is_a_figure_where_a_caption_names_it_and_only_there():
    data = drawn(TEXT + BARS + CAPTION + BELOW)
    source, behind = shown(data)
    assert source.bare == (number_figure(1, 1),)
    assert behind == ["Figure 1: Moons by year of discovery."]
    image = image_of(data, source.bare[0])
    assert image.convert("L").getextrema()[0] < 50
    assert shown(drawn(TEXT + BARS + BELOW))[0].bare == ()
    table = "".join(f"72 {510 + 14 * at} 300 0.5 re f " for at in range(9))
    assert shown(drawn(TEXT + table + CAPTION.replace("Figure", "Table") + BELOW))[0].bare == ()


def test_ornaments_backgrounds_and_what_stands_on_every_page_are_no_figures():
    small = with_pictures_on(pdf(["One."]), (0, 72, 300, 40, 40, ("x",)))
    whole = with_pictures_on(pdf(["One."]), (0, 0, 0, 612, 792, ("x",)))
    logo = with_pictures_on(
        pdf(["One."], ["Two."], ["Three."]), *((at, 400, 60, 120, 90, ("x",)) for at in range(3))
    )
    assert [shown(data)[0].bare for data in (small, whole, logo)] == [(), (), ()]


def test_a_picture_in_strips_is_one():
    strips = [(0, 110, 400 + 60 * at, 300, 60, ("x",)) for at in range(4)]
    assert shown(with_pictures_on(drawn(TEXT), *strips))[0].bare == (number_figure(1, 1),)


def test_pages_that_are_pictures_and_figures_stand_in_one_document():
    data = with_scanned_pages(
        with_pictures_on(drawn(TEXT), (0, 110, 400, 300, 180, SIGN)), ["Page two."]
    )
    source, _ = shown(data)
    assert source.bare == (2, number_figure(1, 1))
    assert source.anchors == (WHOLE_PAGE, 0)


def test_the_number_of_a_figure_names_its_page():
    assert place_of_figure(number_figure(4_321, 17)) == (4_321, 17)


boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    *[st.floats(-1e3, 1e3)] * 2,
    *[st.floats(0, 1e3)] * 2,
)


@settings(max_examples=50)
@given(boxes, boxes)
def test_a_rectangle_around_two_meets_both(one, other):
    around = one.joined(other)
    assert around.meets(one)
    assert around.meets(other)
    assert around.area >= max(one.area, other.area) - 1e-6


CURVES = "".join(
    f"{130 + 30 * at} 520 m {140 + 30 * at} 660 {150 + 30 * at} 540 {170 + 30 * at} 640 c S "
    for at in range(9)
)
CELLS = "".join(
    f"{72 + 110 * across} {400 + 24 * down} 108 22 re f "
    for across in range(4)
    for down in range(6)
)
RULES = "".join(f"72 {510 + 14 * at} 300 0.5 re f " for at in range(12))


@pytest.mark.parametrize("what", [BARS, CURVES], ids=["bars", "curves"])
def test_a_drawing_without_a_caption_is_told_with_its_page(what):
    said = "page 2 holds a drawing without a caption, of which only words are read"
    assert said in shown(drawn(TEXT, TEXT + what + BELOW))[0].notes
    captioned = shown(drawn(TEXT + what + CAPTION + BELOW))[0]
    assert not [note for note in captioned.notes if "drawing" in note]


@pytest.mark.parametrize("what", [CELLS, RULES, BARS[:60]], ids=["cells", "rules", "few"])
def test_tables_rules_and_ornaments_are_no_drawings(what):
    assert not [note for note in shown(drawn(TEXT + what + BELOW))[0].notes if "drawing" in note]


def test_a_drawing_on_every_page_is_a_logo_and_pages_with_drawings_are_listed():
    assert not [n for n in shown(drawn(*[TEXT + CURVES] * 3))[0].notes if "drawing" in n]
    two = shown(drawn(TEXT + CURVES, TEXT + BARS))[0].notes
    assert "pages 1 and 2 hold drawings without a caption, of which only words are read" in two
