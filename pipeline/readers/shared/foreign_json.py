"""Read JSON that others wrote: any value, or a sentence about what is wrong and where."""

from __future__ import annotations

import json
from typing import Any

from pipeline.core.errors import UserError


def load_json(path: str, text: str) -> Any:
    """Return the value that a text holds; raises `UserError` where it is none, or nested too deep.

    What comes back is of no particular shape: whoever asks for parts checks their types.
    """
    try:
        return json.loads(text)
    except RecursionError:
        why = "its values are nested too deep"
    except json.JSONDecodeError as error:
        why = f"it is no JSON: {error.msg} in line {error.lineno}"
    except ValueError as error:  # a number of thousands of digits
        why = f"it cannot be read as JSON ({str(error)[:80]})"
    raise UserError(f"{path}: {why}.", "Export it again, or save its text as Markdown.")


def a_dict(value: Any) -> dict[str, Any]:
    """Return a value that is an object; else an empty one."""
    return value if isinstance(value, dict) else {}


def a_list(value: Any) -> list[Any]:
    """Return a value that is a list; else an empty one."""
    return value if isinstance(value, list) else []


def a_text(value: Any) -> str:
    """Return a value that is a string; else an empty one. Halves of characters are replaced."""
    if not isinstance(value, str):
        return ""
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
