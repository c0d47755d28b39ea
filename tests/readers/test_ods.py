import pytest

from pipeline.core.errors import UserError
from pipeline.readers import read_source
from tests.readers.common import FILES, assert_lines_and_locators_match
from tests.readers.making import MOONS, changed, ods_cell, saved, spreadsheet


def read(made):
    source = read_source("raw/moons.ods", made if isinstance(made, bytes) else saved(made))
    assert_lines_and_locators_match(source)
    return source


def test_each_sheet_is_a_section_and_its_number_is_the_locator():
    source = read(spreadsheet(("Moons", MOONS), ("Remarks", [["Figures of 2024."]])))
    assert source.text == (
        "## Moons\n\n| Moon | Diameter (km) | Found by |\n| --- | --- | --- |\n"
        "| Titan | 5,149 | Christiaan Huygens |\n| Rhea | 1,527 | Giovanni Cassini |\n\n"
        "## Remarks\n\nFigures of 2024."
    )
    assert (source.unit, source.locators) == ("sheet", (*[1] * 7, *[2] * 3))


def test_numbers_are_as_the_file_shows_them_and_days_are_iso():
    rows = [
        ["Moon", "Diameter", "Share", "Found"],
        [
            "Titan",
            ods_cell("5.149,5 km", valuetype="float", value="5149.5"),
            ods_cell("96 %", valuetype="percentage", value="0.96"),
            ods_cell("25.3.1655", valuetype="date", datevalue="1655-03-25"),
        ],
    ]
    assert "| Titan | 5.149,5 km | 96 % | 1655-03-25 |" in read(spreadsheet(("Moons", rows))).text


def test_cells_and_rows_that_repeat_or_span_are_filled_within_bounds():
    rows = [
        ["Planet", "Moon", "km"],
        [ods_cell("Saturn", numberrowsspanned="2"), "Titan", "5149"],
        [ods_cell("", numbercolumnsrepeated="1"), "Rhea", "1527"],
        [ods_cell("", numbercolumnsrepeated="1000000")],
    ]
    made = saved(spreadsheet(("Moons", rows)))
    made = changed(
        made,
        content_dot_xml=lambda xml: xml.replace(
            b"</table:table>",
            b'<table:table-row table:number-rows-repeated="1048000"/></table:table>',
        ),
    )
    source = read(made)
    assert source.text.endswith("| Saturn | Titan | 5149 |\n| Saturn | Rhea | 1527 |")
    assert source.notes == ()


def test_more_than_is_read_is_told():
    made = changed(
        saved(spreadsheet(("Moons", MOONS))),
        content_dot_xml=lambda xml: xml.replace(
            b"<table:table-row>", b'<table:table-row table:number-rows-repeated="90000">', 1
        ),
    )
    assert "sheet 'Moons': only the first 2,000 rows are read" in read(made).notes


def test_hidden_and_empty_sheets_are_told():
    source = read(
        spreadsheet(("Moons", MOONS), ("Plans", [["secret"]]), ("Nothing", []), hidden=["Plans"])
    )
    assert "secret" not in source.text
    assert source.notes == ("1 hidden sheet left out: 'Plans'", "1 empty sheet left out: 'Nothing'")


def test_a_text_document_under_the_suffix_of_a_spreadsheet_is_refused():
    data = changed(
        saved(spreadsheet(("Moons", MOONS))),
        content_dot_xml=lambda xml: xml.replace(b"office:spreadsheet", b"office:text"),
    )
    with pytest.raises(UserError, match="this is no spreadsheet"):
        read(data)


def test_a_locked_spreadsheet_is_refused():
    lock = b"<manifest:manifest xmlns:manifest='m'><manifest:encryption-data/></manifest:manifest>"
    with pytest.raises(UserError, match="protected by a password"):
        read(changed(saved(spreadsheet(("Moons", MOONS))), **{"META-INF__manifest_dot_xml": lock}))


def test_a_real_file_is_read_to_the_end():
    assert "Rhea" in read((FILES / "moons.ods").read_bytes()).text


def test_text_that_lies_over_the_cells_is_read_and_objects_are_told():
    over = (
        b"<table:shapes xmlns:d='d' xmlns:t='t'><d:frame><d:text-box><t:p>Counted by hand.</t:p></d:text-box></d:frame>"
        b"<d:frame><d:object/><d:image/></d:frame><d:frame><d:image/></d:frame></table:shapes></table:table>"
    )
    data = changed(
        saved(spreadsheet(("Moons", MOONS))),
        content_dot_xml=lambda xml: xml.replace(b"</table:table>", over),
    )
    source = read(data)
    assert source.text.endswith("Giovanni Cassini |\n\nCounted by hand.")
    assert source.notes == (
        "sheet 'Moons': 1 chart or other object not read",
        "sheet 'Moons': 1 picture not read",
    )


def test_macros_are_told_and_not_parsed():
    macro = b"<!DOCTYPE script:module SYSTEM 'module.dtd'><m/>"
    data = changed(saved(spreadsheet(("Moons", MOONS))), Basic__Standard__one_dot_xml=macro)
    assert read(data).notes == ("the file holds macros, which are neither read nor run",)
