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
