"""Pictures in documents: which are read, in what order, and behind what they stand."""

from __future__ import annotations

import io

import pytest
from docx.shared import Inches

from pipeline.readers import read_source, version_of
from pipeline.readers.pictures import HOLD_PICTURES, pictures_of
from pipeline.readers.shared.document_pictures import PictureShelf, leave_out_false_signs
from tests.helpers.pictures import in_format, png
from tests.readers.making import document, picture, presentation, saved

ONE, TWO = png("Saturn has 274 known moons."), png("Jupiter has 97 known moons.")
SIGN = "\U000a0000"


def with_pictures(*files):
    made = document("Titan is the largest moon of Saturn.")
    for file in files:
        made.add_picture(io.BytesIO(file), Inches(2))
        made.add_paragraph("Words behind it.")
    return saved(made)


def shown(path, data):
    source = read_source(path, data)
    lines = source.text.split("\n")
    return source, [lines[at] for at in source.anchors]


def test_a_document_says_where_its_pictures_stand_and_its_text_has_no_trace_of_them():
    data = with_pictures(ONE, TWO)
    source, behind = shown("raw/moons.docx", data)
    assert source.bare == (1, 2)
    assert behind == ["Titan is the largest moon of Saturn.", "Words behind it."]
    assert source.text == (
        "# Titan\n\nTitan is the largest moon of Saturn.\n\nWords behind it.\n\nWords behind it."
    )
    found = pictures_of("raw/moons.docx", data, (2, 1))
    assert [(one.number, one.images[0].width) for one in found] == [(2, 900), (1, 900)]


def test_ornaments_pictures_that_come_often_and_kinds_that_cannot_be_shown_are_not_read():
    small, other = picture().getvalue(), in_format_bmp()
    source, _ = shown("raw/moons.docx", with_pictures(small, ONE, other, TWO, TWO, TWO))
    assert source.bare == (1,)
    assert "2 pictures without a description left out" in source.notes


def in_format_bmp():
    from tests.helpers.pictures import drawn

    return in_format(drawn("Rhea"), "BMP")


def test_a_picture_that_is_shown_twice_is_read_once():
    assert shown("raw/moons.docx", with_pictures(ONE, ONE))[0].bare == (1,)


def test_a_picture_on_a_slide_belongs_to_that_slide():
    made = presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    slide.shapes.add_picture(io.BytesIO(ONE), 0, 0)
    data = saved(made)
    source, _ = shown("raw/moons.pptx", data)
    assert source.bare == (1,)
    assert source.locators[source.anchors[0]] == 3
    assert pictures_of("raw/moons.pptx", data, (1,))[0].number == 1


def test_characters_that_stand_in_a_document_are_never_taken_for_a_sign_of_ours():
    made = document(f"Titan {SIGN}is large.")
    made.add_picture(io.BytesIO(ONE), Inches(2))
    source, _ = shown("raw/moons.docx", saved(made))
    assert source.text.endswith("Titan is large.")
    assert source.bare == (1,)
    assert leave_out_false_signs(f"a{SIGN}b") == "ab"


@pytest.mark.parametrize(
    ("lines", "kept", "anchor"),
    [
        ([SIGN], [], 0),
        (["a", "", SIGN, "", "b"], ["a", "", "b"], 0),
        ([f"a {SIGN} b"], ["a b"], 0),
        (["- a", f"- {SIGN}", "- b"], ["- a", "- b"], 0),
        ([f"| {SIGN} | 1 |"], ["| | 1 |"], 0),
        (["a", "", f"[Picture: b]{SIGN}"], ["a", "", "[Picture: b]"], 2),
    ],
)
def test_a_sign_leaves_nothing_behind(lines, kept, anchor):
    shelf = PictureShelf()
    assert shelf.put(lambda: ONE) == SIGN
    placed = shelf.place(lines)
    assert (placed.lines, placed.anchors) == (kept, (anchor,))


def test_every_format_that_holds_pictures_has_a_kept_text():
    assert all(map(version_of, HOLD_PICTURES))
