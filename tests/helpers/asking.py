"""Requests as the tests of the adapters send them."""

from dataclasses import replace

import pytest

from pipeline.core.errors import UserError
from pipeline.core.model_call import PromptBlock, Request

SCHEMA = {
    "type": "object",
    "properties": {"title": {"type": "string", "maxLength": 80}},
    "required": ["title"],
}
QUESTION = Request(
    step="extract",
    model="claude-sonnet-5-5",
    system=(PromptBlock("You keep a wiki."), PromptBlock("Its rules.", cache=True)),
    user=(PromptBlock("A source about gas."),),
    schema=SCHEMA,
    max_tokens=30_000,
)


def question(text="A source about gas.", **changes):
    """QUESTION about something else."""
    return replace(QUESTION, user=(PromptBlock(text),), **changes)


def failure(chat, request=QUESTION, kind=UserError):
    """What a person reads when `chat` cannot answer."""
    with pytest.raises(kind) as caught:
        chat.send(request)
    return str(caught.value)
