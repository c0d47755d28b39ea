"""Make pictures of the pages of foreign files, in a process with the bounds of all such readers."""

from __future__ import annotations

import atexit
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from pipeline.adapters.processes.bounded_reading import BoundedReading, broke_down
from pipeline.core.errors import UserError
from pipeline.core.picture import Picture
from pipeline.core.strict_json import WireError, load
from pipeline.readers.pictures import pictures_of


@dataclass(frozen=True)
class _Drawn:
    pictures: tuple[Picture, ...]


def draw_pictures(
    path: str, data: bytes, pages: Sequence[int], scale: float, seconds: float
) -> tuple[Picture, ...]:
    """Return these pages of a file as images; `UserError` where that fails or takes too long."""
    head = json.dumps({"pages": list(pages), "scale": scale}).encode()
    answer = _DRAWING.answer(path, head + b"\n" + data, seconds)
    try:
        return load(_Drawn, answer).pictures
    except WireError as error:
        raise broke_down(path, "it said nothing that can be used") from error


def draw_to_json(path: str, given: bytes) -> str:
    """Do that in the other process: `given` is a line that says which pages, and then the file."""
    head, _, data = given.partition(b"\n")
    asked = json.loads(head)
    try:
        drawn = pictures_of(path, data, asked["pages"], asked["scale"])
    except UserError as error:
        return json.dumps({"error": [error.message, error.hint]})
    return json.dumps(asdict(_Drawn(drawn)))


_DRAWING = BoundedReading(work=f"{__name__}:draw_to_json")
atexit.register(_DRAWING.close)
