"""Charts as values: which claims give the values, in which unit, and what is refused."""

from dataclasses import replace

import pytest

from pipeline.core.charts.asked_chart import read_asked_chart
from pipeline.core.charts.chart_words import alternative_text, rows_of
from pipeline.core.charts.check_chart import object_to_chart, object_to_value, refuse_chart
from pipeline.core.charts.spec import ChartData, Datum, read_spec, write_spec
from pipeline.core.charts.units import choose_unit, unit_of, value_in_unit
from pipeline.core.errors import UserError
from pipeline.core.language.measures import measures
from pipeline.core.markup.markdown import find_links
from pipeline.librarian.extractive.outputs.choose_values import choose_chart_values
from pipeline.operations.make.make_chart import make_chart
from tests.helpers.charting import page, pump_wiki

WIKI = pump_wiki()


def made(text, form=None, wiki=WIKI):
    return make_chart(text, form, wiki, choose_chart_values)


def values(spec):
    return [(one.value, one.day, one.until, one.standing, one.claims) for one in spec.values]


# --- what is chosen ---


def test_the_history_of_a_value_goes_by_the_days_of_its_sources():
    spec, _, _ = made("power draw of the Pump")
    assert spec.mark == "line"
    assert spec.encoding.y.unit == "watts"
    assert values(spec) == [
        (50, "2016-02-03", True, "", ("rule-1-1",)),
        (200, "2016-02-03", False, "", ("rule-1-1",)),
        (800, "2019-03-28", False, "", ("rule-2-1",)),
        (2100, "2022-05-01", False, "proposed", ("rule-3-1",)),
    ]


def test_who_says_a_value_is_told_and_a_source_that_retells_another_is_not():
    spec, _, _ = made("power draw of the Pump")
    assert [one.source for one in spec.values] == ["Rule-1", "Rule-1", "Rule-2", "Rule-3"]
    assert "rule-2-2" not in spec.labels


def test_what_a_source_only_supposes_is_no_value():
    spec, _, _ = made("power draw of the Pump")
    assert "rule-2-3" not in spec.labels


def test_several_things_have_a_series_each():
    spec, _, _ = made("power draw of Pump and Valve")
    assert spec.encoding.color
    assert spec.series == ("Pump", "Valve")


def test_bars_show_the_newest_value_in_force_of_each_thing():
    spec, _, _ = made("power draw of Pump and Valve", "bar")
    assert [(one.name, one.value) for one in spec.values] == [("Pump", 800), ("Valve", 90)]


def test_grouped_bars_have_a_colour_for_each_source():
    spec, _, _ = made("power draw of Pump and Valve", "grouped")
    assert [(one.name, one.series, one.value) for one in spec.values] == [
        ("Pump", "Rule-1", 200),
        ("Pump", "Rule-2", 800),
        ("Valve", "Rule-2", 90),
        ("Pump", "Rule-3", 2100),
    ]


def test_one_quantity_against_another_has_a_point_for_each_thing():
    more = pump_wiki(
        fan=page("Fan", "entity", "rule-4-1", "rule-4-2")
        .replace("rule-4-1", "rule-4-8")
        .replace("rule-4-2", "rule-4-9")
        .replace("The Pump weighs 2 tonnes.", "The Fan leaks 9 litres.")
        .replace(
            "The Pump and the Valve are tested for 48 hours.",
            "The power draw of the Fan rises to 70 watts.",
        )
    )
    spec, _, _ = made("leaks against power draw of Valve and Fan", None, more)
    assert spec.mark == "point"
    assert [(one.name, one.across, one.value) for one in spec.values] == [
        ("Valve", 90, 5),
        ("Fan", 70, 9),
    ]


def test_a_timeline_shows_the_sources_of_a_page():
    spec, _, _ = made("timeline of Valve")
    assert spec.mark == "timeline"
    assert [(one.day, one.name) for one in spec.values] == [
        ("2016-02-03", "The text of rule-1"),
        ("2019-03-28", "The text of rule-2"),
        ("2023-06-01", "The text of rule-4"),
    ]


# --- what is refused ---


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("weather of tomorrow", "No page of the wiki is named"),
        ("colour of the Pump", "No claim gives a value for this"),
        ("power draw against colour of Pump and Valve", "No claim gives a value for this"),
    ],
)
def test_what_the_wiki_does_not_say_is_no_chart(asked, why):
    with pytest.raises(UserError, match=why):
        made(asked)


