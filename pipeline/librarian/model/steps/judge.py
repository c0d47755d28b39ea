"""The step `judge`: ask for a verdict on each of several pairs of statements.

Whatever is wrong with a row of the reply concerns its pair alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.core.claims.judgement import Pair, Statement, Verdict
from pipeline.core.claims.verdict_checks import problems_of_verdict, tidy_verdict
from pipeline.core.model_call import PromptBlock, Request
from pipeline.core.pricing import estimate_tokens
from pipeline.core.text import strip_hidden
from pipeline.librarian.model.steps import json_lines
from pipeline.librarian.model.steps.prompts import Prompt, fence_code
from pipeline.librarian.model.steps.replies import (
    JudgeReply,
    LooseJudgeReply,
    VerdictReply,
    parse_reply,
    parse_row,
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


@dataclass(frozen=True)
class Verdicts:
    """What a reply says of the pairs of its request, None for each pair it is of no use for.

    `errors` say why, with the number of the pair.
    """

    found: tuple[Verdict | None, ...]
    errors: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the pairs that have no verdict."""
        return tuple(number for number, verdict in enumerate(self.found, 1) if verdict is None)

    def with_second(self, second: Verdicts) -> Verdicts:
        """Return these verdicts, with those of a second reply for the pairs that had none."""
        pairs = zip(self.found, second.found, strict=True)
        return Verdicts(
            tuple(first if first is not None else other for first, other in pairs), second.errors
        )


def cut_batches(pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    """Cut pairs, in their order, into batches of what one request asks about."""
    batch: list[Pair] = []
    room = MOST_TOKENS
    for pair in pairs:
        tokens = estimate_tokens(_pair_line(1, pair))
        if batch and (len(batch) == MOST_PAIRS or tokens > room):
            yield batch
            batch, room = [], MOST_TOKENS
        batch.append(pair)
        room -= tokens
    if batch:
        yield batch


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


def repair_request(asked: Request, reply: str, read: Verdicts, prompt: Prompt) -> Request:
    """Ask again for the pairs that have no verdict yet."""
    errors = "\n".join(f"- {error}" for error in read.errors[:40])
    answer = prompt.fill("repair", errors=errors, numbers=", ".join(map(str, read.missing)))
    return replace(asked, repair=((reply or "(empty)", answer),))


def read(text: str, pairs: Sequence[Pair], wanted: Collection[int] | None = None) -> Verdicts:
    """Read a reply strictly.

    `wanted` are the numbers of the pairs that were asked for; None means all.
    """
    numbers = range(1, len(pairs) + 1) if wanted is None else wanted
    reply, errors = parse_reply(text, LooseJudgeReply)
    if reply is None:
        return Verdicts((None,) * len(pairs), tuple(errors))
    found: dict[int, Verdict] = {}
    twice: set[int] = set()
    said: list[str] = []
    for raw in reply.pairs:
        number, verdict, wrong = _read_verdict(raw, pairs)
        said += wrong
        if number in found or number in twice:
            twice.add(number)
        elif verdict is not None and number in numbers:
            found[number] = verdict
        elif verdict is not None and number not in range(1, len(pairs) + 1):
            said.append(f"there is no pair {number}")
    said += [f"pair {number} is answered more than once" for number in sorted(twice)]
    kept = tuple(found.get(n) if n not in twice else None for n in range(1, len(pairs) + 1))
    named = {n for n in numbers if any(error.startswith(f"pair {n}:") for error in said)}
    said += [
        f"pair {n} is not answered"
        for n in numbers
        if kept[n - 1] is None and n not in named | twice
    ]
    return Verdicts(kept, tuple(said))


def _read_verdict(raw: Any, pairs: Sequence[Pair]) -> tuple[int, Verdict | None, list[str]]:
    number = raw.get("pair") if isinstance(raw, dict) else None
    named = number if type(number) is int else 0
    row, errors = parse_row(raw, VerdictReply)
    if row is None or not 1 <= row.pair <= len(pairs):
        where = (
            f"pair {named}"
            if 1 <= named <= len(pairs)
            else f"an entry for the pair {str(number)[:20]!r}"
        )
        return named, None, [f"{where}: {error}" for error in errors or ["there is no such pair"]]
    verdict = tidy_verdict(
        Verdict(
            row.kind, row.current, row.since, row.why, row.words_a, row.words_b, row.scope_a, row.scope_b  # noqa: E501
        )
    )  # fmt: skip
    wrong = problems_of_verdict(pairs[row.pair - 1], verdict)
    return row.pair, None if wrong else verdict, [f"pair {row.pair}: {x}" for x in wrong]


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
