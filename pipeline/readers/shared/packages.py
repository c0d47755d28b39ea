"""Open the zip files in which office programs and books keep their parts, within bounds.

What the list of parts says is checked before anything is unpacked: a part never gives more bytes
than it says there, so these sums bound all that is read later, by us or by a library.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from functools import cached_property

from pipeline.core.errors import UserError
from pipeline.readers.shared.file_kinds import (
    is_locked_office_file,
    name_of_kind,
    name_of_package,
)

MOST_PARTS = 20_000
MOST_BYTES = 200_000_000  # of all parts when they are unpacked
MACRO_FOLDERS = ("Basic/", "Scripts/", "Dialogs/")
_SMALL = 20_000_000  # bytes below which it does not matter how tightly a file was packed
_TIGHTEST = 200  # times; sheets of equal numbers are packed some 40 times as small
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What the library raises over a damaged file; it even seeks where no place is.
_UNPACKING = (zipfile.BadZipFile, ValueError, OSError, EOFError)
_SAVE_AGAIN = "Open it in the program that made it, save it again, and commit that."


class Package:
    """The parts of a zip file, by their names."""

    def __init__(self, path: str, archive: zipfile.ZipFile) -> None:
        self.path = path
        self._archive = archive

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all parts that are files, in the order of the package."""
        names = (info.filename for info in self._archive.infolist())
        return tuple(name for name in names if name and not name.endswith("/"))

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.names)

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def read(self, name: str) -> bytes:
        """Return the bytes of a part; raises `UserError` where it is missing or broken."""
        if name not in self:
            raise broken_file(self.path, f"its part {name!r} is missing")
        try:
            return self._archive.read(name)
        except (*_UNPACKING, zlib.error, RuntimeError) as error:
            raise broken_file(self.path, f"its part {name!r} cannot be unpacked") from error

    @property
    def holds_macros(self) -> bool:
        """Whether there are macros in the file, which nothing here reads or runs."""
        return any(
            name.endswith("vbaProject.bin") or name.startswith(MACRO_FOLDERS) for name in self.names
        )


def open_package(path: str, data: bytes, kind: str, holds: Callable[[Package], bool]) -> Package:
    """Return the parts of a file that must be of one kind, such as "a Word document".

    Raises `UserError` with what is wrong and what to do where it is another kind, broken, locked by
    a password, or would grow beyond all measure.
    """
    _refuse_other(path, data, kind)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except (*_UNPACKING, NotImplementedError) as error:
        raise broken_file(path, "it is cut off or damaged") from error
    _refuse_oversized(path, infos, len(data))
    if any(info.flag_bits & 1 for info in infos):
        raise _locked(path)
    if any(info.compress_type not in _PACKINGS for info in infos):
        raise broken_file(path, "its parts are packed in a way that such files do not use")
    package = Package(path, archive)
    if not holds(package):
        found = name_of_package(package.names)
        if found == kind:
            raise broken_file(path, "its main part is missing")
        raise _another(path, kind, found)
    return package


def broken_file(path: str, why: str) -> UserError:
    """Return the error for a file that its program would not open either."""
    return UserError(f"{path}: this file is broken ({why}).", _SAVE_AGAIN)


def _locked(path: str) -> UserError:
    return UserError(
        f"{path}: this file is protected by a password.",
        "Save a copy without a password, and commit that.",
    )


def _another(path: str, kind: str, found: str) -> UserError:
    return UserError(
        f"{path}: this is not {kind}, as its name says, but {found}.",
        "Give it the suffix of what it is, or save it as what its name says.",
    )


def _refuse_other(path: str, data: bytes, kind: str) -> None:
    if is_locked_office_file(data):
        raise _locked(path)
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if found := name_of_kind(data):
            raise _another(path, kind, found)
        raise broken_file(path, f"it does not begin as {kind} does")


def _refuse_oversized(path: str, infos: list[zipfile.ZipInfo], packed: int) -> None:
    whole = sum(info.file_size for info in infos)
    if len(infos) > MOST_PARTS:
        raise UserError(
            f"{path}: {len(infos):,} parts in one file are too many; {MOST_PARTS:,} are the most.",
            "Split it into several files.",
        )
    if whole > MOST_BYTES or (whole > _SMALL and whole > packed * _TIGHTEST):
        raise UserError(
            f"{path}: unpacked it would have {whole / 1_000_000:,.0f} MB, which is more than such a"
            " file holds.",
            "Split it into several files; if you did not make it, do not open it.",
        )