def test_amounts_of_different_currencies_stand_in_no_chart():
    _, _, left_out = made("cost of the Pump")
    assert any("another unit" in why for why in left_out)
    euros, dollars = measures("300 euros")[0], measures("400 dollars")[0]
    assert choose_unit([(euros, "300 euros"), (dollars, "400 dollars")]) is None


def test_a_source_that_gives_two_values_gives_none():
    more = pump_wiki(
        fan=page("Fan", "entity", "rule-4-1", "rule-4-2")
        .replace("rule-4-1", "rule-4-8")
        .replace("rule-4-2", "rule-4-9")
        .replace("The Pump weighs 2 tonnes.", "The power draw of the Fan rises to 7 watts.")
        .replace(
            "The Pump and the Valve are tested for 48 hours.",
            "The power draw of the Fan falls to 5 watts.",
        )
    )
    with pytest.raises(UserError, match="No claim gives a value"):
        made("power draw of the Fan", None, more)


# --- units ---


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("48 hours", "days", 2),
        ("2 days", "hours", 48),
        ("2 tonnes", "kg", 2000),
        ("5 km", "metres", 5000),
        ("24KB", "KB", 24),
        ("24KB", "bytes", None),  # 24,000 or 24,576
        ("300 euros", "$", None),
        ("50 %", "%", 50),
        ("2100", "gas", 2100),
        ("3 moons", "watts", None),
        ("0x54", "gas", None),
    ],
)
def test_a_value_is_converted_or_refused(text, unit, value):
    assert value_in_unit(measures(text)[0], unit) == value


@pytest.mark.parametrize(
    ("quote", "unit"),
    [("from 200 to `800` gas,", "gas"), ("$3 million", "$"), ("5 %", "%"), ("12 of them", "")],
)
def test_the_unit_is_what_the_quote_writes(quote, unit):
    assert unit_of(measures(quote)[-1], quote) == unit


# --- the spec ---


def test_a_spec_comes_back_as_it_was_written():
    for asked, form in (("power draw of Pump and Valve", "grouped"), ("timeline of Valve", None)):
        spec, _, _ = made(asked, form)
        assert read_spec(write_spec(spec), "x.json") == spec


def test_a_spec_stands_a_value_to_the_line():
    spec, _, _ = made("power draw of the Pump")
    assert write_spec(spec).count('\n  {"claims"') == len(spec.values)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"mark": "line"', '"mark": "pie"', "none of line"),
        ('"mark": "line"', '"mark": "timeline"', "shows name along y"),
        ('"mark": "line"', '"mark": "line", "data2": 1', "unknown"),
        ('"value": 200', '"value": "200"', "is not a number"),
        ('"type": "temporal"', '"type": "nominal"', "day is temporal"),
        ('["rule-1-1"], "value": 200', '[], "value": 200', "1 to 10 claims"),
        (', "written": "800"', "", "does not say how its quote has it"),
        ('"title": "Power', '"title": "", "asked": "x", "title": "Power', "stands twice"),
    ],
)
def test_a_spec_that_fits_no_chart_is_refused(old, new, why):
    spec, _, _ = made("power draw of the Pump")
    text = write_spec(spec)
    assert old in text
    with pytest.raises(UserError, match=why):
        read_spec(text.replace(old, new, 1), "x.json")


# --- a spec against the quotes ---


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"value": 900.0}, "no quote of rule-2-1 says 800 in watts"),
        ({"value": 900.0, "written": "900"}, "says 900"),
        ({"claims": ("rule-9-9",)}, "no page cites rule-9-9"),
        ({"claims": ("rule-3-1",)}, "says 800"),
        ({"day": "2018-01-01"}, "neither its source nor its quote is of 2018-01-01"),
        ({"series": "Rotor"}, "“Rotor” is named neither"),
        ({"source": "The Times"}, "“The Times” is named neither"),
    ],
)
def test_a_value_that_does_not_stand_in_its_claim_is_said(change, why):
    spec, material, _ = made("power draw of the Pump")
    rows = [replace(one, **change) if one.value == 800 else one for one in spec.values]
    wrong = replace(spec, data=replace(spec.data, values=tuple(rows)))
    assert any(why in said for said in object_to_chart(wrong, material))
    with pytest.raises(UserError, match="does not hold"):
        refuse_chart(wrong, material)


