"""What model calls cost: a dated table of prices, and estimates made without a network.

`prices:` in schema.md replaces or extends the table.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.core.model_call import Request, StepCost, Usage

PRICES_DATE = "2026-11-01"
BYTES_PER_TOKEN = 3.3  # the 5.5 tokenizer makes some 30 % more tokens than four characters each
PIXELS_PER_TOKEN = 750  # of a picture
MILLION = 1_000_000


@dataclass(frozen=True)
class Price:
    """US dollars per million tokens; a prompt of more than `over` tokens costs `long` instead.

    The higher price then holds for all of the prompt's tokens and of the reply's.
    """

    input: float
    output: float
    cache_read: float | None = None  # None: a tenth of `input`
    # None: 1.25 times `input`, for an entry that lives five minutes
    cache_write: float | None = None
    over: int = 0
    long: Price | None = None

    def cost_of(self, usage: Usage) -> float:
        """Return what this usage costs in dollars."""
        if self.long and usage.input + usage.cached + usage.written > self.over:
            return self.long.cost_of(usage)
        read = self.input / 10 if self.cache_read is None else self.cache_read
        write = self.input * 1.25 if self.cache_write is None else self.cache_write
        charged = (
            usage.input * self.input
            + usage.cached * read
            + usage.written * write
            + usage.output * self.output
        )
        return charged / MILLION


def price_in_batch(price: Price) -> Price:
    """Return the price of the same model in a message batch, which is half.

    A cache entry in a batch lives for an hour, and writing it costs twice `input` before halving.
    """
    write = price.input * 2 if price.cache_write is None else price.cache_write * 1.6
    read = None if price.cache_read is None else price.cache_read / 2
    return Price(
        price.input / 2,
        price.output / 2,
        read,
        write / 2,
        price.over,
        price.long and price_in_batch(price.long),
    )


PRICES: Mapping[str, Price] = {
    "claude-fable-5-2": Price(8, 40, 0.20),
    "claude-opus-5-5": Price(4, 20, 0.20),
    "claude-sonnet-5-5": Price(2, 10, 0.20),
    # The price list has no cached price for long prompts of haiku: we take five times the short
    # one, because input and output cost five times as much too.
    "claude-haiku-5-5": Price(0.10, 0.50, 0.01, over=100_000, long=Price(0.50, 2.50, 0.05)),
}


def price_of_usage(
    model: str, usage: Usage, overrides: Mapping[str, Price] | None = None, batched: bool = False
) -> float | None:
    """Return what `usage` of a model costs in dollars; None where its price is unknown.

    No price is ever guessed.
    """
    known = (overrides or {}).get(model) or PRICES.get(model)
    return (price_in_batch(known) if batched else known).cost_of(usage) if known else None


def estimate_tokens(text: str) -> int:
    """Return about how many tokens a text makes, rather too many than too few.

    The estimate counts bytes, so that text in Chinese, Japanese or Korean is not underestimated.
    """
    return math.ceil(len(text.encode()) / BYTES_PER_TOKEN)


def estimate_image_tokens(width: int, height: int) -> int:
    """Return how many tokens a picture of so many pixels makes, by the API's own estimate."""
    return math.ceil(width * height / PIXELS_PER_TOKEN)


def expected_usage(request: Request) -> Usage:
    """Return the most tokens that a request is expected to use.

    It assumes that the cache holds nothing, and that every shared prefix is written to it.
    """
    sizes = [
        *((estimate_tokens(block.text), block.cache) for block in request.system),
        *((estimate_image_tokens(image.width, image.height), False) for image in request.images),
        *((estimate_tokens(block.text), block.cache) for block in request.user),
    ]
    marked = max((i for i, (_, cache) in enumerate(sizes, 1) if cache), default=0)
    rest = json.dumps(request.schema) + "".join(reply + answer for reply, answer in request.repair)
    return Usage(
        input=sum(tokens for tokens, _ in sizes[marked:]) + estimate_tokens(rest),
        written=sum(tokens for tokens, _ in sizes[:marked]),
        output=min(request.expected or request.max_tokens, request.max_tokens),
    )


def estimate_costs(
    requests: Iterable[Request], overrides: Mapping[str, Price] | None = None, batched: bool = False
) -> tuple[StepCost, ...]:
    """Return what these requests are expected to cost at most, by step and model.

    A model whose price is unknown counts as 0 dollars.
    """
    costs: dict[tuple[str, str], StepCost] = {}
    for request in requests:
        usage = expected_usage(request)
        spent = StepCost(
            request.step,
            request.model,
            1,
            usage,
            price_of_usage(request.model, usage, overrides, batched) or 0.0,
        )
        add_cost(costs, spent)
    return tuple(costs.values())


def add_cost(costs: dict[tuple[str, str], StepCost], new: StepCost) -> None:
    """Add one cost to a table of costs by step and model."""
    old = costs.get((new.step, new.model), StepCost(new.step, new.model, 0, Usage(), 0.0))
    costs[new.step, new.model] = StepCost(
        new.step, new.model, old.calls + new.calls, old.usage + new.usage, old.dollars + new.dollars
    )
