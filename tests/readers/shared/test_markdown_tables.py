import pytest

from pipeline.readers.shared.markdown_tables import is_figure, names_columns, write_table


@pytest.mark.parametrize(
    "rows",
    [
        [("Moon", "Diameter (km)"), ("Titan", "5,149"), ("Rhea", "1,527")],
        [("Moon", "Planet", "Found by"), ("Titan", "Saturn", "Huygens")],
        [("", "2019", "2020"), ("Visits", "15", "22")],
        [("Option", "Meaning"), ("-v", "says more")],
        [("Day", "Visits"), ("2024-05-01", "15"), ("2024-05-02", "22")],
    ],
)
def test_a_first_row_of_names_is_the_head(rows):
    assert names_columns(rows)


@pytest.mark.parametrize(
    "rows",
    [
        [("Name", "Titan"), ("Diameter", "5149 km"), ("Mass", "1.3e23 kg")],
        [("Name", "Titan"), ("Colour", "orange")],
        [("Titan", "5,149"), ("Rhea", "1,527")],
        [("Moon", "Moon", "Planet"), ("Titan", "a", "b")],
        [("Moon", "", "Planet"), ("Titan", "a", "b")],
        [("Titan is a moon.", "It is large.", "So it is."), ("a", "b", "c")],
        [("Moon", "Diameter")],
    ],
)
def test_a_first_row_like_the_others_is_no_head(rows):
    assert not names_columns(rows)


@pytest.mark.parametrize(
    "text",
    ["5,149", "5.149,5 km", "-12 %", "(1200)", "€ 5", "2024-05-01", "1.3e23 kg", "12/5/2024"],
)
def test_figures_are_told_from_words(text):
    assert is_figure(text)


@pytest.mark.parametrize(
    "text", ["", "Titan", "5 moons of Saturn", "A4 paper", "Q1", "version 3.2"]
)
def test_words_are_no_figures(text):
    assert not is_figure(text)


def test_cells_end_where_they_end():
    assert write_table([("a|b", "c"), ("d\ne", "f"), ("", ""), ("g",)], 1) == [
        "| a\\|b | c |",
        "| --- | --- |",
        "| d e | f |",
        "| g |  |",
    ]


def test_names_in_several_rows_are_joined():
    assert (
        write_table([("2024", "2024"), ("Q1", "Q2"), ("1", "2")], 2)[0] == "| 2024 Q1 | 2024 Q2 |"
    )
