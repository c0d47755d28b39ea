"""What is known of English words: their usual part of speech, and how common they are.

Both come from the data files of installed packages, which are read by their place and never
imported: the lexicon of Brill's tagger from `textblob`, the counts from `symspellpy`. Nothing is
read before the first English source asks.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from functools import cache, lru_cache
from importlib.util import find_spec

from pipeline.core.inflection import singular_of_word

_LEXICON = ("textblob", "en/en-lexicon.txt")
_RULES = ("textblob", "en/en-context.txt")
_COUNTS = ("symspellpy", "frequency_dictionary_en_82_765.txt")
_UNKNOWN = 2.0  # Zipf frequency of a word that is not in the list, whose rarest has 1.3


def zipf_frequency(word: str) -> float:
    """Return how common a word in small letters is: the logarithm of its count in a billion words.

    "The" has 7.6, "system" 5.8, "kettle" 3.6. Of a word and its singular the commoner counts.
    """
    return max(_frequency(word), _frequency(singular_of_word(word)))


@lru_cache(maxsize=50_000)
def usual_tag(word: str) -> str:
    """Return the usual part of speech of a word as it is written, or "" for an unknown word.

    The tags are those of the Penn treebank.
    """
    lines = _lexicon()
    at = bisect_left(lines, f"{word} ")
    found = lines[at].split(" ") if at < len(lines) else ()
    return found[1] if len(found) > 1 and found[0] == word else ""


def is_known_word(word: str) -> bool:
    """Tell whether a word in small letters is one of English."""
    return word in _counts()[0] or bool(usual_tag(word))


@cache
def context_rules() -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
    """Return the rules that change a tag by its neighbours, as (from, to, condition, values)."""
    rules = (line.split() for line in _read(*_RULES).splitlines() if line[:1] not in (";", ""))
    return tuple((r[0], r[1], r[2].upper(), tuple(r[3:])) for r in rules if len(r) > 3)


def _frequency(word: str) -> float:
    counts, whole = _counts()
    return math.log10(int(counts[word])) - whole if word in counts else _UNKNOWN


@cache
def _counts() -> tuple[dict[str, str], float]:
    """Return the count of each word as it is written, and the logarithm of their billionth part.

    A number is made of a count when its word is asked for; that takes half the time of making all.
    """
    fields = _read(*_COUNTS).lstrip("\ufeff").split()
    counts = fields[1::2]
    return dict(zip(fields[::2], counts, strict=True)), math.log10(sum(map(int, counts))) - 9


@cache
def _lexicon() -> list[str]:
    """Return the lines of the lexicon in order, each a word and its tags.

    A search in them is quick, and a dictionary of them would take five times as long to make.
    """
    return sorted(line for line in _read(*_LEXICON).splitlines() if line[:1] != ";")


def _read(package: str, inside: str) -> str:
    """Return a data file of an installed package, which is not imported."""
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    if not spec or not places or not spec.loader:
        raise ModuleNotFoundError(f"{package} is not installed", name=package)
    data: bytes = spec.loader.get_data(f"{places[0]}/{inside}")  # type: ignore[attr-defined]
    return data.decode("utf-8")
