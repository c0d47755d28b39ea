import pytest

from pipeline.core.errors import UserError
from pipeline.readers import read_source
from tests.readers.common import FILES, assert_lines_and_locators_match
from tests.readers.making import book, parts_of, zipped

TITAN, RHEA = "<h1>Titan</h1><p>Titan is large.</p>", "<h1>Rhea</h1><p>Rhea is small.</p>"
NAV = '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'


def read(data):
    source = read_source("raw/moons.epub", data)
    assert_lines_and_locators_match(source)
    return source


def test_chapters_are_read_in_their_order_with_what_the_book_says_of_itself():
    source = read(book({"b.xhtml": TITAN, "a.xhtml": RHEA}))
    assert source.text == "# Titan\n\nTitan is large.\n\n# Rhea\n\nRhea is small."
    said = (source.title, source.author, source.published, source.language)
    assert said == ("Moons of Saturn", "Ida Kaland", "2024-05-01", "en")


def test_a_chapter_without_a_heading_has_the_name_of_the_table_of_contents_which_is_left_out():
    nav = "<html><body><nav><ol><li><a href='a.xhtml'>On Titan</a></li></ol></nav></body></html>"
    data = book(
        {"a.xhtml": "<p>Titan is large.</p>", "b.xhtml": RHEA},
        extra=[NAV],
        **{"OEBPS__nav.xhtml": nav},
    )
    assert read(data).text == "## On Titan\n\nTitan is large.\n\n# Rhea\n\nRhea is small."


def test_signs_of_notes_and_printed_page_numbers_are_left_out_and_notes_stay():
    body = (
        '<h1>Titan</h1><p>Titan is<span epub:type="pagebreak">[Pg 12]</span> large.'
        '<a epub:type="noteref" href="#n1">1</a></p><aside id="n1" epub:type="footnote"><p>By volume.</p></aside>'
    )
    assert read(book({"a.xhtml": body})).text == "# Titan\n\nTitan is large.\n\nBy volume."


def test_descriptions_of_pictures_stay_and_bare_ones_are_told():
    body = '<h1>Titan</h1><p><img src="a.png" alt="Titan in its orange haze"/></p><p><img src="b.png" alt="image"/>x</p>'
    source = read(book({"a.xhtml": body}))
    assert "[Picture: Titan in its orange haze]" in source.text
    assert source.notes == ("1 picture without a description left out",)


def test_a_locked_book_is_refused_and_scrambled_fonts_are_no_lock():
    entry = (
        '<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:EncryptionMethod Algorithm="{}"/>'
        '<e:CipherData><e:CipherReference URI="{}"/></e:CipherData></e:EncryptedData></encryption>'
    ).format
    locked = entry("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OEBPS/a.xhtml")
    with pytest.raises(UserError, match="encrypted"):
        read(book({"a.xhtml": TITAN}, **{"META-INF__encryption.xml": locked}))
    fonts = entry("http://www.idpf.org/2008/embedding", "OEBPS/font.otf")
    assert read(book({"a.xhtml": TITAN}, **{"META-INF__encryption.xml": fonts})).text


def test_a_missing_chapter_is_told():
    data = book({"a.xhtml": TITAN, "b.xhtml": RHEA})
    parts = parts_of(data)
    del parts["OEBPS/b.xhtml"]
    assert read(zipped(parts)).notes == ("the chapter 'OEBPS/b.xhtml' is missing in the file",)


def test_a_book_of_pictures_is_refused():
    with pytest.raises(UserError, match="no chapter of this book holds text"):
        read(book({"a.xhtml": '<img src="a.png"/>'}))


def test_a_real_file_is_read_to_the_end():
    assert "Rhea has craters." in read((FILES / "moons.epub").read_bytes()).text
