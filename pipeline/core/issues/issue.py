"""The value of an issue of the lint: what it is to say, and what its hidden markers remember.

Each body has two markers, a name at the top and everything at the end. So an edit by a person that
breaks one of them leaves the other.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, cast, get_args

from pipeline.core.github.state import (
    CLAIMS_LABEL,
    DEAD_LINK_LABEL,
    ERROR_LABEL,
    HEALTH_LABEL,
    LINT_LABEL,
    RULE_LABEL,
    WARNING_LABEL,
    Issue,
    drop_markers,
    make_marker,
    read_marker,
)
from pipeline.core.values import Finding, Severity

IssueKind = Literal["contradiction", "dead-links", "rule", "dashboard"]
IssueKey: TypeAlias = tuple[IssueKind, str]
ISSUE_KINDS: tuple[IssueKind, ...] = get_args(IssueKind)
DASHBOARD_ID = "wiki"  # the id of the one dashboard
LINT_MARKER, NAME_MARKER = "lint", "lint-id"
LABEL_OF = {
    "contradiction": CLAIMS_LABEL.name,
    "dead-links": DEAD_LINK_LABEL.name,
    "rule": RULE_LABEL.name,
    "dashboard": HEALTH_LABEL.name,
}
SEVERITY_LABELS: dict[str, str] = {"error": ERROR_LABEL.name, "warning": WARNING_LABEL.name}
MOST_PARTS = 2_000  # in one marker; whoever dismisses more of one kind has dismissed the kind
# hex digits of a part: for its page, and for what is wrong there
_PLACE_DIGITS, _WHAT_DIGITS = 6, 6
_PART_DIGITS = _PLACE_DIGITS + _WHAT_DIGITS
_FLAGS = ("severity", "at", "gone", "insisted")  # stand in a marker only where they say something
_ID_FORM = re.compile(r"[^\x00-\x1f]{1,500}")


def _hash(text: str, digits: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:digits]


def part_of(finding: Finding) -> str:
    """Return a finding as a marker remembers it: where it is, then what it is.

    By the first half it can follow a page to a new name.
    """
    return _hash(finding.path, _PLACE_DIGITS) + _hash(
        f"{finding.rule}\0{finding.subject}", _WHAT_DIGITS
    )


def part_of_pair(key: str) -> str:
    """Return a pair of statements, given by its key, as a marker remembers it."""
    return _hash(key, _PART_DIGITS)


def follow_moves(parts: Iterable[str], moved: Mapping[str, str]) -> frozenset[str]:
    """Return remembered parts under the names of today.

    `moved` has the old and the new paths of pages.
    """
    heads = {_hash(old, _PLACE_DIGITS): _hash(new, _PLACE_DIGITS) for old, new in moved.items()}
    return frozenset(
        heads.get(p[:_PLACE_DIGITS], p[:_PLACE_DIGITS]) + p[_PLACE_DIGITS:] for p in parts
    )


def essence_of(*what: object) -> str:
    """Return the digest of what an issue says.

    Leave out what changes at each commit, such as lines and addresses.
    """
    return _hash(repr(what), 16)


@dataclass(frozen=True)
class Wanted:
    """An issue for which the wiki, as it is, gives reason.

    `parts` are the findings for which it stands.
    """

    kind: IssueKind
    id: str
    title: str
    text: str  # Markdown, without markers
    severity: Severity | None
    parts: frozenset[str]
    essence: str
    values: Mapping[str, Any] = field(default_factory=dict)  # what else the marker is to hold

    @property
    def key(self) -> IssueKey:
        """Return the kind and the id, which together name what the issue is about."""
        return self.kind, self.id

    @property
    def labels(self) -> list[str]:
        """Return the labels that the issue is to have."""
        severity = SEVERITY_LABELS.get(self.severity or "")
        return [LINT_LABEL.name, LABEL_OF[self.kind], *([severity] if severity else [])]


@dataclass(frozen=True)
class Memory:
    """What an issue remembers.

    `parts` is None where it stands for whatever is found; `whole` is false where a marker was
    damaged. `gone` means that we closed it, because what it says was no longer found; `insisted`
    that we opened it again once, after a person had closed it as completed while it was still
    found.
    """

    kind: IssueKind
    id: str
    essence: str = ""
    parts: frozenset[str] | None = None
    severity: str = ""
    gone: bool = False
    insisted: bool = False
    whole: bool = True
    values: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""  # the commit at which its pages have the names it remembers

    @property
    def key(self) -> IssueKey:
        """Return the kind and the id, which together name what the issue is about."""
        return self.kind, self.id


def memory_for(wanted: Wanted, insisted: bool = False, at: str = "") -> Memory:
    """Return what an issue that says this is to remember."""
    parts = wanted.parts if len(wanted.parts) <= MOST_PARTS else None
    values = {**wanted.values, "titled": digest_title(wanted.title)}
    return Memory(
        wanted.kind,
        wanted.id,
        wanted.essence,
        parts,
        wanted.severity or "",
        False,
        insisted,
        True,
        values,
        at,
    )


def digest_title(title: str) -> str:
    """Return how a marker remembers the title that we gave.

    A person may have given the issue another since.
    """
    return _hash(title, 8)


def head_marker(memory: Memory) -> str:
    """Return the marker at the top of a body: what the issue is about."""
    return make_marker(
        NAME_MARKER,
        {"kind": memory.kind, "id": memory.id} | ({"at": memory.at} if memory.at else {}),
    )


def foot_marker(memory: Memory) -> str:
    """Return the marker at the end of a body: all that the issue remembers."""
    parts = "*" if memory.parts is None else "".join(sorted(memory.parts))
    own: dict[str, Any] = {
        "kind": memory.kind,
        "id": memory.id,
        "essence": memory.essence,
        "parts": parts,
    }
    own |= {"severity": memory.severity} if memory.severity else {}
    own |= {"at": memory.at} if memory.at else {}
    own |= {name: True for name in ("gone", "insisted") if getattr(memory, name)}
    others = {name: value for name, value in memory.values.items() if name not in _FLAGS}
    return make_marker(LINT_MARKER, {**others, **own})


def issue_body(text: str, memory: Memory) -> str:
    """Return a body as it is sent.

    What looks like a marker in the text (in a suggested edit, say) is made harmless.
    """
    harmless = text.strip().replace("<!-- wiki:", "<!--  wiki:")
    return f"{head_marker(memory)}\n{harmless}\n\n{foot_marker(memory)}"


def renew_memory(old: str, memory: Memory, first: str = "") -> str:
    """Return a body of ours with another memory, and `first` as a paragraph at its top."""
    kept = drop_markers(old, LINT_MARKER, NAME_MARKER).strip()
    return issue_body(f"{first}\n\n{kept}" if first else kept, memory)


def memory_of(issue: Issue) -> Memory | None:
    """Return what an issue of ours remembers; None where neither marker can be read."""
    values = read_marker(LINT_MARKER, issue.body) or {}
    if (found := _memory(values)) is not None:
        return found
    name = read_marker(NAME_MARKER, issue.body) or {}
    return Memory(*_key(name), whole=False, at=str(name.get("at", ""))) if _is_key(name) else None


def _is_key(values: Mapping[str, Any]) -> bool:
    return (
        values.get("kind") in ISSUE_KINDS
        and isinstance(values.get("id"), str)
        and bool(_ID_FORM.fullmatch(values["id"]))
    )


def _key(values: Mapping[str, Any]) -> IssueKey:
    return cast(IssueKind, values["kind"]), str(values["id"])


def _memory(values: Mapping[str, Any]) -> Memory | None:
    parts, essence = values.get("parts"), values.get("essence")
    if not (_is_key(values) and isinstance(parts, str) and isinstance(essence, str)):
        return None
    if parts != "*" and not re.fullmatch(rf"(?:[0-9a-f]{{{_PART_DIGITS}}})*", parts):
        return None
    known = (
        None
        if parts == "*"
        else frozenset(parts[i : i + _PART_DIGITS] for i in range(0, len(parts), _PART_DIGITS))
    )
    severity = str(values.get("severity", ""))
    gone, insisted = values.get("gone") is True, values.get("insisted") is True
    return Memory(
        *_key(values),
        essence,
        known,
        severity,
        gone,
        insisted,
        True,
        values,
        str(values.get("at", "")),
    )


def is_labelled(issue: Issue, kind: IssueKind | None = None) -> bool:
    """Tell whether an issue has a label of the lint, or that of one kind."""
    names = {LABEL_OF[kind]} if kind else {LINT_LABEL.name, *LABEL_OF.values()}
    return bool(names & set(issue.labels))
