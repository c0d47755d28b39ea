"""Choose who reads pictures: the model, where its server looks at them, else text recognition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.adapters.processes import ocr
from pipeline.core.errors import UserError
from pipeline.core.wiki.schema import Schema
from pipeline.operations.compile.read_pictures import PictureReading

if TYPE_CHECKING:
    from pipeline.adapters.messages.chat import Chat

TRANSCRIBE_PROMPT = "transcribe"  # the prompt file that only a source with pictures uses
MOST_PAGES_UNASKED = 10  # of text recognition, where schema.md does not ask for it


def choose_transcriber(
    schema: Schema, chat: Chat | None = None, prompts: Mapping[str, str] | None = None
) -> PictureReading:
    """Return who reads pictures, by `pictures` of schema.md; `UserError` where there is nobody.

    `chat` and `prompts` are there where a model compiles.
    """
    wanted = schema.rules.pictures
    if wanted == "off":
        raise UserError("schema.md says `pictures: off`", "")
    if chat and prompts and (wanted == "model" or (wanted == "auto" and chat.looks_at_pictures())):
        from pipeline.librarian.model.transcriber import ModelTranscriber

        model, language = schema.rules.models.transcribe, schema.rules.language
        return PictureReading(ModelTranscriber(chat, prompts[TRANSCRIBE_PROMPT], model, language))
    if wanted == "model":
        raise UserError(
            "no model compiles, and schema.md says `pictures: model`",
            "`pictures: auto` has them read by text recognition where no model is.",
        )
    if ocr.is_installed():
        most = 0 if wanted == "ocr" else MOST_PAGES_UNASKED
        return PictureReading(ocr.OcrTranscriber(), ocr.SCALE, most)
    raise _nobody(bool(chat) and wanted == "auto")


def _nobody(other_server: bool) -> UserError:
    install = "`make ocr` installs text recognition, which reads words and describes nothing."
    if other_server:
        return UserError(
            "the model's server is not known to look at pictures, and text recognition is not"
            " installed",
            f"`pictures: model` in schema.md says that it does look at them; {install}",
        )
    return UserError(
        "the embedded librarian does not look at pictures, and text recognition is not installed",
        f"{install[:-1]}; a model does both.",
    )
