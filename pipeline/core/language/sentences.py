"""Cut a text into sentences, in time that grows linearly with its length."""

from __future__ import annotations

from collections.abc import Iterator

from sentencex import segment

# The library is given so many characters at a time, because its time can grow with the square of
# the length, for a text of quotation marks, say.
_WINDOW = 4_000


def cut_into_sentences(language: str, text: str) -> Iterator[str]:
    """Yield the sentences of a text; joined they give the text again.

    A long text is read through a window. A sentence that the window's end cuts in two is read again
    in the next window, unless it begins in the first half of this one: then it has no end nearby,
    and is cut at a space in the window's second half.
    """
    at = 0
    while len(text) - at > _WINDOW:
        found = list(segment(language, text[at : at + _WINDOW]))
        end = at + _WINDOW - len(found[-1] if found else "")
        if end - at < _WINDOW // 2:  # nothing ends in the second half
            end = text.rfind(" ", at + _WINDOW // 2, at + _WINDOW) + 1 or at + _WINDOW
            yield from segment(language, text[at:end])
        else:
            yield from found[:-1]
        at = end
    yield from segment(language, text[at:])
