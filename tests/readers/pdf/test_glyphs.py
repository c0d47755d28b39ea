import pytest

from pipeline.core.errors import UserError
from pipeline.readers import read_source
from pipeline.readers.pdf.glyphs import known_glyphs
from tests.readers.pdf.making import drawn, line


def test_symbol_fonts_keep_letters_where_their_names_say_which():
    assert known_glyphs("\uf061\uf0b3\uf031", "SymbolMT") == "α≥1"
    assert known_glyphs("\uf0a7", "Wingdings-Regular") == "•"
    assert known_glyphs("\uf731\uf739", "MinionPro") == "19"
    assert known_glyphs("\uf061", "Unknown") == "\uf061"


def test_a_glyph_that_only_its_font_knows_stays_and_is_told():
    data = drawn(
        line(72, 700, "The of\\002ce took \\001fty days."), unicode="<01> <FB01>\n<02> <E000>"
    )
    source = read_source("raw/a.pdf", data)
    assert source.text == "The of\ue000ce took fifty days."
    assert any("U+E000" in note for note in source.notes)


def test_a_file_whose_fonts_say_nothing_is_refused_with_the_remedy():
    data = drawn(
        line(72, 700, "\\002\\002\\002\\002 \\002\\002"), unicode="<01> <FB01>\n<02> <E000>"
    )
    with pytest.raises(UserError, match="force-ocr"):
        read_source("raw/a.pdf", data)


@pytest.mark.parametrize(
    ("drawn", "meant"),
    [
        ("na\u00a8\u0131ve", "naïve"),
        ("G\u00a8odel", "Gödel"),
        ("\u00b4etude", "étude"),
        ("fac\u00b8ade", "fac\u00b8ade"),  # there is no such letter
        ("Fran\u00b8cois", "François"),
        ("x\u02c6y", "x\u0177"),
        ("90\u00b4 10", "90\u00b4 10"),
        ("\u02dc5", "\u02dc5"),
    ],
)
def test_an_accent_goes_onto_its_letter_where_there_is_such_a_letter(drawn, meant):
    assert known_glyphs(drawn, "CMR10") == meant


def test_a_page_whose_fonts_say_nothing_is_read_as_a_picture_and_the_others_as_text():
    good = line(72, 700, "The lock was opened in 1931, and two gates hold it since then.")
    source = read_source(
        "raw/a.pdf",
        drawn(
            good, line(72, 700, "\\002\\002\\002 \\002\\002"), unicode="<01> <FB01>\n<02> <E000>"
        ),
    )
    assert source.text == "The lock was opened in 1931, and two gates hold it since then."
    assert source.bare == (2,)
    assert any(
        note == "page 2 has fonts that do not say which characters they show, so it is not read"
        for note in source.notes
    )
