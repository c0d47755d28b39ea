"""Values of texts in several languages, on the scale of those in English."""

import subprocess
import sys

import pytest

from pipeline.core.language.measures import measures
from pipeline.core.language.numeric_dates import read_numeric_date
from pipeline.core.language.quantities import quantities


def only(text):
    (found,) = measures(text)
    return found


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Der Kanal ist 1.650,5 km lang.", "Der Kanal ist 1650,5 km lang."),
        ("Der Kanal ist 1\u00a0650,5 km lang.", "Der Kanal ist 1'650.5 km lang."),
        ("Der Kanal ist 1 650,5 km lang.", "The canal is 1,650.5 km long."),
        ("Der Ort hat 18.300 Bewohner.", "Der Ort hat 18\u202f300 Bewohner."),
        ("Die Schleuse kostete 4.200.000 Euro.", "Die Schleuse kostete 4,2 Mio. Euro."),
        ("Die Schleuse kostete 4,2 Millionen €.", "L’écluse a coûté 4,2 millions d'euros."),
        ("La esclusa mide 1.650 metros.", "Die Schleuse ist 1,65 Kilometer lang."),
        ("La part est de 12,5 %.", "Der Anteil beträgt 12,5 Prozent."),
        ("Die Schleuse ist seit dem 3. März 1931 offen.", "The lock opened on 3 March 1931."),
        ("L’écluse est ouverte depuis le 3 mars 1931.", "La esclusa abrió el 3 de marzo de 1931."),
        ("水闸于1931年3月3日开放。", "水門は1931年3月3日に開いた。"),
        ("수문은 1931년 3월 3일에 열렸다.", "The lock opened on 3 March 1931."),
        ("该运河全长3.5万米。", "该运河全长35000米。"),
        ("Die Schleuse öffnete am 3.3.1931 wieder.", "La chiusa fu aperta il 03/03/1931."),
        ("Die Grenze ist 2^13 und nicht mehr.", "Die Grenze ist 2¹³ und nicht mehr."),
        ("La limite è di 0x2000 e non di più.", "The limit is 2^13."),
        ("मूल्य 42,00,000 है", "It has 4,200,000 parts."),
    ],
)
def test_one_value_in_two_ways_of_writing_is_one(one, two):
    assert only(one).agrees_with(only(two))
    assert only(two).agrees_with(only(one))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Der Kanal ist 1.650,5 km lang.", "Der Kanal ist 1.560,5 km lang."),
        ("Der Kanal ist 1.650 km lang.", "The canal is 1.65 km long."),
        ("Die Schleuse öffnete am 3.4.1931 wieder.", "Die Schleuse öffnete am 4.3.1931 wieder."),
        ("该运河全长3.5万米。", "该运河全长3.5米。"),
        ("准确率为92.4%。", "准确率为94.2%。"),
    ],
)
def test_two_values_are_two(one, two):
    assert not only(one).agrees_with(only(two))


def test_both_readings_are_kept_where_the_language_is_unclear():
    assert only("SLOAD: 2.100 gas").values == (2.1, 2100.0)
    assert only("The cost of it is 2.100 gas.").values == (2.1,)


@pytest.mark.parametrize(
    ("parts", "day_first", "iso"),
    [
        (("13", "05", "2024", "/"), None, "2024-05-13"),
        (("05", "13", "2024", "/"), None, "2024-05-13"),
        (("02", "03", "2024", "/"), None, "2024"),
        (("04", "04", "2024", "/"), None, "2024-04-04"),
        (("02", "03", "2024", "/"), True, "2024-03-02"),
        (("02", "03", "2024", "/"), False, "2024-02-03"),
        (("02", "03", "2024", "."), None, "2024-03-02"),
        (("05", "13", "2024", "."), None, ""),
        (("31", "31", "2024", "/"), None, ""),
    ],
)
def test_a_date_in_numbers_is_read_where_one_reading_is_a_date(parts, day_first, iso):
    assert read_numeric_date(*parts, day_first) == iso


def test_thousands_with_stops_are_no_version_and_neither_is_a_date():
    assert [m.kind for m in measures("Es waren 4.200.000 Teile am 3.4.1931.")] == ["number", "date"]
    assert [m.kind for m in measures("It needs 2.13.1 of it.")] == ["version"]


def test_an_english_text_needs_no_data_of_other_languages():
    code = (
        "import sys; from pipeline.core.language.quantities import quantities;"
        "quantities('The lock has 1,200 gates since 3 March 1931 and 4.5 m of water.');"
        "sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert [q.text for q in quantities("SLOAD costs 8,192 gas")] == ["8,192"]
