"""What took the place of what, and that values which only differ are never called superseded."""

from __future__ import annotations

import pytest

from pipeline.core.training.training_set import TrainingOptions, make_training_set
from tests.helpers.claims import page, record
from tests.helpers.exporting import contents_of


def asked(*sources, language="en", title="Old Dam", body=None, kind="entity"):
    """All examples on superseded values of a page that states what these sources say.

    A source is (label, date, sentence) or has the keys of a record as a fourth.
    """
    records = [
        record(label, day, title=f"Source {label}", **(more[0] if more else {}))
        for label, day, _, *more in sources
    ]
    text = body or " ".join(f"{said}[^{label}-1]" for label, _, said, *_ in sources)
    notes = {f"{label}-1": said for label, _, said, *_ in sources}
    contents = contents_of(
        *records, page(title, text, notes, kind=kind, slug="thing"), language=language
    )
    made = make_training_set(contents, TrainingOptions(kinds=("superseded",)))
    return made.examples


def answers(examples, ending):
    return {x.answer for x in examples if x.fact.endswith(ending)}


@pytest.mark.parametrize(
    ("language", "sentence", "before", "after"),
    [
        ("en", "Increase the fee of the lock to 200 (from 50).", "50", "200"),
        ("en", "The toll of the bridge is reduced from 68 to 16.", "68", "16"),
        ("en", "The launch of Heron is now set for July 2028, replacing the earlier plan for 2027.", "2027", "July 2028"),
        ("en", "MAX_SIZE: changed from 24 to 48.", "24", "48"),
        ("en", "The 2024 order increases the speed limit on the pier from 20 km/h to 30 km/h.", "20 km/h", "30 km/h"),
        ("de", "Der Fahrpreis der Seilbahn wurde von 9,80 Euro auf 12,40 Euro angehoben.", "9,80 Euro", "12,40 Euro"),
        ("de", "Die Zahl der Fahrgäste sank von 81.000 auf 64.000.", "81.000", "64.000"),
        ("fr", "Le péage du pont a été porté de 2,50 euros à 3 euros.", "2,50 euros", "3 euros"),
    ],
)  # fmt: skip
def test_a_sentence_that_tells_a_change_gives_what_it_was_and_since_when(
    language, sentence, before, after
):
    examples = asked(("deed", "2020-02-01", sentence), language=language)
    for ending in (", before", ", since"):
        mine = [x for x in examples if x.fact.endswith(ending)]
        assert len({x.question for x in mine}) >= 6
        assert all(x.answer.index(after) < x.answer.index(before) for x in mine)
        assert {part.span for part in mine[0].basis} >= {before}
    assert all("2020-02-01" in text for text in answers(examples, ", since"))


@pytest.mark.parametrize(
    "sentence",
    [
        "The toll of the bridge should be reduced from 68 to 16.",
        "It was reduced from 68 to 16.",
        "The toll of the bridge is 16 instead of 68 like other tolls.",
        "If the toll of the bridge rises from 16 to 68, nobody crosses it.",
        "The toll of the bridge changed from 16 to 16.",
        "The train runs from 6 to 22 on each day of the week.",
    ],
)
def test_what_tells_no_change_of_a_named_value_gives_nothing(sentence):
    assert asked(("deed", "2020-02-01", sentence)) == ()


def test_what_a_draft_would_change_is_not_superseded():
    said = "The toll of the bridge is reduced from 68 to 16."
    assert asked(("deed", "2020-02-01", said)) != ()
    assert asked(("deed", "2020-02-01", said, {"status": "Draft"})) == ()


HEIGHTS = (
    ("survey", "2010-05-02", "The height of the Old Dam is 12 metres."),
    ("review", "2016-05-02", "The height of the Old Dam is 14 metres."),
    ("report", "2022-05-02", "The height of the Old Dam is 17 metres."),
)


def test_on_a_day_between_the_value_of_the_older_source_held():
    found = [x for x in asked(*HEIGHTS) if x.fact.endswith(", between")]
    said = {x.answer.split(" “")[0] for x in found if "12 > 14" in x.fact}
    days = {x.question[-11:-1] for x in found if "what did the sources say on" in x.question}
    assert days == {"2013-05-02", "2019-05-02"}
    assert said == {"By now: 17."}
    newest = {x.answer.split(". “")[0] for x in found if "14 > 17" in x.fact}
    assert newest == {"Since 2022-05-02 the sources report 17; before that, 14"}


def test_a_value_is_not_said_to_follow_one_that_a_third_came_after():
    pairs = {x.fact.split(": ")[1].split(",")[0] for x in asked(*HEIGHTS)}
    assert pairs == {"12 > 14", "14 > 17"}


def test_what_holds_by_now_stands_first():
    first = next(
        x
        for x in asked(*HEIGHTS)
        if x.question.startswith("Does this still hold? “The height of the Old Dam is 12")
    )
    assert first.answer.startswith("Not any more: 17")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("All 62 new moons of Saturn are irregular moons.", "All 128 new moons of Saturn are irregular moons."),
        ("Saturn has 82 known moons.", "Saturn has more than 100 known moons."),
        ("The height of the Old Dam is 12 metres.", "The height of the Elm Dam is 14 metres."),
        ("The height of the Old Dam is 12 metres.", "The length of the Old Dam is 140 metres."),
    ],
)  # fmt: skip
def test_values_that_only_differ_are_not_superseded(old, new):
    assert asked(("survey", "2010-05-02", old), ("review", "2016-05-02", new)) == ()


ROW = "| {value} | Source {label} | {day} | not stated | {said}[^{label}-1] |"


def compared(sources):
    head = "| Value | Source | Published | Status | In the source's words |\n| --- | --- | --- | --- | --- |"
    rows = [
        ROW.format(value=value, label=label, day=day, said=said)
        for label, day, said, value in sources
    ]
    body = "## Side by side\n\n" + "\n".join([head, *rows])
    return asked(
        *((label, day, said) for label, day, said, _ in sources),
        title="'Heron launch: dates compared'",
        body=body,
        kind="comparison",
    )


def test_older_rows_of_a_comparison_page_are_superseded_by_later_ones():
    found = compared(
        [
            ("report", "2022-05-02", "Heron will leave in July 2028.", "July 2028"),
            ("survey", "2010-05-02", "Heron was to leave Earth during 2021.", "2021"),
        ]
    )
    before = next(x for x in found if x.fact.endswith(", before"))
    assert before.question == "Heron launch: what was it before it became July 2028?"
    assert before.answer.startswith("July 2028, and before that 2021. ")


def test_rows_of_one_day_are_not_superseded():
    assert not compared(
        [
            ("report", "2010-05-02", "Heron will leave in July 2028.", "July 2028"),
            ("survey", "2010-05-02", "Heron was to leave Earth during 2021.", "2021"),
        ]
    )


def test_a_constant_of_two_tables_is_asked_for_by_its_name():
    tables = [
        record(label, day, title=f"Source {label}")
        | page(
            label,
            f"MAX_BLOBS_OF_PUMP: {value}.[^{label}-1]",
            {f"{label}-1": f"\\| `MAX_BLOBS_OF_PUMP` \\| `{value}` \\|"},
        )
        for label, day, value in (("old", "2010-05-02", 786432), ("new", "2016-05-02", 1179648))
    ]
    made = make_training_set(contents_of(*tables), TrainingOptions(kinds=("superseded",)))
    (first,) = (x for x in made.examples if x.fact.endswith(", before") and x.phrasing == 0)
    assert first.question == "MAX_BLOBS_OF_PUMP: what was it before it became 1179648?"
    assert not any("hold?" in x.question for x in made.examples)
