"""`wiki upgrade`: replace the product's half of a repository by that of a newer template.

Everything is read and decided first; then files are written, and put back as they were if that
fails. The new code is data here: nothing of it runs. What the team changed is found by the list of
files that the version in place shipped with.
"""

from __future__ import annotations

import re
import tempfile
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pipeline.adapters.git.repository import Repository
from pipeline.core.errors import UserError
from pipeline.core.setup.start_files import LEFT_OUT
from pipeline.operations.setup.product import (
    MANIFEST,
    PROJECT_NAME,
    Product,
    ProductFile,
    read_file,
    version_as_numbers,
)

RELEASES = "docs/releases.md"
_RELEASE = re.compile(r"^## (\d{1,6}(?:\.\d{1,6})*)\b.*$", re.MULTILINE)
_TAKE_BACK = "`git restore . && git clean -fd` takes it back."


@dataclass(frozen=True)
class UpgradeChoice:
    """What the team decides about files that it changed.

    `keep` are files that stay, `over` files that the product's replace.
    """

    keep: frozenset[str] = frozenset()
    over: frozenset[str] = frozenset()
    downgrade: bool = False


@dataclass(frozen=True)
class Upgrade:
    """What is to be done, decided and not yet done.

    `write` maps paths to their new content, None to delete; `before` is what stands there now.
    """

    old: str
    new: str
    write: Mapping[str, ProductFile | None]
    before: Mapping[str, ProductFile | None]
    kept: tuple[str, ...]  # changed by the team, and left as they are
    extra: tuple[str, ...]  # the team's own files in the product's folders
    notes: str  # the release notes in between
    lean: bool = False  # whether the team goes without the program's tests

    def count(self) -> tuple[int, int, int]:
        """Return how many files are new, replaced and deleted."""
        gone = sum(file is None for file in self.write.values())
        new = sum(
            self.before[path] is None and file is not None for path, file in self.write.items()
        )
        return new, len(self.write) - new - gone, gone


@dataclass
class _Plan:
    write: dict[str, ProductFile | None] = field(default_factory=dict)
    before: dict[str, ProductFile | None] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


def prepare_upgrade(repo: Repository, checkout: Path, choice: UpgradeChoice) -> Upgrade:
    """Decide what an upgrade to a checkout of the template does. Nothing is written.

    `UserError` where it may not be done.
    """
    root = repo.root
    _refuse_unfit(repo, checkout)
    product, files = read_template(checkout)
    here = _installed_product(root)
    if (
        version_as_numbers(product.version) < version_as_numbers(here.version)
        and not choice.downgrade
    ):
        raise UserError(
            f"The checkout holds version {product.version}; this repository has {here.version},"
            " which is newer.",
            "Update the checkout, or say `--downgrade`.",
        )
    if here.lean:
        product = product.made_lean()
        files = {path: file for path, file in files.items() if path in product.files}
    _refuse_unknown(choice, {*here.files, *product.files})
    plan = _decide(root, here, product, files, choice)
    if plan.unclear:
        raise _error_for_undecided(plan.unclear)
    manifest = ProductFile(product.text().encode())
    # The list is written last, so that an upgrade that was cut off is known as one.
    if manifest != read_file(root, MANIFEST):
        plan.write[MANIFEST], plan.before[MANIFEST] = manifest, read_file(root, MANIFEST)
    notes = release_notes(
        files[RELEASES].data.decode("utf-8", "replace"), here.version, product.version
    )
    extra = _files_of_team(repo, {*here.files, *product.files, MANIFEST})
    return Upgrade(
        here.version,
        product.version,
        plan.write,
        plan.before,
        tuple(plan.kept),
        extra,
        notes,
        here.lean,
    )


