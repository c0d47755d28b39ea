"""One page: front matter and body, cut into pieces that join to the file again, byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pipeline.core.markup import footnotes, frontmatter, markdown, text_mask
from pipeline.core.name_keys import fold
from pipeline.core.paths import slug_of_path
from pipeline.core.wiki.page_frame import cut_title, is_backlinks

# Four times the longest page seen; a Markdown parser may take a second for a page of this size.
MOST_PAGE_BYTES = 100_000


@dataclass(frozen=True)
class Page:
    """A page in pieces: raw front matter, title, lead, sections, and footnote definitions.

    The lead is the TLDR, which is everything before the first `##`. The title above it (`heading`)
    and the section of backlinks (`backlinks`) are no content: see `core/wiki/page_frame.py`.
    """

    path: str
    front: str = ""
    lead: str = ""
    parts: tuple[markdown.PageSection, ...] = ()
    tail: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict, compare=False)
    heading: str = ""
    backlinks: str = ""

    @classmethod
    def parse(cls, path: str, text: str) -> Page:
        """Cut a file's text into pieces; raises `UserError` where the front matter is broken."""
        front, whole = frontmatter.split(text)
        masked = text_mask.mask(whole)
        heading, rest = cut_title(whole, masked)
        shown = rest if masked is whole else masked[len(heading) :]
        lead, parts, tail = markdown.split_body(rest, shown)
        backlinks = ""
        if parts and is_backlinks(parts[-1]):
            backlinks, parts = parts[-1].line + parts[-1].text, parts[:-1]
        meta = frontmatter.load_block(front, path)
        page = cls(path, front, lead, parts, tail, meta, heading, backlinks)
        body = rest[: len(rest) - len(tail) - len(backlinks)]
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
        """Everything that the page says: no front matter, frame or footnote definitions."""
        return self.lead + "".join(part.line + part.text for part in self.parts)

    @cached_property
    def whole(self) -> str:
        """Everything below the front matter."""
        return self.heading + self.body + self.backlinks + self.tail

    @property
    def framed_body(self) -> str:
        """The body with its title and its backlinks, as GitHub shows it."""
        return self.heading + self.body + self.backlinks

    @property
    def begin(self) -> int:
        """Where the lead begins in the file."""
        return len(self.front) + len(self.heading)

    @property
    def first_line(self) -> int:
        """The line of the file on which the lead begins."""
        return self.front.count("\n") + self.heading.count("\n") + 1

    @cached_property
    def masked(self) -> str:
        """`whole` with code, comments and math blanked out, for facts and rules."""
        return text_mask.mask(self.whole)

    @cached_property
    def shown(self) -> str:
        """`body` with code, comments and math blanked out."""
        return self.body if self.masked is self.whole else text_mask.mask(self.body)

    @cached_property
    def masked_content(self) -> str:
        """`body` and `tail`, with code, comments and math blanked out."""
        if not self.heading and not self.backlinks:
            return self.masked
        if self.masked is self.whole:
            return self.body + self.tail
        begin = len(self.heading)
        end = begin + len(self.body)
        return self.masked[begin:end] + self.masked[end + len(self.backlinks) :]

    @property
    def tldr(self) -> str:
        return self.lead.strip()

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The footnote labels that the body refers to, each once, in order of first use."""
        return tuple(dict.fromkeys(footnotes.find_marks(self.body, self.shown)))

    @cached_property
    def definitions(self) -> dict[str, str]:
        return footnotes.find_definitions(self.whole, self.masked)

    def find(self, heading: str) -> list[markdown.PageSection]:
        """Return the sections under that heading; case and punctuation do not count."""
        wanted = fold(heading)
        return [part for part in self.parts if fold(part.heading) == wanted]

    def without_cached_texts(self) -> Page:
        """Return the page without its cached texts, except for what people read, to save memory."""
        page = replace(self)
        page.__dict__.update(body=self.body, shown=self.shown)
        return page

    def with_lead(self, text: str) -> Page:
        return replace(self, lead=f"\n{text.strip()}\n\n")

    def with_parts(self, parts: tuple[markdown.PageSection, ...]) -> Page:
        return replace(self, parts=parts)


def make_section(heading: str, text: str) -> markdown.PageSection:
    """Return a section in canonical form."""
    return markdown.PageSection(f"## {heading.strip()}\n", heading.strip(), f"\n{text.strip()}\n\n")
