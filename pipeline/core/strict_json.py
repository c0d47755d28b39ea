"""Write our values as JSON, and read them back strictly.

Nothing is converted, filled in or skipped: a number is not accepted as a text, an unknown key is an
error, and so is a missing key unless the field has a default. The error is a sentence that names
the field. Reading stops at the first one, so that a hostile text cannot cause a million of them.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import MISSING, asdict, fields, is_dataclass, replace
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from pipeline.core.hidden_characters import strip_hidden

T = TypeVar("T")
# takes the path of a field, list positions left out, and its value; returns what is wrong, or ""
Judge = Callable[[str, Any], str]
_MOST_SHOWN = 40
_MOST_NESTED = 100
_KINDS = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number in bounds",
    list: "a list",
    dict: "an object",
}


class WireError(ValueError):
    """A text is not our JSON; the message says which field is wrong and why.

    The message holds nothing from the text that could take effect where it is shown.
    """


def show_foreign_value(value: Any) -> str:
    """Return a foreign value for a message: short, one line, letters, digits and slashes only."""
    if not isinstance(value, str):
        return _KINDS.get(type(value), "nothing")
    plain = re.sub(r"[^\w /]", "·", strip_hidden(value[:_MOST_SHOWN]))
    return f"“{plain}{'…' if len(value) > _MOST_SHOWN else ''}”"


def dump(value: Any) -> str:
    """Return a value as JSON text."""
    return json.dumps(asdict(value), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def load(kind: type[T], text: str, judge: Judge = lambda path, value: "") -> T:
    """Return the value of class `kind` that a JSON text holds; `WireError` where it holds none.

    `judge` is asked about every text, number and list before anything inside it is read. It returns
    what is wrong, or an empty string.
    """
    return _read(kind, _parse(text), "", judge)  # type: ignore[no-any-return]


def parse_json(text: str | bytes) -> Any:
    """Return the plain values of JSON that somebody else may have written.

    Raises `ValueError` where the text cannot be read, also where it is nested too deeply; for that,
    `json.loads` alone raises another exception.
    """
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    level = [value]
    for _ in range(_MOST_NESTED):
        level = [
            x
            for one in level
            if isinstance(one, list | dict)
            for x in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return value
    # whoever copies or shows a deeper value would overflow the stack
    raise ValueError("it is nested too deeply")


def change_texts(value: T, change: Callable[[str], str]) -> T:
    """Return a value in which every text has been replaced by `change(text)`."""
    new: Any = value
    if isinstance(value, str):
        new = change(value)
    elif isinstance(value, tuple):
        new = tuple(change_texts(item, change) for item in value)
    elif is_dataclass(value) and not isinstance(value, type):
        new = replace(
            value, **{f.name: change_texts(getattr(value, f.name), change) for f in fields(value)}
        )
    return new  # type: ignore[no-any-return]


def _parse(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except RecursionError:
        raise WireError("it is nested too deeply") from None
    except WireError:
        raise
    except ValueError as error:  # also a number of 5,000 digits
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise WireError(f"it is not JSON{where}") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise WireError(f"the key {show_foreign_value(name)} stands twice in one object")
        found[name] = value
    return found


def _constant(name: str) -> Any:
    raise WireError(f"{name} is no number")


def _read(kind: Any, raw: Any, where: str, judge: Judge) -> Any:
    if is_dataclass(kind):
        return _value(kind, raw, where, judge)
    origin = get_origin(kind)
    if raw is None and NoneType in get_args(kind):
        return None
    if origin in (Union, UnionType):
        return _read(_branch(get_args(kind), raw, where), raw, where, judge)
    if origin is tuple:
        return _items(get_args(kind), raw, where, judge)
    value = _literal(get_args(kind), raw, where) if origin is Literal else _plain(kind, raw, where)
    _ask(judge, where, value)
    return value


def _ask(judge: Judge, where: str, value: Any) -> None:
    if problem := judge(re.sub(r"\[\d+\]", "[]", where), value):
        raise WireError(f"{where}: {problem}")


def _plain(kind: Any, raw: Any, where: str) -> Any:
    if kind is float and type(raw) is int and abs(raw) < 2**53:
        raw = float(raw)
    if type(raw) is not kind or (kind is float and not math.isfinite(raw)):
        raise WireError(f"{where}: {show_foreign_value(raw)} is not {_KINDS[kind]}")
    if kind is str and not raw.isascii() and any("\ud800" <= c <= "\udfff" for c in raw):
        raise WireError(f"{where}: it holds half a character")
    return raw


def _literal(allowed: tuple[Any, ...], raw: Any, where: str) -> Any:
    if type(raw) is not str or raw not in allowed:
        raise WireError(
            f"{where}: {show_foreign_value(raw)} is none of {', '.join(map(str, allowed))}"
        )
    return raw


def _items(kinds: tuple[Any, ...], raw: Any, where: str, judge: Judge) -> tuple[Any, ...]:
    if type(raw) is not list:
        raise WireError(f"{where}: {show_foreign_value(raw)} is not a list")
    _ask(judge, where, raw)
    each = [kinds[0]] * len(raw) if kinds[-1] is Ellipsis else list(kinds)
    if len(each) != len(raw):
        raise WireError(f"{where}: it has {len(raw)} items, not {len(each)}")
    return tuple(
        _read(kind, item, f"{where}[{i}]", judge)
        for i, (kind, item) in enumerate(zip(each, raw, strict=True))
    )


def _branch(kinds: tuple[Any, ...], raw: Any, where: str) -> Any:
    """Return which of several types is meant: the one besides None, or the one that `op` names."""
    if NoneType in kinds:
        return kinds[0]
    if type(raw) is not dict:
        raise WireError(f"{where}: {show_foreign_value(raw)} is not an object")
    by_op = {_operation(kind): kind for kind in kinds}
    op = raw.get("op")
    if type(op) is not str or op not in by_op:
        raise WireError(f"{where}.op: {show_foreign_value(op)} is none of {', '.join(by_op)}")
    return by_op[op]


def _operation(kind: Any) -> str:
    return str(get_args(_hints(kind)["op"])[0])


@lru_cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _value(kind: Any, raw: Any, where: str, judge: Judge) -> Any:
    if type(raw) is not dict:
        raise WireError(f"{where or 'the file'}: {show_foreign_value(raw)} is not an object")
    hints = _hints(kind)
    for name in raw:
        if name not in hints:
            raise WireError(f"{where or 'the file'}: the key {show_foreign_value(name)} is unknown")
    known = {}
    for field in fields(kind):
        inner = f"{where}.{field.name}".lstrip(".")
        if field.name in raw:
            known[field.name] = _read(hints[field.name], raw[field.name], inner, judge)
        elif field.default is MISSING and field.default_factory is MISSING:
            raise WireError(f"{inner}: it is missing")
    return kind(**known)
