"""What the model is asked when a source is read."""

import json
from dataclasses import replace

from pipeline.librarian.model.steps import extract
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.operations.compile.prompt_files import prompt_texts
from tests.helpers.making import SCHEMA, source


def asked(about):
    (part,) = extract.cut_parts(about)
    request = extract.request(
        about, part, (1, 1), Prompt.parse("extract", prompt_texts()["extract"]), SCHEMA
    )
    return request.user[0].text


def test_the_model_is_told_which_date_is_which_and_of_none_that_is_not_there():
    plain = source(published="2024-03-01", status="Final")
    assert 'published "2024-03-01"; status "Final".' in asked(plain)
    changed = replace(plain, modified="2025-02-03")
    told = 'published "2024-03-01"; last modified "2025-02-03"; status "Final".'
    assert told in asked(changed)
    assert 'published ""; last modified "2025-02-03"' in asked(replace(changed, published=""))


def test_words_that_stand_twice_are_meant_where_the_other_quote_of_the_claim_is():
    about = replace(
        source(),
        text="In summer:\n\n- The gate halts.\n- It opens.\n\nIn winter:\n\n- The gate halts.\n",
        locators=tuple(range(1, 10)),
    )
    (part,) = extract.cut_parts(about)
    claim = {"importance": 3, "concepts": ["gate"], "heading": ""}
    reply = {
        "title": "Gates",
        "author": "",
        "published": "",
        "status": "",
        "effective": "",
        "summary": "On gates.",
        "key_concepts": [],
        "claims": [
            {
                "text": "In winter the gate halts.",
                "quotes": ["The gate halts.", "In winter:"],
                **claim,
            },
            {
                "text": "In summer the gate halts.",
                "quotes": ["In summer:", "The gate halts."],
                **claim,
            },
            {"text": "The gate halts.", "quotes": ["The gate halts."], **claim},
        ],
    }
    found, errors = extract.read(json.dumps(reply), about, part)
    assert errors == []
    lines = [[q.start for q in claim.quotes] for claim in found.claims.values()]
    assert lines == [[8, 6], [1, 3], [3]]
