"""Writes the list of the example's files, by which `wiki init` knows what it may delete without asking."""

from __future__ import annotations

from pathlib import Path

from pipeline.init import MANIFEST, make_manifest

ROOT = Path(__file__).parent.parent

if __name__ == "__main__":
    (ROOT / "pipeline" / MANIFEST).write_text(make_manifest(ROOT), "utf-8", newline="\n")
