"""What an oracle has against something: a kind, by which thousands of failures read as a few, and what exactly."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Fault:
    """`group` is one of the figures (forged, live, hidden, traceback, refused-by-check, …), `kind` what shows itself alike."""

    group: str
    kind: str
    where: str = ""
    what: str = ""

    @property
    def signature(self):
        return f"{self.group}: {self.kind}"


def of_exception(error):
    """The fault that an exception is, by its type and the place in our code where it came from."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        f for f in frames if f.filename.startswith(f"{ROOT}/") and ".venv" not in f.filename
    ] or frames
    last = ours[-1]
    place = (
        Path(last.filename).relative_to(ROOT)
        if last.filename.startswith(str(ROOT))
        else last.filename
    )
    return Fault(
        "traceback", f"{type(error).__name__} in {place}:{last.name}", "", f"{error}"[:300]
    )
