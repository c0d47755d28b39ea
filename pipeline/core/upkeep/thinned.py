"""What became of a text after marks were taken out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

# Why something went: it stood on what goes alone, it was a clause of a sentence that stays, it led
# to what goes, or it was said by several sources and is now said in the words of those that stay
# ("person"), in new words ("worded"), or not at all ("unsaid").
WhyTaken = Literal[
    "alone", "clause", "lead-in", "table", "column", "keyless", "person", "worded", "unsaid",
    "subject", "about",
]  # fmt: skip
UncutKind = Literal["sentence", "cell", "pointer"]


@dataclass(frozen=True)
class Taken:
    """Words of the page that went, and why."""

    words: str
    why: WhyTaken


@dataclass(frozen=True)
class UncutPassage:
    """A sentence, or a cell of a row, that no cut leaves whole, and what is left around it.

    It may point to a sentence that went ("pointer"), by the words in `lost`. Of a cell, the head of
    its table stands before it, and what is left of its row behind. `leads` says that it leads to a
    list or table of which something is left.
    """

    kind: UncutKind
    words: str
    row: str = ""
    before: str = ""
    following: str = ""
    lost: str = ""
    leads: bool = False


@dataclass
class Thinned:
    """A text after statements were taken out of it.

    `kept` are those that stay with fewer marks, `unmarked` those without a mark beside one that was
    taken out, and `needs` says of what stays why a person has to look at it. `uncut` are those of
    them that could be worded anew, and `worded` those that were, with their new words.
    """

    text: str = ""
    taken: list[Taken] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    uncut: list[UncutPassage] = field(default_factory=list)
    worded: list[tuple[str, str]] = field(default_factory=list)
