"""Whether a weekly budget keeps up with a growing wiki: two years of lints, simulated.

`python -m bench.judging`. Each week twenty sources bring a hundred claims each. How many pairs that
makes, how the scores of `core/claims/screen.py` spread, and of how many pairs the pages say already
how they stand is taken from the wiki of `tests/runs/untold`; what a pair costs, from the requests
that would ask about it. Pairs of a week are judged in the order of `queue_pairs`: the likely third
of all pairs first, what came within two weeks before the rest of it, then the others by score. No
model is asked, so the answers and what becomes of them are no part of this.
"""

from __future__ import annotations

import random
import tempfile
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bench import pages_at_odds
from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.claims.already_told import may_be_reported
from pipeline.core.claims.screen import LIKELY_SHARE, score_pairs
from pipeline.core.pricing import expected_usage, price_of_usage
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.model.steps.judge import cut_batches
from pipeline.operations.lint.claim_pairs import find_pairs
from pipeline.operations.lint.judge import judging_requests
from pipeline.operations.repository.snapshot import take_snapshot
from tests.project.judge_untold import make_team

WEEKS = 104
CLAIMS_A_WEEK = 20 * 100
PAIRS_A_CLAIM = 1.9  # of a wiki of 100,000 claims
CHANGED_SHARE = 0.05  # as many claims as so many of the new are reworded each week, and judged anew
BUDGET = 5.0  # dollars a lint
NEW_WEEKS = 2
BINS = 200
REPLY_TOKENS = 42  # of a verdict, the mean over 260 in the kept runs of `tests/runs`
# how pairs are asked about; whether in batches; whether by the replies of the kept runs
PRICED = (
    ("at once, by the estimate", False, False),
    ("at once, with replies as long as the kept ones", False, True),
    ("in batches, by the estimate", True, False),
    ("in batches, with replies as long as the kept ones", True, True),
)


@dataclass(frozen=True)
class Figures:
    """What is measured on real pages: scores, how many pairs need no judge, the price of a pair."""

    scores: Sequence[float]
    told: float
    prices: Mapping[str, float]


@dataclass
class Waiting:
    """Pairs of one week and one height of score that no judge has seen yet."""

    week: int
    count: int
    likely_since: int | None = None


@dataclass
class Outcome:
    """What became of two years."""

    dollars: list[float] = field(default_factory=list)
    longest: int = 0  # weeks that a likely pair waited
    pairs: int = 0
    likely: int = 0
    rest: int = 0


def measure() -> Figures:
    """Measure on the wiki of `tests/runs/untold`."""
    with tempfile.TemporaryDirectory() as folder:
        made = make_team(Path(folder) / "w", pages_at_odds.CORPORA)
        with open_repository(made.root) as repo:
            snapshot = take_snapshot(repo, repo.head())
            pairs = find_pairs(snapshot)
            schema = Schema.parse(pages_at_odds.SCHEMA.read_text("utf-8"))
        asked = [pair for pair in pairs if may_be_reported(pair, snapshot.wiki)]
    asking = [
        (r.model, expected_usage(r), len(batch))
        for r, batch in zip(judging_requests(asked, schema), cut_batches(asked), strict=True)
    ]
    prices = {}
    for name, half, real in PRICED:
        total = 0.0
        for model, usage, count in asking:
            used = replace(usage, output=REPLY_TOKENS * count) if real else usage
            total += price_of_usage(model, used, None, half) or 0.0
        prices[name] = total / len(asked)
    return Figures(sorted(score_pairs(asked)), 1 - len(asked) / len(pairs), prices)


def simulate(figures: Figures, dollars: float, seed: int = 1) -> Outcome:
    """Let a wiki grow for two years, and judge what a budget pays for each week."""
    dice, out = random.Random(seed), Outcome()
    heights = [figures.scores[len(figures.scores) * n // BINS] for n in range(BINS)]
    totals, queues = [0] * BINS, [[] for _ in range(BINS)]  # type: ignore[var-annotated]
    arriving = CLAIMS_A_WEEK * (1 + CHANGED_SHARE) * PAIRS_A_CLAIM * (1 - figures.told)
    for week in range(WEEKS):
        came = [0] * BINS
        for _ in range(round(arriving * dice.uniform(0.7, 1.3))):  # no two weeks are alike
            came[bisect_right(heights, dice.choice(figures.scores)) - 1] += 1
        for height, count in enumerate(came):
            totals[height] += count
            if count:
                queues[height].append(Waiting(week, count))
        likely = _likely_heights(totals)
        left = int(BUDGET / dollars)
        for part in _in_order(queues, likely, week):
            for one in part:
                done = min(one.count, left)
                one.count, left = one.count - done, left - done
        out.dollars.append((int(BUDGET / dollars) - left) * dollars)
        for height in likely:
            out.longest = max(
                [out.longest, *(week - (w.likely_since or 0) for w in queues[height] if w.count)]
            )
        for height, queue in enumerate(queues):
            queues[height] = [one for one in queue if one.count]
    out.pairs = sum(totals)
    waiting = [sum(one.count for one in queue) for queue in queues]
    out.likely = sum(waiting[height] for height in likely)
    out.rest = sum(waiting) - out.likely
    return out


def _likely_heights(totals: Sequence[int]) -> range:
    """Return the heights of score at which the likely third of all pairs stands."""
    most, height = sum(totals) * LIKELY_SHARE, BINS
    while height and sum(totals[height - 1 :]) <= most:
        height -= 1
    return range(BINS - 1, height - 1, -1)


def _in_order(
    queues: Sequence[list[Waiting]], likely: range, week: int
) -> tuple[list[Waiting], list[Waiting], list[Waiting]]:
    first = [one for height in likely for one in queues[height]]
    for one in first:
        one.likely_since = week if one.likely_since is None else one.likely_since
    new = [one for one in first if one.week > week - NEW_WEEKS]
    rest = [one for height in range(likely[-1] - 1, -1, -1) for one in queues[height]]
    return new, [one for one in first if one.week <= week - NEW_WEEKS], rest


def table() -> str:
    """Return the table as Markdown."""
    figures = measure()
    lines = [
        "| asked | a pair | a week, mean | most | pairs after two years | judged | likely that wait"
        " | longest wait of a likely pair | the rest would cost |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, dollars in figures.prices.items():
        got = simulate(figures, dollars)
        done = 1 - (got.likely + got.rest) / got.pairs
        lines.append(
            f"| {name} | ${dollars:.4f} | ${sum(got.dollars) / WEEKS:.2f} | ${max(got.dollars):.2f}"
            f" | {got.pairs:,} | {done:.0%} | {got.likely:,} | {got.longest} weeks |"
            f" ${got.rest * dollars:,.0f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
