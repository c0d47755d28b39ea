"""What `wiki add` is given, and what becomes of it, as values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.core.values import Source

AdditionState = Literal["added", "there", "no reader", "refused", "failed"]


@dataclass(frozen=True)
class GivenFile:
    """A file that is to become a source.

    `told` is what the person calls it. It lies at `file`, or is `data` where it comes from
    elsewhere. `folder` is where it goes below `raw/`, and `name` what it is called. Its pictures
    may lie below `reach`. `stands_for` is the source of which this is known to be a newer version,
    and `named` tells whether the person named this very file. `notes` are for the person, and
    `origin` is the text of the file beside it that says from where it was fetched. Where the name
    is ours (`keeps_name`), it tells nothing of versions, and gets no date.
    """

    told: str
    name: str
    folder: str = ""
    file: Path | None = None
    data: bytes | None = None
    reach: Path | None = None
    stands_for: str = ""
    named: bool = False
    notes: tuple[str, ...] = ()
    origin: str = ""
    keeps_name: bool = False


@dataclass(frozen=True)
class Addition:
    """What becomes of a given file.

    `path` is where it is, or goes, in the repository. `note` and `hint` are sentences for the
    person. `files` are what is to be written: the source and its pictures. `old` is the source of
    which this looks like a newer version.
    """

    given: GivenFile
    state: AdditionState
    path: str = ""
    note: str = ""
    hint: str = ""
    source: Source | None = None
    files: tuple[tuple[str, bytes], ...] = ()
    old: str = ""
