"""A text cut into sentences, at a cost that grows with its length alone."""

from __future__ import annotations

from collections.abc import Iterator

from sentencex import segment

# Characters that the library is given at a time; it takes four times as long for twice as many, of
# quotation marks say.
_MOST = 4_000


def segments(language: str, text: str) -> Iterator[str]:
    """Yield the sentences of a text, which joined give it again. One without an end is cut at a
    space, far from its beginning.

    A long text is looked at through a window. The sentence that the window cuts in two is looked at
    again in the next one, where that begins far enough behind this one.
    """
    at = 0
    while len(text) - at > _MOST:
        found = list(segment(language, text[at : at + _MOST]))
        end = at + _MOST - len(found[-1] if found else "")
        if end - at < _MOST // 2:  # nothing ends in the second half
            end = text.rfind(" ", at + _MOST // 2, at + _MOST) + 1 or at + _MOST
            yield from segment(language, text[at:end])
        else:
            yield from found[:-1]
        at = end
    yield from segment(language, text[at:])
