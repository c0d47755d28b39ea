"""List the files that the template ships, with their digests; the rest is the team's."""

from __future__ import annotations

import hashlib
import json
import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from pipeline.core.errors import UserError
from pipeline.core.setup.start_files import PRODUCT_LIST, is_left_out
from pipeline.core.strict_json import parse_json

MANIFEST = PRODUCT_LIST
PROJECT_NAME = "git-llm-wiki"
# The team's half, which is never looked at and never touched.
TEAM_PATHS = (
    "raw",
    "wiki",
    "schema.md",
    "log.md",
)
_VERSION = re.compile(r"\d{1,6}(\.\d{1,6}){0,3}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PART = re.compile(r"(?!\.git$)[^\x00-\x1f\x7f/\\:]*[^\x00-\x1f\x7f/\\: .]", re.IGNORECASE)


@dataclass(frozen=True)
class ProductFile:
    """The content of a file, and whether it may be run."""

    data: bytes
    runs: bool = False

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the content, in hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Product:
    """The list of the product's files: path → SHA-256, and those of them that may be run.

    `lean`: the team chose to go without `LEFT_OUT`, of which none is listed then.
    """

    version: str
    files: Mapping[str, str]
    runs: frozenset[str] = field(default=frozenset())
    lean: bool = False

    @classmethod
    def parse(cls, data: bytes) -> Product:
        """Read a list, in which nothing is believed; `UserError` where it is none.

        A path leads below the root, and not into the team's half.
        """
        try:
            value = parse_json(data)
            lean = value.get("lean", False)
            made = cls(value["version"], value["files"], frozenset(value["executable"]), lean)
            right = (
                _VERSION.fullmatch(made.version)
                and isinstance(lean, bool)
                and all(
                    _SHA256.fullmatch(sha) and is_products(path) for path, sha in made.files.items()
                )
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise _error_for_unreadable() from error
        if not right:
            raise _error_for_unreadable()
        return made

    def text(self) -> str:
        """Return the list as its file holds it."""
        value = {
            "version": self.version,
            **({"lean": True} if self.lean else {}),
            "executable": sorted(self.runs),
            "files": dict(sorted(self.files.items())),
        }
        return json.dumps(value, indent=1) + "\n"

    def made_lean(self) -> Product:
        """Return the list without what a lean wiki goes without."""
        files = {path: sha for path, sha in self.files.items() if not is_left_out(path)}
        return replace(self, files=files, runs=self.runs & files.keys(), lean=True)


def make_product(root: Path, paths: Iterable[str], version: str) -> Product:
    """Return the list of those of these files that are the product's."""
    files = {
        path: found for path in paths if is_products(path) and (found := read_file(root, path))
    }
    return Product(
        version,
        {path: file.sha256 for path, file in files.items()},
        frozenset(p for p, f in files.items() if f.runs),
    )


def is_products(path: str) -> bool:
    """Tell whether a path can be a file of the product.

    It is plain, below the root, and outside the team's half; the list itself is no file of the
    product.
    """
    parts = path.split("/")
    return (
        all(_PART.fullmatch(part) for part in parts)
        and parts[0].lower() not in TEAM_PATHS
        and path != MANIFEST
    )


def read_file(root: Path, path: str) -> ProductFile | None:
    """Return a file below `root`, or None; `UserError` where a link or folder is in its place."""
    at = root
    for part in PurePosixPath(path).parts:
        at = at / part
        try:
            mode = at.lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return None
        if stat.S_ISLNK(mode) or (at == root / path and not stat.S_ISREG(mode)):
            raise UserError(
                f"{at} is no plain file, or a link stands in its way.",
                "Put a plain file there, or none.",
            )
    return ProductFile(at.read_bytes(), bool(mode & stat.S_IXUSR))


def version_as_numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers that compare as versions do."""
    numbers = [int(part) for part in version.split(".")]
    return tuple(numbers + [0] * (4 - len(numbers)))


def _error_for_unreadable() -> UserError:
    return UserError(
        f"{MANIFEST} is not the list of a product's files.", "Take a fresh clone of the template."
    )
