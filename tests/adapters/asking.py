"""Requests as the tests of the adapters send them."""

from dataclasses import replace

from pipeline.core.request import Block, Request

SCHEMA = {"type": "object", "properties": {"title": {"type": "string", "maxLength": 80}}, "required": ["title"]}
QUESTION = Request(
    step="extract",
    model="claude-sonnet-5-5",
    system=(Block("You keep a wiki."), Block("Its rules.", cache=True)),
    user=(Block("A source about gas."),),
    schema=SCHEMA,
    max_tokens=30_000,
)


def question(text="A source about gas.", **changes):
    """QUESTION about something else."""
    return replace(QUESTION, user=(Block(text),), **changes)
