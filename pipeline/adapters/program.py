"""Identify the running code by a digest: a cached result holds only until the code changes."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

import yaml

# What a finding about a page can depend on, beside the modules at the top of the package.
_PARTS = ("core", "rules", "readers")


@cache
def digest_of_code() -> str:
    """Return the digest of the code that judges pages, of Python and of the installed libraries.

    A finding about a page can depend on `core`, `rules`, `readers` and the modules at the top of
    the package. It takes 5 ms, once a run.
    """
    root = Path(__file__).parent.parent
    libraries = sorted(
        folder.name for folder in Path(yaml.__file__).parent.parent.glob("*.dist-info")
    )
    found = hashlib.sha256(f"{sys.version} {libraries}".encode())
    for file in sorted(
        [*root.glob("*.py"), *(f for part in _PARTS for f in (root / part).rglob("*.py"))]
    ):
        found.update(f"\0{file.relative_to(root)}\0".encode() + file.read_bytes())
    return found.hexdigest()[:32]
