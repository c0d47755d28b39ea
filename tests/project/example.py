"""Writes what is made of the example: the list of its files, by which `wiki init` knows what it may delete, and what a reviewer gets."""

from __future__ import annotations

import tempfile
from pathlib import Path

from pipeline.core.github.places import Places
from pipeline.operations.compile.propose import write_text
from pipeline.operations.setup import demo
from pipeline.operations.setup.example import EXAMPLE_FILE
from pipeline.operations.setup.init import make_example_manifest

ROOT = Path(__file__).parents[2]
HEAD = "9b7e24d1c05f4a3e8d21b6c7f0a9e8d7c6b5a493"
DAY = "2026-11-22"
BASE = "3f1c0de5a7b24c8e9d60f1a2b3c4d5e6f7a8b9c0"  # of a repository that is made up, so that the text is always the same


def pull_requests() -> dict[str, str]:
    """Return pull requests as the reviewer meets them, by path: of the newest source, and of the two newest together."""
    with tempfile.TemporaryDirectory(prefix="wiki-example-") as folder:
        copy = Path(folder) / "wiki"
        demo.start_copy(ROOT, copy)
        proposals = demo.compile_and_merge(copy, DAY, lambda _: None)
        groups = {"pull-request": proposals[-1:], "pull-request-two-sources": proposals[-2:]}
        texts = {}
        for name, group in groups.items():
            places = Places(
                "https://github.com/acme/wiki", BASE, group[0].branch, "1001", "result-*", HEAD, 12
            )
            text = write_text([proposal.part for proposal in group], places)
            labels = " ".join(f"`{label}`" for label in text.labels)
            texts[f"docs/examples/{name}.md"] = f"# {text.title}\n\n{labels}\n\n{text.body}"
    return texts


def write() -> None:
    """Write everything that is generated."""
    (ROOT / "pipeline" / EXAMPLE_FILE).write_text(
        make_example_manifest(ROOT), "utf-8", newline="\n"
    )
    for path, text in pull_requests().items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    write()
