"""Hold what a change set says of a source beside its claims to what the source itself says.

These are title, author, dates and status. The source's own front matter or metadata, as code reads
it, goes before everything. Where it says nothing, a librarian may have found the author, the date
or the status in the text: then the words must stand there, or they are dropped. They matter,
because how far a page can be relied on is computed from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.core.bookkeeping.confidence import parse_date
from pipeline.core.changes.change_set import Dropped, Extraction
from pipeline.core.hidden_characters import is_name
from pipeline.core.markup import text_mask
from pipeline.core.text import normalise, shorten
from pipeline.core.values import Source

LONGEST_TITLE = 300
_TOKEN = re.compile(r"[^\W_]+")
_BETWEEN_NAMES = re.compile(r"[,;&/|]|\b(?:and|und|et|y|e|en|och|og|i)\b", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<=\d)[,.'’\u00a0\u202f ](?=\d{3}(?!\d))")
_PARTS = re.compile(r"[()\[\];,]|\s(?:on|in|at|of|for|from|since)\s", re.IGNORECASE)
_MOST_WORDS_APART = 3  # words between the year and the month or the day of one date
# The beginnings of the names of months, in the languages of most sources.
_MONTHS: tuple[tuple[str, ...], ...] = (
    ("jan", "ene", "gen", "sty"),
    ("feb", "fév", "fev", "lut"),
    ("mar", "mär", "maa", "mrt"),
    ("apr", "avr", "abr", "kwi"),
    ("may", "mai", "mei", "maj", "mag"),
    ("jun", "juin", "giu", "cze"),
    ("jul", "juil", "lug", "lip"),
    ("aug", "aoû", "aou", "ago", "sie"),
    ("sep", "set", "wrz"),
    ("oct", "okt", "out", "ott", "paź"),
    ("nov", "lis"),
    ("dec", "dez", "déc", "dic", "gru"),
)


def keep_attested(read: Extraction, source: Source) -> Extraction:
    """Return the extraction with only what the source's metadata or text says of it.

    What was dropped is listed. A date is kept as exactly as the text has it: where only the year
    stands there, the year.
    """
    words = f" {_words(source.text)} "
    author = normalise(source.author) or _if(read.author, _names(read.author, words))
    status = normalise(source.status) or _if(read.status, _stands(read.status, words))
    published = source.published or next(
        (
            day
            for day in _shorter(read.published)
            if _dated(day, words) and read.published != source.modified
        ),
        "",
    )
    effective = _if(
        read.effective, _in_parts(read.effective, source) or _dated(read.effective, words)
    )
    # A title that is nothing but comments is no title.
    named = possible_titles(source) if all(map(is_name, possible_titles(source))) else set()
    title = (
        read.title if not named or read.title in named else normalise(source.title)[:LONGEST_TITLE]
    )
    found = replace(
        read, title=title, author=author, published=published, status=status, effective=effective
    )
    told = tuple(
        Dropped(
            f"the {name} “{shorten(normalise(getattr(read, name)), 160)}”",
            "the source does not say so",
        )
        for name in ("author", "published", "status", "effective")
        if getattr(read, name) and not getattr(found, name)
    )
    return replace(found, dropped=(*read.dropped, *told))


def possible_titles(source: Source) -> set[str]:
    """Return what a source that has a title may be called.

    That is its title, and the title without the comments in it, each also cut to the longest
    allowed.
    """
    shown, at = "", 0
    for start, end in text_mask.find_comments(source.title) if source.format == "markdown" else ():
        shown, at = shown + source.title[at:start], end
    whole = {normalise(source.title), normalise(shown + source.title[at:])}
    return whole | {normalise(title[:LONGEST_TITLE]) for title in whole}


def _if(text: str, holds: bool) -> str:
    return text if holds else ""


def _words(text: str) -> str:
    """Return a text as its words, whatever markup and punctuation stand between them."""
    return " ".join(_TOKEN.findall(normalise(text).casefold()))


def _stands(phrase: str, words: str) -> bool:
    """Tell whether the words of a phrase stand one after the other in a text."""
    wanted = _words(phrase)
    return bool(wanted) and f" {wanted} " in words


def _in_parts(text: str, source: Source) -> bool:
    """Tell whether a source holds a text part by part: what brackets and prepositions part.

    "block 2,463,000 (Main net)" is such a text, and so is "block 2,463,000 on Main net". Numbers
    are the same with and without signs between their thousands.
    """
    if not text:
        return False
    words = f" {_words(_THOUSANDS.sub('', source.text))} "
    plain = _THOUSANDS.sub("", text.removeprefix("block "))
    parts = [part for part in _PARTS.split(plain) if _words(part)]
    return bool(parts) and all(_stands(part, words) for part in parts)


def _names(text: str, words: str) -> bool:
    """Tell whether every name of a list stands in a text."""
    parts = [part for part in _BETWEEN_NAMES.split(text) if _words(part)]
    return _stands(text, words) or (bool(parts) and all(_stands(part, words) for part in parts))


def _shorter(day: str) -> Iterator[str]:
    """Yield an ISO date, its month and its year."""
    if parse_date(day):
        yield from dict.fromkeys((day, day[:7], day[:4]))


def _dated(day: str, words: str) -> bool:
    """Tell whether a text has an ISO date, in whatever form it is written there.

    Year, month and day may stand in any order, the month as a number or a name, within three words
    of the year.
    """
    if not re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", day) or not parse_date(day):
        return False
    year, month, number = [*day.split("-"), "", ""][:3]
    if f" {year}{month}{number}" in words and number:
        return True
    wanted = [*([_month(month)] if month else []), *([_number(number)] if number else [])]
    return any(
        all(any(map(fits, near)) for fits in (each.fullmatch for each in wanted))
        for near in _around(year, words)
    )


def _around(year: str, words: str) -> Iterator[list[str]]:
    """Yield the words around each place where a year stands."""
    for found in re.finditer(rf"(?<= ){year}(?= )", words):
        before = words[max(0, found.start() - 100) : found.start()].split()
        yield [
            *before[-_MOST_WORDS_APART:],
            *words[found.end() : found.end() + 100].split()[:_MOST_WORDS_APART],
        ]


def _month(month: str) -> re.Pattern[str]:
    names = "|".join(_MONTHS[int(month) - 1])
    return re.compile(rf"0?{int(month)}|(?:{names})[^\W\d_]*")


def _number(day: str) -> re.Pattern[str]:
    return re.compile(rf"0?{int(day)}(?:st|nd|rd|th|er|t\d+)?")
