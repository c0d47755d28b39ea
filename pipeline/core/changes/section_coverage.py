"""What came of each section of a long source: how many claims were read in it, and stand on pages.

Code works it out from the text of the source and the places of the quotes, and asks nobody.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pipeline.core.changes.change_set import ChangeSet, Claim
from pipeline.core.changes.silent_parts import describe_silent_parts
from pipeline.core.markup.source_parts import PART_TOKENS
from pipeline.core.markup.source_sections import TextSection, sections_of
from pipeline.core.pricing import estimate_tokens
from pipeline.core.text import counted
from pipeline.core.values import Source

FEWEST_WORDS = 50  # of a section that is expected to state something


@dataclass(frozen=True)
class SectionCoverage:
    """One section of a source, its first and last place, and what came of it."""

    title: str
    first: int
    last: int
    words: int
    read: int  # claims
    placed: int  # claims that stand on a page

    @property
    def is_silent(self) -> bool:
        """Whether nothing was read in a section that is more than a heading."""
        return not self.read and self.words >= FEWEST_WORDS


def is_long(source: Source) -> bool:
    """Tell whether a source is read in several parts."""
    return estimate_tokens(source.text) > PART_TOKENS


def cover_sections(
    source: Source, claims: Iterable[Claim], placed: Collection[str]
) -> tuple[SectionCoverage, ...]:
    """Return what came of each section of a long source; of a short one nothing is told."""
    if not is_long(source):
        return ()
    sections = sections_of(source.text, source.format != "text")
    claims = list(claims)
    read: Counter[int] = Counter()
    there: Counter[int] = Counter()
    places = place_claims(claims, sections, source)
    for claim, number in zip(claims, places, strict=True):
        read[number] += 1
        there[number] += claim.id in placed
    return tuple(
        SectionCoverage(
            section.title,
            source.locators[section.start],
            source.locators[section.end - 1],
            section.words,
            read[number],
            there[number],
        )
        for number, section in enumerate(sections)
    )


def place_claims(
    claims: Iterable[Claim], sections: Sequence[TextSection], source: Source
) -> list[int]:
    """Return for each claim the number of the section in which its first quote stands."""
    starts = [source.locators[section.start] for section in sections]
    return [
        max(0, bisect_right(starts, claim.quotes[0].start) - 1) if claim.quotes else 0
        for claim in claims
    ]


def describe_silence(change: ChangeSet, sections: Sequence[SectionCoverage]) -> str:
    """Return "1 of 4 parts and 2 of 30 sections" where nothing came of some, else ""."""
    silent = sum(section.is_silent for section in sections)
    rows = [describe_silent_parts(change.extraction)]
    rows += [f"{silent} of {counted(len(sections), 'section')}"] if silent else []
    return " and ".join(row for row in rows if row)
