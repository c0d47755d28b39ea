"""The values that all stages share: sources, quotes, findings, changed files.

All of them are frozen, and their names are those of the glossary in docs/words.md. What a
compile makes of them is in `core/changes/change_set.py`, which a lint need not import.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, TypeAlias

# the numbered parts of a file whose marks a kept text has, and which citations name
Part = Literal["page", "slide", "sheet"]
PARTS: tuple[Part, ...] = ("page", "slide", "sheet")
# what the places of a source count: lines or parts of the file, or lines of its kept text
Unit: TypeAlias = Literal["line", "page", "slide", "sheet", "kept"]
# how a line came to be that was read from a picture: its words, or a description of what it shows
Seen = Literal["", "words", "description"]
Standing = Literal["in-force", "proposed", "withdrawn", "unknown"]
Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
# 0 is the worst: by it findings and issues are sorted
SEVERITY_RANK: dict[str, int] = {severity: rank for rank, severity in enumerate(SEVERITIES)}
# what a rule looks at: one page; the wiki around it; what a change did
Scope = Literal["page", "wiki", "change"]
# where a rule runs: on one page while a librarian writes it; in the compile gate, which judges all
# that a compile changes; in the check of a pull request; in a lint of the whole wiki
RunsIn: TypeAlias = tuple[Literal["draft", "compile", "check", "lint"], ...]
Hand = Literal["ours", "people"]
Hands: TypeAlias = Mapping[int, Hand]  # who wrote a line of a file, as far as that is known
# what a rule about one page reads beside it and schema.md
Needs: TypeAlias = tuple[Literal["sources", "names"], ...]


@dataclass(frozen=True)
class PictureFile:
    """The file of a picture that a document shows: the picture's number, a path, and a hash.

    A reader knows the path as the document names it, and no hash; and, where a document may leave
    out the suffix or the folder, `others` that it may mean. Once the file was found, the path is
    that of the repository.
    """

    number: int
    path: str
    sha256: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """One immutable file under `raw/`, as its reader understood it.

    `text` is Markdown (or plain text) without front matter; line *i* of it stands at `locators[i]`
    of the committed file, which is a line number (1-based). A source whose text is not the file
    itself has its text kept (`core/wiki/kept_text.py`): then `unit` is "kept", `locators` are lines
    of the kept text, and `origins` those lines or parts (pages, slides, sheets) of the file that
    the reader names. Dates are ISO (`2024-05-01`, `2024-05`, `2024`) or empty; `modified` is the
    day of the last change, which says nothing of when the source was published. `language` is the
    code that the file declares, such as "de" or "pt-BR", or empty: `core/language/detection.py`
    then finds it.
    """

    path: str
    sha256: str
    format: str
    text: str
    locators: tuple[int, ...]
    unit: Unit = "line"
    title: str = ""
    author: str = ""
    published: str = ""
    captured: str = ""
    address: str = ""
    status: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    modified: str = ""
    notes: tuple[str, ...] = ()
    version: int = 0  # of the reader, where the text is kept
    decoder: int = 0  # version of what found the encoding of a kept text; 0 where it is no guess
    origins: tuple[int, ...] = ()
    origin: Unit = "line"  # what `origins` count
    # the pictures that code cannot read, by number: pages of the file that hold no text; pictures
    # in a document, in their order; 0 where the file is a picture itself
    bare: tuple[int, ...] = ()
    # for each picture in a document, the row of `text` (from 0) behind which it stands; -1 for one
    # that is a whole page
    anchors: tuple[int, ...] = ()
    # those of the pictures that are files of their own, and are not held by the document
    picture_files: tuple[PictureFile, ...] = ()
    # who read what is read from pictures, such as a model; and for each line whether it is from one
    read_by: str = ""
    seen: tuple[Seen, ...] = ()
    # for each line the number of the picture in a document from which it was read, or 0
    picture_numbers: tuple[int, ...] = ()
    # whether this is the kept text as it stands in the wiki, and whether today's reader wrote it
    kept: Literal["", "current", "older"] = ""

    def without_text(self) -> Source:
        """Return the source as a change set carries it: what is said of it, and not its text."""
        return replace(
            self,
            text="",
            locators=(),
            origins=(),
            bare=(),
            anchors=(),
            picture_files=(),
            read_by="",
            seen=(),
            picture_numbers=(),
        )


@dataclass(frozen=True)
class Quote:
    """A verbatim passage of a source, and its first and last line.

    They are lines of the committed file, or of its kept text, or in older citations pages of the
    file. `page` and `last_page` are the pages where a kept text tells pages, and else 0; where it
    tells slides or sheets, `part` says so, and they are the numbers of those. `seen` says whether
    it was read from a picture.
    """

    text: str
    start: int
    end: int
    page: int = 0
    last_page: int = 0
    part: Part = "page"
    seen: Seen = ""


@dataclass(frozen=True)
class Removal:
    """Something that a page's edits drop on purpose (a citation, a number, a link), and why."""

    what: str
    reason: str


class Finding(NamedTuple):
    """What a rule reported: where, about what, and what to do.

    It is a tuple, as `Spot` is, because a neglected wiki has tens of thousands of them, and a
    frozen dataclass takes five times as long to make.
    """

    rule: str
    severity: Severity
    path: str
    line: int
    subject: str
    message: str
    suggestion: str = ""
    column: int = 1
    fixable: bool = False  # whether the rule's `fix` mends it without a judgement

    @property
    def fingerprint(self) -> str:
        """The identity of a finding, which survives moved lines and reworded messages."""
        return hashlib.sha256(
            f"{self.rule}\0{self.path}\0{self.subject}".encode("utf-8", "replace")
        ).hexdigest()[:16]


@dataclass(frozen=True)
class FileChange:
    """One file of the wiki before and after a change.

    `before` is None where the file is new, `after` is None where it is removed.
    """

    path: str
    before: str | None
    after: str | None
    derived: bool = False
