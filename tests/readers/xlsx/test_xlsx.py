from datetime import date, datetime

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from pipeline.core.errors import UserError
from pipeline.readers import read_source
from tests.readers.common import FILES, assert_lines_and_locators_match
from tests.readers.making import changed, saved, with_parts, workbook


def read(made):
    source = read_source("raw/moons.xlsx", made if isinstance(made, bytes) else saved(made))
    assert_lines_and_locators_match(source)
    return source


def test_each_sheet_is_a_section_and_its_number_is_the_locator():
    made = workbook()
    made.create_sheet("Remarks").append(["Figures of 2024."])
    source = read(made)
    assert source.text == (
        "## Moons\n\n| Moon | Diameter (km) | Found by |\n| --- | --- | --- |\n"
        "| Titan | 5,149 | Christiaan Huygens |\n| Rhea | 1,527 | Giovanni Cassini |\n\n"
        "## Remarks\n\nFigures of 2024."
    )
    assert source.unit == "sheet"
    assert source.locators == (*[1] * 7, *[2] * 3)


def test_numbers_are_written_as_their_formats_show_them_and_days_as_iso():
    made = workbook([("Moon", "Share", "Cost", "Found", "Seen", "Plain", "Known")])
    made.active.append(
        ["Titan", 0.965, -1200.5, date(1955, 3, 25), datetime(2024, 5, 1, 18, 30), 0.1 + 0.2, True]
    )
    for column, code in ((2, "0.0%"), (3, '#,##0.00 "€";(#,##0.00 "€")'), (4, "d/m/yyyy")):
        made.active.cell(2, column).number_format = code
    assert (
        "| Titan | 96.5% | -1200.50 € | 1955-03-25 | 2024-05-01 18:30 | 0.3 | TRUE |"
        in read(made).text
    )


def test_lines_around_a_table_are_text_and_bold_rows_are_its_head():
    made = workbook(
        [
            ("Moons of Saturn, in 2024",),
            (),
            ("2023", "2023", "2024"),
            ("Titan", "Rhea", "Dione"),
            ("a", "b", "c"),
            (),
            ("Source: us",),
        ]
    )
    for row in (3, 4):
        for column in (1, 2, 3):
            made.active.cell(row, column).font = Font(bold=True)
    assert read(made).text == (
        "## Moons\n\nMoons of Saturn, in 2024\n\n"
        "| 2023 Titan | 2023 Rhea | 2024 Dione |\n| --- | --- | --- |\n| a | b | c |\n\nSource: us"
    )


def test_tables_side_by_side_are_two_tables():
    made = workbook(
        [
            ("Moon", "km", None, "Planet", "km"),
            ("Titan", 5149, None, "Saturn", 120536),
            ("Rhea", 1527, None, "Mars", 6779),
        ]
    )
    assert read(made).text == (
        "## Moons\n\n| Moon | km |\n| --- | --- |\n| Titan | 5149 |\n| Rhea | 1527 |\n\n"
        "| Planet | km |\n| --- | --- |\n| Saturn | 120536 |\n| Mars | 6779 |"
    )


def test_merged_cells_are_filled():
    made = workbook([("Planet", "Moon", "km"), ("Saturn", "Titan", 5149), (None, "Rhea", 1527)])
    made.active.merge_cells("A2:A3")
    assert "| Saturn | Rhea | 1527 |" in read(made).text


def test_a_merged_block_of_text_is_written_once():
    made = workbook(
        [("How we counted", None, None, "Link"), (None, None, None, "x"), ("a", "b", "c", "y")]
    )
    made.active.merge_cells("A1:C2")
    assert read(made).text.count("How we counted") == 1


def test_hidden_sheets_rows_and_columns_are_left_out_and_told():
    made = workbook(
        [("Moon", "km", "Secret"), ("Titan", 5149, "x"), ("Rhea", 1527, "y"), ("Dione", 1123, "z")]
    )
    made.active.column_dimensions["C"].hidden = True
    made.active.row_dimensions[3].hidden = True
    made.create_sheet("Plans").append(["very secret"])
    made["Plans"].sheet_state = "veryHidden"
    made.create_sheet("Nothing")
    source = read(made)
    assert source.text.endswith("| Titan | 5149 |\n| Dione | 1123 |")
    assert source.notes[:4] == (
        "sheet 'Moons': 1 hidden row left out",
        "sheet 'Moons': 1 hidden column left out",
        "1 hidden sheet left out: 'Plans'",
        "1 empty sheet left out: 'Nothing'",
    )


