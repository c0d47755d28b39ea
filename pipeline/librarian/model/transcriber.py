"""The model transcriber, which asks a language model what stands in pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from pipeline.core.errors import UserError
from pipeline.core.model_call import Request
from pipeline.core.picture import Picture
from pipeline.core.wiki.transcript import PictureText
from pipeline.librarian.model.steps import transcribe as step
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.librarian.model.strict_questions import ModelChat


class ModelTranscriber:
    """The transcriber that asks a language model, one question a picture.

    A reply that was cut off is not used, and one with errors is sent back once.
    """

    def __init__(self, chat: ModelChat, prompt: str, model: str, language: str) -> None:
        self._chat = chat
        self._prompt = Prompt.parse(step.STEP, prompt)
        self._language = language
        self.by = model

    def transcribe(self, pictures: Sequence[Picture]) -> list[PictureText | UserError]:
        """Return what stands in each picture, in their order."""
        return self._chat.run_all([partial(self._one, picture) for picture in pictures])

    def _one(self, picture: Picture) -> PictureText:
        request = step.request(picture, self._prompt, self.by, self._language)
        text, found, errors = self._ask(request, picture)
        if found is not None:
            return found
        said = "\n".join(f"- {error}" for error in errors)
        message = (
            f"Your answer cannot be used:\n{said}\n\nAnswer again, with the whole JSON object."
        )
        again = replace(request, repair=((text or "(empty)", message),))
        _, found, errors = self._ask(again, picture)
        if found is not None:
            return found
        self._chat.forget(request)
        self._chat.forget(again)
        raise UserError(
            f"the model's answer about {picture.name} was not usable, also when asked again:"
            f" {errors[0][:300]}.",
            "Nothing of it was used. Compile the source again.",
        )

    def _ask(self, request: Request, picture: Picture) -> tuple[str, PictureText | None, list[str]]:
        """Look at why the model stopped before looking at what it said."""
        reply = self._chat.send(request)
        if reply.stop == "refusal":
            why = f" ({reply.category})" if reply.category else ""
            raise UserError(
                f"the model refused to read {picture.name}{why}.",
                "Set another model for `transcribe` in schema.md, or `pictures: ocr`.",
            )
        if reply.stop != "end_turn":
            raise UserError(
                f"the model's answer about {picture.name} was cut off.",
                "Cut the picture into parts, or set a model with a longer output for `transcribe`"
                " in schema.md.",
            )
        found, errors = step.read(reply.text, picture.number)
        return reply.text, found, errors
