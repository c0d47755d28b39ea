"""The formats in which a wiki is handed to other programs, a module each.

The module of a format has one function, `write`. The same contents give the same bytes. What a
format holds is documented in docs/exports.md under its version; a format may gain keys, and taking
one away or changing it raises the version.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from pipeline.core.export.contents import WikiContents

# What `wiki export` makes: the kind as it is typed, and its module.
EXPORTS = {
    "csl": "csl_json",
    "graph": "graphml",
    "jsonl": "json_lines",
    "llms.txt": "llms_txt",
    "okf": "okf",
}
# Those that hold verdicts, whose pairs have to be found and judged: most of the time of an export.
WITH_VERDICTS = ("graph", "jsonl")


@dataclass(frozen=True)
class ExportedFiles:
    """The files of one export, by their paths in its folder.

    `texts` are what the format writes, and `copies` files of the repository that go along as they
    are: the path in the export, and that in the repository. `streams` are texts that may be too
    large to be held, each as what yields its parts.
    """

    texts: Mapping[str, str]
    copies: Mapping[str, str] = field(default_factory=dict)
    streams: Mapping[str, Callable[[], Iterable[str]]] = field(default_factory=dict)


class ExportFormat(Protocol):
    """What the module of a format has."""

    def write(self, contents: WikiContents) -> ExportedFiles:
        """Return the files; nothing foreign in them may act where the format is read."""
        ...


def write_export(contents: WikiContents, kind: str) -> ExportedFiles:
    """Return a wiki in the format of this kind, one of `EXPORTS`."""
    module = importlib.import_module(f"{__name__}.{EXPORTS[kind]}")
    return cast(ExportFormat, module).write(contents)
