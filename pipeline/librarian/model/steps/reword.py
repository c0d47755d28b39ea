"""The step `reword`: ask for new words of sentences that a retraction leaves and no cut mends.

Whatever is wrong with a row of the reply concerns its sentence alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.markup import footnotes, markdown
from pipeline.core.model_call import PromptBlock, Request
from pipeline.core.pricing import estimate_tokens
from pipeline.core.text import shorten
from pipeline.core.upkeep.remnant import Remnant, problems_of_wording
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.model.steps import json_lines
from pipeline.librarian.model.steps.numbered_rows import RowAnswers, cut_by_size, read_rows
from pipeline.librarian.model.steps.prompts import Prompt, fence_code
from pipeline.librarian.model.steps.read_reply import parse_reply, schema_of
from pipeline.librarian.model.steps.replies import LooseRewordReply, NewWordsReply, RewordReply

STEP = "reword"
MOST_REMNANTS = 24  # in one request
MOST_TOKENS = 10_000  # of the sentences in one request
AROUND_CHARACTERS = 300  # of the line before and behind
QUOTE_CHARACTERS = 800
SPARE_TOKENS = 1_500
REMNANT_TOKENS = 400  # that the answer for one may take, with thinking


def cut_batches(remnants: Sequence[Remnant]) -> Iterator[list[Remnant]]:
    """Cut sentences, in their order, into batches of what one request asks about."""
    return cut_by_size(
        remnants, lambda each: estimate_tokens(_line(1, each)), MOST_REMNANTS, MOST_TOKENS
    )


def request(remnants: Sequence[Remnant], prompt: Prompt, schema: Schema) -> Request:
    """Ask for new words of these sentences; it is the model that writes pages that answers."""
    rows = "\n".join(_line(number, each) for number, each in enumerate(remnants, 1))
    named = sorted({name for each in remnants for name in each.leaving.names})
    source = json_lines.json_line(
        source=named or "claims of a source that a later edition replaces"
    )
    user = prompt.fill(
        "user",
        source=source,
        statements=rows,
        count=str(len(remnants)),
        fence=fence_code(rows, source),
    )
    return Request(
        STEP,
        schema.rules.models.write_page,
        (PromptBlock(prompt.fill("system", language=schema.rules.language)),),
        (PromptBlock(user),),
        schema_of(RewordReply),
        SPARE_TOKENS + REMNANT_TOKENS * len(remnants),
    )


def _line(number: int, each: Remnant) -> str:
    is_cell = each.kind == "cell"
    return json_lines.json_line(
        statement=number,
        page=each.title,
        heading=each.heading,
        cell={"head": each.before, "row": each.following} if is_cell else None,
        before="" if is_cell else _around(each.before),
        words=strip_hidden(each.words),
        next="" if is_cell else _around(each.following),
        leads=each.leads or None,
        lost=each.lost,
        gone=list(each.gone),
        quotes=[
            {
                "id": left.label,
                "source": left.source,
                "words": [strip_hidden(shorten(q, QUOTE_CHARACTERS)) for q in left.quotes],
            }
            for left in each.left
        ],
    )


def _around(text: str) -> str:
    return shorten(
        strip_hidden(markdown.to_plain_text(footnotes.drop_marks(text))), AROUND_CHARACTERS
    )


def read(
    text: str, remnants: Sequence[Remnant], wanted: Collection[int] | None = None
) -> RowAnswers[str]:
    """Read a reply strictly: the new words of each sentence, "" where nothing is left to say.

    `wanted` are the numbers of the sentences that were asked for; None means all.
    """
    reply, errors = parse_reply(text, LooseRewordReply)
    if reply is None:
        return RowAnswers((None,) * len(remnants), tuple(errors))

    def check(index: int, row: NewWordsReply) -> tuple[str, list[str]]:
        said = row.text.strip()
        return said, problems_of_wording(remnants[index], said)

    return read_rows(reply.statements, len(remnants), "statement", NewWordsReply, check, wanted)
