"""What an upkeep takes out and what the reviewer is told, gathered page by page."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.core.upkeep.remnant import Remnant
from pipeline.core.values import Removal


@dataclass
class Losses:
    """What a retraction takes out and what the reviewer is told, gathered page by page."""

    removed: list[Removal] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)  # what a person has to word anew or to look at
    worded: list[str] = field(default_factory=list)  # what was worded anew, with its new words
    remnants: list[Remnant] = field(default_factory=list)  # of `needs`, what could be worded anew

    def add_removal(self, what: str, why: str) -> None:
        """Note that something goes, with the reason."""
        self.removed.append(Removal(what, why))

    def take(self, other: Losses) -> None:
        """Add what was gathered of one page."""
        self.removed += other.removed
        self.told += other.told
        self.needs += other.needs
        self.worded += other.worded
        self.remnants += other.remnants
