"""Find the files that a person names, folders walked, with what is passed over and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.adapters.local_files import LocalFile, PassedOver, walk_folder
from pipeline.core.errors import UserError
from pipeline.core.sources.file_names import safe_folder
from pipeline.operations.add.addition import GivenFile
from pipeline.readers import MAX_BYTES

ASK_ABOVE_FILES = 200
ASK_ABOVE_BYTES = 200_000_000
MOST_BYTES = 1_000_000_000  # of one run, for all is checked before anything is written


@dataclass
class GatheredFiles:
    """The files that were found, in the order in which they were named, and what was not taken."""

    files: list[GivenFile] = field(default_factory=list)
    passed_over: list[PassedOver] = field(default_factory=list)
    not_found: list[tuple[str, UserError]] = field(default_factory=list)
    size: int = 0
    repositories: list[str] = field(default_factory=list)  # folders that git keeps

    @property
    def is_large(self) -> bool:
        """Tell whether a person should be asked first."""
        return len(self.files) > ASK_ABOVE_FILES or self.size > ASK_ABOVE_BYTES


def gather_files(named: Sequence[str], here: Path, root: Path, into: str = "") -> GatheredFiles:
    """Find all files that are named, or that stand in folders that are named.

    Paths are taken from the folder `here`; `root` is the repository of the wiki. A link that a
    person names is followed, for they mean what it leads to; links inside folders are not. Names
    that lead nowhere are listed in `not_found`, and the others are taken.
    """
    found, seen = GatheredFiles(), set[Path]()
    folder_of_all = safe_folder(into)
    for name in named:
        try:
            _take_named(name, here, root, folder_of_all, found, seen)
        except UserError as error:
            found.not_found.append((name, error))
    if found.size > MOST_BYTES:
        raise UserError(
            f"That is {found.size / 1e9:.1f} GB; {MOST_BYTES / 1e9:.0f} GB is the most at once.",
            "Add it in parts.",
        )
    return found


def _take_named(
    name: str, here: Path, root: Path, into: str, found: GatheredFiles, seen: set[Path]
) -> None:
    if not name:  # it would mean the folder itself
        raise UserError("the name is empty.", "Name files, folders or addresses.")
    try:
        path = (here / Path(name).expanduser()).resolve(strict=True)
        if path.is_dir():
            _take_folder(path, name, root, into, found, seen)
        elif not path.is_file():
            raise UserError("it is no file, but a device, a pipe or a socket.", "Name a file.")
        elif path not in seen:
            size = path.stat().st_size
            seen.add(path)
            found.size += size if size <= MAX_BYTES else 0  # a larger one is refused by itself
            found.files.append(
                GivenFile(name, path.name, into, path, reach=path.parent, named=True)
            )
    except FileNotFoundError:
        raise UserError("there is no such file.", "Look at the name.") from None
    except (OSError, RuntimeError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name cannot be used"
        raise UserError(f"it cannot be read: {why}.", "Look at its rights.") from None


def _take_folder(
    path: Path, name: str, root: Path, into: str, found: GatheredFiles, seen: set[Path]
) -> None:
    """Take what a folder holds; it keeps its folders, so that files of one name stay apart."""
    raw = root / "raw"
    if path == root or (path.is_relative_to(root) and path.relative_to(root).parts[0] == "wiki"):
        raise UserError("this is the wiki itself.", "Name files, or a folder that holds sources.")
    own = path.is_relative_to(raw)
    if (path / ".git").exists():
        found.repositories.append(name)
    top = "" if own else safe_folder(f"{into}/{path.name}")
    empty = True
    for one in walk_folder(path, spare=() if own else (root,)):
        empty = False
        if isinstance(one, PassedOver):
            found.passed_over.append(PassedOver(f"{name.rstrip('/')}/{one.name}", one.why))
            if one.name.endswith("/.git"):
                found.repositories.append(f"{name.rstrip('/')}/{one.name.removesuffix('/.git')}")
        elif one.path not in seen:
            seen.add(one.path)
            found.size += one.size if one.size <= MAX_BYTES else 0
            found.files.append(_in_folder(one, name, top, path))
    if empty:
        raise UserError("this folder holds no files.", "Name a file, or a folder with some.")


def _in_folder(one: LocalFile, name: str, top: str, reach: Path) -> GivenFile:
    inner = one.name.rpartition("/")[0]
    folder = "/".join(step for step in (top, safe_folder(inner)) if step)
    return GivenFile(f"{name.rstrip('/')}/{one.name}", one.path.name, folder, one.path, reach=reach)