def read_template(checkout: Path) -> tuple[Product, dict[str, ProductFile]]:
    """Return what a checkout of the template ships; `UserError` where a file is not as listed."""
    manifest = read_file(checkout, MANIFEST)
    if manifest is None or _project_name(checkout) != PROJECT_NAME:
        raise UserError(
            f"{checkout} is no checkout of the template.",
            f"It has a pyproject.toml of {PROJECT_NAME} and {MANIFEST}.",
        )
    product = Product.parse(manifest.data)
    if product.lean:
        raise UserError(
            f"{checkout} goes without the program's tests, as a wiki made with `--lean` does.",
            "Take a clone of the template itself.",
        )
    found = {path: read_file(checkout, path) for path in product.files}
    wrong = [
        path for path, file in found.items() if file is None or file.sha256 != product.files[path]
    ]
    if wrong or RELEASES not in found:
        raise UserError(
            f"The checkout is not as it was released: {_first_few(wrong or [RELEASES])}",
            "Take a fresh clone of the template.",
        )
    return product, {
        path: ProductFile(file.data, path in product.runs) for path, file in found.items() if file
    }


def release_notes(text: str, old: str, new: str) -> str:
    """Return the sections of docs/releases.md on versions after `old`, up to `new`, unchanged."""
    starts = list(_RELEASE.finditer(text))
    ends = [*(match.start() for match in starts[1:]), len(text)]
    wanted = [
        text[match.start() : end].strip()
        for match, end in zip(starts, ends, strict=True)
        if version_as_numbers(old) < version_as_numbers(match[1]) <= version_as_numbers(new)
    ]
    return "\n\n".join(wanted)


# --- what stops it ---


def _refuse_unfit(repo: Repository, checkout: Path) -> None:
    if not repo.has_files:
        raise UserError("This repository has no working tree.", "Run it in a clone.")
    if checkout.resolve() == repo.root.resolve():
        raise UserError(
            "The checkout is this repository itself.",
            "Name the folder of a fresh clone of the template.",
        )
    if dirty := repo.dirty():
        raise UserError(
            f"There are changes that are not committed: {_first_few(dirty)}",
            "Commit them first. If they are what is left of an upgrade that was cut off:"
            f" {_TAKE_BACK}",
        )


def _installed_product(root: Path) -> Product:
    manifest = read_file(root, MANIFEST)
    if manifest is None:
        raise UserError(
            f"{MANIFEST} is missing, by which it is known what you changed.",
            "Restore it, as it was in the version of the template that you have.",
        )
    return Product.parse(manifest.data)


def _project_name(folder: Path) -> str:
    file = read_file(folder, "pyproject.toml")
    try:
        return str(tomllib.loads(file.data.decode())["project"]["name"]) if file else ""
    except (ValueError, KeyError, TypeError):
        return ""


def _refuse_unknown(choice: UpgradeChoice, known: Collection[str]) -> None:
    if wrong := sorted((choice.keep | choice.over) - set(known)):
        raise UserError(
            f"No file of the product: {_first_few(wrong)}",
            "Name files as they are listed, from the root.",
        )
    if both := sorted(choice.keep & choice.over):
        raise UserError(f"Both kept and written over: {_first_few(both)}", "Say one of the two.")


def _error_for_undecided(paths: list[str]) -> UserError:
    listed = "\n".join(f"  {path}" for path in paths)
    return UserError(
        "You changed these files of the product, and the new version has others in their"
        f" place:\n{listed}",
        "Say for each `--keep FILE` (yours stays) or `--force-over FILE` (the product's replaces"
        " it). Nothing was changed.",
    )


# --- what is done ---


def _decide(
    root: Path, old: Product, new: Product, files: Mapping[str, ProductFile], choice: UpgradeChoice
) -> _Plan:
    plan = _Plan()
    for path in sorted({*old.files, *new.files}):
        here, fresh = read_file(root, path), files.get(path)
        if here == fresh:
            continue
        unchanged = (here.sha256 if here else None) == old.files.get(path)
        if path in choice.keep or (
            path not in choice.over and not unchanged and _is_settled(path, old, new)
        ):
            plan.kept.append(path)
        elif path in choice.over or unchanged:
            plan.write[path], plan.before[path] = fresh, here
        else:
            plan.unclear.append(path)
    return plan


