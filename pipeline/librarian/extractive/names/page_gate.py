"""Tell whether what is known of a thing is enough for a page of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.librarian.extractive.names.sentence_subject import Telling, Told, is_ordinary
from pipeline.librarian.extractive.words.word_lists import GENERIC_NOUNS, WEAK_HEADS, word_set

# What a statement adds to a page for each of its sentences, and what a page needs: less where a
# statement says what the thing is.
_WEIGHTS = {
    Telling.NOTHING: 0.0,
    Telling.RELATES: 0.4,
    Telling.TOUCHES: 0.6,
    Telling.TREATS: 1.0,
    Telling.DESCRIBES: 1.0,
    Telling.DEFINES: 1.0,
}
_NEEDED_WHERE_TITLED = 2.5
_NAMED_EVERYWHERE = 15  # statements; what more of them name must be defined
_NEEDED = 2.0
_NEEDED_WHERE_DEFINED = 1.4
# Last words of phrases that name everyday things: what has them must be defined.
_PLAIN_HEADS = (WEAK_HEADS | GENERIC_NOUNS | word_set("address installation support")) - word_set(
    "mode class mechanism policy system product module program"
)


def carries_page(told: Iterable[Told], title: str, titled: bool = False) -> bool:
    """Tell whether statements about a thing are enough for a page of its own.

    One of them must be fit to open it, because it tells what the thing is or does. With that go
    others about the thing; those about a part or a use of it count less. What an ordinary word
    names must be defined, and so must what is named everywhere. A source whose title names the
    thing (`titled`) is about it, so that less is asked.
    """
    told = list(told)
    best = max((t.telling for t in told), default=Telling.NOTHING)
    again: Counter[str] = Counter()
    weight = 0.0
    for t in sorted(told, key=lambda t: -t.telling):
        more = 1 + 0.5 * (min(t.sentences, 3) - 1)
        weight += _WEIGHTS[t.telling] * more / (1 + 2 * again[t.opening])
        again[t.opening] += bool(t.opening)
    needed = _NEEDED_WHERE_DEFINED if best == Telling.DEFINES else _NEEDED - 0.4 * titled
    plain = is_ordinary(title) or title.rpartition(" ")[2] in _PLAIN_HEADS
    fit = Telling.DEFINES if plain else Telling.DESCRIBES
    steady = all(t.telling >= Telling.TREATS for t in told) and not plain
    if steady or (titled and " " in title and weight >= _NEEDED_WHERE_TITLED):
        fit = Telling.TREATS
    if len(told) > _NAMED_EVERYWHERE:
        fit = Telling.DEFINES
    return (
        best >= fit
        and weight >= needed
        and (sum(t.telling > 0 for t in told) > 1 or told[0].sentences > 2)
    )
