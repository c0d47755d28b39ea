"""What several parts of a source state is one list of claims, in which the same claim is one."""

import json
from dataclasses import replace

from pipeline.core.changes.silent_parts import describe_silent_parts, silent_parts
from pipeline.core.errors import UserError
from pipeline.core.markup.source_parts import TextPart
from pipeline.librarian.model.steps import extract
from pipeline.librarian.model.steps.join_parts import ReadPart, join_parts
from tests.helpers.making import source

TEXT = "Engine A is red.\nEngine B is blue.\nEngine C is green.\nEngine A is red, they say.\n"
ABOUT = replace(source(), text=TEXT, locators=(3, 4, 5, 6, 7))
HALF = TEXT.index("Engine C")
PARTS = (TextPart(0, 0, HALF), TextPart(TEXT.index("Engine B"), HALF, len(TEXT)))


def found(part, *claims):
    reply = {
        "title": "Engines", "author": "", "published": "", "status": "", "effective": "",
        "summary": "On engines.", "key_concepts": [],
        "claims": [
            {"text": text, "quotes": list(quotes), "importance": 3, "concepts": [], "heading": ""}
            for text, *quotes in claims
        ],
    }  # fmt: skip
    read, errors = extract.read(json.dumps(reply), ABOUT, part)
    assert errors == []
    return ReadPart(part, (read,))


def test_what_two_overlapping_parts_found_is_one_claim():
    joined = join_parts(
        [
            found(PARTS[0], ("A is red.", "Engine A is red."), ("B is blue.", "Engine B is blue.")),
            found(PARTS[1], ("B has a blue coat.", "Engine B is blue."), ("C is green.", "Engine C is green.")),
        ],
        ABOUT,
    )  # fmt: skip
    assert [(c.id, c.text) for c in joined.claims] == [
        ("1", "A is red."),
        ("2", "B is blue."),
        ("3", "C is green."),
    ]
    assert joined.dropped == ()


def test_two_claims_of_one_passage_in_one_part_are_two():
    joined = join_parts(
        [found(PARTS[0], ("A is red.", "Engine A is red."), ("A is an engine.", "Engine A is red."))],
        ABOUT,
    )  # fmt: skip
    assert [c.text for c in joined.claims] == ["A is red.", "A is an engine."]


def test_a_claim_in_the_same_words_elsewhere_brings_its_quote_to_the_first():
    joined = join_parts(
        [
            found(PARTS[0], ("A is red.", "Engine A is red.")),
            found(PARTS[1], ("A is RED.", "Engine A is red, they say.")),
        ],
        ABOUT,
    )
    (claim,) = joined.claims
    assert [q.start for q in claim.quotes] == [3, 6]


def test_parts_of_which_nothing_came_are_listed_with_their_lines_and_the_reason():
    failed = ReadPart(PARTS[1], error=UserError("The model refused to answer."))
    joined = join_parts([found(PARTS[0], ("A is red.", "Engine A is red.")), failed], ABOUT)
    (row,) = silent_parts(joined)
    assert row.what == "part 2 of 2, lines 5–6"
    assert row.why == "it was asked about twice, and failed: The model refused to answer."
    assert describe_silent_parts(joined) == "1 of 2 parts"
    empty = join_parts([found(PARTS[0], ("A is red.", "Engine A is red.")), found(PARTS[1])], ABOUT)
    assert silent_parts(empty)[0].why == "the model found no statement in it"
