"""Settings are read by what their fields declare, and every fault is said at its place."""

from dataclasses import dataclass
from typing import Literal

import pytest

from pipeline.core.declared_settings import (
    ValidationError,
    checked_values,
    read_declared,
    setting,
)


@dataclass(frozen=True)
class Pot:
    name: str = setting(pattern="^[a-z]+$", about="what it is called")
    litres: float = setting(default=1.0, gt=0)


def _even(value):
    if value % 2:
        raise ValueError("write an even number")
    return value


@dataclass(frozen=True)
class Kitchen:
    pots: tuple[Pot, ...] = setting(default=(), max_length=2)
    sizes: tuple[int, int] = setting(default=(1, 2))
    heat: Literal["low", "high"] = "low"
    labels: dict[str, int] = setting(default={})
    cups: int = setting(
        default=2, before=lambda value: 12 if value == "dozen" else value, after=_even
    )
    owner: str | None = setting(default=None, min_length=2)

    def check_together(self):
        if self.heat == "high" and not self.pots:
            raise ValueError("there is nothing to heat")


def faults(values):
    with pytest.raises(ValidationError) as caught:
        read_declared(Kitchen, values)
    return [(fault["loc"], fault["type"]) for fault in caught.value.errors()]


def test_what_is_not_said_has_its_default_and_what_is_said_its_type():
    made = read_declared(Kitchen, {"pots": [{"name": "red", "litres": "2"}], "cups": "dozen"})
    assert made == Kitchen(pots=(Pot("red", 2.0),), cups=12)
    assert isinstance(made.pots[0].litres, float)
    assert read_declared(Kitchen, {}) == Kitchen()


def test_plain_values_make_the_same_settings_again():
    made = read_declared(
        Kitchen, {"pots": [{"name": "red"}], "labels": {"a": 1}, "sizes": [3, 4], "owner": "Ann"}
    )
    assert read_declared(Kitchen, checked_values(made)) == made


def test_every_fault_is_said_at_its_place():
    assert faults(
        {
            "pots": [{"name": "Red"}, {"litres": 0}],
            "sizes": [1],
            "heat": "hot",
            "labels": {"a": "many"},
            "cups": 3,
            "owner": "A",
            "lids": 1,
        }
    ) == [
        (("pots", 0, "name"), "string_pattern_mismatch"),
        (("pots", 1, "name"), "missing"),
        (("pots", 1, "litres"), "greater_than"),
        (("sizes", 1), "missing"),
        (("heat",), "literal_error"),
        (("labels", "a"), "int_parsing"),
        (("cups",), "value_error"),
        (("owner",), "string_too_short"),
        (("lids",), "extra_forbidden"),
    ]


def test_fields_that_do_not_fit_each_other_are_a_fault_of_the_whole():
    assert faults({"heat": "high"}) == [((), "value_error")]
    assert faults([]) == [((), "dict_type")]


def test_a_type_that_no_setting_can_have_is_a_mistake_of_ours():
    @dataclass(frozen=True)
    class Wrong:
        when: complex = 0j

    with pytest.raises(TypeError, match="no setting can be"):
        read_declared(Wrong, {})
