"""Plain text: question and answer in one text, for models that know no turns."""

from __future__ import annotations

from typing import Any


def as_fields(question: str, answer: str) -> dict[str, Any]:
    """Return the text."""
    return {"text": f"Question: {question}\nAnswer: {answer}"}
