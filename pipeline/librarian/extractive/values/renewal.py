"""Find newer statements that take an older one's place without a value to set against it.

A number gives way to a name in a sentence that stays the same; a plan says to what a present value
is to be set; a change that was announced has come.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.core.claims.claim_index import content_words
from pipeline.core.claims.judgement import Statement
from pipeline.core.language.asides import strip_bracketed_dates
from pipeline.core.language.quantities import quantities
from pipeline.core.language.quantity import Quantity
from pipeline.librarian.extractive.values.constants import value_of_constant
from pipeline.librarian.extractive.words.tokens import tokenize

_CHANGE = r"\b(?:chang|replac|remov|renam|redefin|abolish|disabl|rework)\w*\b"
_EXPECTED = r"\b(?:likely|expected|planned|scheduled|bound|going|intended)\b[^.;]*"
_TO_COME = r"\b(?:likely|expected|planned|scheduled|bound|going|intended|will|may|might)\b[^.;]*"
_LATER = r"\b(?:future|later|soon|come|follow|upcoming|next)\b"
_ANNOUNCED = re.compile(
    rf"{_CHANGE}[^.;]*{_TO_COME}{_LATER}|{_EXPECTED}{_CHANGE}[^.;]*{_LATER}", re.IGNORECASE
)
_NOT_YET = re.compile(
    r"\b(?:future|upcoming|may|might|could|would|should|shall|if|not|never)\b", re.IGNORECASE
)
_TURN = re.compile(_CHANGE, re.IGNORECASE)
_FEWEST_SHARED_WORDS = 5  # that must stay the same
_LEAST_SHARE = 0.75  # of the words of both, where they stand in another order
_FEWEST_DESCRIBING_WORDS = 3  # the word for the change among them
_ANNOUNCING_WORDS = frozenset(
    content_words(
        "likely expected planned scheduled bound going intended will may might future later soon"
        " come coming follow upcoming next according breaking further"
    )
)
_NAMING_WORD_LETTERS = 5  # at least, of a word that may name a thing


def find_name_for_number(new: str, old: str, quotes: Sequence[str] = ()) -> tuple[str, str] | None:
    """Return the name and the number of two sentences that are the same otherwise, else None.

    The newer sentence has the name where the older has the number. Where the words are the same in
    another order, or but for one or two, one of the newer side's quotes must give the name a value,
    and another one.
    """
    new, old = strip_bracketed_dates(new), strip_bracketed_dates(old)
    values = [q for q in quantities(old) if q.kind == "number"]
    if len(values) != 1 or quantities(new):
        return None
    names = [t.text for t in tokenize(new) if t.identifier and t.text not in old]
    if len(names) != 1:
        return None
    rest = old[: values[0].start] + " " + old[values[0].end :]
    mine, yours = content_words(new.replace(names[0], " ")), content_words(rest)
    unit = content_words(values[0].unit[0]) if values[0].unit else ()
    same = [w for w in yours if w not in unit]
    told = next((v for text in quotes if (v := value_of_constant(names[0], text))), None)
    if told and told.agrees_with(values[0]):
        return None
    alike = list(mine) == same or (told and _are_nearly_the_same(set(mine), set(same)))
    return (names[0], values[0].text) if alike and len(same) >= _FEWEST_SHARED_WORDS else None


def _are_nearly_the_same(mine: set[str], yours: set[str]) -> bool:
    return len(mine & yours) >= _LEAST_SHARE * len(mine | yours)


def find_only_values(new: str, old: str) -> tuple[Quantity, Quantity] | None:
    """Return the one value of each text if the two can be compared and differ, else None.

    The newer text must set something *to* its own value.
    """
    mine, yours = quantities(new), quantities(old)
    if (
        len(mine) != 1
        or len(yours) != 1
        or mine[0].agrees_with(yours[0])
        or not re.search(r"\bto $", new[: mine[0].start])
    ):
        return None
    if not (mine[0].text[0].isdigit() and yours[0].text[0].isdigit()):
        return None
    return (
        (mine[0], yours[0])
        if mine[0].kind == yours[0].kind and mine[0].unit[:1] == yours[0].unit[:1]
        else None
    )


def find_announced_change(new: Statement, old: Statement) -> tuple[str, str] | None:
    """Return the words of a change and of its announcement, else None.

    Both statements must speak of the thing that the announcing page is named for, or the newer one
    must hold nearly all the words in which the older describes what is to change.
    """
    turn = _TURN.search(new.text)
    announced = _ANNOUNCED.search(old.text) if turn and _TURN.search(old.text) else None
    if not announced or not turn or _NOT_YET.search(new.text):
        return None
    spelt = (old.slug.replace("-", " "), *old.names_of(old.slug))
    things = {t.low for name in spelt for t in tokenize(name) if len(t.low) >= _NAMING_WORD_LETTERS}
    spoken = {t.low for t in tokenize(new.text)}
    mine, yours = set(content_words(new.text)), set(content_words(old.text))
    if (things & spoken and len(mine & yours) >= 2) or _describes(mine, yours - _ANNOUNCING_WORDS):
        return turn[0], announced[0]
    return None


def _describes(mine: set[str], described: set[str]) -> bool:
    shared = len(mine & described)
    return shared >= _FEWEST_DESCRIBING_WORDS and shared >= _LEAST_SHARE * len(described)
