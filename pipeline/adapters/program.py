"""What code is running, as a digest: what it computed from something is good only until the code changes."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PARTS = ("core", "rules", "readers")  # what a finding about a page can depend on, and the modules beside them
_LIBRARIES = ("markdown-it-py", "sentencex", "PyYAML", "snowballstemmer", "python-slugify")


@cache
def code() -> str:
    """Return the digest of the source of everything that judges pages, and of what it is built on: 5 ms a run."""
    root = Path(__file__).parent.parent
    found = hashlib.sha256(f"{sys.version} {[_version(name) for name in _LIBRARIES]}".encode())
    for file in sorted([*root.glob("*.py"), *(f for part in _PARTS for f in (root / part).glob("*.py"))]):
        found.update(f"\0{file.relative_to(root)}\0".encode() + file.read_bytes())
    return found.hexdigest()[:32]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
