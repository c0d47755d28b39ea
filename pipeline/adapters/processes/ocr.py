"""Read the words in pictures by the extra `ocr`: rapidocr, whose models are in its wheel.

It loads nothing from the network: the three models that it uses are named by their files, and where
one is missing, that is an error. What it takes for lines comes back from top to bottom.
"""

from __future__ import annotations

import base64
import importlib.metadata
import importlib.util
import io
import logging
from collections.abc import Sequence
from typing import Any

from pipeline.core.errors import UserError
from pipeline.core.extras import imported_for
from pipeline.core.picture import Picture
from pipeline.core.wiki.transcript import PictureText

SCALE = 1.6  # of the images that a model is shown: small type needs more pixels
LEAST_SCORE = 0.6  # below it a line is not what stands there
ILLEGIBLE = "[illegible]"
_SAME_ROW = 0.6  # of a line's height: lines whose middles are closer stand beside one another


def is_installed() -> bool:
    """Tell whether text recognition is installed, without loading it."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


class OcrTranscriber:
    """Text recognition on this machine: words, and no description."""

    def __init__(self) -> None:
        self.by = f"rapidocr {importlib.metadata.version('rapidocr')}"
        self._engine: Any = None

    def transcribe(self, pictures: Sequence[Picture]) -> list[PictureText | UserError]:
        """Return the words of each picture, in their order."""
        return [self._one(picture) for picture in pictures]

    def _one(self, picture: Picture) -> PictureText | UserError:
        rows = [row for image in picture.images for row in self._rows(image.data)]
        if not any(row != ILLEGIBLE for row in rows):
            return UserError(
                f"no words were recognised in {picture.name}.", "A model can say what it shows."
            )
        return PictureText(picture.number, "\n".join(rows))

    def _rows(self, data: str) -> list[str]:
        with imported_for("Pictures are read with rapidocr", "ocr"):
            import numpy
        from PIL import Image

        image = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
        found = self._load()(numpy.asarray(image)[:, :, ::-1])
        if found.txts is None or found.boxes is None:
            return []
        boxes = [(box[:, 1].min(), box[:, 1].max(), box[:, 0].min()) for box in found.boxes]
        said = [
            text if score >= LEAST_SCORE else ILLEGIBLE
            for text, score in zip(found.txts, found.scores, strict=True)
        ]
        return in_rows(
            [(float(t), float(b), float(x), s) for (t, b, x), s in zip(boxes, said, strict=True)]
        )

    def _load(self) -> Any:
        if self._engine is None:
            with imported_for("Pictures are read with rapidocr", "ocr"):
                from rapidocr import RapidOCR

            logging.getLogger("RapidOCR").disabled = True
            self._engine = RapidOCR(params={"Global.log_level": "critical"})
        return self._engine


def in_rows(lines: Sequence[tuple[float, float, float, str]]) -> list[str]:
    """Return lines, given as (top, bottom, left, words), in rows from top to bottom.

    Lines that stand beside one another are one row, from left to right.
    """
    rows: list[list[tuple[float, float, float, str]]] = []
    for line in sorted(lines, key=lambda one: (one[0] + one[1]) / 2):
        middle, height = (line[0] + line[1]) / 2, line[1] - line[0]
        if rows:
            last = rows[-1][-1]
            near = abs(middle - (last[0] + last[1]) / 2) < _SAME_ROW * min(
                height, last[1] - last[0]
            )
            apart = all(line[2] != other[2] for other in rows[-1])
            if near and apart:
                rows[-1].append(line)
                continue
        rows.append([line])
    return ["  ".join(one[3] for one in sorted(row, key=lambda one: one[2])) for row in rows]
