"""Tell whether what is known of a thing is enough for a page of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.librarian.extractive.names.sentence_subject import is_ordinary
from pipeline.librarian.extractive.names.telling import Telling, Told
from pipeline.librarian.extractive.words.english import zipf_frequency
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
_NAMED_EVERYWHERE = 15  # statements; what more of them name must be defined, unless
_SHARE_ABOUT = 0.2  # of them are about it
_SHARE_OF_NAME = 0.4  # of the same for a name, which a text on its maker's things has everywhere
_LONG = 8  # words of a definition that may stand alone
_LONG_OF_TOPIC = 7  # where the source's title names the thing
_RARE = 3.0  # Zipf frequency below which a word is taken for a name
_NEEDED = 2.0
_NEEDED_WHERE_DEFINED = 1.4
# What "the Norbach server" ends in: who plays a part in what is told.
_ROLES = word_set(
    "server client user application app instance process node host service project team community"
    " developer peer member device"
)
# Last words of phrases that name everyday things: what has them must be defined.
_PLAIN_HEADS = (
    WEAK_HEADS
    | GENERIC_NOUNS
    | word_set(
        "address installation support incidence prevalence ratio median interval cohort baseline"
        " implementation setting"
    )
) - word_set("mode class mechanism policy system product module program")


def carries_page(
    told: Iterable[Told], title: str, titled: bool = False, english: bool = True
) -> bool:
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
    about = [t for t in told if t.telling >= Telling.TREATS]
    fit = _least_of_opening(told, about, title, titled, english)
    if best < fit or _is_long(told, titled):
        return best >= fit
    needed = _NEEDED_WHERE_DEFINED if best == Telling.DEFINES else _NEEDED - 0.4 * titled
    several = len(about) > 1 or (best == Telling.DEFINES and sum(t.telling > 0 for t in told) > 1)
    return weight >= needed and several


def _least_of_opening(
    told: list[Told], about: list[Told], title: str, titled: bool, english: bool
) -> Telling:
    """Return how much a statement must say of a thing to open its page.

    Where much is required, it must say what the thing is; elsewhere, what it does is enough.
    """
    ordinary = is_ordinary(title)
    plain = ordinary or (title.count(" ") < 2 and title.rpartition(" ")[2] in _PLAIN_HEADS)
    if title.count(" ") and title.lower().rpartition(" ")[2] in _ROLES:
        return Telling.DEFINES
    acts = sum(t.telling >= Telling.DESCRIBES for t in told) > 1
    if ordinary and not (titled and acts):
        return Telling.DEFINES
    everywhere = len(told) > _NAMED_EVERYWHERE and len(about) < _SHARE_ABOUT * len(told)
    if everywhere and not titled and (plain or " " not in title):
        return Telling.DEFINES
    if english and title.isalpha() and title.istitle() and (is_plain_name(title) or not acts):
        return Telling.DEFINES
    share = _SHARE_OF_NAME / (2 if titled else 1)
    seldom = is_plain_name(title) and len(about) < share * len(told)
    return Telling.DEFINES if seldom else Telling.DESCRIBES


def _is_long(told: list[Told], titled: bool) -> bool:
    """Tell whether what defines a thing is so long that it can be a page alone."""
    words, sentences = (_LONG_OF_TOPIC, 2) if titled else (_LONG, 3)
    defining = (t for t in told if t.telling == Telling.DEFINES)
    return any(t.sentences >= sentences or t.words >= words for t in defining)


def is_plain_name(title: str) -> bool:
    """Tell whether a title is a single word that is a name, and none of the language."""
    written = title.istitle() or title.isupper()
    return (
        title.isalpha() and written and (title.isupper() or zipf_frequency(title.lower()) < _RARE)
    )