def test_a_formula_without_a_value_is_told_and_one_that_is_text_is_only_text():
    made = workbook([("Moon", "km", "Note"), ("Titan", 5149, "x")])
    made.active["B3"] = "=SUM(B2:B2)"
    made.active["A4"] = "'=cmd|' /C calc'!A0"
    made.active["B4"] = 1
    source = read(made)
    assert (
        "sheet 'Moons': 1 formula without a value; a spreadsheet program that saves it fills them in"
        in source.notes
    )
    assert r"| '=cmd\|' /C calc'!A0 | 1 |" in source.text


def test_a_large_sheet_is_cut_and_told():
    made = workbook([("Moon", "km"), *((f"Moon {n}", n) for n in range(2_100))])
    made.active.cell(1, 300).value = "far away"
    source = read(made)
    assert "| Moon 1998 | 1998 |" in source.text
    assert "Moon 1999" not in source.text
    assert "sheet 'Moons': only the first 2,000 rows are read" in source.notes
    assert "sheet 'Moons': only the first 100 columns are read" in source.notes


def test_comments_pictures_and_macros_are_told():
    made = workbook()
    made.active["A1"].comment = Comment("why?", "B")
    found = read_source("raw/moons.xlsm", changed(saved(made), xl__vbaProject_dot_bin=b"x"))
    assert "the file holds macros, which are neither read nor run" in found.notes
    assert any("sheets with comments" in note for note in found.notes)


def test_a_workbook_without_a_filled_cell_is_refused():
    with pytest.raises(UserError, match="no sheet of this workbook shows a filled cell"):
        read(workbook([]))


def test_a_cell_at_the_other_end_of_the_sheet_costs_nothing():
    made = workbook()
    made.active["XFD1048576"] = "end"
    assert "| Rhea | 1,527 | Giovanni Cassini |" in read(made).text


def test_a_real_file_is_read_to_the_end():
    source = read_source("raw/moons.xlsx", (FILES / "moons.xlsx").read_bytes())
    assert source.text.endswith("Figures of 2024.")


SHAPES = """<s:wsDr xmlns:s="s" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="r">
<s:sp><s:txBody><a:p><a:r><a:t>Counted by</a:t></a:r><a:r><a:t> hand.</a:t></a:r></a:p><a:p/>
<a:p><a:r><a:t>Twice.</a:t></a:r></a:p></s:txBody></s:sp>
<s:pic><s:nvPicPr><s:cNvPr descr="Titan seen from Cassini"/></s:nvPicPr></s:pic>
<s:graphicFrame><a:graphicData><x:chart xmlns:x="c" r:id="c1"/></a:graphicData></s:graphicFrame>
</s:wsDr>"""
CHART = """<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart>HEAD<c:plotArea><c:barChart><c:ser>
<c:val><c:numRef><c:f>PLACE!$B$2:$B$3</c:f><c:numCache><c:pt idx="0"><c:v>5149</c:v></c:pt></c:numCache></c:numRef></c:val>
</c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>"""
HEAD = "<c:title><c:tx><c:rich><a:p><a:r><a:t>How wide</a:t></a:r></a:p></c:rich></c:tx></c:title>"


def drawn_over(chart, shapes=SHAPES):
    """Return a workbook with drawings over its sheet."""
    row = '<Relationship Id="{}" Type="drawn" Target="{}"/>'
    rels = '<Relationships xmlns="rels">{}</Relationships>'
    return with_parts(
        saved(workbook()),
        {
            "xl/worksheets/_rels/sheet1.xml.rels": rels.format(
                row.format("d1", "../drawings/drawing1.xml")
            ),
            "xl/drawings/drawing1.xml": shapes,
            "xl/drawings/_rels/drawing1.xml.rels": rels.format(
                row.format("c1", "../charts/chart1.xml")
            ),
            "xl/charts/chart1.xml": chart,
        },
    )


def test_what_lies_over_the_cells_is_read_below_them():
    source = read(drawn_over(CHART.replace("HEAD", HEAD).replace("PLACE", "Moons")))
    assert source.text.endswith(
        "Giovanni Cassini |\n\nCounted by hand.\n\nTwice.\n\n[Picture: Titan seen from Cassini]\n\n"
        "Chart: How wide"
    )
    assert source.notes == ()


@pytest.mark.parametrize("place", ["Elsewhere", "'[2024.xlsx]The moons'"])
def test_the_figures_of_a_chart_are_read_where_no_sheet_that_is_read_has_them(place):
    text = read(drawn_over(CHART.replace("HEAD", "").replace("PLACE", place))).text
    assert text.endswith("Chart:\n\n|  | Series 1 |\n| --- | --- |\n| 1 | 5149 |")


def test_drawings_that_say_nothing_or_are_broken_are_told():
    plain = CHART.replace("HEAD", "").replace("PLACE", "Moons")
    assert read(drawn_over(plain)).notes == ("sheet 'Moons': 1 chart of its cells without a title",)
    assert read(drawn_over("<c/>")).notes == ("sheet 'Moons': 1 drawing not read",)
