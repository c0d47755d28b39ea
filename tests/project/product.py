"""Writes the list of the product's files, by which `wiki upgrade` knows what a team changed."""

from __future__ import annotations

import subprocess
from pathlib import Path

from pipeline import __version__
from pipeline.operations.setup.product import MANIFEST, make_product

ROOT = Path(__file__).parents[2]


def text() -> str:
    """Return pipeline/product.json as the files in the working tree have it: those git knows, or would."""
    command = [
        "git",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
        "--deduplicate",
    ]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    return make_product(
        ROOT, [path for path in listed.decode().split("\0") if path], __version__
    ).text()


if __name__ == "__main__":
    (ROOT / MANIFEST).write_text(text(), "utf-8", newline="\n")
