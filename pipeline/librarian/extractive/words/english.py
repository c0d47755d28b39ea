"""What is known of English words: their usual part of speech, and how common they are.

Both come from the data files of installed packages, which are read by their place and never
imported: the lexicon of Brill's tagger from `textblob`, the counts from `symspellpy`. Nothing is
read before the first English source asks.
"""

from __future__ import annotations

import math
from functools import cache
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
    counts = _zipf_frequencies()
    return max(counts.get(word, _UNKNOWN), counts.get(singular_of_word(word), _UNKNOWN))


def usual_tag(word: str) -> str:
    """Return the usual part of speech of a word as it is written, or "" for an unknown word.

    The tags are those of the Penn treebank.
    """
    return _lexicon().get(word, "")


def is_known_word(word: str) -> bool:
    """Tell whether a word in small letters is one of English."""
    return word in _zipf_frequencies() or word in _lexicon()


@cache
def context_rules() -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
    """Return the rules that change a tag by its neighbours, as (from, to, condition, values)."""
    rules = (line.split() for line in _read(*_RULES).splitlines() if line[:1] not in (";", ""))
    return tuple((r[0], r[1], r[2].upper(), tuple(r[3:])) for r in rules if len(r) > 3)


@cache
def _zipf_frequencies() -> dict[str, float]:
    pairs = (line.split() for line in _read(*_COUNTS).splitlines())
    counts = {p[0].lstrip("\ufeff"): int(p[1]) for p in pairs if len(p) == 2}
    whole = math.log10(sum(counts.values())) - 9
    return {word: math.log10(count) - whole for word, count in counts.items()}


@cache
def _lexicon() -> dict[str, str]:
    rows = (line.split(" ") for line in _read(*_LEXICON).splitlines() if line[:1] != ";")
    return {row[0]: row[1] for row in rows if len(row) > 1}


def _read(package: str, inside: str) -> str:
    """Return a data file of an installed package, which is not imported."""
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    if not spec or not places or not spec.loader:
        raise ModuleNotFoundError(f"{package} is not installed", name=package)
    data: bytes = spec.loader.get_data(f"{places[0]}/{inside}")  # type: ignore[attr-defined]
    return data.decode("utf-8")
