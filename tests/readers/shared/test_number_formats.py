import pytest

from pipeline.readers.shared.number_formats import show_number, write_number


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1200.5, "", "1200.5"),
        (1200.5, "General", "1200.5"),
        (1200.5, "#,##0.00", "1200.50"),
        (1200.5, '#,##0.00 "€"', "1200.50 €"),
        (1200.5, "[$€-407] #,##0.00", "€ 1200.50"),
        (1200.5, "[$$-409]#,##0", "$1201"),
        (-1200.5, "#,##0;(#,##0)", "-1201"),
        (-1200.5, "#,##0;[Red]-#,##0", "-1201"),
        (0, '0;-0;"none"', "0"),
        (5, '0" km"', "5 km"),
        (5, "[Magenta]0", "5"),
        (0.125, "0.0%", "12.5%"),
        (12.3, "0.##", "12.3"),
        (-0.2, "0", "0"),
        (1234567, '0.0,,"M"', "1234567"),
        (0.5, "# ?/?", "0.5"),
        (7, "[>5]0.0;0", "7"),
        (1.234e-05, "0.00E+00", "0.00001234"),
        (45413, "d-mmm-yy", "2024-05-01"),
        (45413.75, "dd/mm/yyyy hh:mm", "2024-05-01 18:00"),
        (45413, "mmm-yy", "2024-05"),
        (0.75, "h:mm", "18:00"),
        (1.5, "[h]:mm", "36:00"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (-5, "yyyy-mm-dd", "-5"),
    ],
)
def test_a_number_is_written_as_its_format_shows_it(value, code, shown):
    assert show_number(value, code) == shown


def test_a_workbook_of_an_old_mac_counts_days_from_1904():
    assert show_number(43951, "yyyy-mm-dd", from_1904=True) == "2024-05-01"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (3.0, "3"),
        (0.1 + 0.2, "0.3"),
        (1e21, "1e+21"),
        (0.00001, "0.00001"),
        (-2.5, "-2.5"),
        (1e308 * 10, "inf"),
    ],
)
def test_a_number_without_a_format_is_written_in_full(value, written):
    assert write_number(value) == written
