"""Cut a text into sentences, in time that grows linearly with its length.

A library finds where sentences may end. It knows a few abbreviations of the language that it is
told, so it also cuts at "Sect. 4", "am 3. Oktober" and ".NET". Its pieces are put together again
where the text goes on, which shows in the last word of the one and the first word of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from sentencex import segment

from pipeline.core.language.abbreviations import BEFORE_NUMBER, INSIDE, TITLES
from pipeline.core.language.detection import detect_language
from pipeline.core.language.frequent_words import FREQUENT_WORDS

# The library is given so many characters at a time, because its time can grow with the square of
# the length, for a text of quotation marks, say. No sentence is longer.
_WINDOW = 4_000
_UNCLEAR = "und"  # the code of ISO 639 for it
_SAMPLE = 400  # characters by which the language of a text is found
_NEAR = 80  # characters on each side of an end that are looked at
_LAST_WORD = re.compile(r"(?:^|[\s(\[„“‚‘’«»\"'*_/–—-])([^\W\d_]+(?:\.[^\W\d_]+)*)\.$")
_FIRST_WORD = re.compile(r"[\s(\[„“‚‘«»\"'*_¿¡]*([^\W\d_]+(?:['’][^\W\d_]+)?)")
# A number, a letter, or a Roman numeral: what an abbreviation such as "Fig." counts.
_COUNTED = re.compile(r"[\s(\[#§*_~]*(?:\d|[B-HJ-Z]\b|A\b(?! [a-z])|[IVXLC]{2,6}\b)")
_ENUMERATOR = re.compile(r"[^\w\n]*(?:\d{1,3}|[A-Za-z])[.)]\s*")
_NAME_BEHIND_STOP = re.compile(r"(?:(?:^|[\s(\[„“\"'*_/])|\b[A-Z]\w{0,40}|\b[^\W\d_])\.$")
# "It closed.(See below.)", unlike "Python 3.(X+1)" and "*.(md|txt)".
_OPENING_IN_BRACKETS = re.compile(r"[(\[{][A-ZÀ-Þ]\w*[,;]?\s")
_PLACEHOLDER = re.compile(r"[A-Za-z](?![^\W_])")  # of a number: "the 3.X series"
_ONE_LETTER = re.compile(r"\s?[^\W\d_]\.")
_LISTED = re.compile(r": \(?1\.$")  # "in two steps: 1. Drain it"
_SMALL_LETTER = re.compile(r"(?:^|[\s(.])[^\W\d_]\.(?: ?[^\W\d_]{2,3}\.)?$|\bad es\.$")
_GERMAN_MONTH = re.compile(
    r"\s*(?:Jan(?:uar)?|Jänner|Feb(?:ruar|er)?|März|Apr(?:il)?|Mai|Jun[io]|Jul[iy]|Aug(?:ust)?"
    r"|Sep(?:t(?:ember)?)?|Okt(?:ober)?|Nov(?:ember)?|Dez(?:ember)?)\b"
)
# What stands before a German ordinal: an article or its like, a preposition of dates, or another
# ordinal.
_BEFORE_ORDINAL = re.compile(
    r"(?:\b(?:de[rmns]|das|die|des|am|im|vom|zum|zur|beim|ins|ans|seit|pro"
    r"|(?:jed|dies|jen|welch)(?:e[rmns]?)|(?:k?ein|mein|dein|sein|ihr|unser|eu(?:e)?r)(?:e[rmns]?)?)"
    r"|\d\. ?(?:und|oder|bis|bzw\.|sowie|[–/,-])) ?\d{1,3}\.$",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d{1,2}\.\d{1,2}")
_CLOSED_QUOTE = re.compile(r"[。．！？!?][」』）]$")
_HIRAGANA = re.compile(r"[\u3041-\u3096]")
# Where a sentence may end inside what the library takes for one.
_INNER_END = re.compile(r"\.\s+(?=[A-ZÀ-Þ])|[。！？](?=\d)")
# An abbreviation or a unit that may end a sentence, where a word follows that opens one.
_MAY_END = re.compile(
    r"(?:\b(?:etc|ecc|enz|usw|u\. ?[aä]|itd|UU|e\. ?V|[vn]\. ?Chr|[ad]\. ?C)"
    r"|\d ?[A-Za-z]{1,2}[²³]?)$"
)
_LONGEST_ABBREVIATION = 12  # characters
_BRACKETS = ("()", "（）", "「」", "『』", "“”")
_ABBREVIATIONS = BEFORE_NUMBER | INSIDE | TITLES
_LONGEST_ENUMERATOR = 12
# Three dots leave something out, and seldom end a sentence; four are those and a full stop.
_ELLIPSIS = re.compile(r"(?<![.…])(?<![.…] )(?:\.\.\.?|\. \. \.|…)$")


def cut_into_sentences(language: str, text: str) -> Iterator[str]:
    """Yield the sentences of a text; joined they give the text again.

    `language` is a code such as "de" or "pt-BR"; where it is empty, the text itself shows it.
    """
    code = _Code(language.split("-")[0].lower(), text)
    sentence = ""
    for piece in _pieces(code, text):
        if not sentence:
            sentence = piece
        elif _goes_on(sentence, piece, code) and len(sentence) + len(piece) <= _WINDOW:
            sentence += piece
        else:
            yield sentence
            sentence = piece
    if sentence:
        yield sentence


@dataclass
class _Code:
    """The code of a text's language, which is looked for when it first matters."""

    known: str
    text: str

    def __call__(self) -> str:
        self.known = self.known or language_at_hand(self.text)
        return self.known

    @property
    def of_library(self) -> str:
        """What the library is told, of which ASCII shows nothing that our tables do not have."""
        code = self.known or ("en" if self.text.isascii() else self())
        return "en" if code == _UNCLEAR else code