def _is_settled(path: str, old: Product, new: Product) -> bool:
    """Tell whether a file that the team changed can stay without asking.

    It can where the product did not change it, or dropped it.
    """
    return path not in new.files or old.files.get(path) == new.files[path]


def _files_of_team(repo: Repository, products: Collection[str]) -> tuple[str, ...]:
    folders = {path.split("/")[0] for path in products if "/" in path}
    return tuple(
        blob.path for blob in repo.tree(repo.head(), *sorted(folders)) if blob.path not in products
    )


def apply_upgrade(repo: Repository, upgrade: Upgrade) -> None:
    """Write an upgrade.

    Each file changes at once or not at all; if one cannot be written, all are put back.
    """
    # Beside the files, for only within one file system a file takes another's place at once.
    with tempfile.TemporaryDirectory(dir=repo.root, prefix=".wiki-upgrade-") as stage:
        for number, file in enumerate(upgrade.write.values()):
            if file:
                (Path(stage) / str(number)).write_bytes(file.data)
        try:
            _put_all(repo.root, upgrade, Path(stage))
        except OSError as error:
            raise UserError(
                f"{error.filename} cannot be written: {error.strerror}.", "All is as it was."
            ) from error
    _remove_empty_folders(repo.root, [path for path, file in upgrade.write.items() if file is None])


def _put_all(root: Path, upgrade: Upgrade, stage: Path) -> None:
    left = list(upgrade.write)
    try:
        for number, (path, file) in enumerate(upgrade.write.items()):
            _put(root / path, file, stage / str(number))
            left.remove(path)
    finally:
        if left:
            for path in [*(path for path in upgrade.write if path not in left), left[0]]:
                _put_back(root / path, upgrade.before[path])


def _put(target: Path, file: ProductFile | None, staged: Path) -> None:
    if file is None:
        target.unlink()
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    staged.chmod(0o755 if file.runs else 0o644)
    staged.replace(target)


def _put_back(target: Path, before: ProductFile | None) -> None:
    if before is None:
        if target.is_file():  # it may never have come to be, where something else stands in its way
            target.unlink()
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(before.data)
    target.chmod(0o755 if before.runs else 0o644)


def _remove_empty_folders(root: Path, deleted: list[str]) -> None:
    """Remove the folders that became empty, also where Python left what it compiled in them."""
    for folder in sorted(
        {p for path in deleted for p in PurePosixPath(path).parents if p.parts}, reverse=True
    ):
        at = root / folder
        if not at.is_dir():
            continue
        if [*at.iterdir()] == [at / "__pycache__"]:
            _remove_compiled(at / "__pycache__")
        if not any(at.iterdir()):
            at.rmdir()


def _remove_compiled(cache: Path) -> None:
    """Remove a folder that holds nothing but what Python compiled of modules that are gone."""
    if cache.is_symlink() or not cache.is_dir():
        return
    files = [*cache.iterdir()]
    if all(file.suffix == ".pyc" and file.is_file() for file in files):
        for file in files:
            file.unlink()
        cache.rmdir()


def _first_few(paths: Collection[str], most: int = 10) -> str:
    return (
        ", ".join(list(paths)[:most])
        + (f" and {len(paths) - most} more" if len(paths) > most else "")
        + "."
    )


def describe_upgrade(upgrade: Upgrade) -> Iterator[str]:
    """Yield lines that say what was done, or would be."""
    new, replaced, gone = upgrade.count()
    yield f"{upgrade.old} → {upgrade.new}: {new} new, {replaced} replaced, {gone} deleted"
    if upgrade.lean:
        yield f"left out, as chosen: {', '.join(LEFT_OUT)}"
    for path in upgrade.kept:
        yield f"kept as you changed it: {path}"
    for path in upgrade.extra:
        yield f"yours, not touched: {path}"
    if upgrade.notes:
        yield f"\n{upgrade.notes}\n"
