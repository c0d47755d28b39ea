"""One page: front matter and body, cut into pieces that join to the file again, byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pipeline.core.markup import frontmatter, markdown
from pipeline.core.paths import slug_of_path
from pipeline.core.text import fold

# Four times the longest page seen; a Markdown parser may take a second for a page of this size.
MOST_PAGE_BYTES = 100_000


@dataclass(frozen=True)
class Page:
    """A page in pieces: raw front matter, lead, sections, and footnote definitions.

    The lead is the TLDR, which is everything before the first `##`.
    """

    path: str
    front: str = ""
    lead: str = ""
    parts: tuple[markdown.PageSection, ...] = ()
    tail: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @classmethod
    def parse(cls, path: str, text: str) -> Page:
        """Cut a file's text into pieces; raises `UserError` where the front matter is broken."""
        front, whole = frontmatter.split(text)
        masked = markdown.mask(whole)
        lead, parts, tail = markdown.split_body(whole, masked)
        page = cls(path, front, lead, parts, tail, frontmatter.load_block(front, path))
        body = whole[: len(whole) - len(tail)]
        # These are what the cached properties would make by joining the pieces again.
        page.__dict__.update(_text=text, whole=whole, masked=masked, body=body)
        return page

    def render(self) -> str:
        """Return the file's text."""
        return self._text

    @cached_property
    def _text(self) -> str:
        return self.front + self.whole

    @property
    def slug(self) -> str:
        return slug_of_path(self.path)

    @cached_property
    def body(self) -> str:
        """Everything that people read: no front matter and no footnote definitions."""
        return self.lead + "".join(part.line + part.text for part in self.parts)

    @cached_property
    def whole(self) -> str:
        """Everything below the front matter."""
        return self.body + self.tail

    @cached_property
    def masked(self) -> str:
        """`whole` with code, comments and math blanked out, for facts and rules."""
        return markdown.mask(self.whole)

    @cached_property
    def shown(self) -> str:
        """`body` with code, comments and math blanked out."""
        return self.body if self.masked is self.whole else markdown.mask(self.body)

    @property
    def tldr(self) -> str:
        return self.lead.strip()

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The footnote labels that the body refers to, each once, in order of first use."""
        return tuple(dict.fromkeys(markdown.find_marks(self.body, self.shown)))

    @cached_property
    def definitions(self) -> dict[str, str]:
        return markdown.find_definitions(self.whole, self.masked)

    def find(self, heading: str) -> list[markdown.PageSection]:
        """Return the sections under that heading; case and punctuation do not count."""
        wanted = fold(heading)
        return [part for part in self.parts if fold(part.heading) == wanted]

    def without_cached_texts(self) -> Page:
        """Return the page without its cached texts, except for what people read, to save memory."""
        page = Page(self.path, self.front, self.lead, self.parts, self.tail, self.meta)
        page.__dict__.update(body=self.body, shown=self.shown)
        return page

    def with_lead(self, text: str) -> Page:
        return replace(self, lead=f"\n{text.strip()}\n\n")

    def with_parts(self, parts: tuple[markdown.PageSection, ...]) -> Page:
        return replace(self, parts=parts)


def make_section(heading: str, text: str) -> markdown.PageSection:
    """Return a section in canonical form."""
    return markdown.PageSection(f"## {heading.strip()}\n", heading.strip(), f"\n{text.strip()}\n\n")
