"""See to it that slides hold what stands on them: by rendering them where that can be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.core.errors import UserError
from pipeline.core.text import counted
from pipeline.outputs import OutputFile

FindOverfull = Callable[[bytes, Mapping[str, bytes]], tuple[int, ...]]
"""Returns the numbers of the slides of a deck of Marp, with its pictures, that are too full."""

_MOST_TIMES = 5  # a deck is rendered; each time what is too full is parted
_ESTIMATED = "What fits a slide was estimated by characters."
_HOW_TO_MEASURE = (
    f"{_ESTIMATED} Where Marp CLI and a browser are installed, it is measured by rendering."
)


def fit_slides(made: OutputFile, measure: FindOverfull | None) -> tuple[OutputFile, str]:
    """Return an output of slides with those parted that are too full, and how that was found out.

    Without a way to measure, or where measuring fails, slides stay as they were estimated.
    """
    if made.deck is None or measure is None:
        how = _HOW_TO_MEASURE if made.deck else _ESTIMATED
        return made, how if made.estimated else ""
    full: tuple[int, ...] = ()
    fitted, found = made.deck.filled(), 0
    for _ in range(_MOST_TIMES):
        try:
            full = measure(fitted.data, fitted.pictures)
        except UserError as error:
            return made, f"The slides could not be measured: {error} {_ESTIMATED}"
        found = found or len(full)
        parted = fitted.deck.part(full) if full and fitted.deck else fitted
        if parted.data == fitted.data:
            break
        fitted = parted
    return fitted, _told(found, len(full))


def _told(found: int, left: int) -> str:
    said = "What fits a slide was measured by rendering with Marp."
    if found - left > 0:
        said += f" Too full at first, and parted: {counted(found - left, 'slide')}."
    if left:
        said += f" {counted(left, 'slide')} cannot be parted: the end may be cut off."
    return said
