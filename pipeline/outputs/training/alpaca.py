"""The form of Stanford Alpaca: an instruction, an input, which is empty here, and an output."""

from __future__ import annotations

from typing import Any

from pipeline.core.training.wordings.templates import Wordings


def as_fields(question: str, answer: str, words: Wordings) -> dict[str, Any]:
    """Return instruction, input and output."""
    return {"instruction": question, "input": "", "output": answer}
