from collections import Counter

from pipeline.readers import read_source
from pipeline.readers.pdf.ruling import NO_RULING, Ruling
from pipeline.readers.pdf.tables import PdfTable, find_tables
from tests.readers.pdf.making import drawn, line, row, rule


def grid(*lines, columns=(72, 200, 300), top=600.0, high=14.0):
    return [
        row(text, x, top - high * at)
        for at, cells in enumerate(lines)
        for text, x in zip(cells, columns, strict=False)
        if text
    ]


def cells(rows, ruling=NO_RULING):
    found = [item for item in find_tables(rows, ruling, Counter()) if isinstance(item, PdfTable)]
    return [[list(line) for line in table.cells] for table in found]


FERRIES = [("Ferry", "Cars", "Price"), ("Ost", "90", "12"), ("West", "40", "9"), ("North", "", "7")]


def test_cells_below_one_another_are_a_table():
    assert cells(grid(*FERRIES)) == [[[*line] for line in FERRIES]]


def test_the_text_before_and_after_a_table_stays_where_it_was():
    before, after = row("The ferries of the sound.", y=640), row("All of them are red.", y=500)
    items = find_tables([before, *grid(*FERRIES), after], NO_RULING, Counter())
    assert [items[0], items[-1]] == [before, after]
    assert len(items) == 3


def test_a_cell_of_several_lines_is_one_cell():
    rows = grid(
        ("Ferry", "What it does", "Price"),
        ("Ost", "It crosses the", "12"),
        ("", "sound every day", ""),
        ("West", "It lies in the", "9"),
        ("", "harbour and rusts", ""),
    )
    assert cells(rows)[0][1:] == [
        ["Ost", "It crosses the sound every day", "12"],
        ["West", "It lies in the harbour and rusts", "9"],
    ]


def test_ruled_lines_divide_the_rows():
    rows = grid(
        ("Ferry", "Cars", "Price"),
        ("The ferry", "90", "12"),
        ("West of Ost", "", ""),
        ("The boat", "4", "3"),
        ("North of Ost", "", ""),
    )
    lines = Ruling(tuple((600.0 - 14 * n - 4, 60.0, 400.0) for n in (0, 2, 4)))
    assert cells(rows, lines)[0][1:] == [
        ["The ferry West of Ost", "90", "12"],
        ["The boat North of Ost", "4", "3"],
    ]


def test_what_covers_several_columns_stands_in_each():
    rows = [
        row("Ferry", 72, 614),
        row("In the year", 200, 614, wide=120),
        *grid(("", "2019", "2020"), *FERRIES[1:]),
    ]
    assert cells(rows)[0][0] == ["Ferry", "In the year 2019", "In the year 2020"]


def test_a_list_with_its_numbers_set_apart_is_no_table():
    rows = [
        row(text, x, 600 - 14 * n)
        for n in range(4)
        for text, x in ((f"{n}.", 72), ("Open the valve", 110))
    ]
    assert not cells(rows)


def test_a_first_row_that_holds_a_sentence_names_no_columns():
    table = PdfTable((("Open the vent", "Air gets in."), ("Open the valve", "Water runs out.")))
    assert table.markdown() == [
        "|  |  |",
        "|---|---|",
        "| Open the vent | Air gets in. |",
        "| Open the valve | Water runs out. |",
    ]
    assert (
        PdfTable((("Step", "Effect"), ("Open", "Air gets in."))).markdown()[0]
        == "| Step | Effect |"
    )


def test_a_bar_in_a_cell_is_escaped():
    assert PdfTable((("a|b", "c"), ("d", "e"))).markdown() == [
        "| a\\|b | c |",
        "|---|---|",
        "| d | e |",
    ]


def test_a_ruled_table_of_a_file_is_markdown():
    stream = line(72, 700, "The ferries are listed here, with the number of their cars.")
    for n, texts in enumerate(FERRIES):
        stream += "".join(
            line(x, 660 - 20 * n, text) for text, x in zip(texts, (80, 200, 300), strict=True)
        )
        stream += rule(72, 675 - 20 * n, 350)
    source = read_source("raw/a.pdf", drawn(stream, stream.replace("Ost", "East")))
    assert (
        "| Ferry | Cars | Price |\n|---|---|---|\n| Ost | 90 | 12 |\n| West | 40 | 9 |\n| North |  | 7 |"
        in source.text
    )
    assert [
        n
        for text, n in zip(source.text.split("\n"), source.locators, strict=True)
        if "East" in text
    ] == [2]


def test_very_many_cells_take_no_long():
    rows = grid(*((f"{n}", f"{n * 2}", f"{n * 3}") for n in range(300)), high=5.0)
    assert len(cells(rows)[0]) == 300
