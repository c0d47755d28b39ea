"""What the model is asked when a source is read."""

from dataclasses import replace

from pipeline.librarian.model.steps import extract
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.operations.compile.choose_librarian import prompt_texts
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
