"""Mend words that a PDF breaks at the end of a row, and keep the hyphens that belong.

The document itself is the dictionary: a word that it holds whole elsewhere was broken, one that it
holds with its hyphen was not. Where it says nothing, the parts decide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_WORDS = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_SUSPENDED = {"and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o", "e", "en", "of"}
# Words with which compounds begin. Prefixes such as "over" are none: "over-/come" is one word.
_HEADS = re.compile(
    "all|best|cross|double|ex|fifth|first|five|four|full|half|high|large|last|late|least|left|light"
    "|long|low|mid|multi|nine|old|one|quarter|quasi|real|right|second|self|semi|seven|short|single"
    "|six|small|ten|third|three|time|top|triple|twice|two|user|well|wide"
)
# Words with which compounds end, and which end no word that is written in one.
_TAILS = re.compile(
    "aged|based|bound|cent(?:e?red|red)|controlled|dependent|driven|effective|efficient|existing"
    "|facing|free|friendly|funded|generation|intensive|looking|minded|oriented|owned|purpose|ready"
    "|related|scale|sided|sized|specific|speed|term|type|wide"
)
# Compounds with words of two letters, which are syllables of many others.
_SHORT = re.compile(
    "in-(?:app|between|depth|flight|game|house|kind|person|place|store)"
    "|on-(?:board|call|chain|demand|going|premises?|screen|site|time)"
    "|by-(?:election|product|law)s?|co-(?:owner|worker|author)s?|de-facto"
)


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Count the words that are surely whole, as those next to a hyphen at a row's end are not."""
    words: Counter[str] = Counter()
    before = ""
    for text in texts:
        whole = _WORDS.findall(text.casefold())
        words.update(whole[before.endswith("-") : len(whole) - text.endswith("-")])
        before = text
    return words


def join_texts(line: str, text: str, words: Counter[str]) -> str:
    """Join two rows of a paragraph, with a blank, a hyphen, or nothing between them."""
    if line.endswith("\u00ad"):
        return line[:-1] + text
    if not line.endswith("-") or not line[-2:-1].isalnum() or not text[:1].isalnum():
        return f"{line} {text}"
    tail = (_WORDS.match(text) or [text.split()[0]])[0].casefold()
    if tail in _SUSPENDED:
        return f"{line} {text}"  # "short- and long-term"
    if not line[-2].isalpha() or not text[0].islower():
        return line + text  # "24-hour", "Jean-Luc"
    head = _WORDS.findall(line)[-1].casefold()
    return line + text if _belongs(head, tail, words) else line[:-1] + text


def _belongs(head: str, tail: str, words: Counter[str]) -> bool:
    """Tell whether a hyphen is part of a word."""
    part = head.rpartition("-")[2]
    whole, apart = words[head + tail] + words[part + tail], words[f"{head}-{tail}"]
    if whole or apart:
        return apart >= whole
    if _SHORT.fullmatch(f"{part}-{tail}"):
        return True
    known = len(part) > 2 and words[part] > 0
    if _HEADS.fullmatch(part) or (known and ("-" in head or words[tail] > 0)):
        return True
    return bool(_TAILS.fullmatch(tail)) and (known or len(part) > 3)
