"""Check the form of a verdict on a statement's support, and drop what its own words refute.

A finding must copy the words that are not supported from the statement. Where it says that no quote
has them and a quote has them, it is none. Words that the quotes are said to limit or to word
otherwise mostly do stand in a quote, for another case, so there nothing follows from it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.core.support.item import SupportItem, SupportVerdict
from pipeline.core.text import normalise, shorten

LONGEST_REASON = 600  # characters
LONGEST_WORDS = 1_000
WHOLLY = SupportVerdict("wholly")
_MARK = re.compile(r"\s?\[\d{1,3}\]")
_SIGNS = re.compile(r"[^\w\s%$€£°+<>=/-]|_")
_LEAST_WORDS = 2  # one word ("only", "because") may stand in a quote for something else


def problems_of_support(item: SupportItem, verdict: SupportVerdict) -> list[str]:
    """Return what is wrong with a verdict on a statement, as sentences for the judge."""
    if verdict.kind == "wholly":
        return []
    found = []
    if not verdict.words:
        found.append(f"`words` is empty, and `{verdict.kind}` needs the words in question")
    elif len(verdict.words) > LONGEST_WORDS or not _stands(verdict.words, item.plain):
        found.append(
            f"words: “{shorten(verdict.words, 80)}” does not stand in the statement, word for word"
        )
    if not verdict.fault:
        found.append(f"`fault` is empty, and `{verdict.kind}` needs one")
    if not verdict.why:
        found.append("`why` is empty")
    return found


def tidy_support(item: SupportItem, verdict: SupportVerdict) -> SupportVerdict:
    """Return a verdict with texts on one line; a finding that a quote refutes becomes `wholly`.

    The closest words are kept only where a quote has them, and cut short only after that.
    """
    if verdict.kind == "wholly":
        return WHOLLY
    words = _MARK.sub("", normalise(verdict.words)) or normalise(verdict.words)
    texts = [text for q in item.quotes for text in (q.text, q.after)]
    if verdict.fault == "adds" and _is_shown(words, texts):
        return WHOLLY
    closest = normalise(verdict.closest)
    return replace(
        verdict,
        words=words,
        closest=closest if closest and any(_stands(closest, text) for text in texts) else "",
        why=shorten(normalise(verdict.why), LONGEST_REASON),
    )


def _stands(words: str, text: str) -> bool:
    """Tell whether words stand in a text; marks, case, quotation marks and signs do not count."""
    return _folded(words) in _folded(text) if _folded(words).strip() else False


def _folded(text: str) -> str:
    plain = _SIGNS.sub(" ", _MARK.sub("", normalise(text)).casefold())
    return f" {' '.join(plain.split())} "


def _is_shown(words: str, texts: list[str]) -> bool:
    return len(_folded(words).split()) >= _LEAST_WORDS and any(_stands(words, t) for t in texts)
