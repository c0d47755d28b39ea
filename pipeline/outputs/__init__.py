"""Make of a wiki and of its findings what others read, one module a format.

An output takes values and returns texts or bytes of files; an operation writes them. What a lint
found is in `findings`, whose table is `FORMATS`. What `wiki make` makes of a page is in the table
`KINDS`: each kind is a module with `FORMATS` and `write`, and only the one that is asked for is
imported.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, cast

if TYPE_CHECKING:
    from pipeline.core.reports.output_page import OutputPage

# The name of each kind, as `wiki make` has it, and its module.
KINDS = {
    "chart": "chart",
    "report": "report",
    "slides": "slides",
}


@dataclass(frozen=True)
class OutputFile:
    """One file of an output.

    It is `data`, or what pandoc writes of the document `tree` in the format `to`. `pictures` are
    files by the names under which it shows them; beside `data` they are written as well. `deck` is
    there where `data` are slides that can be rendered to see what fits; `estimated` tells that what
    fits was estimated.
    """

    data: bytes = b""
    tree: str = ""
    to: str = ""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    deck: RenderedDeck | None = None
    estimated: bool = False


@dataclass(frozen=True)
class RenderedDeck:
    """How an output of slides is made otherwise, by who renders it.

    `filled` returns it with as much on each slide as it may hold, and `part` with the slides of
    these numbers parted, where that can be done; the slide with the title is number 0.
    """

    filled: Callable[[], OutputFile]
    part: Callable[[Collection[int]], OutputFile]


class OutputKind(Protocol):
    """What the module of a kind has.

    `FORMATS` are the names that `--to` takes, each with the ending of its files. `MADE_FROM` says
    what is drafted of the wiki where no page is there yet.
    """

    FORMATS: Mapping[str, str]
    MADE_FROM: Literal["chart", "report"]

    def write(self, page: OutputPage, to: str) -> OutputFile:
        """Return a page in one of the formats; nothing foreign in it may act where it is read."""
        ...


def kind_called(name: str) -> OutputKind:
    """Return the kind of this name, one of `KINDS`."""
    return cast(OutputKind, importlib.import_module(f"{__name__}.{KINDS[name]}"))
