import pytest

from pipeline.readers.html.inline import Writer
from pipeline.readers.html.tables import write_table
from pipeline.readers.html.tree import parse
from pipeline.readers.html.weights import weigh
from tests.readers.html.reading import SENTENCE, markdown


@pytest.mark.parametrize(
    ("rows", "written"),
    [
        ("<tr><th>Pot<th>Bar</tr><tr><td rowspan=2>Left<td>3</tr><tr><td>4</tr>",
         "| Pot | Bar |\n| --- | --- |\n| Left | 3 |\n| Left | 4 |"),
        ("<tr><th>Pot<th>Bar<th>Year</tr><tr><td colspan=2>none<td>1931</tr>",
         "| Pot | Bar | Year |\n| --- | --- | --- |\n| none | none | 1931 |"),
        ("<thead><tr><th rowspan=2>Pot<th colspan=2>Bar</tr><tr><th>low<th>high</tr></thead>"
         "<tr><td>Left<td>1<td>9</tr>",
         "| Pot | Bar low | Bar high |\n| --- | --- | --- |\n| Left | 1 | 9 |"),
        ("<tr><td rowspan=0>Left<td>1</tr><tr><td>2</tr><tr><td>3</tr>",
         "|  |  |\n| --- | --- |\n| Left | 1 |\n| Left | 2 |\n| Left | 3 |"),
    ],
)  # fmt: skip
def test_merged_cells_fill_the_cells_that_they_cover(rows, written):
    assert markdown(f"<table>{rows}</table>") == written


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("10<br>20", "10 20"),
        ("<p>5 USD</p><p>9 USD</p>", "5 USD 9 USD"),
        ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ("a|b", "a\\|b"),
        ("10<sup>6</sup>", "10^6"),
    ],
)
def test_what_breaks_a_line_in_a_cell_is_a_blank(cell, written):
    assert f"| {written} | x |" in markdown(
        f"<table><tr><td>{cell}<td>x</tr><tr><td>c<td>d</tr></table>"
    )


def test_a_first_row_of_bold_cells_names_the_columns_and_a_plain_one_does_not():
    bold = "<table><tr><td><b>Pot</b><td><b>Bar</b></tr><tr><td>Left<td>3</tr></table>"
    assert markdown(bold).startswith("| Pot | Bar |\n| --- |")
    plain = "<table><tr><td>Left<td>3</tr><tr><td>Right<td>4</tr></table>"
    assert markdown(plain).startswith("|  |  |\n| --- | --- |\n| Left | 3 |")


def test_a_caption_introduces_its_table():
    body = "<table><caption>Boilers compared</caption><tr><th>Pot<th>Bar</tr><tr><td>Left<td>3</tr></table>"
    assert markdown(body).startswith("Boilers compared:\n\n| Pot | Bar |")


@pytest.mark.parametrize(
    "table",
    [
        f"<table role=presentation><tr><td><p>{SENTENCE}</p><td><p>So.</p></tr></table>",
        f"<table><tr><td><h2>Left</h2><p>{SENTENCE}</p><td><p>So.</p></tr></table>",
        f"<table><tr><td><p>{SENTENCE}</p></tr><tr><td><p>So.</p></tr></table>",
        f"<table><tr><td><p>{SENTENCE}</p><table><tr><td>So.</tr></table></tr></table>",
    ],
)
def test_a_table_that_lays_out_the_page_is_taken_apart(table):
    written = markdown(table)
    assert SENTENCE in written
    assert "So." in written
    assert "|" not in written


def test_a_column_of_line_numbers_is_no_text():
    body = "<table class=highlighttable><tr><td class=linenos><pre>1\n2</pre><td class=code><pre>vent\nshut</pre></tr></table>"
    assert markdown(body) == "```\nvent\nshut\n```"


def test_very_wide_spans_are_not_filled_without_end():
    page, _ = parse(
        "<table>" + "<tr><td rowspan=60000 colspan=900>a<td>b</tr>" * 2_000 + "</table>"
    )
    weigh(page)
    table = next(x for x in page.descendants() if x.tag == "table")
    lines = write_table(table, Writer())
    assert len(lines) == 2_002
    assert sum(text.count("|") for text, _ in lines) < 60_000 + 500 * len(lines)


def test_a_row_stands_on_the_line_of_its_first_text():
    page, _ = parse(
        "<table>\n<tr><th>Pot</th>\n<th>Bar</th></tr>\n<tr>\n<td>Left</td>\n<td>3</td></tr>\n</table>"
    )
    weigh(page)
    table = next(x for x in page.descendants() if x.tag == "table")
    assert [line for _, line in write_table(table, Writer())] == [2, 2, 5]
