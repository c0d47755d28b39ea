"""Judge pairs of claims that may be at odds: from the cache, else by a referee within a budget."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from pipeline.adapters.messages.credentials import has_credential, missing_credential
from pipeline.adapters.store.verdicts import VerdictCache
from pipeline.core.claims.backlog import NO_BACKLOG, Backlog
from pipeline.core.claims.judgement import Judged, Pair, Verdict, VerdictRow
from pipeline.core.claims.screen import JudgingQueue
from pipeline.core.claims.verdict_checks import exchange_sides
from pipeline.core.issues.judging_report import LintReport
from pipeline.core.model_call import Request, StepCost
from pipeline.core.pricing import PRICES_DATE, expected_usage, price_of_usage
from pipeline.core.text import counted
from pipeline.core.wiki.schema import Schema
from pipeline.librarian import Referee
from pipeline.librarian.model.steps import judge as step
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.operations.compile.choose_librarian import JUDGE_PROMPT, read_prices
from pipeline.operations.compile.prompt_files import prompt_texts

# The time for the questions of one lint. The workflow gives the job ten minutes more.
LINT_SECONDS = 80 * 60.0
_MOST_PRICED = 300  # pairs of which the price is counted, to tell that of all which wait
FALLBACK_NOTE = (
    "No credential for a model was found, so the embedded rules judged (`librarian: auto` in"
    " schema.md)."
)


class Cache(Protocol):
    """Keeps verdicts by pair and judge."""

    def get(self, pair: Pair, judge_key: str) -> Verdict | None:
        """Return the verdict on a pair, if one is kept."""
        ...

    def put(self, pair: Pair, judge_key: str, verdict: Verdict) -> None:
        """Keep a verdict."""
        ...


@dataclass(frozen=True)
class Judgement:
    """The outcome of one run of the judge.

    `cached` of the verdicts were known. `waiting` are pairs that were not judged, `left_out` pairs
    that nobody asked about. `failed`: for a reason that somebody must see to, and not because the
    budget ended. `backlog` says what waits, and what it would cost.
    """

    judged: tuple[Judged, ...]
    waiting: tuple[Pair, ...] = ()
    cached: int = 0
    cost: tuple[StepCost, ...] = ()
    notes: tuple[str, ...] = ()
    failed: bool = False
    left_out: tuple[Pair, ...] = ()
    backlog: Backlog = NO_BACKLOG

    @property
    def unjudged(self) -> tuple[Pair, ...]:
        """Return the pairs on which there is no verdict."""
        return (*self.waiting, *self.left_out)

    @property
    def calls(self) -> int:
        """Return how often the model was asked."""
        return sum(c.calls for c in self.cost)

    @property
    def dollars(self) -> float:
        """Return what it cost."""
        return sum(c.dollars for c in self.cost)


@dataclass(frozen=True)
class Bench:
    """A referee, with its bill and its notes.

    `cache` is None where verdicts cost nothing.
    """

    referee: Referee
    cache: Cache | None = None
    bill: Callable[[], tuple[StepCost, ...]] = lambda: ()
    notes: Callable[[], tuple[str, ...]] = lambda: ()


def split_by_pages(
    pairs: Iterable[Pair], pages: Container[str]
) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """Return the pairs of which a statement stands on one of these pages, and the others."""
    rows = [(pair, pair.a.path in pages or pair.b.path in pages) for pair in pairs]
    return tuple(pair for pair, touched in rows if touched), tuple(
        pair for pair, touched in rows if not touched
    )


def judge_pairs(pairs: Sequence[Pair], bench: Bench, schema: Schema) -> Judgement:
    """Judge pairs in the order given; each verdict is kept at once.

    Pairs of the same two statements are judged once.
    """
    referee, cache = bench.referee, bench.cache
    asked = {pair.key: pair for pair in reversed(pairs)}
    known = _known_verdicts(asked.values(), bench)
    new = [pair for pair in dict.fromkeys(asked[p.key] for p in pairs) if pair.key not in known]
    verdicts = dict(known)
    for pair, verdict in zip(new, referee.judge(new, schema) if new else [], strict=True):
        if verdict is not None:
            verdicts[pair.key] = verdict
            if cache is not None:
                cache.put(pair, referee.judge_key, verdict)
    judged = [
        Judged(p, _in_order_of(p, asked[p.key], verdicts[p.key]), referee.name)
        for p in pairs
        if p.key in verdicts
    ]
    waiting = tuple(p for p in pairs if p.key not in verdicts)
    cached = sum(p.key in known for p in pairs)
    return Judgement(tuple(judged), waiting, cached, bench.bill(), bench.notes())


def _known_verdicts(pairs: Iterable[Pair], bench: Bench) -> dict[str, Verdict]:
    if bench.cache is None:
        return {}
    kept = {pair.key: bench.cache.get(pair, bench.referee.judge_key) for pair in pairs}
    return {key: verdict for key, verdict in kept.items() if verdict is not None}


def _in_order_of(pair: Pair, judged: Pair, verdict: Verdict) -> Verdict:
    """Return a verdict for the order of sides that this pair has."""
    return verdict if pair.a.key == judged.a.key else exchange_sides(verdict)


# --- who judges ---


def choose_bench(
    schema: Schema,
    wanted: str | None,
    environ: Mapping[str, str],
    private: Path,
    batched: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Bench:
    """Return who judges: the model where there is a credential, else the embedded rules.

    `wanted`, else schema.md, can demand one of the two; `UserError` where the model is demanded and
    there is no credential. `batched`: through the Message Batches API, at half the price; an answer
    may take an hour.
    """
    name = wanted or schema.rules.librarian
    found = name != "extractive" and has_credential(environ)
    if name == "model" and not found:
        raise missing_credential()
    if found:
        return _model_bench(schema, private, batched, say)
    return _embedded_bench((FALLBACK_NOTE,) if name == "auto" else ())


def _model_bench(schema: Schema, private: Path, batched: bool, say: Callable[[str], None]) -> Bench:
    from pipeline.adapters.messages.batches import Batches
    from pipeline.adapters.messages.budget import Budget
    from pipeline.adapters.messages.chat import Chat
    from pipeline.adapters.store.reply_cache import FolderCache
    from pipeline.librarian.model.referee import ModelReferee

    chat = Chat(
        budget=Budget(dollars_per_lint=schema.rules.budget.dollars_per_lint),
        deadline_seconds=LINT_SECONDS,
        prices=read_prices(schema),
        cache=FolderCache(private / "replies"),
        task="one lint",
    )
    asking = Batches(chat, private / "batches", say=say) if batched else chat
    referee = ModelReferee(
        chat, asking, prompt_texts()[JUDGE_PROMPT], schema.rules.models.judge, say
    )
    cache = VerdictCache(private / "verdicts")
    return Bench(referee, cache, lambda: chat.costs, lambda: (*referee.notes, *chat.notes))


def _embedded_bench(notes: tuple[str, ...]) -> Bench:
    from pipeline.librarian.extractive.referee import ExtractiveReferee

    return Bench(ExtractiveReferee(), notes=lambda: notes)


# --- what it may cost ---


@dataclass(frozen=True)
class Estimate:
    """What judging may cost; `dollars` is None where no price is known.

    `pairs` are all of them, `new` those without a verdict; `tokens` counts those in and out.
    """

    pairs: int
    new: int
    requests: int
    tokens: int
    dollars: float | None
    limit: float
    free: bool = False  # the embedded rules judge them

    def __str__(self) -> str:
        if self.free:
            return (
                f"{counted(self.pairs, 'pair')}, judged by the embedded librarian: nothing to pay."
            )
        if not self.new:
            return f"{counted(self.pairs, 'pair')}, all judged before: nothing to pay."
        cost = (
            "no price is known for the model"
            if self.dollars is None
            else f"about ${self.dollars:.2f}"
        )
        told = (
            f"{counted(self.pairs, 'pair')}, {self.new} of them new: {cost} ({self.tokens:,} tokens"
            f" in and out, {counted(self.requests, 'request')})"
        )
        return (
            f"{told}, at the prices of {PRICES_DATE}\nschema.md stops a lint at ${self.limit:.2f}"
        )


def estimate_judging(
    pairs: Sequence[Pair], bench: Bench, schema: Schema, batched: bool = False
) -> Estimate:
    """Return what judging these pairs may cost, before anything is paid.

    It counts no caching, so the bill is rarely higher.
    """
    asked = {pair.key: pair for pair in pairs}
    known = _known_verdicts(asked.values(), bench)
    new = [pair for key, pair in asked.items() if key not in known]
    limit = schema.rules.budget.dollars_per_lint
    if bench.cache is None:  # the embedded rules cost nothing
        return Estimate(len(pairs), 0, 0, 0, 0.0, limit, free=True)
    requests = judging_requests(new, schema)
    usages = [expected_usage(r) for r in requests]
    costs = [
        price_of_usage(r.model, u, read_prices(schema), batched)
        for r, u in zip(requests, usages, strict=True)
    ]
    known_costs = [c for c in costs if c is not None]
    dollars = sum(known_costs) if len(known_costs) == len(costs) else None
    tokens = sum(u.input + u.cached + u.written + u.output for u in usages)
    return Estimate(len(pairs), len(new), len(requests), tokens, dollars, limit)


def judging_requests(pairs: Sequence[Pair], schema: Schema) -> list[Request]:
    """Return the requests that would ask about pairs, each with the length of reply to expect."""
    prompt = Prompt.parse(step.STEP, prompt_texts()[JUDGE_PROMPT])
    asked = [
        (batch, step.request(batch, prompt, schema.rules.models.judge))
        for batch in step.cut_batches(pairs)
    ]
    return [
        replace(request, expected=step.REPLY_TOKENS * len(batch) + 400) for batch, request in asked
    ]


def measure_backlog(
    queue: JudgingQueue, waiting: Iterable[Pair], bench: Bench, schema: Schema, batched: bool
) -> Backlog:
    """Return what waits of a queue, and what judging it would cost."""
    left = {pair.key for pair in waiting}
    likely, rest = (
        [pair for pair in part if pair.key in left] for part in (queue.likely, queue.rest)
    )
    return Backlog(
        likely=len(likely),
        rest=len(rest),
        told=len(queue.told),
        likely_dollars=_guess_dollars(likely, bench, schema, batched),
        rest_dollars=_guess_dollars(rest, bench, schema, batched),
        per_run=schema.rules.budget.dollars_per_lint,
    )


def _guess_dollars(
    pairs: Sequence[Pair], bench: Bench, schema: Schema, batched: bool
) -> float | None:
    """Return what judging pairs would cost, by a sample of them where they are many."""
    if not pairs or bench.cache is None:
        return None
    sample = pairs[:: math.ceil(len(pairs) / _MOST_PRICED)]
    dollars = estimate_judging(sample, bench, schema, batched).dollars
    return None if dollars is None else dollars * len(pairs) / len(sample)


# --- what the next job is told ---


def report_verdicts(judgement: Judgement, commit: str, date: str) -> LintReport:
    """Return what crosses to the job that writes issues."""
    rows = {
        j.pair.key: VerdictRow(j.pair.a.key, j.pair.b.key, j.verdict, j.judge)
        for j in judgement.judged
    }
    return LintReport(
        commit,
        date,
        tuple(rows.values()),
        len(judgement.unjudged),
        len(judgement.judged) + len(judgement.unjudged),
        judgement.cached,
        judgement.calls,
        judgement.dollars,
        notes=judgement.notes,
        backlog=judgement.backlog,
    )
