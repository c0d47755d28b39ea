"""Which words tell something, and which attribute a text tells in other words."""

from __future__ import annotations

import pytest

from pipeline.core.training.clusters import SaidWords
from pipeline.core.training.contamination import find_contaminated
from pipeline.core.training.example import TrainingExample
from pipeline.core.training.telling_words import telling_words, tells_attribute


def test_small_words_of_a_language_tell_nothing():
    assert telling_words("Wie viele Monde hat der Saturn?", "de") == {"mond", "saturn"}
    assert telling_words("Combien de lunes est-ce que la planète a ?", "fr").isdisjoint(
        {"combien", "de", "que", "la"}
    )
    assert telling_words("The height of the dam", "en") == telling_words("height dam")


@pytest.mark.parametrize(
    ("attribute", "said", "language", "tells"),
    [
        ("height", "The dam is 12 metres high.", "en", True),
        ("height", "The dam has a height of 12 metres.", "en", True),
        ("height", "The dam is 12 metres long.", "en", False),
        ("Höhe", "Der Damm ist 12 Meter hoch.", "de", True),
        ("Zahl", "Die Einwohnerzahl ist bekannt.", "de", True),
        ("Höhe", "Der Damm ist 12 Meter lang.", "de", False),
        ("hauteur", "Le barrage est haut de 12 mètres.", "fr", True),
    ],
)
def test_an_attribute_is_told_by_other_words_too(attribute, said, language, tells):
    assert tells_attribute(attribute, telling_words(said, language), language) is tells


def test_german_paraphrases_are_seen_and_sentences_that_share_small_words_are_not():
    one = SaidWords("Die Höhe der Staumauer Eichbach beträgt 42,5 Meter.", "de")
    same = SaidWords("Mit 42,5 Meter Höhe ist die Staumauer Eichbach groß.", "de")
    other = SaidWords("Die Länge der Brücke in der Stadt beträgt 42,5 Meter.", "de")
    assert one.says_the_same(same)
    assert not one.says_the_same(other)


@pytest.mark.parametrize(
    ("question", "is_left_out"),
    [
        ("Sag mir: Wie hoch ist die Staumauer Eichbach?", True),
        ("Welchen Wert hat die Breite der Staumauer Eichbach am Nordufer?", False),
    ],
)
def test_german_golden_questions_are_known_again(question, is_left_out):
    one = TrainingExample("open", question, "42,5 Meter.", (), "f")
    golden = ["Wie hoch ist die Staumauer Eichbach?"]
    assert bool(find_contaminated([one], golden, language="de")) is is_left_out
