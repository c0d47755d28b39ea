"""The example that the template ships: which files are its, and what is left when it is gone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Literal

from pipeline.core.bookkeeping.log import EMPTY_LOG, LOG_PATH
from pipeline.core.bookkeeping.ownership import INDEX_PATH
from pipeline.core.setup.start_files import PLACEHOLDER

EMPTY_INDEX = "# Index\n\n0 pages, listed by type. This file is derived; do not edit it.\n"
EXAMPLE_FILE = "example.json"
# whole: as it ships, whatever else is under raw/; begun: none of it is left; changed: all between
ExampleState = Literal["whole", "begun", "changed"]


def example_manifest() -> dict[str, str]:
    """Return the SHA-256 of the files of the shipped example, by path."""
    value: dict[str, str] = json.loads((files("pipeline") / EXAMPLE_FILE).read_text("utf-8"))
    return value


def state_of_example(present: Mapping[str, str], example: Mapping[str, str]) -> ExampleState:
    """Tell what became of the example; `present` maps paths to their SHA-256.

    The index is always there, and says nothing.
    """
    shipped = {p: sha for p, sha in example.items() if p not in (INDEX_PATH, LOG_PATH)}
    if not any(present.get(path) == sha for path, sha in shipped.items()):
        return "begun"
    wiki = {p: sha for p, sha in present.items() if p.startswith("wiki/") or p == LOG_PATH}
    ours = {p: sha for p, sha in example.items() if not p.startswith("raw/")}
    there = all(present.get(p) == sha for p, sha in shipped.items())
    return "whole" if there and wiki == ours else "changed"


def files_without_example(example: Iterable[str]) -> dict[str, bytes | None]:
    """Return what a commit changes that empties a whole example: path → content, None: deleted."""
    gone: dict[str, bytes | None] = dict.fromkeys(example)
    return gone | {
        INDEX_PATH: EMPTY_INDEX.encode(),
        LOG_PATH: EMPTY_LOG.encode(),
        PLACEHOLDER: b"",
    }
