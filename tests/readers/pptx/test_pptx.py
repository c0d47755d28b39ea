import pytest
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from pipeline.core.errors import UserError
from pipeline.readers import read_source
from tests.readers.common import FILES, assert_lines_and_locators_match
from tests.readers.making import MOONS, changed, fill_table, picture, presentation, saved

BLANK, ONLY_TITLE = 6, 5


def read(made):
    source = read_source("raw/talk.pptx", made if isinstance(made, bytes) else saved(made))
    assert_lines_and_locators_match(source)
    return source


def add_slide(made, layout=BLANK):
    return made.slides.add_slide(made.slide_layouts[layout])


def box(shapes, text, left, top):
    shape = shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(1))
    shape.text_frame.text = text
    return shape


def test_a_slide_is_a_section_and_its_number_is_the_locator():
    source = read(presentation())
    assert source.text == (
        "## Moons of Saturn\n\nA talk\n\n## Titan\n\n"
        "- Titan is the largest moon of Saturn\n   - It is 5,149 km wide"
    )
    assert source.unit == "slide"
    assert source.locators == (1, 1, 1, 1, 2, 2, 2, 2)
    assert (source.title, source.author) == ("Moons of Saturn", "Ida Kaland")


def test_a_slide_without_a_title_has_its_number():
    made = presentation()
    box(add_slide(made).shapes, "Words alone", 1, 1)
    assert read(made).text.endswith("## Slide 3\n\nWords alone")


def test_shapes_are_read_row_by_row_also_those_in_groups():
    made = presentation()
    slide = add_slide(made)
    box(slide.shapes, "below", 1, 4)
    box(slide.shapes, "right", 6, 1)
    box(slide.shapes, "left", 1, 1.2)
    group = slide.shapes.add_group_shape()
    box(group.shapes, "grouped, second", 4, 2.5)
    box(group.shapes, "grouped, first", 1, 2.6)
    assert read(made).text.endswith("left\n\nright\n\ngrouped, first\n\ngrouped, second\n\nbelow")


def test_a_table_and_its_merged_cells_are_markdown():
    made = presentation()
    table = add_slide(made).shapes.add_table(3, 3, 0, Inches(1), Inches(8), Inches(2)).table
    fill_table(table, [MOONS[0], ("Titan", "large", ""), MOONS[2]])
    table.cell(1, 1).merge(table.cell(1, 2))
    assert read(made).text.endswith(
        "| Moon | Diameter (km) | Found by |\n| --- | --- | --- |\n"
        "| Titan | large | large |\n| Rhea | 1,527 | Giovanni Cassini |"
    )


def test_the_figures_of_a_chart_are_a_table():
    made = presentation()
    data = CategoryChartData()
    data.categories = ["2019", "2020"]
    data.add_series("Visits", (1.5, 2.25))
    data.add_series("Costs", (1, None))
    frame = add_slide(made).shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Inches(4), Inches(4), data
    )
    frame.chart.has_title = True
    frame.chart.chart_title.text_frame.text = "Visits by year"
    assert read(made).text.endswith(
        "Chart: Visits by year\n\n|  | Visits | Costs |\n| --- | --- | --- |\n"
        "| 2019 | 1.5 | 1 |\n| 2020 | 2.25 |  |"
    )


def test_the_points_of_a_chart_are_a_table():
    made = presentation()
    data = XyChartData()
    data.add_series("Visits").add_data_point(1, 2)
    add_slide(made).shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, 0, 0, Inches(4), Inches(4), data)
    assert read(made).text.endswith("Chart:\n\n| x | Visits |\n| --- | --- |\n| 1 | 2 |")


def test_a_chart_without_figures_is_told():
    made = presentation()
    data = CategoryChartData()
    data.categories = ["2019"]
    data.add_series("Visits", (None,))
    add_slide(made).shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, Inches(4), Inches(4), data)
    assert "1 chart without figures left out" in read(made).notes


def test_what_stands_on_every_slide_by_its_layout_is_told():
    made = presentation()
    box = made.slides[0].slide_layout.shapes._spTree
    added = add_slide(made).shapes.add_textbox(0, 0, Inches(4), Inches(1))
    added.text_frame.text = "For the harbour board alone"
    box.append(added._element)
    said = "footers and texts of the layout left out: 'For the harbour board alone'"
    assert said in read(made).notes


def test_speaker_notes_stand_under_a_heading_of_their_own():
    made = presentation()
    made.slides[1].notes_slide.notes_text_frame.text = "Say hello.\nThen go on."
    assert read(made).text.endswith("### Speaker notes\n\nSay hello.\n\nThen go on.")


def test_hidden_slides_bare_pictures_and_footers_are_told():
    made = presentation()
    slide = add_slide(made, ONLY_TITLE)
    slide.shapes.title.text = "Secret plans"
    slide.element.set("show", "0")
    made.slides[1].shapes.add_picture(picture(), 0, 0)
    add_slide(made)
    source = read(made)
    assert "Secret" not in source.text
    assert "1 hidden slide left out: 3" in source.notes
    assert "1 empty slide left out: 4" in source.notes
    assert "1 picture without a description left out" in source.notes


def test_the_description_of_a_picture_stays():
    made = presentation()
    shape = add_slide(made).shapes.add_picture(picture(), 0, 0)
    shape.element.nvPicPr.cNvPr.set("descr", "Titan in its orange haze")
    assert read(made).text.endswith("## Slide 3\n\n[Picture: Titan in its orange haze]")


def test_raised_digits_and_links_are_written_out():
    made = presentation()
    frame = box(add_slide(made).shapes, "It has 10", 1, 1).text_frame
    run = frame.paragraphs[0].add_run()
    run.text = "6"
    run.font._element.set("baseline", "30000")
    link = frame.add_paragraph().add_run()
    link.text, link.hyperlink.address = "Read more", "https://moons.example/titan"
    assert read(made).text.endswith("It has 10^6\n\nRead more (https://moons.example/titan)")


def test_a_presentation_without_words_is_refused_and_macros_are_told():
    made = presentation()
    for slide in made.slides:
        for shape in [*slide.shapes]:
            shape.element.getparent().remove(shape.element)
    with pytest.raises(UserError, match="no slide of this presentation holds text"):
        read(made)
    found = read_source(
        "raw/talk.pptm", changed(saved(presentation()), ppt__vbaProject_dot_bin=b"x")
    )
    assert "the file holds macros, which are neither read nor run" in found.notes


def test_a_real_file_is_read_to_the_end():
    source = read_source("raw/moons.pptx", (FILES / "moons.pptx").read_bytes())
    assert source.text.endswith("Say where they are from.")
    assert source.locators[-1] == 3
