"""List what a proposal cost: calls, tokens and dollars, and by which models and prompts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.core.changes.proposal import Part
from pipeline.core.changes.pull_request.by_source import short_title
from pipeline.core.github.inert import make_code, make_inert
from pipeline.core.github.quoted import make_details
from pipeline.core.model_call import StepCost, Usage
from pipeline.core.text import shorten

_COLUMNS = (
    "Model | Calls | Tokens in | Cached | Out | Dollars |\n| --- | --- | --- | --- | --- | --- |"
    " --- |"
)


def write_cost(parts: Sequence[Part]) -> str:
    """Return the fold of costs: step by step for one source, the sums of several."""
    text = [_table(parts)]
    prompts = dict.fromkeys(row for part in parts for row in part.change.prompts)
    if prompts:
        text.append(prompts_line(prompts))
    told = [x for x in text if x]
    return make_details("What it cost, and by which prompts", "\n\n".join(told)) if told else ""


def prompts_line(prompts: Iterable[tuple[str, str]]) -> str:
    """Return the prompts that were used, each with its hash."""
    rows = (
        f"{make_inert(shorten(step, 40))} {make_code(shorten(value, 40))}"
        for step, value in prompts
    )
    return f"Prompts: {', '.join(rows)}."


def cost_table(costs: Sequence[StepCost]) -> str:
    """Return what was paid, step by step."""
    return _with_total("Step", [_row(make_inert(shorten(c.step, 40)), c) for c in costs], costs)


def _with_total(head: str, rows: Sequence[str], costs: Sequence[StepCost]) -> str:
    total = f"| **Total** | | | | | | **{sum(c.dollars for c in costs):.4f}** |"
    return "\n".join([f"| {head} | {_COLUMNS}", *rows, total])


def _table(parts: Sequence[Part]) -> str:
    costs = [cost for part in parts for cost in part.change.costs]
    if not costs and all(part.change.librarian != "model" for part in parts):
        return ""
    if len(parts) == 1:
        return cost_table(costs)
    rows = [_row(short_title(part), _sum(part.change.costs)) for part in parts]
    return _with_total("Source", rows, costs)


def _sum(costs: Sequence[StepCost]) -> StepCost:
    usage = sum((c.usage for c in costs), Usage())
    models = ", ".join(dict.fromkeys(c.model for c in costs))
    return StepCost(
        "", models or "none", sum(c.calls for c in costs), usage, sum(c.dollars for c in costs)
    )


def _row(first: str, cost: StepCost) -> str:
    u = cost.usage
    tokens = f"{u.input + u.written:,} | {u.cached:,} | {u.output:,}"
    return (
        f"| {first} | {make_inert(shorten(cost.model, 120))} | {cost.calls} | {tokens} |"
        f" {cost.dollars:.4f} |"
    )
