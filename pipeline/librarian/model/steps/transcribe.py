"""The step `transcribe`: ask for the words in a picture, and for what it shows."""

from __future__ import annotations

from pipeline.core.model_call import PromptBlock, Request
from pipeline.core.picture import Picture
from pipeline.core.wiki.transcript import MOST_CHARACTERS, PictureText, settle_text
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.librarian.model.steps.read_reply import parse_reply, schema_of
from pipeline.librarian.model.steps.replies import TranscribeReply

STEP = "transcribe"
MAX_TOKENS = 16_000
EXPECTED_TOKENS = 1_500  # of a reply: a page of dense text


def request(picture: Picture, prompt: Prompt, model: str, language: str) -> Request:
    """Ask about one picture.

    Nothing of the file's name is told, so that it leads to no guess.
    """
    system = PromptBlock(prompt.fill("system", language=language), cache=True)
    user = PromptBlock(prompt.fill("user", what=_what(picture)))
    shape = schema_of(TranscribeReply)
    return Request(
        STEP,
        model,
        (system,),
        (user,),
        shape,
        MAX_TOKENS,
        expected=EXPECTED_TOKENS,
        images=picture.images,
    )


def _what(picture: Picture) -> str:
    if len(picture.images) == 1:
        if picture.in_document:
            return "a picture out of a document"
        return "one page of a document" if picture.number else "the picture"
    return (
        f"one picture, cut into {len(picture.images)} pieces in their order; each repeats the end"
        " of the one before, which you write down once"
    )


def read(text: str, number: int) -> tuple[PictureText | None, list[str]]:
    """Return what was read of a picture, or what is wrong with the reply."""
    reply, errors = parse_reply(text, TranscribeReply)
    if reply is None:
        return None, errors
    words, shown = settle_text(reply.words), settle_text(reply.description)
    if not words and not shown:
        return None, ["description: words and description are both empty; say what is to be seen"]
    too_long = [
        f"{name}: it has {len(said):,} characters; {MOST_CHARACTERS:,} are the most"
        for name, said in (("words", words), ("description", shown))
        if len(said) > MOST_CHARACTERS
    ]
    return (None, too_long) if too_long else (PictureText(number, words, shown), [])
