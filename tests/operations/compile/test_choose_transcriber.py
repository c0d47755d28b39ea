"""Who reads pictures, by what schema.md says and what is there."""

from __future__ import annotations

import pytest

from pipeline.adapters.messages.budget import Budget
from pipeline.adapters.messages.chat import Chat
from pipeline.adapters.processes import ocr
from pipeline.core.errors import UserError
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.model.transcriber import ModelTranscriber
from pipeline.operations.compile.choose_transcriber import choose_transcriber
from pipeline.operations.compile.prompt_files import prompt_texts
from tests.helpers.repos import SCHEMA


def schema(pictures):
    return Schema.parse(
        SCHEMA.replace("librarian: auto ", f"pictures: {pictures}\nlibrarian: auto ")
    )


@pytest.fixture
def chat(monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
    made = Chat(budget=Budget(1, 1, 1_000), deadline_seconds=10)
    yield made
    made.close()


def without_ocr(pictures, *more):
    """Return what is chosen, or the sentence that says why nobody is; both where OCR is there."""
    try:
        return choose_transcriber(schema(pictures), *more).transcriber
    except UserError as error:
        return f"{error.message}: {error.hint}"


def test_the_model_reads_where_the_server_is_known_to_look_at_pictures(chat):
    assert isinstance(without_ocr("auto", chat, prompt_texts()), ModelTranscriber)


def test_another_server_is_sent_pictures_only_where_schema_says_so(chat, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9/v1")
    found = without_ocr("auto", chat, prompt_texts())
    assert not isinstance(found, ModelTranscriber)
    if not ocr.is_installed():
        assert "not known to look at pictures" in found
        assert "`pictures: model` in schema.md" in found
    assert isinstance(without_ocr("model", chat, prompt_texts()), ModelTranscriber)


def test_without_a_model_and_text_recognition_the_command_that_installs_it_is_said():
    found = without_ocr("auto")
    if ocr.is_installed():
        assert found.by.startswith("rapidocr ")
    else:
        assert "`make ocr` installs text recognition" in found


def test_off_and_a_model_that_is_not_there_are_sentences():
    assert without_ocr("off") == "schema.md says `pictures: off`: "
    assert "no model compiles" in without_ocr("model")
