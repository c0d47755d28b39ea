"""The request for other words of doubtful statements from values alone, and how its reply is read."""

import json

import pytest

from pipeline.core.model_call import messages_body
from pipeline.core.support.item import Doubtful, SupportVerdict
from pipeline.core.values import Quote
from pipeline.core.wiki.citations import Citation
from pipeline.librarian.model.steps import repair_support
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.operations.compile.prompt_files import prompt_texts
from tests.helpers.making import SCHEMA
from tests.helpers.supporting import STATEMENTS, item, lines_of, text_of

PROMPT = Prompt.parse("repair_support", prompt_texts()["repair_support"])
WHY = "The page says that it is always so, and the source does not say how often."
CITATIONS = {
    label: Citation(label, "raw/ferries.md", "line", (Quote(f"Words of {label}.", 1, 1),))
    for label in ("ferries-1", "ferries-2", "ferries-9")
}
ALWAYS = item(1, " always")
ROW = item(2, raw="| always | dusk[^ferries-2] |", statement="Sails: always; When: dusk")


def doubtful(*some):
    return [Doubtful(x, SupportVerdict("partly", "always", "", "adds", WHY)) for x in some]


def asked(*some):
    return repair_support.request("Ferry", doubtful(*some), CITATIONS, PROMPT, SCHEMA)


def read(text, some=ALWAYS, number=1):
    said = json.dumps({"statements": [{"number": number, "text": text}]})
    return repair_support.read(said, doubtful(some), CITATIONS)


def test_it_shows_the_statement_as_the_page_has_it_what_is_wrong_and_the_other_claims():
    body = messages_body(asked(item(1, " always", before="It is a boat.")))
    (row,) = lines_of(body, STATEMENTS)
    assert row["statement"] == "Ferry 1 always sails at dusk.[^ferries-1]"
    assert (row["before"], row["words"], row["why"]) == ("It is a boat.", "always", WHY)
    assert row["quotes"] == [{"id": "ferries-1", "words": "The ferry 1 sails at dusk."}]
    claims = text_of(body).partition("<<<CLAIMS")[2]
    assert '"id": "ferries-9"' in claims
    assert '"id": "ferries-1"' not in claims


def test_it_is_a_kind_of_its_own_and_asks_the_model_that_writes_pages():
    request = asked(ALWAYS)
    assert (request.step, request.model) == ("repair_support", SCHEMA.rules.models.write_page)


def test_new_words_are_taken_with_the_marks_of_the_statement_or_one_more_of_the_page():
    one = "Ferry 1 sails at dusk.[^ferries-1]"
    assert read(one) == {ALWAYS.raw: one}
    more = "Ferry 1 always[^ferries-9] sails at dusk.[^ferries-1]"
    assert read(more) == {ALWAYS.raw: more}


@pytest.mark.parametrize(
    "text",
    [
        "",
        ALWAYS.raw,
        "Ferry 1 sails at dusk.",
        "Ferry 1 sails at dusk.[^ferries-1][^strange-1]",
        "Ferry 1 sails\n\n# at dusk.[^ferries-1]",
        "- Ferry 1 sails at dusk.[^ferries-1]",
        "| Ferry 1 | dusk[^ferries-1] |",
        f"Ferry 1 {'sails ' * 200}at dusk.[^ferries-1]",
    ],
)
def test_what_changes_marks_or_form_leaves_the_statement_as_it_is(text):
    assert read(text) == {}


def test_a_row_keeps_its_cells():
    assert read("| sometimes | dusk[^ferries-2] |", ROW)
    assert read("| dusk[^ferries-2] |", ROW) == {}
    assert read("sometimes at dusk[^ferries-2]", ROW) == {}


def test_a_reply_of_no_use_mends_nothing():
    assert repair_support.read("no", doubtful(item()), CITATIONS) == {}
    assert read("Ferry 1 sails at dusk.[^ferries-1]", number=7) == {}
