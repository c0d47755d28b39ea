"""Upkeep: a change to the wiki without a new source, as a value: a safe fix, a settled contradiction, a retraction, a rename, a merge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.core.model import Removal

Verb = Literal["fix", "settle", "retract", "replace", "merge", "rename"]


@dataclass(frozen=True)
class Upkeep:
    """One such change, before its bookkeeping. `texts` hold whole files by path; None: the file goes."""

    verb: Verb
    name: str
    title: str
    why: str
    texts: Mapping[str, str | None]
    removed: tuple[Removal, ...] = ()
    told: tuple[str, ...] = ()
    closes: int = 0
