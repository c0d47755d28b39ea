"""A picture of a source as a model or a program for text recognition is shown it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core.model_call import PromptImage

# What the API scales a picture down to by itself, so that more is sent for nothing: its longer edge
# in pixels, and its pixels in all, which make some 1,600 tokens.
LONGEST_EDGE = 1_568
MOST_PIXELS = 1_200_000
MOST_PICTURES = 60  # of a document that are read
# The numbers of figures on pages with text begin here: those of pages are smaller.
FIRST_FIGURE = 1_000_000
_FIGURES_OF_PAGE = 100
MOST_PIECES = 6  # of one picture that is much longer than it is wide


def number_figure(page: int, which: int) -> int:
    """Return the number of a figure: the page on which it stands, and which of that page it is."""
    return FIRST_FIGURE + page * _FIGURES_OF_PAGE + which


def place_of_figure(number: int) -> tuple[int, int]:
    """Return the page of a figure, and which of that page it is."""
    return divmod(number - FIRST_FIGURE, _FIGURES_OF_PAGE)


@dataclass(frozen=True)
class Picture:
    """One page of a file, one picture in a document, or a file that is a picture itself.

    `number` is the page, or which picture of the document it is; 0 for a file. That of a figure on
    a page with text names both. It is one image, or
    several where it is very long: pieces in their order, each of which repeats the end of the one
    before.
    """

    number: int
    images: tuple[PromptImage, ...]
    in_document: bool = False

    @property
    def name(self) -> str:
        """What an error calls it: "page 3", "picture 3" or "the picture"."""
        if not self.number:
            return "the picture"
        if self.number >= FIRST_FIGURE:
            page, which = place_of_figure(self.number)
            return f"figure {which} on page {page}"
        return f"{'picture' if self.in_document else 'page'} {self.number}"
