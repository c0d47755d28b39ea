"""Which word somebody probably meant who mistyped the name of a page."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.core.name_keys import fold
from pipeline.core.search.terms import plain_term

_LEAST_SHARED = 0.3  # of the pairs of letters of two names that are called near
_SHORTEST = 4  # letters: of a shorter word every other one is a neighbour
_LONG = 8  # letters, from which on two slips are forgiven


def spelling_of(word: str) -> str:
    """Return a word as spellings are compared: in lower case, without accents."""
    return plain_term(word.casefold())


def slips_allowed(word: str) -> int:
    """Return how many letters of a word may be wrong: none of a short word or a number."""
    if len(word) < _SHORTEST or any(map(str.isdigit, word)):
        return 0
    return 2 if len(word) >= _LONG else 1


def nearest_spellings(word: str, known: Iterable[str]) -> list[str]:
    """Return the known words with the fewest slips, in order; none where all have too many.

    A slip is a letter that is wrong, missing, too many, or changed places with the next one.
    """
    allowed = slips_allowed(word)
    letters = set(word)
    found: dict[int, list[str]] = {}
    for other in known if allowed else ():
        differ = letters ^ set(other)
        if abs(len(other) - len(word)) > allowed or len(differ) > 2 * allowed:
            continue
        if any(map(str.isdigit, differ)):  # “eip2930” is no other spelling of “eip2929”
            continue
        if (slips := count_slips(word, other, allowed)) <= allowed:
            found.setdefault(slips, []).append(other)
    return sorted(found[min(found)]) if found else []


def count_slips(one: str, other: str, most: int) -> int:
    """Return the number of slips between two words; `most` + 1 where there are more.

    This is the optimal string alignment distance (Damerau, 1964), row by row.
    """
    before: list[int] = []
    row = [*range(len(other) + 1)]
    for i, letter in enumerate(one, 1):
        after = [i]
        for j, there in enumerate(other, 1):
            cost = min(row[j] + 1, after[j - 1] + 1, row[j - 1] + (letter != there))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                cost = min(cost, before[j - 2] + 1)
            after.append(cost)
        if min(after) > most:
            return most + 1
        before, row = row, after
    slips: int = row[-1]
    return min(slips, most + 1)


def nearest_names(text: str, names: Iterable[str], most: int) -> list[str]:
    """Return the names that share most pairs of letters with a text, best first.

    This is Dice's coefficient; a text is looked at as far as names are long.
    """
    wanted = _pairs(fold(text[:200]))
    scores = {}
    for name in names:
        pairs = _pairs(fold(name[:200]))
        shared = 2 * len(wanted & pairs) / max(1, len(wanted) + len(pairs))
        if shared >= _LEAST_SHARED:
            scores[name] = shared
    return sorted(scores, key=lambda name: (-scores[name], name))[:most]


def _pairs(name: str) -> set[str]:
    return {name[i : i + 2] for i in range(len(name) - 1)} or {name}
