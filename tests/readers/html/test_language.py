import pytest

from pipeline.core.language.detection import language_of
from pipeline.readers import read_source

GERMAN = (
    "<p>Das Werk wurde im Jahr 1931 gebaut und war für die Stadt von großer Bedeutung. Es ist nicht mehr in Betrieb, wird"
    " aber von den Leuten am Ort noch gern besucht.</p>"
)


def read(page):
    return read_source("raw/page.html", page.encode())


@pytest.mark.parametrize(
    ("page", "language"),
    [
        ("<html lang=de><body><p>Ventil 3,5 km</p>", "de"),
        (f"<html lang=de-CH><body>{GERMAN}", "de-CH"),
        ("<html xml:lang='pt_BR'><body><p>3,5 km</p>", "pt-BR"),
        ("<meta http-equiv=Content-Language content='sv, en'><body><p>3,5 km</p>", "sv"),
        ("<html lang=en><body><article lang=fr><p>Valves 3,5 km</p></article><p lang=it>ed</p>", "fr"),
        ("<html lang=fr><body><nav lang=en><a href='/'>Home of all the works</a></nav><p>3,5 km</p>", "fr"),
        ("<html lang=nb><body><p>Verket ble bygget i 1931 og er ikke i drift, men det var viktig for byen.</p>", "nb"),
        ("<html lang=lb><body><p>D’Gemeng huet 3,5 km.</p>", "lb"),
        ("<html lang='{{ lang }}'><body><p>3,5 km</p>", ""),
        ("<html lang=''><body><p>3,5 km</p>", ""),
        ("<html><body><p>3,5 km</p>", ""),
    ],
)  # fmt: skip
def test_the_language_that_a_page_declares_for_its_text_is_that_of_the_source(page, language):
    assert read(page).language == language


def test_a_text_that_is_surely_in_another_language_is_believed_and_told():
    source = read(f"<html lang=en-US><body><h1>Werk</h1>{GERMAN}")
    assert source.language == ""
    assert language_of(source, "en") == "de"
    assert source.notes == ("the page says that its language is 'en-US'; its text is in 'de'",)


def test_a_declared_language_goes_before_that_of_the_schema():
    assert language_of(read("<html lang=de><body><p>Ventil 3,5 km</p>"), "en") == "de"
    assert language_of(read("<html><body><p>Ventil 3,5 km</p>"), "en") == "en"


def test_a_date_is_read_in_the_declared_language():
    page = "<html lang='{}'><body><p>{}</p><h1>3,5 km</h1><p>So it is.</p>"
    assert read(page.format("de", "3. März 2021")).published == "2021-03-03"
    assert read(page.format("fr", "3 mars 2021")).published == "2021-03-03"
