"""Settings that people write, read into frozen dataclasses by what each field declares.

The rules of pydantic hold, and its words say what is wrong, because its core does the reading.
pydantic itself would make the same of its own classes; to import it takes 80 ms, which was a
quarter of a short command, and every command reads `schema.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, field, fields, is_dataclass
from functools import lru_cache
from types import UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from pydantic_core import SchemaValidator, ValidationError

__all__ = ["ValidationError", "checked_values", "read_declared", "setting"]

T = TypeVar("T")
_NO_DEFAULT: Any = MISSING
_PLAIN = {str: "str", int: "int", float: "float", bool: "bool"}


def setting(
    default: Any = _NO_DEFAULT,
    *,
    about: str = "",
    before: Callable[[Any], Any] | None = None,
    after: Callable[[Any], Any] | None = None,
    **bounds: Any,
) -> Any:
    """Return a field of a dataclass of settings.

    `about` says to people what it is. `before` changes what is written before it is read, `after`
    what was read; each may raise `ValueError`. `bounds` are those that pydantic's core knows for
    the field's type: `gt`, `ge`, `le`, `pattern`, `min_length`, `max_length`.
    """
    held = {"about": about, "before": before, "after": after, "bounds": bounds}
    if isinstance(default, dict):
        return field(default_factory=default.copy, metadata=held)
    return field(default=default, metadata=held)


def read_declared(kind: type[T], values: object) -> T:
    """Return values from front matter as settings of a kind; `ValidationError` lists every fault.

    A key that no field has is one, and so is a field that is missing and has no default. A kind
    may have a method `check_together`, which raises `ValueError` where fields do not fit.
    """
    found: Any = kind  # a class, of which there is one validator
    made: T = _validator_of(found).validate_python(values)
    return made


def checked_values(settings: Any) -> dict[str, Any]:
    """Return settings as plain values by key, from which `read_declared` makes the same again."""
    return {one.name: _plain(getattr(settings, one.name)) for one in fields(settings)}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return checked_values(value)
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return {key: _plain(one) for key, one in value.items()} if isinstance(value, dict) else value


@lru_cache
def _validator_of(kind: type[Any]) -> SchemaValidator:
    return SchemaValidator(_schema_of(kind, {}))


def _schema_of(kind: Any, bounds: Mapping[str, Any]) -> Any:
    """Return the schema by which pydantic's core reads a value of a type."""
    if kind in _PLAIN:
        return {"type": _PLAIN[kind], **bounds}
    if is_dataclass(kind):
        return _schema_of_class(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"type": "literal", "expected": [*inner]}
    if origin is dict:
        keys, values = (_schema_of(one, {}) for one in inner)
        return {"type": "dict", "keys_schema": keys, "values_schema": values, **bounds}
    if origin is tuple and inner[1:] == (...,):
        items = [_schema_of(inner[0], {})]
        return {"type": "tuple", "items_schema": items, "variadic_item_index": 0, **bounds}
    if origin is tuple:
        return {"type": "tuple", "items_schema": [_schema_of(one, {}) for one in inner], **bounds}
    if origin is UnionType and inner[1:] == (type(None),):
        return {"type": "nullable", "schema": _schema_of(inner[0], bounds)}
    raise TypeError(f"no setting can be a {kind}")


def _schema_of_class(kind: Any) -> Any:
    types = get_type_hints(kind)
    keys = {
        one.name: {
            "type": "typed-dict-field",
            "schema": _schema_of_field(types[one.name], one.metadata),
            "required": one.default is MISSING and one.default_factory is MISSING,
        }
        for one in fields(kind)
    }

    def make(values: Mapping[str, Any]) -> Any:
        made = kind(**values)
        if check := getattr(made, "check_together", None):
            check()
        return made

    return _after(make, {"type": "typed-dict", "fields": keys, "extra_behavior": "forbid"})


def _schema_of_field(kind: Any, held: Mapping[str, Any]) -> Any:
    schema = _schema_of(kind, held.get("bounds", {}))
    if before := held.get("before"):
        call = {"type": "no-info", "function": before}
        schema = {"type": "function-before", "function": call, "schema": schema}
    return _after(after, schema) if (after := held.get("after")) else schema


def _after(function: Callable[[Any], Any], schema: Any) -> Any:
    call = {"type": "no-info", "function": function}
    return {"type": "function-after", "function": call, "schema": schema}
