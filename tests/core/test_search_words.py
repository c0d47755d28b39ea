from pipeline.core.search_words import STEMMED, search_words


def test_search_words_are_stemmed_by_the_language_and_in_english_as_ever():
    assert search_words("Moons orbited Café") == ["moon", "orbit", "café"]
    assert search_words("Moons orbited", "en-GB") == search_words("Moons orbited")
    assert search_words("Die Häuser", "de") == ["die", "haus"]
    assert search_words("les maisons", "fr-CA") == ["les", "maison"]
    assert search_words("дома домов", "ru") == ["дом", "дом"]
    assert search_words("Häuser 4.5", "xx") == ["häuser", "4.5"]
    for language in STEMMED:
        assert search_words("a1 Wörter", language)