def test_a_title_may_name_no_value_that_no_claim_does():
    spec, material, _ = made("power draw of the Pump")
    wrong = replace(spec, title="Power draw of the Pump, now 9000 watts")
    assert any("9000" in said for said in object_to_chart(wrong, material))


def test_an_event_of_a_timeline_says_what_its_claim_says():
    spec, material, _ = made("timeline of Valve")
    event = Datum(("rule-2-1",), day="2019-03-28", name="The Valve exploded in 1999.")
    wrong = replace(spec, data=replace(spec.data, values=(event,)))
    assert any("1999" in said for said in object_to_chart(wrong, material))


# --- in words ---


def test_a_long_alternative_text_says_how_many_values_it_leaves_out():
    spec, _, _ = made("power draw of Pump and Valve")
    rows = tuple(replace(spec.values[n % 3], day=f"20{n:02}-01-01") for n in range(10, 60))
    said = alternative_text(replace(spec, data=ChartData(rows)))
    assert len(said) <= 390
    told = said.count("-01-01")
    assert told > 3
    assert f"; and {50 - told} more values. Sources: " in said
    assert [link.target for link in find_links(f"![{said}](a.svg)")] == ["a.svg"]


def test_a_name_in_capitals_is_not_the_word_in_small_letters():
    own, other = (
        "FAN: the power draw rises to 7 watts.",
        "Its power draw falls to 5 watts as a fan.",
    )
    wiki = pump_wiki(
        fan=page("FAN", "entity", "rule-4-1").replace("The Pump weighs 2 tonnes.", own),
        whirl=page("Whirl", "entity", "rule-4-2").replace(
            "The Pump and the Valve are tested for 48 hours.", other
        )
        + "\nSee [[fan]].\n",
    )
    spec, _, left_out = made("power draw of FAN", None, wiki)
    assert [one.value for one in spec.values] == [7]
    assert left_out == ()


def test_the_alternative_text_tells_the_values_and_who_says_them():
    spec, _, _ = made("power draw of the Pump")
    said = alternative_text(spec)
    assert said.startswith("Line chart: Power draw of the Pump. before 2016-02-03: 50 watts;")
    assert "2022-05-01, proposed: 2,100 watts" in said
    assert said.endswith("Sources: Rule-1, Rule-2, Rule-3")


def test_the_table_of_a_chart_says_what_is_not_in_force():
    spec, _, _ = made("power draw of the Pump")
    assert rows_of(spec)[-1] == (
        ("2,100 watts", "2022-05-01", "Rule-3", "proposed"),
        ("rule-3-1",),
    )


def test_words_of_a_question_name_things_and_a_quantity():
    asked = read_asked_chart("How has the power draw of the Pump changed over time?", WIKI)
    assert [thing.slug for thing in asked.things] == ["pump"]
    assert asked.quantity == {"power", "draw"}


def test_a_constant_is_named_in_words_too():
    wiki = pump_wiki(max_flow=page("MAX_FLOW_RATE", "entity", "rule-4-1"))
    asked = read_asked_chart("max flow rate", wiki)
    assert [thing.title for thing in asked.things] == ["MAX_FLOW_RATE"]
    assert not asked.quantity


# --- names and titles ---


def test_a_thing_without_a_value_stays_out_of_the_title_and_costs_no_chart():
    tank = page("Tank 9", "entity", "rule-4-1", more="\nSee [[pump]].\n")
    wiki = pump_wiki(**{"tank-9": tank})
    spec, _, told = made("power draw of Pump, Valve and Tank 9", "bar", wiki)
    assert spec.title == "Power draw of Pump, Valve"
    assert told == ("no claim gives it of Tank 9",)


def test_a_name_that_was_cut_within_a_word_is_known_again():
    spec, material, _ = made("power draw of the Pump")
    cut = replace(spec.values[0], source="The text of ru…")
    others = replace(spec.values[0], source="The text of gu…")
    assert not [*object_to_value(cut, spec, material)]
    assert [*object_to_value(others, spec, material)]
