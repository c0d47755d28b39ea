"""The step `transcribe`: what is asked about a picture, and good and bad replies."""

from __future__ import annotations

import json

import pytest

from pipeline.core.model_call import PromptImage, digest_of_request, messages_body
from pipeline.core.picture import Picture
from pipeline.core.pricing import expected_usage
from pipeline.core.wiki.transcript import MOST_CHARACTERS, PictureText
from pipeline.librarian.model.steps import transcribe
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.operations.compile.choose_librarian import prompt_hashes
from pipeline.operations.compile.prompt_files import prompt_texts

IMAGE = PromptImage("image/png", "iVBORw0KGgo=", 1_000, 750)


def asked(*images, page=0):
    prompt = Prompt.parse("transcribe", prompt_texts()["transcribe"])
    return transcribe.request(Picture(page, images), prompt, "a-model", "de")


def test_the_picture_stands_before_the_words_of_the_question():
    body = messages_body(asked(IMAGE))
    assert [block["type"] for block in body["messages"][0]["content"]] == ["image", "text"]
    assert body["messages"][0]["content"][0]["source"] == {
        "type": "base64",
        "media_type": "image/png",
        "data": "iVBORw0KGgo=",
    }
    assert 'code "de"' in body["system"][0]["text"]


def test_a_page_and_a_picture_in_pieces_are_called_so():
    def user(request):
        return request.user[0].text

    assert "one page of a document" in user(asked(IMAGE, page=3))
    assert "cut into 2 pieces" in user(asked(IMAGE, IMAGE))


def test_the_picture_counts_in_the_digest_and_in_the_price():
    other = PromptImage("image/png", "iVBORw0KGgp=", 1_000, 750)
    assert digest_of_request(asked(IMAGE)) != digest_of_request(asked(other))
    more = expected_usage(asked(IMAGE, IMAGE)).input - expected_usage(asked(IMAGE)).input
    assert 1_000 <= more < 1_100


def test_only_a_source_with_pictures_is_said_to_use_the_prompt():
    assert "transcribe" not in dict(prompt_hashes())
    assert "transcribe" in dict(prompt_hashes(pictures=True))


def test_words_and_description_are_taken_in_the_form_in_which_they_are_kept():
    said = json.dumps({"words": "\nTwo \u200blocks. \r\n", "description": "A gate.\n\n"})
    assert transcribe.read(said, 4) == (PictureText(4, "Two locks.", "A gate."), [])


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ("I see a gate.", "JSON"),
        ('{"words": "One."}', "description"),
        ('{"words": "", "description": " \\n"}', "both empty"),
        ('{"words": 3, "description": ""}', "words"),
        (json.dumps({"words": "x" * (MOST_CHARACTERS + 1), "description": ""}), "the most"),
    ],
    ids=["prose", "a field missing", "nothing", "a number", "too long"],
)
def test_a_bad_reply_is_refused_with_a_sentence_for_the_model(reply, why):
    found, errors = transcribe.read(reply, 0)
    assert found is None
    assert why in errors[0]
