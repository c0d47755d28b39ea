import pytest

from pipeline.core.errors import UserError
from pipeline.readers import read_source


def test_the_first_short_line_is_the_title():
    assert read_source("a.txt", b"\n\nOn tides\n\nThe sea rises.\n").title == "On tides"


def test_a_sentence_is_no_title():
    assert (
        read_source("raw/sea-level.txt", b"The sea rises twice a day.\nMore.\n").title
        == "Sea level"
    )


def test_blank_lines_at_both_ends_go_and_locators_stay_true():
    source = read_source("a.txt", b"\n\n  one\n\ntwo\n\n\n")
    assert (source.text, source.locators) == ("  one\n\ntwo", (3, 4, 5))


@pytest.mark.parametrize("char", ["\u2028", "\u2029", "\x0c", "\x0b", "\x85", "\x1e"])
def test_an_exotic_line_break_is_a_space(char):
    source = read_source("a.txt", f"one{char}two\nthree".encode())
    assert (source.text, source.locators) == ("one two\nthree", (1, 2))


def test_a_lone_carriage_return_breaks_the_text_and_not_the_numbering():
    source = read_source("a.txt", b"one\rtwo\r\nthree\n")
    assert (source.text, source.locators) == ("one\ntwo\nthree", (1, 1, 2))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_no_part_of_the_text(encoding):
    source = read_source("a.txt", "Größe\nzwei".encode(encoding))
    assert (source.text, source.notes) == ("Größe\nzwei", ())


@pytest.mark.parametrize(
    ("text", "encoding", "spoken"),
    [
        ("Das Café öffnet um neun.", "cp1252", "windows-1252"),
        ("price £5", "cp1252", "windows-1252"),
        ("Привет мир, как дела сегодня", "cp1251", "windows-1251"),
        ("Zażółć gęślą jaźń, dobry dzień państwu", "cp1250", "windows-1250"),
        ("これは日本語のテキストです。今日は天気がいい。", "shift_jis", "cp932"),
    ],
)
def test_another_encoding_is_recognised_and_said(text, encoding, spoken):
    source = read_source("a.txt", text.encode(encoding))
    assert (source.text, source.notes) == (text, (f"read as {spoken}, not UTF-8",))


def test_utf_16_that_breaks_off_is_refused():
    with pytest.raises(UserError, match="UTF-16"):
        read_source("a.txt", b"\xff\xfea\0b")


def test_turkish_in_its_own_encoding_is_not_taken_for_icelandic():
    turkish = "Köprünün uzunluğu 1.074 metredir ve şehrin ışıkları gece boyunca burada görülür."
    source = read_source("raw/a.txt", turkish.encode("cp1254"))
    assert source.text == turkish
    assert source.notes[0] == "read as windows-1254, not UTF-8"
    icelandic = "Brúin er 450 metrar að lengd. Það er mjög þröngt á henni og ýmsir þurfa að bíða."
    assert read_source("raw/a.txt", icelandic.encode("cp1252")).text == icelandic


def test_polish_in_the_encoding_of_the_iso_is_told_from_that_of_windows():
    polish = "Wieża ma 93 metry wysokości. Zażółć gęślą jaźń. Łódź leży w środku Polski."
    source = read_source("raw/a.txt", polish.encode("iso8859-2"))
    assert (source.text, source.notes[0]) == (polish, "read as iso8859-2, not UTF-8")
    assert read_source("raw/a.txt", polish.encode("cp1250")).text == polish
