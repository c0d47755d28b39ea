"""A chart that a model drafts: values are looked up in quotes, and what is not there is struck."""

from dataclasses import replace

import pytest

from pipeline.core.answers.read_pages import read_pages
from pipeline.core.charts.check_chart import object_to_chart
from pipeline.core.charts.draft import (
    ChartDraft,
    DraftedValue,
    amounts_by_label,
    object_to_draft,
    spec_of_draft,
)
from pipeline.core.errors import UserError
from tests.helpers.charting import pump_wiki

WIKI = pump_wiki()
MATERIAL = read_pages(["pump", "valve", *(f"text-of-rule-{n}" for n in range(1, 5))], WIKI)
ASKED = "How did the thirst of the Pump change?"
GOOD = (
    DraftedValue("rule-1-1", "200", "Pump"),
    DraftedValue("rule-2-1", "800", "Pump"),
    DraftedValue("rule-3-1", "2100 watts", "Pump"),
)
DRAFT = ChartDraft("Power draw of the Pump", "line", "power draw", GOOD)


def made(*values, form=None, **more):
    draft = replace(DRAFT, values=values or GOOD, **more)
    return spec_of_draft(draft, ASKED, form, MATERIAL, WIKI)


def test_day_source_unit_and_what_was_replaced_come_from_the_claims():
    spec, struck = made()
    assert struck == ()
    assert [(v.value, v.day, v.until, v.source, v.standing) for v in spec.values] == [
        (50, "2016-02-03", True, "Rule-1", ""),
        (200, "2016-02-03", False, "Rule-1", ""),
        (800, "2019-03-28", False, "Rule-2", ""),
        (2100, "2022-05-01", False, "Rule-3", "proposed"),
    ]
    assert (spec.encoding.y.unit, spec.encoding.y.title) == ("watts", "power draw")
    assert (spec.asked, spec.title, spec.chosen_by) == (ASKED, DRAFT.title, "model")
    assert [*object_to_chart(spec, MATERIAL)] == []


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (DraftedValue("rule-9-9", "200", "Pump"), "no such mark is shown"),
        (DraftedValue("rule-1-1", "201", "Pump"), "no quote of rule-1-1 gives “201”"),
        (DraftedValue("rule-1-1", "20", "Pump"), "no quote of rule-1-1 gives “20”"),
        (DraftedValue("rule-1-1", "", "Pump"), "gives “” as it is"),
        (DraftedValue("rule-1-1", "50", "Pump"), "gives “50” as it is"),
        (DraftedValue("rule-2-2", "200", "Pump"), "what another source says"),
        (DraftedValue("rule-2-1", "800", "Valve"), "seems to be of another"),
        (DraftedValue("rule-1-1", "200", "Turbine"), "named neither by its claims"),
        (DraftedValue("rule-1-1", "200", "<b>"), "named neither by its claims"),
        (DraftedValue("rule-1-1", "200", " "), "does not say what it is of"),
        (DraftedValue("rule-1-2", "300", "Pump"), "another unit"),
    ],
)
def test_what_is_not_in_its_quote_is_struck_with_the_reason(value, why):
    spec, struck = made(*GOOD, value)
    assert len(spec.values) == 4
    assert len(struck) == 1
    assert why in struck[0]
    assert object_to_draft(replace(DRAFT, values=(*GOOD, value)), ASKED, MATERIAL, WIKI) == [
        *struck
    ]


def test_nothing_left_is_no_chart():
    with pytest.raises(UserError, match="Nothing that could be shown to stand in a quote"):
        made(DraftedValue("rule-1-1", "201", "Pump"))


@pytest.mark.parametrize("title", ["The Pump draws 9000 watts", "", "[x](javascript:alert(1)) 9"])
def test_a_title_that_gives_a_value_is_replaced(title):
    spec, _ = made(title=title)
    assert spec.title == "power draw of Pump"


def test_an_axis_that_names_a_strange_number_loses_its_words():
    spec, _ = made(quantity="power by rule-77")
    assert spec.encoding.y.title == ""
    assert [*object_to_chart(spec, MATERIAL)] == []


def test_the_form_that_somebody_wants_comes_before_the_models():
    spec, _ = made(form="table")
    assert (spec.mark, spec.form) == ("table", "table")


def test_two_quantities_of_the_same_things_make_a_scatter():
    values = (
        DraftedValue("rule-2-1", "800", "Pump", "rule-4-2", "48 hours"),
        DraftedValue("rule-2-1", "90", "Valve", "rule-4-2", "48"),
        DraftedValue("rule-2-1", "90", "Valve", "rule-4-2", "49"),
    )
    spec, struck = made(*values, form="scatter", across_quantity="time of test")
    assert [(v.name, v.across, v.value) for v in spec.values] == [
        ("Pump", 48, 800),
        ("Valve", 48, 90),
    ]
    assert "no quote of rule-4-2 gives “49”" in struck[0]


def test_only_claims_with_amounts_of_their_own_source_are_shown():
    shown = amounts_by_label(MATERIAL, WIKI)
    assert "rule-2-2" not in shown
    assert shown["rule-1-1"] == ("Increase the power draw of the Pump to 200 watts (from 50).",)
