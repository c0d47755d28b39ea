"""Read a model's reply strictly into a shape, or say what is wrong with it, to be sent back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

T = TypeVar("T", bound=BaseModel)


_FENCED = re.compile(r"\A\s*```(?:json)?[ \t]*\n(?P<inner>.*)\n```\s*\Z", re.DOTALL)


class ModelReply(BaseModel):
    # A run needs few of these shapes, so each is prepared when it is first asked for.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


@cache
def schema_of(shape: type[BaseModel]) -> Mapping[str, Any]:
    """Return a reply's JSON schema as structured outputs take it.

    It has no unions but `anyOf`, no titles, and nothing optional.
    """
    return _tidy_schema(shape.model_json_schema())  # type: ignore[no-any-return]


def _tidy_schema(node: Any, inside_properties: bool = False) -> Any:
    if isinstance(node, list):
        return [_tidy_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    dropped = () if inside_properties else ("title", "discriminator", "description", "default")
    renamed = {
        ("anyOf" if key == "oneOf" else key): value
        for key, value in node.items()
        if key not in dropped
    }
    return {
        key: _tidy_schema(value, key in ("properties", "$defs")) for key, value in renamed.items()
    }


def parse_reply(text: str, shape: type[T]) -> tuple[T | None, list[str]]:
    """Read a reply strictly, and return the value or the errors to send back.

    Only a code fence around the whole reply is taken off, which changes nothing in it.
    """
    fenced = _FENCED.match(text)
    try:
        return shape.model_validate_json(fenced["inner"] if fenced else text), []
    except ValidationError as error:
        return None, [_describe_error(e) for e in error.errors()[:20]]


def parse_row(row: Any, shape: type[T]) -> tuple[T | None, list[str]]:
    """Read one value of a list strictly: no text is taken for a number."""
    try:
        return shape.model_validate(row, strict=True), []
    except ValidationError as error:
        return None, [_describe_error(e) for e in error.errors()[:5]]


def _describe_error(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"])
    return (
        f"{where}: {error['msg']}"
        if where
        else f"the answer is not one JSON object: {error['msg']}"
    )
