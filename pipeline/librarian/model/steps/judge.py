"""The step `judge`: ask for a verdict on each of several pairs of statements.

Whatever is wrong with a row of the reply concerns its pair alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from pipeline.core.claims.judgement import Pair, Statement, Verdict
from pipeline.core.claims.verdict_checks import problems_of_verdict, tidy_verdict
from pipeline.core.model_call import PromptBlock, Request
from pipeline.core.pricing import estimate_tokens
from pipeline.core.text import strip_hidden
from pipeline.librarian.model.steps import json_lines
from pipeline.librarian.model.steps.numbered_rows import RowAnswers, cut_by_size, read_rows
from pipeline.librarian.model.steps.prompts import Prompt, fence_code
from pipeline.librarian.model.steps.replies import (
    JudgeReply,
    LooseJudgeReply,
    VerdictReply,
    parse_reply,
    schema_of,
)

STEP = "judge"
MOST_PAIRS = 10  # in one request; of more, the later ones are judged less carefully
MOST_TOKENS = 6_000  # of the pairs in one request
STATEMENT_CHARACTERS = 2_000
QUOTE_CHARACTERS = 800
MOST_QUOTES = 6  # of one side
REPLY_TOKENS = 180  # of a verdict, for estimates
# What a verdict may take, with thinking. A budget sets aside as much for each pair of a request,
# and `SPARE_TOKENS` for the request.
PAIR_TOKENS = 500
SPARE_TOKENS = 1_500


def cut_batches(pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    """Cut pairs, in their order, into batches of what one request asks about."""
    return cut_by_size(
        pairs, lambda pair: estimate_tokens(_pair_line(1, pair)), MOST_PAIRS, MOST_TOKENS
    )


def request(pairs: Sequence[Pair], prompt: Prompt, model: str) -> Request:
    """Ask about these pairs."""
    rows = "\n".join(_pair_line(number, pair) for number, pair in enumerate(pairs, 1))
    user = prompt.fill("user", pairs=rows, count=str(len(pairs)), fence=fence_code(rows))
    most = SPARE_TOKENS + PAIR_TOKENS * len(pairs)
    return Request(
        STEP,
        model,
        (PromptBlock(prompt.fill("system"), cache=True),),
        (PromptBlock(user),),
        schema_of(JudgeReply),
        most,
    )


def read(
    text: str, pairs: Sequence[Pair], wanted: Collection[int] | None = None
) -> RowAnswers[Verdict]:
    """Read a reply strictly.

    `wanted` are the numbers of the pairs that were asked for; None means all.
    """
    reply, errors = parse_reply(text, LooseJudgeReply)
    if reply is None:
        return RowAnswers((None,) * len(pairs), tuple(errors))

    def check(index: int, row: VerdictReply) -> tuple[Verdict, list[str]]:
        verdict = tidy_verdict(
            Verdict(
                row.kind, row.current, row.since, row.why, row.words_a, row.words_b, row.scope_a, row.scope_b  # noqa: E501
            )
        )  # fmt: skip
        return verdict, problems_of_verdict(pairs[index], verdict)

    return read_rows(reply.pairs, len(pairs), "pair", VerdictReply, check, wanted)


def _pair_line(number: int, pair: Pair) -> str:
    return json_lines.json_line(pair=number, a=_side(pair.a), b=_side(pair.b))


def _side(side: Statement) -> dict[str, Any]:
    text = _cut_text(side.text, STATEMENT_CHARACTERS)
    said = (
        {"page": side.slug, "heading": strip_hidden(side.heading), "statement": text}
        if side.slug
        else {"source_says": text}
    )
    quotes = [
        _cut_text(quote, QUOTE_CHARACTERS)
        for quote in side.quotes[:MOST_QUOTES]
        if quote != side.text
    ]
    return {k: v for k, v in {**said, "quotes": quotes, "sources": _sources(side)}.items() if v}


def _sources(side: Statement) -> list[dict[str, str]]:
    """Return what is known of each source of a statement.

    The fields beside the source's name may be given for fewer sources.
    """

    def at(values: Sequence[str], i: int) -> str:
        return strip_hidden(values[i]) if i < len(values) else ""

    rows = (
        {
            "source": strip_hidden(name),
            "published": at(side.published, i),
            "in_force_from": at(side.effective, i),
            "standing": at(side.standing, i),
        }
        for i, name in enumerate(side.sources)
    )
    return [{k: v for k, v in row.items() if v} for row in rows]


def _cut_text(text: str, most: int) -> str:
    plain = strip_hidden(text)
    return plain if len(plain) <= most else plain[: most - 1] + "…"
