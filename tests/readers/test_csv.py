import pytest

from pipeline.core.errors import UserError
from pipeline.readers import read_source
from tests.readers.common import FILES, assert_lines_and_locators_match


def read(text, path="raw/moons.csv"):
    source = read_source(path, text if isinstance(text, bytes) else text.encode())
    assert_lines_and_locators_match(source)
    return source


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_the_cells_is_found(sign):
    rows = [("Moon", "Width, in km", "Found"), ("Titan", "5149", "1655"), ("Rhea", "1527", "1672")]
    text = "\n".join(sign.join(f'"{cell}"' for cell in row) for row in rows)
    assert read(text).text == (
        "| Moon | Width, in km | Found |\n| --- | --- | --- |\n"
        "| Titan | 5149 | 1655 |\n| Rhea | 1527 | 1672 |"
    )


def test_decimal_commas_do_not_part_cells():
    assert "| Titan | 5149,5 |" in read("Moon;km\nTitan;5149,5\nRhea;1527,6\n").text


def test_cells_may_hold_line_ends_and_quotes():
    found = read('Moon,Note,km\nTitan,"large,\n""orange""",5149\nRhea,x,1527\n').text
    assert '| Titan | large, "orange" | 5149 |' in found


def test_a_table_of_names_and_values_has_no_head():
    found = read("Name,Titan\nDiameter,5149 km\nMass,1.3e23 kg\nColour,orange\n").text
    assert found.startswith("|  |  |\n| --- | --- |\n| Name | Titan |")


def test_a_formula_is_only_text():
    assert (
        r"| =cmd\|' /C calc'!A0 | 1 | 2 |"
        in read("Moon,a,b\n=cmd|' /C calc'!A0,1,2\nRhea,3,4\n").text
    )


def test_other_encodings_are_read_and_told():
    source = read("Größe;Mond;km\nklein;Rhea;1527\ngroß;Titan;5149\n".encode("cp1252"))
    assert "| groß | Titan | 5149 |" in source.text
    assert source.notes == ("read as windows-1252, not UTF-8",)


def test_a_long_table_is_cut_and_told():
    source = read("Moon,km\n" + "".join(f"Moon {n},{n}\n" for n in range(3_000)))
    assert "only the first 2,000 of 3,001 rows are read" in source.notes
    assert source.text.endswith("| Moon 1998 | 1998 |")


def test_an_endless_cell_is_refused():
    with pytest.raises(UserError, match="this is no table"):
        read('Moon,"' + "x" * 150_000)


def test_a_file_with_tabs_is_read_by_its_suffix():
    assert "| Titan, large | 5149 |" in read("Moon\tkm\nTitan, large\t5149\n", "raw/moons.tsv").text


def test_a_real_file_is_read_to_the_end():
    assert "Giovanni Cassini" in read((FILES / "moons.csv").read_bytes()).text
