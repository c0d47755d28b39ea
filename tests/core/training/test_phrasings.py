"""At least six wordings of each fact, whatever stands in it."""

from __future__ import annotations

import pytest

from pipeline.core.training import phrasings
from pipeline.core.training.questions.rules import AskedValue
from pipeline.core.training.wordings import wordings_of

EN = wordings_of("en")
TOPIC = AskedValue("value", "What is the {x} of Io?", "the {x} of Io", "%s", "Io", "{x}")
SPACE = AskedValue("gap", "The ____ of {Io}.", "", "height")


@pytest.mark.parametrize(
    "worded",
    [
        phrasings.word_question(TOPIC, EN),
        phrasings.word_question(SPACE, EN),
        phrasings.word_dated(TOPIC, "2024-01-01", "{T}", EN),
        phrasings.word_closed("{s}", EN),
        phrasings.word_choice(SPACE, "a; {b}", EN),
        phrasings.word_superseded("{old}", EN),
        phrasings.word_before("{topic}", "{5}", EN),
        phrasings.word_since("{topic}", "{5}", EN),
        phrasings.word_between("{topic}", "2024-01-01", EN),
        phrasings.word_comparison("{a}", "{b}", "{c}", EN),
        phrasings.word_two_hop("{g}", TOPIC, "Io", EN),
        phrasings.word_summary("{title}", EN),
        phrasings.word_refused("{topic}", EN),
    ],
)
def test_there_are_at_least_six_and_no_two_are_the_same(worded):
    rows = [*worded]
    assert len(rows) >= phrasings.FEWEST
    assert len({*rows}) == len(rows)


def test_what_stands_in_a_fact_is_never_a_template():
    assert "the {x} of Io" in next(iter(phrasings.word_question(TOPIC, EN))).replace("What is ", "")


def test_a_two_hop_question_does_not_name_the_thing():
    assert all(
        "Io" not in one.split(".", 1)[-1]
        for one in phrasings.word_two_hop("____ is a moon.", TOPIC, "Io", EN)
    )


def test_a_second_gap_has_a_sign_of_its_own():
    asked = AskedValue("gap", "The Io costs ____ gas.", "", "5")
    first = next(iter(phrasings.word_two_hop("____ is a moon.", asked, "Io", EN)))
    assert first == (
        "In “____ is a moon.”, one name is left out."
        " What does (?) stand for in “The thing left out costs (?) gas”?"
    )
