"""Which language a text is written in, by its script and its most frequent words."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

from pipeline.core.language.frequent_words import FREQUENT_WORDS, TELLING_LETTERS, TELLING_WORDS
from pipeline.core.values import Source

_SAMPLE = 8_000  # characters that are looked at; more tell nothing new
_MOST_TOLD = 3  # how often one word or letter counts: a text may be about a foreign name
# What makes a language of Latin letters sure, and what makes it likely: a score, and how many times
# the score of the next language that is.
_SURE, _LIKELY = (2.0, 1.25), (1.0, 1.0)
_NO_PROSE = re.compile(
    r"^ {0,3}(```|~~~).*?(?:^ {0,3}\1|\Z)|`[^`\n]{1,500}`|\b[a-z]{2,10}://\S{1,500}|\]\([^()\n]{1,500}\)"
    r"|<[^<>\n]{1,300}>",
    re.DOTALL | re.MULTILINE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MARKED = re.compile(r"[\u0080-\u024f]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
# An ideograph or a syllable is worth several letters of an alphabet.
_WEIGHTS = {"kana": 2, "han": 3, "hangul": 2}
_BY_SCRIPT = {"hangul": "ko", "hebrew": "he", "greek": "el", "thai": "th", "devanagari": "hi"}
_DETECTED_BY_SCRIPT = frozenset({*_BY_SCRIPT.values(), "ja", "zh", "uk", "ru", "fa", "ar"})
_UKRAINIAN, _PERSIAN = re.compile("[іїєґІЇЄҐ]"), re.compile("[پچژگ]")


def language_of(source: Source, otherwise: str) -> str:
    """Return the language that a source declares, else the one it is written in, else another."""
    return source.language or detect_language(source.text[:_SAMPLE]) or otherwise


def is_detectable(language: str) -> bool:
    """Tell whether a language (ISO 639-1) is one that `detect_language` can tell from others."""
    return language in FREQUENT_WORDS or language in _DETECTED_BY_SCRIPT


@lru_cache(maxsize=1_000)
def detect_language(text: str, sure: bool = True) -> str:
    """Return the code of the language (ISO 639-1) of most of a text, or "" where that is unclear.

    The script decides where one language has it. Languages in Latin letters are told apart by their
    most frequent words and by letters that few of them have: each counts by the number of languages
    that share it. Code, addresses and tags do not count. A text in a Latin language that has no
    list is unclear, or is taken for a relative of it. Where `sure` is false, less evidence is
    enough, as for one statement whose numbers are to be read.
    """
    least = _SURE if sure else _LIKELY
    sample = _NO_PROSE.sub(" ", text[:_SAMPLE])
    if sample.isascii():
        return _latin_language(sample, *least)
    counts = {
        name: len(letters.findall(sample)) * _WEIGHTS.get(name, 1)
        for name, letters in _scripts().items()
    }
    eastern = counts["kana"] + counts["han"]
    script = "han" if eastern > counts["hangul"] else max(counts, key=lambda name: counts[name])
    size = eastern if script == "han" else counts[script]
    if size <= len(_LATIN.findall(sample)):
        return _latin_language(sample, *least)
    if script == "han":
        return "ja" if counts["kana"] * 10 > eastern else "zh"
    if script == "cyrillic":
        return "uk" if len(_UKRAINIAN.findall(sample)) * 50 > size else "ru"
    if script == "arabic":
        return "fa" if len(_PERSIAN.findall(sample)) * 50 > size else "ar"
    return _BY_SCRIPT[script]


def _latin_language(sample: str, least_score: float, least_lead: float) -> str:
    small = sample.lower()
    told = _WORD.findall(small.replace("’", "'"))
    if not small.isascii():
        told += _MARKED.findall(small)
    known = _languages_of()
    scores: dict[str, float] = {}
    for one, count in Counter(filter(known.__contains__, told)).items():
        languages = known[one]
        for language in languages:
            worth = min(count, _MOST_TOLD) / len(languages)
            scores[language] = scores.get(language, 0.0) + worth
    best = sorted(scores, key=lambda x: (-scores[x], x))[:2]
    if not best or scores[best[0]] < least_score:
        return ""
    lead = len(best) == 1 or scores[best[0]] >= least_lead * scores[best[1]]
    return best[0] if lead else ""


@cache
def _languages_of() -> dict[str, tuple[str, ...]]:
    """Return the languages that have each frequent word or telling letter."""
    found: dict[str, list[str]] = {}
    for table in (FREQUENT_WORDS, TELLING_WORDS, TELLING_LETTERS):
        for language, line in table.items():
            for one in dict.fromkeys(line.split()):
                known = found.setdefault(one, [])
                if language not in known:
                    known.append(language)
    return {one: tuple(languages) for one, languages in found.items()}


@cache
def _scripts() -> dict[str, re.Pattern[str]]:
    return {
        "kana": re.compile(r"[\u3041-\u3096\u30a1-\u30fa]"),
        "han": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]"),
        "hangul": re.compile(r"[\uac00-\ud7a3\u1100-\u11ff]"),
        "cyrillic": re.compile(r"[\u0400-\u04ff]"),
        "arabic": re.compile(r"[\u0621-\u064a\u0671-\u06d3]"),
        "hebrew": re.compile(r"[\u05d0-\u05ea]"),
        "greek": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"),
        "thai": re.compile(r"[\u0e01-\u0e4e]"),
        "devanagari": re.compile(r"[\u0904-\u0963]"),
    }
