"""One question to the model and its reply as values, and the Messages API body that asks it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

StopReason = Literal["end_turn", "max_tokens", "refusal", "model_context_window_exceeded"]
Feature = Literal["output_config.format", "cache_control"]
MOST_MARKS = 4  # the API takes so many blocks with `cache_control` in one request


@dataclass(frozen=True)
class PromptBlock:
    """A piece of a prompt; `cache` marks the end of a prefix that other calls share."""

    text: str
    cache: bool = False


@dataclass(frozen=True)
class PromptImage:
    """A picture that the model is shown: its bytes in base64, and its size in pixels."""

    media_type: Literal["image/png", "image/jpeg"]
    data: str
    width: int
    height: int


@dataclass(frozen=True)
class Request:
    """All that the model sees in one call; pictures come before the text of the user's turn.

    After the first turn, `repair` holds pairs of the model's reply and our answer to it. `expected`
    is the number of output tokens that a budget sets aside for the reply; 0 means `max_tokens`, so
    that the budget holds whatever the model does. Thinking counts against both.
    """

    step: str
    model: str
    system: tuple[PromptBlock, ...]
    user: tuple[PromptBlock, ...]
    schema: Mapping[str, Any]
    max_tokens: int
    repair: tuple[tuple[str, str], ...] = ()
    expected: int = 0
    images: tuple[PromptImage, ...] = ()

    def __post_init__(self) -> None:
        marks = sum(block.cache for block in self.system + self.user)
        if marks > MOST_MARKS:
            raise ValueError(f"{marks} blocks are marked as cached, and the API takes {MOST_MARKS}")


@dataclass(frozen=True)
class Reply:
    """What the model said; only with the stop reason `end_turn` is the text complete.

    So look at `stop` before `text`. `category` says why the model refused.
    """

    text: str
    stop: StopReason
    usage: Usage
    model: str
    category: str = ""  # why the model refused, as the API names it


def digest_of_request(request: Request) -> str:
    """Return the SHA-256 of all that the model sees; requests with one digest ask the same."""
    seen = {
        "step": request.step,
        "model": request.model,
        "system": [block.text for block in request.system],
        "user": [block.text for block in request.user],
        "schema": dict(request.schema),
        "max_tokens": request.max_tokens,
        "repair": request.repair,
    }
    if request.images:  # so that requests without pictures keep the digests of their replies
        seen["images"] = [image.data for image in request.images]
    return hashlib.sha256(json.dumps(seen, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def messages_body(request: Request, without: Collection[Feature] = ()) -> dict[str, Any]:
    """Return the request as the JSON body that the Messages API takes.

    `without` names features that the server lacks. Without structured output
    (`output_config.format`) the schema is given to the model in words.
    """
    marks = "cache_control" not in without
    structured = "output_config.format" not in without
    user = request.user if structured else (*request.user, PromptBlock(_in_words(request.schema)))
    content = [*map(_image_block, request.images), *_blocks(user, marks)]
    turns: list[dict[str, Any]] = [{"role": "user", "content": content}]
    for reply, answer in request.repair:
        turns += [{"role": "assistant", "content": reply}, {"role": "user", "content": answer}]
    whole: dict[str, Any] = {
        "model": request.model,
        "max_tokens": request.max_tokens,
        "messages": turns,
    }
    if system := _blocks(request.system, marks):
        whole["system"] = system
    if structured:
        whole["output_config"] = {"format": {"type": "json_schema", "schema": dict(request.schema)}}
    return whole


def _blocks(blocks: tuple[PromptBlock, ...], marks: bool) -> list[dict[str, Any]]:
    """Return text blocks for the API, without empty ones, which it refuses."""
    return [
        {"type": "text", "text": block.text}
        | ({"cache_control": {"type": "ephemeral"}} if block.cache and marks else {})
        for block in blocks
        if block.text.strip()
    ]


def _image_block(image: PromptImage) -> dict[str, Any]:
    source = {"type": "base64", "media_type": image.media_type, "data": image.data}
    return {"type": "image", "source": source}


def _in_words(schema: Mapping[str, Any]) -> str:
    return (
        "Answer with one JSON object and nothing else: no prose, no code fence. It must be valid"
        f" against this JSON schema:\n{json.dumps(schema, ensure_ascii=False)}"
    )


@dataclass(frozen=True)
class Usage:
    """The tokens of one call, or of many calls added up."""

    input: int = 0  # not served from the cache, and not written to it
    cached: int = 0  # read from the cache
    written: int = 0  # written to the cache
    output: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.input + other.input,
            self.cached + other.cached,
            self.written + other.written,
            self.output + other.output,
        )


@dataclass(frozen=True)
class StepCost:
    """What one step cost in one run, in tokens and US dollars."""

    step: str
    model: str
    calls: int
    usage: Usage
    dollars: float
