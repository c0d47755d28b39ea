"""The language of a text, by its script and its words; a text that shows none has none."""

import pytest

from pipeline.core.language.detection import detect_language, language_of
from tests.helpers.making import source

TEXTS = {
    "en": "The old mill at the river was rebuilt after the flood, and it has two wheels now.",
    "de": "Die alte Mühle am Fluss wurde nach dem Hochwasser erneuert und hat jetzt zwei Räder.",
    "fr": "Le vieux moulin au bord de la rivière a été reconstruit après la crue de 1910.",
    "es": "El viejo molino junto al río fue reconstruido después de la inundación de 1910.",
    "it": "Il vecchio mulino sul fiume è stato ricostruito dopo la piena e ora ha due ruote.",
    "nl": "De oude molen aan de rivier werd na de overstroming herbouwd en heeft nu twee wielen.",
    "pt": "O velho moinho junto ao rio foi reconstruído após a cheia e agora tem duas rodas.",
    "sv": "Den gamla kvarnen vid ån byggdes om efter översvämningen och har nu två hjul.",
    "pl": "Stary młyn nad rzeką został odbudowany po powodzi i ma teraz dwa koła.",
    "ja": "川沿いの古い水車小屋は、洪水のあとで建て直された。",
    "zh": "河边的老磨坊在洪水之后重建，现在有两个水轮。",
    "ko": "강가의 오래된 물레방앗간은 홍수 뒤에 다시 지어졌다.",
    "ru": "Старая мельница у реки была восстановлена после наводнения.",
    "uk": "Стару мельницю біля річки відбудували після повені, і тепер її відвідують.",
    "ar": "أعيد بناء الطاحونة القديمة على ضفة النهر بعد الفيضان.",
    "el": "Ο παλιός μύλος δίπλα στο ποτάμι ξαναχτίστηκε μετά την πλημμύρα.",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_one_sentence_shows_its_language(language, text):
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text", ["", "42", "§ 7", "Ansel Halden Lowdale", "x = f(y) + 3", "```\nthe of and\n```"]
)
def test_what_shows_no_language_has_none(text):
    assert detect_language(text) == ""


def test_code_names_and_addresses_in_another_language_do_not_count():
    text = (
        "Mit `git log --all --since the beginning of the year` sieht man die Geschichte, siehe"
        " [dort](https://example.org/the/history/of/the/world) für mehr.\n\n```\nfor all of the"
        " files that are in the tree and have not been read\n```\n"
    )
    assert detect_language(text) == "de"


def test_chinese_with_some_latin_names_is_chinese_and_english_with_some_signs_english():
    assert detect_language("该模型基于 Transformer 架构，由 OpenAI 于2020年发布。") == "zh"
    assert detect_language("The word 川 means river, and it is one of the oldest signs.") == "en"


def test_a_source_has_the_language_it_declares_else_the_one_it_is_written_in_else_the_wikis():
    german = source(TEXTS["de"])
    assert language_of(german, "en") == "de"
    assert language_of(source(TEXTS["de"], language="de-CH"), "en") == "de-CH"
    assert language_of(source("Ansel 42"), "fr") == "fr"
