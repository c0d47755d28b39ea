"""`wiki init`: empty the example and set what the team answered, so that it starts its own wiki."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.core.bookkeeping.log import EMPTY_LOG, LOG_PATH
from pipeline.core.bookkeeping.ownership import INDEX_PATH
from pipeline.core.errors import UserError
from pipeline.core.setup.answers import StartAnswers, answers_of_rules
from pipeline.core.setup.schema_settings import set_schema_values
from pipeline.core.setup.start_files import LEFT_OUT, PLACEHOLDER, is_left_out
from pipeline.core.text import counted
from pipeline.core.wiki.schema import Schema
from pipeline.operations.setup.example import EMPTY_INDEX, example_manifest
from pipeline.operations.setup.product import (
    MANIFEST,
    Product,
    read_file,
)

SCHEMA_PATH = "schema.md"


def read_usual_answers(root: Path) -> StartAnswers:
    """Return what `schema.md` says now, which holds where nobody answers."""
    return answers_of_rules(Schema.parse(_schema_text(root)).rules)


def begin_wiki(root: Path, answers: StartAnswers, ask: Callable[[str], bool]) -> Iterator[str]:
    """Empty the example, set the answers in `schema.md`, and yield what was done, line by line.

    All that can be wrong is looked at before anything is written.
    """
    text = _schema_text(root)
    made = set_schema_values(text, answers.settings())
    product = _installed_product(root) if answers.lean else None
    yield from empty_example(root, ask)
    if made != text:
        (root / SCHEMA_PATH).write_bytes(made.encode())
    yield ("schema.md says " + ", ".join(f"{k}: {v}" for k, v in answers.settings().items()) + ".")
    if product:
        yield from leave_out_tests(root, product, ask)
    yield "Look at schema.md: page types, budget. Then:"
    yield "  git add -A && git commit -m 'Start our wiki'"
    yield "Put your first source into raw/, commit it, and run `wiki compile`."


def leave_out_tests(root: Path, product: Product, ask: Callable[[str], bool]) -> Iterator[str]:
    """Delete the program's own tests, and note in the product's list that they stay away.

    Only files of the list go, and of these one that was changed only after `ask`.
    """
    listed = sorted(filter(is_left_out, product.files))
    there = {path: _sha256_of(root / path) for path in listed}
    ours = [path for path, sha in there.items() if sha == product.files[path]]
    changed = [path for path, sha in there.items() if sha and path not in ours]
    if changed and not ask(_question(changed, "These were changed")):
        yield f"kept, for they were changed: {_first_few(changed)}"
        changed = []
    _delete_files(root, [*ours, *changed])
    (root / MANIFEST).write_text(product.made_lean().text(), "utf-8", newline="\n")
    yield f"left out {', '.join(LEFT_OUT)}; `wiki upgrade` keeps to that"


def _schema_text(root: Path) -> str:
    try:
        return (root / SCHEMA_PATH).read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        raise UserError(
            f"{root} has no schema.md.", "Run this in a copy of the template."
        ) from None


def _installed_product(root: Path) -> Product:
    manifest = read_file(root, MANIFEST)
    if manifest is None:
        raise UserError(
            f"{MANIFEST} is missing, which lists the product's files.",
            "Restore it from the template.",
        )
    return Product.parse(manifest.data)


def empty_example(root: Path, ask: Callable[[str], bool]) -> Iterator[str]:
    """Delete the example's sources, pages and log entries; yield what was done, line by line.

    They go from the working tree alone. What is not the example, or was changed, is deleted only
    after `ask`. Nothing is committed, so that `git restore .` takes it all back.
    """
    example = example_manifest()
    there = [p for p in sorted(_files_of_wiki(root)) if p not in (INDEX_PATH, LOG_PATH)]
    ours = [p for p in there if _sha256_of(root / p) == example.get(p)]
    others = [p for p in there if p not in ours]
    fresh = hashlib.sha256(EMPTY_LOG.encode()).hexdigest()
    log_is_ours = _sha256_of(root / LOG_PATH) in (example.get(LOG_PATH), fresh, None)
    names = [*others, *([] if log_is_ours else [LOG_PATH])]
    if names and not ask(_question(names)):
        yield f"kept, for it is not the example: {', '.join(names)}"
        names = []
    gone = [*ours, *(p for p in names if p != LOG_PATH)]
    _delete_files(root, gone)
    if gone:
        yield f"deleted {counted(len(gone), 'file')} of raw/ and wiki/"
    if log_is_ours or LOG_PATH in names:
        (root / LOG_PATH).write_text(EMPTY_LOG, "utf-8", newline="\n")
    if not [p for p in _files_of_wiki(root) if p.startswith("wiki/") and p != INDEX_PATH]:
        (root / "wiki").mkdir(exist_ok=True)
        (root / INDEX_PATH).write_text(EMPTY_INDEX, "utf-8", newline="\n")
    (root / "raw").mkdir(exist_ok=True)
    (root / PLACEHOLDER).touch()


def make_example_manifest(root: Path) -> str:
    """Return the manifest of the example as it stands in `root`."""
    hashes = {p: _sha256_of(root / p) for p in sorted(_files_of_wiki(root))}
    return json.dumps(hashes, indent=1) + "\n"


def _files_of_wiki(root: Path) -> Iterator[str]:
    for folder in ("raw", "wiki"):
        for path in (root / folder).rglob("*"):
            if path.is_file() or path.is_symlink():
                name = path.relative_to(root).as_posix()
                if path.name != ".gitkeep":
                    yield name
    if (root / LOG_PATH).is_file():
        yield LOG_PATH


def _sha256_of(path: Path) -> str | None:
    if path.is_symlink() or not path.is_file():
        return None
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _question(names: list[str], opening: str = "These are not the example, or were changed") -> str:
    shown = "\n".join(f"  {name}" for name in names[:20]) + ("\n  …" if len(names) > 20 else "")
    return f"{opening}:\n{shown}\nDelete them as well?"


def _first_few(names: list[str]) -> str:
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")


def _delete_files(root: Path, names: list[str]) -> None:
    for name in names:
        (root / name).unlink()
    for folder in sorted(
        {p for n in names for p in (root / n).parents if p.is_relative_to(root)}, reverse=True
    ):
        if (
            folder not in (root, root / "raw", root / "wiki")
            and folder.is_dir()
            and not any(folder.iterdir())
        ):
            folder.rmdir()
