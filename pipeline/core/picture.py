"""A picture of a source as a model or a program for text recognition is shown it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core.model_call import PromptImage

# What the API scales a picture down to by itself, so that more is sent for nothing: its longer edge
# in pixels, and its pixels in all, which make some 1,600 tokens.
LONGEST_EDGE = 1_568
MOST_PIXELS = 1_200_000
MOST_PIECES = 6  # of one picture that is much longer than it is wide


@dataclass(frozen=True)
class Picture:
    """One page of a file, or a file that is a picture itself: then `page` is 0.

    It is one image, or several where it is very long: pieces in their order, each of which repeats
    the end of the one before.
    """

    page: int
    images: tuple[PromptImage, ...]
