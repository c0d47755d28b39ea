"""What whoever finds the pages for a question is shown."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core.wiki.facts import PageFacts


@dataclass(frozen=True)
class WordHit:
    """A page on which rare words of a question stand that its line of the index lacks."""

    slug: str
    words: tuple[str, ...]
    line: str = ""


@dataclass(frozen=True)
class RouteRequest:
    """A question with the index of the wiki, or with the part of it that search finds.

    `whole` says that the index holds every page. `found` are the slugs that search finds, the best
    first. `most` pages may be named. How much of them will be read is not told, so that one reply
    serves every budget: fewer are read where there is little room.
    """

    question: str
    index: tuple[PageFacts, ...]
    whole: bool
    hits: tuple[WordHit, ...] = ()
    found: tuple[str, ...] = ()
    most: int = 5
