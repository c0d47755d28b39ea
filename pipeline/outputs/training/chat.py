"""Chat messages, which most training programs and the chat templates of models read."""

from __future__ import annotations

from typing import Any

from pipeline.core.training.wordings.templates import Wordings


def as_fields(question: str, answer: str, words: Wordings) -> dict[str, Any]:
    """Return the two messages; no system message, for a model may have its own."""
    return {
        "messages": [
            {"role": "user", "content": question},
            {"role": "assistant", "content": answer},
        ]
    }
