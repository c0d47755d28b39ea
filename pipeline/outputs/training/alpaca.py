"""The form of Stanford Alpaca: an instruction, an input, which is empty here, and an output."""

from __future__ import annotations

from typing import Any


def as_fields(question: str, answer: str) -> dict[str, Any]:
    """Return instruction, input and output."""
    return {"instruction": question, "input": "", "output": answer}
