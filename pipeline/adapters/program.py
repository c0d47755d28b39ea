"""Identify the running code by a digest: a cached result holds only until the code changes."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml


@cache
def digest_of_code(root: Path = Path(__file__).parents[1]) -> str:
    """Return the digest of the package below `root`, of Python and of the installed libraries.

    All modules count: what a finding depends on cannot be listed by hand without something being
    missed when a module moves. It takes 10 ms, once a run.
    """
    libraries = sorted(
        folder.name for folder in Path(yaml.__file__).parent.parent.glob("*.dist-info")
    )
    found = hashlib.sha256(f"{sys.version} {libraries}".encode())
    for name in sorted(_find_modules(str(root), "")):
        with open(f"{root}/{name}", "rb") as file:  # noqa: PTH123 - `Path` takes three times as long
            found.update(f"\0{name}\0".encode() + file.read())
    return found.hexdigest()[:32]


def _find_modules(folder: str, within: str) -> Iterator[str]:
    """Yield the names of all modules in a folder and those below it, as paths in the package."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py") and entry.is_file():
                yield within + entry.name
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _find_modules(entry.path, f"{within}{entry.name}/")