def language_at_hand(text: str) -> str:
    """Return the language of a piece of prose, or `_UNCLEAR`.

    Most is English, and one of its words shows that in a hundredth of the time.
    """
    if (" the " in text or " and " in text) and _is_nearly_ascii(text):
        return "en"
    return detect_language(text[:_SAMPLE], sure=False) or _UNCLEAR


def _is_nearly_ascii(text: str) -> bool:
    """Tell whether at most few characters are signs and letters that English does not have."""
    return len(text.encode("utf-8", "replace")) - len(text) <= len(text) // 8


def _pieces(language: _Code, text: str) -> Iterator[str]:
    """Yield what the library takes for sentences, and cut where it misses an end."""
    code = language.of_library
    found = _windows(code, text) if len(text) > _WINDOW else segment(code, text)
    for piece in found:
        # Most pieces are plain, and hold no full stop but their own.
        if (not piece.isascii() or "." in piece.rstrip()[:-1]) and _INNER_END.search(piece):
            yield from _split_late(piece, language)
        else:
            yield piece


def _windows(language: str, text: str) -> Iterator[str]:
    """Yield what the library takes for sentences; joined they give the text again.

    A long text is read through a window. A sentence that the window's end cuts in two is read again
    in the next window, unless it begins in the first half of this one: then it has no end nearby,
    and is cut at a space in the window's second half.
    """
    at = 0
    while len(text) - at > _WINDOW:
        found = list(segment(language, text[at : at + _WINDOW]))
        end = at + _WINDOW - len(found[-1] if found else "")
        if end - at < _WINDOW // 2:  # nothing ends in the second half
            end = text.rfind(" ", at + _WINDOW // 2, at + _WINDOW) + 1 or at + _WINDOW
            yield from segment(language, text[at:end])
        else:
            yield from found[:-1]
        at = end
    yield from segment(language, text[at:])


def _split_late(piece: str, language: _Code) -> Iterator[str]:
    """Cut a piece where an abbreviation ends a sentence: "pens, ink, etc. The shop"."""
    at = seen = 0
    open_brackets = [0] * len(_BRACKETS)
    for end in _INNER_END.finditer(piece):
        part, seen = piece[seen : end.end()], end.end()
        for i, pair in enumerate(_BRACKETS):
            open_brackets[i] += part.count(pair[0]) - part.count(pair[1])
        if max(open_brackets) <= 0 and _ends_late(piece, end, language):
            yield piece[at:seen]
            at = seen
    yield piece[at:]


def _ends_late(piece: str, end: re.Match[str], language: _Code) -> bool:
    if end[0] in "。！？":
        return True
    found = _MAY_END.search(piece[max(0, end.start() - _LONGEST_ABBREVIATION) : end.start()])
    return found is not None and (
        found[0][-1:] in "²³" or _opens(piece[end.end() : end.end() + _NEAR], language)
    )


def _goes_on(sentence: str, piece: str, language: _Code) -> bool:
    """Tell whether a sentence goes on with the next piece.

    Nearly every sentence ends in a word that is no abbreviation, which one look-up shows.
    """
    tail = sentence[-_NEAR:]
    words = tail.rstrip()
    if len(sentence) < _LONGEST_ENUMERATOR and _ENUMERATOR.fullmatch(sentence):
        return bool(piece.strip())
    last = words[-1:]
    # The pattern is tried at every letter, and a word before the full stop shows that it fails.
    may_leave_out = last == "…" or (last == "." and words[-2:-1] in (".", " "))
    if may_leave_out and _ELLIPSIS.search(words):
        return tail.count("\n", len(words)) < 2 and bool(piece.strip())
    if last == ".":
        if words == tail:
            return _goes_on_at_once(words, piece, language)
        word = words[words.rfind(" ") + 1 : -1]
        if len(word) > 2 and word.isalpha() and word not in _ABBREVIATIONS:
            return False
        if tail.count("\n", len(words)) > 1 or not piece.strip():
            return False
        if word[-1:].isdigit():
            return _is_ordinal(words, word, piece[:_NEAR], language)
        return _is_abbreviated(words, piece[:_NEAR], language)
    if last in ("!", "?"):
        return piece[0].islower()
    return bool(_HIRAGANA.match(piece)) and bool(_CLOSED_QUOTE.search(words))


def _goes_on_at_once(words: str, piece: str, language: _Code) -> bool:
    """Tell whether a sentence goes on behind a full stop that no blank follows: ".NET", "3.X"."""
    if piece[0] in "([{":
        return not _OPENING_IN_BRACKETS.match(piece)
    if words[-2:-1].isdigit():
        number = words[words.rfind(" ") + 1 : -1]
        return bool(_PLACEHOLDER.match(piece)) or _is_ordinal(
            words, number, piece[:_NEAR], language
        )
    return piece[0].isalnum() and bool(_NAME_BEHIND_STOP.search(words))


def _is_ordinal(words: str, number: str, head: str, language: _Code) -> bool:
    """Tell whether the number at the end of `words` counts what follows: "am 3. Oktober"."""
    number = number.lstrip("(")
    if _DAY.fullmatch(number):
        return language() == "de" and not _opens(head, language)
    if not number.isdecimal() or len(number) > 3:
        return False
    if head[:1].islower() or (number == "1" and _LISTED.search(words)):
        return True
    # The language last: it takes a hundred times as long to find as to see that it does not matter.
    is_day = bool(_GERMAN_MONTH.match(head))
    if not (is_day or _BEFORE_ORDINAL.search(words)) or language() not in ("de", _UNCLEAR):
        return False
    return is_day or not _opens(head, language)


def _is_abbreviated(words: str, head: str, language: _Code) -> bool:
    # Behind a footnote mark stands no abbreviation, which is seen faster than searched; and no
    # abbreviation goes over a blank.
    found = _LAST_WORD.search(words, max(0, words.rfind(" "))) if words[-2:-1].isalnum() else None
    if found is None:
        return False
    word = found[1]
    if word in BEFORE_NUMBER and _COUNTED.match(head):
        return True
    if word in TITLES and head[:1].isupper():
        return True
    if word in INSIDE and not _opens(head, language):
        return True
    if not head[:1].islower() and not (word.islower() and _ONE_LETTER.match(head)):
        return False
    return word in _ABBREVIATIONS or bool(_SMALL_LETTER.search(words))


def _opens(head: str, language: _Code) -> bool:
    """Tell whether a text begins with a word that opens sentences and is no name: "The", "Dann"."""
    found = _FIRST_WORD.match(head)
    return (
        found is not None
        and found[1][:1].isupper()
        and found[1].lower().replace("’", "'") in _openers_of(language())
    )


@cache
def _openers_of(language: str) -> frozenset[str]:
    some = (language,) if language in FREQUENT_WORDS else FREQUENT_WORDS
    return frozenset(word for each in some for word in FREQUENT_WORDS[each].split())
