"""The step `judge`: ask for a verdict on each of several pairs of statements.

Whatever is wrong with a row of the reply concerns its pair alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from pipeline.core.claims.judgement import Pair, Statement, Verdict
from pipeline.core.claims.telling_quotes import select_telling_quotes
from pipeline.core.claims.verdict_checks import problems_of_verdict, tidy_verdict
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.model_call import PromptBlock, Request
from pipeline.core.pricing import estimate_tokens
from pipeline.librarian.model.steps import json_lines
from pipeline.librarian.model.steps.numbered_rows import RowAnswers, cut_by_size, read_rows
from pipeline.librarian.model.steps.prompts import Prompt, fence_code
from pipeline.librarian.model.steps.read_reply import parse_reply, schema_of
from pipeline.librarian.model.steps.verdict_replies import JudgeReply, LooseJudgeReply, VerdictReply

STEP = "judge"
MOST_PAIRS = 20  # in one request, which share one prompt
MOST_TOKENS = 7_000  # of the pairs in one request
STATEMENT_CHARACTERS = 2_000
QUOTE_CHARACTERS = 800
MOST_QUOTES = 6  # of one side
# Of a verdict, for estimates: what is in order, as most pairs are, takes 30, and the others 130.
REPLY_TOKENS = 80
# What a verdict may take, with thinking. A budget sets aside as much for each pair of a request,
# and `SPARE_TOKENS` for the request.
PAIR_TOKENS = 500
SPARE_TOKENS = 1_500
_Source = tuple[tuple[str, str], ...]  # what is known of a source, name by name


def cut_batches(pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    """Cut pairs, in their order, into batches of what one request asks about."""
    return cut_by_size(
        pairs, lambda pair: estimate_tokens("\n".join(_rows([pair]))), MOST_PAIRS, MOST_TOKENS
    )


def request(pairs: Sequence[Pair], prompt: Prompt, model: str) -> Request:
    """Ask about these pairs."""
    rows = "\n".join(_rows(pairs))
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


def _rows(pairs: Sequence[Pair]) -> Iterator[str]:
    """Yield a line for each source of these pairs, and then one for each pair.

    What is known of a source is said once, and the sides name it by its number.
    """
    found = [row for pair in pairs for side in (pair.a, pair.b) for row in _sources(side)]
    numbers = {row: number for number, row in enumerate(dict.fromkeys(found), 1)}
    for row, number in numbers.items():
        yield json_lines.json_line(source=number, **{name: value for name, value in row if value})
    for number, pair in enumerate(pairs, 1):
        yield json_lines.json_line(pair=number, a=_side(pair.a, numbers), b=_side(pair.b, numbers))


def _side(side: Statement, numbers: Mapping[_Source, int]) -> dict[str, Any]:
    text = _cut_text(side.text, STATEMENT_CHARACTERS)
    said = (
        {"page": side.slug, "heading": strip_hidden(side.heading), "statement": text}
        if side.slug
        else {"source_says": text}
    )
    quotes = [
        _cut_text(quote, QUOTE_CHARACTERS)
        for quote in islice(select_telling_quotes(side), MOST_QUOTES)
    ]
    sources = [numbers[row] for row in _sources(side)]
    return {k: v for k, v in {**said, "quotes": quotes, "sources": sources}.items() if v}


def _sources(side: Statement) -> list[_Source]:
    """Return what is known of each source of a statement.

    The fields beside the source's name may be given for fewer sources.
    """

    def at(values: Sequence[str], i: int) -> str:
        return strip_hidden(values[i]) if i < len(values) else ""

    return [
        (
            ("file", strip_hidden(name)),
            ("published", at(side.published, i)),
            ("in_force_from", at(side.effective, i)),
            ("standing", at(side.standing, i)),
        )
        for i, name in enumerate(side.sources)
    ]


def _cut_text(text: str, most: int) -> str:
    plain = strip_hidden(text)
    return plain if len(plain) <= most else plain[: most - 1] + "…"
