"""Where the files of a wiki lie in a bundle, and which file of a wiki a place there stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.core.paths import TEAM_PATHS

REFERENCES = "references/"
_RESERVED = ("index.md", "log.md")  # names that are no concepts in any folder
# In a bundle every Markdown file is a concept, and a source or a kept text is none.
_MARKDOWN = re.compile(r"\.md(?:\.txt)*$", re.IGNORECASE)


def concept_paths(pages: Sequence[str]) -> dict[str, str]:
    """Return the place of each page: its path below `wiki/`, unless that means something else."""
    wanted = {path: path.removeprefix("wiki/") for path in pages}
    taken = {place for place in wanted.values() if _free_place(place) == place}
    for path, place in wanted.items():
        new = _free_place(place)
        while new != place and new in taken:
            new = _longer_name(new)
        taken.add(new)
        wanted[path] = new
    return wanted


def _free_place(place: str) -> str:
    """Return a place that a bundle reserves for nothing else."""
    if place.lower().startswith(REFERENCES):
        place = f"pages/{place}"
    return _longer_name(place) if place.rpartition("/")[2].lower() in _RESERVED else place


def _longer_name(place: str) -> str:
    stem, _, suffix = place.rpartition(".")
    return f"{stem}-page.{suffix}"


def reference_path(path: str) -> str:
    """Return the place of a file that is no page; `.txt` makes Markdown plain text there."""
    return REFERENCES + path + (".txt" if _MARKDOWN.search(path) else "")


def path_of_reference(place: str) -> str:
    """Undo `reference_path`; "" for a place that it does not give."""
    path = place.removeprefix(REFERENCES)
    inner = path.removesuffix(".txt") if _MARKDOWN.search(path.removesuffix(".txt")) else path
    is_teams = inner.partition("/")[0] in TEAM_PATHS
    return inner if is_teams and reference_path(inner) == place else ""
