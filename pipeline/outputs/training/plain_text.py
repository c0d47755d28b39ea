"""Plain text: question and answer in one text, for models that know no turns."""

from __future__ import annotations

from typing import Any

from pipeline.core.training.wordings.templates import Wordings


def as_fields(question: str, answer: str, words: Wordings) -> dict[str, Any]:
    """Return the text."""
    return {"text": words.in_plain_text.format(question=question, answer=answer)}
