"""Identify the running code by a digest: a cached result holds only until the code changes."""

from __future__ import annotations

import hashlib
import sys
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
    for file in sorted(root.rglob("*.py")):
        found.update(f"\0{file.relative_to(root).as_posix()}\0".encode() + file.read_bytes())
    return found.hexdigest()[:32]
