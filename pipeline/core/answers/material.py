"""What an answer may be made from: statements of pages, and what is known of their sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from pipeline.core.wiki.citations import Citation


@dataclass(frozen=True)
class ShownStatement:
    """A sentence, list item or table row as an answerer is shown it.

    `text` is plain text with the marks in their places, such as `… 2100 gas.[^eip-2929-2]`, and
    `plain` the same without them. `number` counts on the page, so that neighbours are known.
    """

    slug: str
    number: int
    line: int
    heading: str
    text: str
    plain: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownPage:
    """A page, or of a source what was found in it, with the statements that are shown of it.

    `total` is how many it has, so that a reader knows whether something is left out. `aliases` are
    the other names of the page.
    """

    slug: str
    title: str
    path: str
    type: str
    statements: tuple[ShownStatement, ...]
    total: int
    aliases: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing of the page is left out."""
        return len(self.statements) == self.total


@dataclass(frozen=True)
class KnownSource:
    """What the wiki records of a source, and what marks of its claims begin with.

    `slug` is its summary page, and `page` the path of that.
    """

    path: str
    label: str
    slug: str
    title: str
    author: str = ""
    status: str = ""
    published: str = ""
    effective: str = ""
    page: str = ""

    @property
    def told(self) -> tuple[str, ...]:
        """All that is known of it, as texts."""
        return (
            self.label, self.title, self.author, self.status, self.published, self.effective,
        )  # fmt: skip


@dataclass(frozen=True)
class Material:
    """The pages, the citations of their marks, and the records of the sources cited there.

    Whatever an answer says must be found in it.
    """

    pages: tuple[ShownPage, ...] = ()
    citations: Mapping[str, Citation] = field(default_factory=lambda: MappingProxyType({}))
    sources: tuple[KnownSource, ...] = ()

    @cached_property
    def page_by_slug(self) -> Mapping[str, ShownPage]:
        """The pages by their slugs."""
        return {page.slug: page for page in self.pages}

    @cached_property
    def source_by_path(self) -> Mapping[str, KnownSource]:
        """The records by the paths of the sources."""
        return {source.path: source for source in self.sources}

    @cached_property
    def by_label(self) -> Mapping[str, tuple[ShownStatement, ...]]:
        """The statements that carry each mark."""
        found: dict[str, list[ShownStatement]] = {}
        for said in self.statements():
            for label in said.labels:
                found.setdefault(label, []).append(said)
        return {label: tuple(some) for label, some in found.items()}

    def statements(self) -> Iterator[ShownStatement]:
        """Yield all statements, page by page."""
        for page in self.pages:
            yield from page.statements

    def records_of(self, labels: Iterable[str]) -> tuple[KnownSource, ...]:
        """Return the records of the sources of some marks, each once."""
        paths = dict.fromkeys(c.source for x in labels if (c := self.citations.get(x)))
        return tuple(r for path in paths if (r := self.source_by_path.get(path)))
