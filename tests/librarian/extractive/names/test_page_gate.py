"""What is worth a page, and which statements have a place there: the gate was learned from examples."""

import pytest

from bench import page_gate as bench
from pipeline.librarian.extractive.names import learned_weights
from pipeline.librarian.extractive.names.page_gate import carries_page, merit_of
from pipeline.librarian.extractive.names.sentence_subject import tell_of
from pipeline.librarian.extractive.words.tokens import name_key

WHAT = "A paddle gate is a board of oak that lets water into the chamber of a lock."
DOES = "The paddle gate provides water to the chamber."
LEANS = "However, this paddle gate was then moved as described above."


def names(title):
    return frozenset([name_key(title)])


def merit(text, title="Paddle gate", english=True):
    return merit_of(text, names(title), tell_of(text, names(title), english), english)


def carries(title, *texts, english=True, **more):
    said = [(text, tell_of(text, names(title), english)) for text in texts]
    return carries_page(said, title, names(title), english=english, **more)


def test_the_weights_are_those_that_fit_the_judged_examples_best():
    fitted = bench.fit_all(bench.read_rows())
    table = {name: getattr(learned_weights, name) for name in fitted}
    assert {n: t.keys() for n, t in table.items()} == {n: t.keys() for n, t in fitted.items()}
    for name, model in fitted.items():
        assert table[name] == pytest.approx(model, abs=0.002)


def test_what_says_what_a_thing_is_opens_its_page_and_what_leans_has_no_place():
    assert merit(WHAT).opens > 0.8 > 0.5 > merit(DOES).opens
    assert merit(WHAT).stays > merit(DOES).stays > merit(LEANS).stays
    assert merit(LEANS).opens < 0.1


def test_a_page_needs_a_statement_that_can_open_it():
    assert carries("Paddle gate", WHAT)
    assert not carries("Paddle gate", *[DOES.replace("water", f"water {n}") for n in range(9)])
    assert not carries("Paddle gate", LEANS)


def test_what_nobody_looks_up_gets_no_page_however_well_it_is_defined():
    said = WHAT.replace("A paddle gate", "The second change")
    assert not carries("Second change", said)
    assert not carries("User", "A user is a person who opens the gates of a lock by hand.")


def test_of_a_thing_that_is_known_by_facts_the_title_alone_is_judged():
    facts = ["The Norbach weir has 4 gates.", "The Norbach weir is 30 metres long."]
    assert not carries("Norbach weir", *facts)
    assert carries("Norbach weir", *facts, known=True)
    assert not carries("Second user", *[f.replace("Norbach weir", "second user") for f in facts], known=True)  # fmt: skip


def test_german_is_judged_by_bounds_of_its_own():
    said = "Ein Hubtor ist ein Tor aus Stahl, das (wie ein Vorhang) aus dem Wasser gehoben wird."
    more = "Das Hubtor ermöglicht auch breiten Schiffen die Einfahrt."
    assert carries("Hubtor", said, more, english=False)
    assert not carries("Danach", "Danach ist das Tor eine Weile offen.", english=False)


def test_a_german_superlative_behind_an_article_is_no_title():
    facts = ["Das älteste Hubtor ist 12,5 Meter lang.", "Das älteste Hubtor wiegt 3 Tonnen."]
    assert not carries("Älteste Hubtor", *facts, english=False, known=True)
    others = [f.replace("Das älteste", "Das eiserne") for f in facts]
    assert carries("Eiserne Hubtor", *others, english=False, known=True)


def test_a_thing_of_which_two_numbers_are_known_gets_a_page_in_german_at_a_lower_bound():
    facts = ["Die Tamsinbrücke ist 12,5 Meter lang.", "Die Tamsinbrücke wurde 1967 eröffnet."]
    assert carries("Tamsinbrücke", *facts, english=False, known=True)
    assert not carries("Tamsinbrücke", *facts, english=False)
