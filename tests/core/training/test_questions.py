"""Questions in German and French are as people ask, and a crooked fit gives nothing."""

from __future__ import annotations

import pytest

from pipeline.core.training.asked_values import find_asked_values, stands_alone
from pipeline.core.training.questions import rules_of


def whole(sentence, language):
    found = find_asked_values(sentence, (), language)
    return [(one.question, one.topic, one.answer) for one in found if one.kind != "gap"]


@pytest.mark.parametrize(
    ("sentence", "question", "topic", "answer"),
    [
        ("Die Höhe der Staumauer Eichbach beträgt 42,5 Meter.", "Welchen Wert hat die Höhe der Staumauer Eichbach?", "die Höhe der Staumauer Eichbach", "42,5 Meter"),
        ("Der Fahrpreis der Seilbahn Hochkopf beträgt 12,40 Euro.", "Welchen Wert hat der Fahrpreis der Seilbahn Hochkopf?", "der Fahrpreis der Seilbahn Hochkopf", "12,40 Euro"),
        ("Die Kosten des Umbaus betrugen 18 Euro.", "Welchen Wert hatten die Kosten des Umbaus?", "die Kosten des Umbaus", "18 Euro"),
        ("Der Saturn hat 274 bekannte Monde.", "Wie viele bekannte Monde hat der Saturn?", "wie viele bekannte Monde der Saturn hat", "274"),
        ("Die Seilbahn Hochkopf wurde am 3. Mai 1974 eröffnet.", "Wann wurde die Seilbahn Hochkopf eröffnet?", "wann die Seilbahn Hochkopf eröffnet wurde", "3. Mai 1974"),
        ("Die Staumauer Eichbach wurde 1904 gebaut.", "Wann wurde die Staumauer Eichbach gebaut?", "wann die Staumauer Eichbach gebaut wurde", "1904"),
        ("Der Hochkopf ist 1.482 Meter hoch.", "Wie hoch ist der Hochkopf?", "wie hoch der Hochkopf ist", "1.482 Meter"),
        ("Die Seilbahn Hochkopf ist eine Luftseilbahn zwischen Lindau und dem Gipfel.", "Was ist die Seilbahn Hochkopf?", "was die Seilbahn Hochkopf ist", "eine Luftseilbahn zwischen Lindau und dem Gipfel"),
    ],
)  # fmt: skip
def test_a_german_question_keeps_each_word_in_its_case(sentence, question, topic, answer):
    assert (question, topic, answer) in whole(sentence, "de")


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("La hauteur du barrage de Brévenne est de 58,5 mètres.", "Quelle valeur les sources donnent-elles pour la hauteur du barrage de Brévenne ?", "58,5 mètres"),
        ("La centrale de Brévenne compte 42 employés.", "Combien d’employés est-ce que la centrale de Brévenne compte ?", "42"),
        ("Io compte 3 volcans.", "Combien de volcans est-ce qu’Io compte ?", "3"),
        ("Le barrage de Brévenne a été construit en 1932.", "Quand est-ce que le barrage de Brévenne a été construit ?", "1932"),
        ("Le péage du pont coûte 2,50 euros.", "Combien est-ce que le péage du pont coûte ?", "2,50 euros"),
        ("Le barrage de Brévenne est un ouvrage de retenue en amont.", "Comment définir le barrage de Brévenne ?", "un ouvrage de retenue en amont"),
    ],
)  # fmt: skip
def test_a_french_question_asks_for_no_gender(sentence, question, answer):
    assert (question, answer) in [(asked, said) for asked, _, said in whole(sentence, "fr")]


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Wenn die Höhe 3 beträgt, geschieht nichts.", "de"),
        ("Der Damm wurde in drei Jahren gebaut.", "de"),
        ("Die Höhe ist nicht klar.", "de"),
        ("Le barrage a été construit en pierre.", "fr"),
        ("La hauteur n’est pas connue.", "fr"),
        ("The height of the dam is 12 metres.", "de"),
    ],
)
def test_what_does_not_surely_fit_is_not_asked_for(sentence, language):
    assert whole(sentence, language) == []


@pytest.mark.parametrize(
    ("sentence", "language", "alone"),
    [
        ("Österreich hat neun Länder und viele Berge.", "de", True),
        ("Er ist im Winter 12 Meter hoch.", "de", False),
        ("Allerdings ist der Damm 12 Meter hoch.", "de", False),
        ("Elle mesure 12 mètres en hiver.", "fr", False),
        ("Évian se trouve au bord du lac Léman.", "fr", True),
        ("土星には274個の衛星がある。", "ja", True),
    ],
)
def test_a_sentence_that_leans_on_another_one_is_not_used(sentence, language, alone):
    assert stands_alone(sentence, language) is alone


def test_a_language_without_rules_is_asked_by_gaps():
    assert rules_of("es") is None
    found = [*find_asked_values("La torre mide 42,5 metros de alto.", (), "es")]
    assert [(one.kind, one.answer) for one in found] == [("gap", "42,5 metros")]
