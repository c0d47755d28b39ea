"""What is asked in vain: a property that others of the kind have, of a thing of which no statement tells it."""

from __future__ import annotations

from pipeline.core.training.alike_things import find_things, units_in
from tests.helpers.claims import page, record
from tests.helpers.exporting import contents_of
from tests.helpers.training import made


def stated(title, *sentences, base="survey-of-moons", kind="entity", start=1):
    """A page that says these sentences word for word."""
    labels = [f"{base}-{n}" for n in range(start, start + len(sentences))]
    body = " ".join(f"{s}[^{label}]" for s, label in zip(sentences, labels, strict=True))
    quotes = dict(zip(labels, sentences, strict=True))
    return page(title, body, quotes, kind=kind, folder="entities")


SURVEY = record("survey-of-moons", "2020-01-01", title="Survey of the moons")
MOONS = (
    SURVEY,
    stated("Aska", "The mass of Aska is 70 tonnes.", "Aska is a moon of Brun."),
    stated("Dola", "The mass of Dola is 90 tonnes.", start=3),
    stated("Elva", "Elva is the smallest moon of Fjord.", start=4),
    stated("Fjord", "Fjord is a planet with rings of old ice.", start=5),
    stated("Gylf", "Gylf is a moon that weighs 3 tonnes at most.", start=6),
    stated("Irregular moon", "An irregular moon is a moon on a tilted path.", start=7),
    stated("Hrim", "Dola, Gylf and Hrim were drawn by one painter.", start=8),
)


def refused(*parts, **options):
    found = made(parts=parts, kinds=("refusal",), **options)
    return {x.question for x in found.examples if x.phrasing == 0}


def test_a_thing_of_the_kind_is_asked_for_what_no_statement_on_it_tells():
    assert refused(*MOONS) == {"What is the mass of Elva?", "What is the mass of Hrim?"}


def test_what_one_thing_alone_has_is_no_property_of_its_kind():
    assert refused(MOONS[0], MOONS[1], *MOONS[3:]) == set()


def test_what_a_thing_is_stands_behind_its_name_and_a_common_noun_is_no_thing():
    found = find_things(contents_of(*MOONS))
    assert found["Aska"].kinds == found["Elva"].kinds == {"moon"}
    assert "Irregular moon" not in found


def test_a_property_that_speaks_of_a_change_is_not_asked_for():
    changed = (
        stated("Aska", "The old mass of Aska is 70 tonnes.", "Aska is a moon of Brun."),
        stated("Dola", "The old mass of Dola is 90 tonnes.", "Dola is a moon of Brun.", start=3),
        stated("Elva", "Elva is the smallest moon of Fjord.", start=5),
    )
    assert refused(SURVEY, *changed) == set()


def test_a_constant_is_asked_for_its_value_where_no_sentence_on_it_holds_a_number():
    rows = (
        SURVEY,
        stated("Aska", "MAX_SPEED: 30", "The value of MIN_SPEED is 20."),
        stated("Dola", "The lander reads LAND_SPEED before it brakes.", start=3),
        stated("Elva", "Above TOP_SPEED the hull was 40 degrees warm.", start=4),
    )
    assert refused(*rows) == {"What is the value of LAND_SPEED?"}


def test_enumerations_of_three_names_tell_what_is_alike_and_two_names_do_not():
    rows = (
        SURVEY,
        stated("Aska", "Aska and Fjord shine at night.", "`Aska` (`0x54`), `Dola` and Elva shine."),
        stated("Dola", "Dola glows in the dark for hours.", start=3),
        stated("Elva", "Elva glows in the dark for days.", start=4),
        stated("Fjord", "Fjord glows in the dark for years.", start=5),
    )
    assert find_things(contents_of(*rows))["Aska"].beside == {"Dola", "Elva"}


def test_units_are_told_apart_as_they_are_written():
    assert [*units_in("After 13 years it turns in 3.55 days, and in 1 day.")] == [
        "year",
        "day",
        "day",
    ]
