"""An issue that asks for a source, and the branch and the text that offer what it asks for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.github.inert import make_code, make_inert
from pipeline.core.github.state import make_marker
from pipeline.core.sources.pointer_files import recorded_key
from pipeline.core.text import counted, shorten

# What GitHub puts above the first field of the form `.github/ISSUE_TEMPLATE/source-request.yml`.
FORM_HEADING = "### Source for the wiki"
ADD_BRANCHES = "wiki/add/"
MARKER = "added"
MOST_ADDRESSES = 10  # of one issue
_LONGEST_LOOKED_AT = 20_000  # characters of an issue
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\^{|}]+", re.IGNORECASE)
_NEXT_HEADING = re.compile(r"^#{1,3} ", re.MULTILINE)
_PAIRS = {")": "(", "]": "["}


def asks_for_source(body: str) -> bool:
    """Tell whether an issue was made by the form *Add a source*."""
    return body.strip().startswith(FORM_HEADING)


def addresses_of_issue(body: str) -> tuple[str, ...]:
    """Return the addresses that an issue of the form names in its first field, each once.

    A file that was dragged into the field stands there as a link to GitHub.
    """
    if not asks_for_source(body):
        return ()
    text = body[:_LONGEST_LOOKED_AT].strip().removeprefix(FORM_HEADING)
    field = _NEXT_HEADING.split(text, maxsplit=1)[0]
    found = (_trim(address) for address in _ADDRESS.findall(field))
    once: dict[str, str] = {}
    for address in found:
        once.setdefault(recorded_key(address), address)
    return tuple(once.values())[: MOST_ADDRESSES + 1]


def _trim(address: str) -> str:
    """Return an address without what belongs to the sentence or the link around it."""
    # What follows the end of a Markdown link is not part of it.
    depth = {")": 0, "]": 0}
    for at, char in enumerate(address):
        if char in _PAIRS.values():
            depth[next(end for end, begin in _PAIRS.items() if begin == char)] += 1
        elif char in depth:
            depth[char] -= 1
            if depth[char] < 0:
                address = address[:at]
                break
    return address.rstrip(".,;:!?*_~")


@dataclass(frozen=True)
class WantedAddress:
    """An address that is to be fetched, and the folder below `raw/` for what stands there."""

    address: str
    folder: str = ""


@dataclass(frozen=True)
class OfferedFile:
    """A file that is offered as a source: its path, where it is from, and what is to be said."""

    path: str
    address: str
    size: int
    title: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeftOutAddress:
    """An address from which no file came, and why."""

    address: str
    why: str


def branch_of_request(issue: int, wanted: Iterable[WantedAddress]) -> str:
    """Return the branch for what an issue asks for, or for lists of addresses (issue 0)."""
    if issue:
        return f"{ADD_BRANCHES}issue-{issue}"
    keys = "\0".join(sorted(recorded_key(w.address) for w in wanted))
    return f"{ADD_BRANCHES}links-{hashlib.sha256(keys.encode('utf-8', 'replace')).hexdigest()[:12]}"


def request_title(files: Sequence[OfferedFile]) -> str:
    """Return the title of the pull request that offers these files."""
    if len(files) == 1:
        return f"Add {files[0].path}"
    return f"Add {counted(len(files), 'source')}"


def request_body(
    files: Sequence[OfferedFile], left_out: Sequence[LeftOutAddress], issue: int, day: str
) -> str:
    """Return the text of the pull request, with the marker by which it is found again."""
    out = [
        f"{counted(len(files), 'file')}, fetched on {day} and stored as"
        f" {'it was' if len(files) == 1 else 'they were'} sent. Look whether"
        f" {'it is' if len(files) == 1 else 'they are'} what was meant, and whether the repository"
        " may keep a copy. Once this is merged, the next compile reads it, and proposes pages.",
        "",
    ]
    for file in files:
        title = f" “{make_inert(shorten(file.title, 200))}”" if file.title else ""
        out.append(f"- {make_code(file.path)}{title}, {_size(file.size)}")
        out.append(f"  - from {make_code(file.address)}")
        out += [f"  - {make_inert(shorten(note, 300))}" for note in file.notes[:10]]
    if left_out:
        out += ["", "Not added:", "", *map(left_out_as_line, left_out)]
    if issue:
        out += ["", f"Closes #{issue}"]
    keys = [recorded_key(file.address) for file in files]
    return "\n".join([*out, "", make_marker(MARKER, {"addresses": keys, "issue": issue})])


def left_out_as_line(left: LeftOutAddress) -> str:
    """Return an address from which no file came, as a line of a list."""
    return f"- {make_code(shorten(left.address, 200))}: {make_inert(shorten(left.why, 400))}"


def _size(count: int) -> str:
    return f"{count:,} bytes" if count < 10_000 else f"{count / 1e6:.2f} MB"


def keys_of_marker(values: Mapping[str, object] | None) -> frozenset[str]:
    """Return the keys of addresses that a pull request of ours offers, by its marker."""
    said = (values or {}).get("addresses")
    return (
        frozenset(key for key in said if isinstance(key, str))
        if isinstance(said, list)
        else frozenset()
    )
