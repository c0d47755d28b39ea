"""The values that a reader hands back, and the protocol of a reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pipeline.core.values import PictureFile, Unit


@dataclass(frozen=True)
class Meta:
    """What a file says about itself, in its own words; dates are made ISO later, in one place."""

    title: str = ""
    author: str = ""
    published: str = ""
    captured: str = ""
    address: str = ""
    status: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    modified: str = ""


@dataclass(frozen=True)
class Reading:
    r"""What a reader makes of one file.

    Line *i* of `text.split("\n")` stands at `locators[i]` of the committed file; `unit` says
    whether that is a line, a page, a slide or a sheet.
    """

    text: str
    locators: tuple[int, ...]
    unit: Unit
    meta: Meta
    notes: tuple[str, ...] = ()
    # pages that are pictures and hold no text; pictures in a document, in their order, each with
    # the row of `text` (from 0) behind which it stands; 0 where the file is a picture itself
    bare: tuple[int, ...] = ()
    anchors: tuple[int, ...] = ()
    # those of the pictures that are files of their own, with the paths that the document names
    picture_files: tuple[PictureFile, ...] = ()


class Reader(Protocol):
    """A module that reads one format.

    `path` serves messages and, where the text names no title, the title.
    """

    def read(self, path: str, data: bytes) -> Reading:
        """Return the text of `data`, or raise `UserError` where nothing can be read."""
        ...
