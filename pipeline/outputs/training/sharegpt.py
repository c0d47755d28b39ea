"""The form of ShareGPT: turns of a conversation, each from somebody."""

from __future__ import annotations

from typing import Any

from pipeline.core.training.wordings.templates import Wordings


def as_fields(question: str, answer: str, words: Wordings) -> dict[str, Any]:
    """Return the two turns."""
    return {
        "conversations": [
            {"from": "human", "value": question},
            {"from": "gpt", "value": answer},
        ]
    }
