"""Which proposals were rejected at this computer, by source and by the text that was read.

They stand in the git directory, and so are nobody else's. On GitHub closed pull requests say it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.adapters.files import write_whole

_FILE = "rejected.json"
_FIELDS = ("source", "sha256", "why", "day")


@dataclass(frozen=True)
class Rejection:
    """A source whose proposal was rejected, the SHA-256 of what was read, why, and the ISO day."""

    source: str
    sha256: str
    why: str
    day: str

    @property
    def words(self) -> str:
        """What `wiki status` says of it."""
        return f"rejected on {self.day}" + (f": {self.why}" if self.why else "")


def read_rejections(private: Path) -> dict[str, Rejection]:
    """Return the rejections by source; a file that is damaged holds none."""
    try:
        rows = json.loads((private / _FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    found = (_as_rejection(row) for row in rows if isinstance(row, dict)) if _is_list(rows) else ()
    return {one.source: one for one in found if one}


def keep_rejection(private: Path, rejection: Rejection) -> None:
    """Remember a rejection in place of an earlier one of the same source."""
    _write(private, {**read_rejections(private), rejection.source: rejection})


def _is_list(rows: object) -> bool:
    return isinstance(rows, list)


def _as_rejection(row: Mapping[str, object]) -> Rejection | None:
    values = [row.get(name) for name in _FIELDS]
    return Rejection(*map(str, values)) if all(isinstance(x, str) for x in values) else None


def _write(private: Path, known: Mapping[str, Rejection]) -> None:
    rows = [asdict(one) for one in known.values()]
    write_whole(private / _FILE, json.dumps(rows, ensure_ascii=False, indent=1))
