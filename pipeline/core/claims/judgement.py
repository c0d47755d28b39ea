"""The values of judging: a statement, a pair of them, and the verdict of a judge."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from pipeline.core.values import Standing

VerdictKind = Literal["contradicts", "supersedes", "scope", "proposed", "agrees", "unsure"]
REPORTED_KINDS: tuple[VerdictKind, ...] = ("contradicts", "supersedes")  # the others are no finding


@dataclass(frozen=True)
class Statement:
    """One cited statement as a page words it, without footnote marks and links.

    Where `slug` is empty, it is a source's own words. `labels` are the claims it cites; `quotes`
    their words in the sources; `published` and `effective` the dates of these sources, each ISO or
    empty, in the order of `sources`; `standing` whether each is in force; `entities` the slugs of
    the pages it names or links to. `names` are the titles and aliases of pages: of its own first,
    then of the `entities` in their order; only the embedded judge is shown them.
    """

    slug: str
    path: str
    heading: str
    text: str
    labels: tuple[str, ...]
    quotes: tuple[str, ...]
    sources: tuple[str, ...]
    published: tuple[str, ...] = ()
    effective: tuple[str, ...] = ()
    standing: tuple[Standing, ...] = ()
    entities: tuple[str, ...] = ()
    line: int = 1
    names: tuple[tuple[str, ...], ...] = field(default=(), compare=False)
    raw: str = ""  # as it stands on the page, byte for byte: what an edit replaces

    def names_of(self, slug: str) -> tuple[str, ...]:
        """Return the names, as far as known, of its own page or of one that it names."""
        at = (self.slug, *self.entities).index(slug)
        return self.names[at] if at < len(self.names) else ()

    @cached_property
    def key(self) -> str:
        """Return the digest of what a judge sees of the statement.

        It changes when the statement, its sources, their dates or their standing change.
        """
        seen = (self.text, self.quotes, self.sources, self.published, self.effective, self.standing)
        return hashlib.sha256(repr(seen).encode("utf-8", "replace")).hexdigest()[:16]


@dataclass(frozen=True)
class Pair:
    """Two statements to compare, each pair once, in the order of their places.

    `why` says what made them a candidate.
    """

    a: Statement
    b: Statement
    why: str = ""

    @property
    def key(self) -> str:
        """Return the key under which a verdict is kept; the order of the sides does not count."""
        return "-".join(sorted((self.a.key, self.b.key)))


@dataclass(frozen=True)
class Verdict:
    """What a judge says of a pair.

    `current` is the side that holds now: "a", "b", or "" where neither does, or both. `words_a` and
    `words_b` are the deciding words, verbatim from each statement or its quotes; `scope_a` and
    `scope_b` say for what each side holds, where they differ in scope.
    """

    kind: VerdictKind
    current: Literal["a", "b", ""] = ""
    since: str = ""
    why: str = ""
    words_a: str = ""
    words_b: str = ""
    scope_a: str = ""
    scope_b: str = ""


@dataclass(frozen=True)
class Judged:
    """A pair with its verdict and its judge: "extractive", or the name of the model."""

    pair: Pair
    verdict: Verdict
    judge: str


@dataclass(frozen=True)
class VerdictRow:
    """A verdict on two statements that are named only by their keys.

    `a` and `b` are in the order of the pair.
    """

    a: str
    b: str
    verdict: Verdict
    judge: str
