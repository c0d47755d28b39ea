"""The feedback of reviewers: their remarks, and the pages on which they made them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.core.errors import UserError
from pipeline.core.markup import footnotes, frontmatter
from pipeline.core.paths import slug_of_path
from pipeline.core.text import normalise
from pipeline.core.wiki import citations
from pipeline.core.wiki.facts import is_page, parse_leniently


@dataclass(frozen=True)
class ReviewRemark:
    """What one person asks for.

    `path` is empty and `line` 0 where it concerns the pull request as a whole.
    """

    author: str
    text: str
    path: str = ""
    line: int = 0  # 1-based in the page's file; 0: unknown, or the whole page
    hunk: str = ""  # the end of the lines of the diff it stands at

    @property
    def slug(self) -> str:
        """Return the slug of the page it concerns; empty where that is no single page."""
        return slug_of_path(self.path) if is_page(self.path) else ""


@dataclass(frozen=True)
class EarlierPage:
    """One page as the earlier proposal wrote it: the file's text."""

    path: str
    text: str

    @property
    def slug(self) -> str:
        """Return the slug of the page."""
        return slug_of_path(self.path)

    @cached_property
    def _pieces(self) -> tuple[str, str]:
        page = parse_leniently(self.path, self.text)
        return page.body, page.tail

    @cached_property
    def meta(self) -> Mapping[str, Any]:
        """Return its front matter; empty where a person broke it."""
        try:
            return frontmatter.load_block(frontmatter.split(self.text)[0], self.path)
        except UserError:
            return {}

    @property
    def body(self) -> str:
        """Return what people read of it, without front matter and footnotes."""
        return self._pieces[0]

    @cached_property
    def quotes(self) -> dict[str, tuple[str, ...]]:
        """Return the quotes behind each label that the page defines."""
        found = {
            x: citations.parse(x, text, self.path)
            for x, text in footnotes.find_definitions("".join(self._pieces)).items()
        }
        return {
            x: tuple(normalise(q.text) for q in c.quotes) for x, c in found.items() if c is not None
        }

    def with_labels_of_now(self, ids: Mapping[tuple[str, ...], str]) -> str:
        """Return the body with the labels that the same quotes have now.

        Marks of other quotes are left out. A source that is read again may number its claims anew,
        and then an old number would stand for another claim.
        """
        now = {label: ids[quotes] for label, quotes in self.quotes.items() if quotes in ids}
        return footnotes.rename_labels(self.body, now)


@dataclass(frozen=True)
class Feedback:
    """All that a compile is asked to do better than the proposal before it.

    `notes` is for the text of the new proposal.
    """

    remarks: tuple[ReviewRemark, ...]
    pages: tuple[EarlierPage, ...] = ()
    notes: tuple[str, ...] = ()

    def page(self, slug: str) -> EarlierPage | None:
        """Return the earlier page of a slug; None where there was none."""
        return next((p for p in self.pages if p.slug == slug), None)
