"""`python -m bench.training EXPORT WIKI OTHER`: train on an export, and ask what nobody worded.

EXPORT is what `wiki export training --format alpaca` wrote of WIKI, OTHER a text file that has
nothing to do with it. A line of JSON is printed for each model: untouched, trained on the export,
and trained on raw text.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy

from bench.training.facts import AskedFact, raw_passages, read_facts
from bench.training.model import END, TURN, USER, Shape, Weights, load, log_probabilities

_LENGTHS = (32, 40, 48, 64, 96)  # tokens: each is compiled once
_OTHER = 24 * 96  # tokens of the other text that are read
Pair = tuple[list[int], int]  # tokens, and how many of them are given


def main() -> None:
    """Read the arguments, and print a line for each model."""
    parser = argparse.ArgumentParser()
    for name in ("export", "wiki", "other"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--facts", type=int, default=54)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--longest", type=int, default=220)
    parser.add_argument("--only", choices=["untouched", "export", "raw"])
    args = parser.parse_args()
    weights, shape, tokenizer = load()
    facts = read_facts(args.export, args.facts, args.seed, args.longest)
    other = tokenizer.encode(args.other.read_text("utf-8", "replace")[:60_000]).ids[:_OTHER]
    if len(other) < _LENGTHS[-1]:
        parser.error(f"OTHER has fewer than {_LENGTHS[-1]} tokens, and no perplexity")
    asked = [
        (_pair(tokenizer, question, answer)) for fact in facts for question, answer in fact.trained
    ]
    raw = [*_windows(tokenizer, raw_passages(facts, args.wiki))]
    steps = args.epochs * -(-len(asked) // args.batch)
    for name, pairs in (("untouched", []), ("export", asked), ("raw", raw)):
        if args.only in (None, name):
            start = time.time()
            trained, loss = _train(weights, shape, pairs, steps, args)
            row = {"model": name, "seed": args.seed, "facts": len(facts), "steps": steps}
            row["right"] = _share_right(trained, shape, tokenizer, facts)
            row["other_perplexity"] = _perplexity(trained, shape, other)
            row |= {"last_loss": loss, "seconds": round(time.time() - start)}
            print(json.dumps(row), flush=True)


def _prompt(question: str) -> str:
    return f"{USER}{question}{END}\n{TURN}"


def _pair(tokenizer: Any, question: str, answer: str) -> Pair:
    given = tokenizer.encode(_prompt(question)).ids
    return given + tokenizer.encode(f"{answer}{END}").ids, len(given)


def _windows(tokenizer: Any, passages: Sequence[str]) -> Iterator[Pair]:
    """Yield raw text in pieces of at most 64 tokens, all of which are learned."""
    for passage in passages:
        tokens = tokenizer.encode(passage).ids
        for start in range(0, len(tokens), 64):
            if len(piece := tokens[start : start + 64]) > 8:
                yield piece, 1


def _pack(pairs: Sequence[Pair]) -> tuple[Any, Any]:
    """Return tokens of one length, and where they count: behind what is given, and no padding."""
    longest = max(len(tokens) for tokens, _ in pairs)
    length = next((n for n in _LENGTHS if n >= longest), _LENGTHS[-1])
    tokens = numpy.zeros((len(pairs), length), "int32")
    counts = numpy.zeros((len(pairs), length - 1), "float32")
    for row, (ids, given) in enumerate(pairs):
        cut = ids[:length]
        tokens[row, : len(cut)] = cut
        counts[row, given - 1 : len(cut) - 1] = 1
    return jnp.asarray(tokens), jnp.asarray(counts)


@partial(jax.jit, static_argnums=1)
def _loss_and_slope(weights: Weights, shape: Shape, tokens: Any, counts: Any) -> Any:
    def loss(w: Weights) -> Any:
        return -(log_probabilities(w, shape, tokens) * counts).sum() / counts.sum()

    return jax.value_and_grad(loss)(weights)


@partial(jax.jit, donate_argnums=(0, 2, 3))
def _adam(
    weights: Weights, slope: Weights, mean: Weights, square: Weights, t: Any, rate: Any
) -> Any:
    """One step of Adam (Kingma and Ba, 2015), with the slope cut to length 1."""
    length = jnp.sqrt(sum(jnp.vdot(x, x) for x in jax.tree.leaves(slope)))
    slope = jax.tree.map(lambda g: g / jnp.maximum(1.0, length), slope)
    mean = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, mean, slope)
    square = jax.tree.map(lambda s, g: 0.99 * s + 0.01 * g * g, square, slope)

    def step(w: Any, m: Any, s: Any) -> Any:
        return w - rate * (m / (1 - 0.9**t)) / (jnp.sqrt(s / (1 - 0.99**t)) + 1e-8)

    return jax.tree.map(step, weights, mean, square), mean, square


def _train(
    weights: Weights, shape: Shape, pairs: Sequence[Pair], steps: int, args: argparse.Namespace
) -> tuple[Weights, float]:
    if not pairs:
        return weights, 0.0
    weights = jax.tree.map(lambda x: x + 0, weights)  # a copy: the steps write into it
    mean, square = (jax.tree.map(jnp.zeros_like, weights) for _ in range(2))
    order = numpy.random.default_rng(args.seed)
    queue: list[int] = []
    loss = 0.0
    for number in range(steps):
        while len(queue) < args.batch:
            queue += order.permutation(len(pairs)).tolist()
        batch, queue = queue[: args.batch], queue[args.batch :]
        value, slope = _loss_and_slope(weights, shape, *_pack([pairs[i] for i in batch]))
        rate = args.rate * min(1.0, (number + 1) / 10) * (1 - 0.9 * number / steps)
        weights, mean, square = _adam(weights, slope, mean, square, float(number + 1), rate)
        loss = float(value)
        if number % 10 == 0:
            print(f"# step {number} of {steps}: {loss:.3f}", flush=True)
    return weights, round(loss, 4)


@partial(jax.jit, static_argnums=1)
def _scores(weights: Weights, shape: Shape, tokens: Any, counts: Any) -> Any:
    found = log_probabilities(weights, shape, tokens) * counts
    return found.sum(-1), counts.sum(-1)


def _share_right(
    weights: Weights, shape: Shape, tokenizer: Any, facts: Sequence[AskedFact]
) -> float:
    """Return the share of facts whose right answer is the likeliest of four, token by token."""
    right = 0
    for fact in facts:
        pairs = [_pair(tokenizer, fact.unseen, f"{option}.") for option in fact.options]
        total, count = _scores(weights, shape, *_pack(pairs))
        right += fact.options[int(jnp.argmax(total / count))] == fact.right
    return round(right / len(facts), 3)


def _perplexity(weights: Weights, shape: Shape, tokens: Sequence[int]) -> float:
    total = count = 0.0
    pieces = [([*tokens[i : i + 96]], 1) for i in range(0, len(tokens) - 95, 96)]
    for start in range(0, len(pieces), 8):
        found, counted = _scores(weights, shape, *_pack(pieces[start : start + 8]))
        total, count = total + float(found.sum()), count + float(counted.sum())
    return round(float(numpy.exp(-total / count)), 2)


if __name__ == "__main__":
    main()
