"""Strings: keys that compare names, slugs, digests, hidden characters, and finding a quote.

A quote is found in a source whatever the white space in either of them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator
from functools import cache, cached_property, lru_cache
from itertools import chain, pairwise

from pipeline.core.inflection import singular_key
from pipeline.core.values import PARTS, Quote, Seen, Source, Unit

# Names of devices on Windows: no file may be called so there, whatever its suffix.
DEVICE_NAMES = frozenset(
    (
        "con",
        "prn",
        "aux",
        "nul",
        "conin$",
        "conout$",
        *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"),
    )
)
RESERVED_SLUGS = DEVICE_NAMES | {"index"}  # the program calls no page so
_SEPARATORS = re.compile(r"[\s_\-‐-―/]+")
_WORD = re.compile(r"[^\W_]+(?:[._][^\W_]+)*")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DROPPED = re.compile(r"[^\w\s#+*.]")
_SPACE = re.compile(r"\s+")
_NO_LETTERS = re.compile(r"[\W\d_]+")
_POSSESSIVE = re.compile(r"['’](?:s\b|(?!\w))")
_JOINT = re.compile(r"(?<!\d) | (?!\d)")
# What `fold` makes of each ASCII character of a name, except for its case.
_FOLDED = {
    c: " " if _SEPARATORS.match(chr(c)) else None if _DROPPED.match(chr(c)) else chr(c)
    for c in range(128)
}
_QUOTE_PREFIX = re.compile(r"^[ \t]*(?:>[ \t]?)+")


def digest(text: str) -> str:
    """Return the short digest by which an edit names the text that it was made against."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


_ASCII_SHOWN = bytes(range(0x20, 0x7F))
_AND_LINES = _ASCII_SHOWN + b"\n"


def is_all_visible(text: str, lines: bool = False) -> bool:
    """Tell whether every character of a text is visible.

    Where `lines` is true, line ends are allowed as well. For ASCII text this is ten times as fast
    as `str.isprintable`.
    """
    if text.isascii():
        return not text.encode().translate(None, _AND_LINES if lines else _ASCII_SHOWN)
    return (text.replace("\n", "") if lines else text).isprintable() and not _BLANK.search(text)


# Letters and marks that show nothing: fillers and variant selectors. A run of selectors can hide
# any text.
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_BLANK = re.compile(
    rf"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\U0001d159{_SELECTORS}]"
)
_SELECTOR = re.compile(f"[{_SELECTORS}]")


def is_hidden(char: str) -> bool:
    """Tell whether a character shows nothing, or changes the direction of the text after it.

    These are the Unicode categories Cf, Cc, Zl, Zp, Cs and Co, and fillers.
    """
    category = unicodedata.category(char)
    return char not in "\n\t\r" and (
        category in {"Cf", "Cc", "Zl", "Zp", "Cs", "Co"} or bool(_BLANK.match(char))
    )


def has_visible_part(text: str) -> bool:
    """Tell whether a person sees anything of a text.

    They do not where all of it is blank, hidden, or combining marks without their letter.
    """
    if text[:1].isascii() and text[:1].isalnum():
        return True
    return any(not _BLANK.match(char) and unicodedata.category(char)[0] in "LNPS" for char in text)


def is_name(text: str) -> bool:
    """Tell whether a text can name a page: it has a visible letter or digit.

    A link or a file could not be called by anything else.
    """
    return any(
        char.isalnum() and not _BLANK.match(char) for char in unicodedata.normalize("NFKC", text)
    )


def is_garbled(text: str | None) -> bool:
    """Tell whether a text holds U+FFFD, which stands for bytes that were not UTF-8."""
    return "\ufffd" in (text or "")


def hidden_characters(text: str) -> list[str]:
    """Return the code points of `text` that a reader cannot see, in order, written as `U+202E`.

    Joiners are left out where they belong.
    """
    return [f"U+{ord(text[i]):04X}" for i in hidden_positions(text)]


def hidden_positions(text: str) -> list[int]:
    """Return where `text` holds a character that a reader cannot see, without joiners at work."""
    if is_all_visible(text):
        return []
    hidden = _hidden_in(text)
    return (
        [i for i, char in enumerate(text) if char in hidden and not _joins(text, i)]
        if hidden
        else []
    )


def _hidden_in(text: str) -> set[str]:
    """Return the hidden characters of a text; each different character is judged once."""
    return {char for char in set(text) if is_hidden(char)}


def _joins(text: str, i: int) -> bool:
    """Tell whether a joiner or a variant selector does its work where it stands.

    A joiner or non-joiner does so in an emoji, or between letters of a script that is spelt with
    it. A variant selector does so behind a character that has variants: a symbol, sign or digit
    (for emoji), or an ideograph (for its forms). Only one selector counts, because a run of them
    can hide a text.
    """
    if _SELECTOR.match(text[i]):
        before = text[i - 1 : i]
        kind = unicodedata.category(before) if before else ""
        # U+2139 is the letter "i" of an information sign
        emoji = kind in {"So", "Sm", "Po", "Pd", "Nd"} or before == "\u2139"
        return emoji if text[i] in "\ufe0e\ufe0f" else kind == "Lo" and before >= "\u2e80"
    if text[i] not in "\u200c\u200d":
        return False
    letters = {unicodedata.category(c) for c in (text[i - 1 : i], text[i + 1 : i + 2]) if c}
    if letters <= {"Lo", "Mn", "Mc"} and "Lo" in letters:
        return True
    around = text[max(0, i - 2) : i] + text[i + 1 : i + 2]
    return text[i] == "\u200d" and any(unicodedata.category(c) == "So" for c in around)


def strip_hidden(text: str) -> str:
    """Return `text` without hidden characters."""
    if is_all_visible(text):
        return text
    hidden = _hidden_in(text)
    if not hidden:
        return text
    kept = (c if c not in hidden or _joins(text, i) else _instead(c) for i, c in enumerate(text))
    return "".join(kept)


def _instead(char: str) -> str:
    """Return what replaces a hidden character: a space or a line end if it parted two words."""
    return "\n" if char in "\u2028\u2029" else " " if char.isspace() else ""


def normalise(text: str) -> str:
    """Return `text` in the form in which quotes are compared.

    That is NFC, without hidden characters, and with each run of white space as one space.
    """
    return _SPACE.sub(" ", unicodedata.normalize("NFC", strip_hidden(text))).strip()


@lru_cache(maxsize=100_000)
def fold(name: str) -> str:
    """Return the key by which a link finds a page of this name.

    Case, character width, punctuation and separators do not count.
    """
    if name.isascii():  # this takes a fifth of the time
        return " ".join(name.lower().translate(_FOLDED).split()).strip(" .")
    plain = unicodedata.normalize("NFKC", name).casefold()
    return _SPACE.sub(" ", _DROPPED.sub("", _SEPARATORS.sub(" ", plain))).strip(" .")


# The languages (ISO 639-1) whose words are stemmed, as Snowball calls them. Left out are those
# written with signs that `fold` drops from names, as Hindi is.
STEMMED = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "tr": "turkish",
}


@cache
def _stemmer(language: str = "en") -> Callable[[str], str]:
    """Return what stems the words of a language; without a stemmer they stay as they are."""
    import Stemmer  # imported here, because few commands compare names

    name = STEMMED.get(language.lower().partition("-")[0], "")
    if name not in Stemmer.algorithms():  # older versions know fewer languages
        return str
    # Without a cache of its own (0): a word takes 0.1 µs.
    stem: Callable[[str], str] = Stemmer.Stemmer(name, 0).stemWord
    return stem


@lru_cache(maxsize=100_000)
def singular_words(name: str) -> tuple[str, ...]:
    """Return the folded words of a name, each in the singular and without a possessive."""
    words = _POSSESSIVE.sub("", _SEPARATORS.sub(" ", name)).split()
    if not name.isascii():
        words = [_DROPPED.sub("", word) for word in words]
    keys = tuple(k for word in words for k in fold(singular_key(word)).split(" ") if k)
    return (f"{keys[0]}'",) if len(words) == 1 and singular_key(words[0])[-1:] == "'" else keys


@lru_cache(maxsize=100_000)
def thing_key(name: str) -> str:
    """Return the key by which two names mean one thing.

    As in `fold` case and punctuation do not count. Neither do number, possessive, and whether words
    are joined by a hyphen, a blank or nothing: "e-mail" is "email". A blank stays between digits.
    """
    return _JOINT.sub("", " ".join(singular_words(name)))


# What XML 1.0 cannot hold, not even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def keep_to_xml(text: str) -> str:
    """Return a text with a sign for each character that XML cannot hold."""
    return _NO_XML.sub("\ufffd", text)


def search_words(text: str, language: str = "en") -> list[str]:
    """Return the stemmed, folded words of a text, as search compares them.

    In English, only words in ASCII letters are stemmed.
    """
    if language.partition("-")[0] == "en":
        return [*chain.from_iterable(map(_searched, _WORD.findall(text)))]
    return [word for found in _WORD.findall(text) for word in _stems_in(language, fold(found))]


def search_name(name: str) -> str:
    """Return a name as search compares it: folded, and each word stemmed."""
    return " ".join(_stems(fold(name)))


@lru_cache(maxsize=100_000)
def _searched(word: str) -> tuple[str, ...]:
    if word.isascii() and word.isalpha():  # as nearly all are
        return (_stemmer()(word.lower()) if len(word) > 3 else word.lower(),)
    return tuple(_stems(fold(word)))


def _stems_in(language: str, folded: str) -> list[str]:
    stem = _stemmer(language)
    words = folded.split(" ") if folded else []
    return [stem(word) if len(word) > 3 and word.isalpha() else word for word in words]


def _stems(folded: str) -> list[str]:
    stem = _stemmer()
    words = folded.split(" ") if folded else []
    return [stem(w) if len(w) > 3 and w.isascii() and w.isalpha() else w for w in words]


def slug_of(title: str, limit: int = 60) -> str:
    """Return an ASCII file name for a title.

    A digest stands in where nothing of the title can be spelt in ASCII.
    """
    if len(title) <= limit and _SLUG.fullmatch(title):
        slug = title  # most names of sources are slugs already
    else:
        from slugify import slugify  # takes 10 ms, and most lints make no slug

        slug = str(
            slugify(
                strip_hidden(title).replace("'", "").replace("’", ""),
                max_length=limit,
                word_boundary=True,
            )
        )
    if not slug:
        return f"page-{digest(title)[:8]}"
    return f"{slug}-page" if slug in RESERVED_SLUGS else slug


def unique_slug(wanted: str, *taken: Container[str]) -> str:
    """Return `wanted`, or the first of `wanted-2`, `wanted-3`, … that is in none of `taken`."""
    slug, number = wanted, 1
    while any(slug in each for each in taken):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def file_key(name: str) -> str:
    """Return the key by which many computers take two file names for one.

    Case, and how letters are composed, do not count.
    """
    return (
        name.lower()
        if name.isascii()
        else unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    )


def shorten(text: str, limit: int) -> str:
    """Return `text`, cut at a word and with an ellipsis where it exceeds `limit` characters."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:.") + "…"


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: `1 page`, `3 pages`, `0 pages`."""
    return f"{count} {noun_for(count, noun)}"


def noun_for(count: int, noun: str) -> str:
    """Return a noun as it is written after a count: with an "s" unless the count is one."""
    return noun if count == 1 else f"{noun}s"


def nearest(name: str, names: Iterable[str], alike: float = 0.6) -> str:
    """Return which of some names was probably meant by another; "" where none is similar.

    `alike` is the least ratio of `difflib`, from 0 to 1. It is `get_close_matches`, which works out
    the ratio of all names that are near enough; here only of those that may be nearer than the
    best so far. So it is quick where the likeliest names come first. The letters alone must be as
    alike: two names are not, for all that they share a date or their signs.
    """
    from difflib import SequenceMatcher  # only a name that nobody knows needs it

    best = (alike, "")
    matcher = SequenceMatcher(None, "", name)
    for other in names:
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() >= best[0] and matcher.quick_ratio() >= best[0]:
            best = max(best, (matcher.ratio(), other))
    found, wanted = (_NO_LETTERS.sub("", each) for each in (best[1], name))
    if not (found and wanted):
        return best[1]
    return best[1] if SequenceMatcher(None, found, wanted).ratio() >= alike else ""


class Haystack:
    """The text of one source, prepared for finding quotes when the first one is looked for.

    The source's lines are normalised one by one and joined by spaces, and a quote, normalised too,
    is looked for in that text. The offset at which each line begins is kept, so that the place
    where a quote is found gives its lines. So a quote is found over line ends and in a Markdown
    quote, whose signs are taken off from the second line on.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self.unit = source.unit
        self.kept = source.kept

    def surely_has(self, quote: str, line: int) -> bool:
        """Tell whether a glance at one line shows that `find` would find this quote there.

        False means nothing: only `find` can tell then. The glance takes 1 µs and `find` 30. Only
        lines without hidden characters and without anything to normalise are looked at.
        """
        row = self._rows.get(line, "")
        if f" {quote} " in f" {row} ":  # nearly always so; no word continues before or after it
            return (
                quote[:1].isalnum()
                and quote[-1] != " "
                and "  " not in quote
                and len(quote.replace(" ", "")) >= 3
            )
        at = row.find(quote)
        if at < 0 or not quote[:1].isalnum() or quote[-1] == " " or "  " in quote or len(quote) < 3:
            return False
        end = at + len(quote)
        after = end < len(row) and row[end].isalnum() and quote[-1].isalnum()
        return (
            not (after or (at > 0 and row[at - 1].isalnum())) and len(quote.replace(" ", "")) >= 3
        )

    @cached_property
    def _rows(self) -> dict[int, str]:
        """The lines in which there is nothing to normalise, by number.

        Empty where several lines share a number, where the numbers are not in order, and where a
        quote also has a page or is read from a picture.
        """
        numbers = self._source.locators
        paged = self._source.unit in PARTS or self._source.origin in PARTS
        if paged or self._source.seen or not all(a < b for a, b in pairwise(numbers)):
            return {}
        rows = zip(numbers, self._source.text.split("\n"), strict=True)
        if self._source.text.isascii() and is_all_visible(self._source.text, lines=True):
            return dict(rows)
        return {
            n: row
            for n, row in rows
            if is_all_visible(row) and unicodedata.is_normalized("NFC", row)
        }

    @cached_property
    def _text(self) -> str:
        return " ".join(self._pieces)

    @cached_property
    def _pieces(self) -> list[str]:
        """The lines in the form in which quotes are compared; also sets `_starts` and `_lines`.

        `_starts` are the offsets at which the pieces begin, `_lines` their line or page numbers,
        `_rows_of` their positions among the lines of the text.
        """
        pieces: list[str] = []
        self._starts: list[int] = []
        self._lines: list[int] = []
        self._rows_of: list[int] = []
        position = 0
        quoted = False
        for row, (line, locator) in enumerate(
            zip(self._source.text.split("\n"), self._source.locators, strict=True)
        ):
            inner = _QUOTE_PREFIX.sub("", line) if quoted else line
            quoted = bool(_QUOTE_PREFIX.match(line))
            piece = normalise(inner)
            if not piece:
                continue
            self._starts.append(position)
            self._lines.append(locator)
            self._rows_of.append(row)
            pieces.append(piece)
            position += len(piece) + 1
        return pieces

    def find(self, quote: str, near: int = 0) -> Quote | None:
        """Return the quote with its first and last line or page; None where it does not occur.

        Of several places the first at or after `near` is taken, or else the closest one before it;
        of a quote that is there very often, only the first 50 places and the line `near` are looked
        at. A quote must not begin or end inside a word.
        """
        needle = normalise(quote)
        if len(needle.replace(" ", "")) < 3:
            return None
        places = [
            self._place(at, needle)
            for at in (*self._occurrences(needle), *self._beginning_on(near, needle))
        ]
        if not places:
            return None
        return min(places, key=lambda p: (p.start < near, abs(p.start - near)))

    def count(self, quote: str) -> int:
        """Return in how many places a quote stands, of which no more than 50 are counted."""
        return len(self._occurrences(normalise(quote)))

    def find_beginning(self, quote: Quote, unit: Unit) -> tuple[int, str] | None:
        """Return the row of the source's text on which a quote begins, and what precedes it there.

        Rows count from 0. The quote is looked for as in `find_again`.
        """
        needle = normalise(quote.text)
        found = self.find_again(quote, unit)
        if found is None:
            return None
        places = (*self._occurrences(needle), *self._beginning_on(found.start, needle))
        at = next(at for at in places if self._place(at, needle) == found)
        i = bisect_right(self._starts, at) - 1
        return self._rows_of[i], self._text[self._starts[i] : at]

    def find_cited(self, quote: Quote, unit: Unit) -> Quote | None:
        """Return a citation's quote with its places of now, in what the citation counts.

        An older citation of a source whose text is kept counts lines or pages of the file. Where
        the kept text does not tell those, the places come back as they were.
        """
        found = self.find_again(quote, unit)
        if found is None or unit == self.unit:
            return found
        if not self._source.origins or self._source.origin != unit:
            return quote
        rows = self._origins_by_line
        there = [rows[line] for line in range(found.start, found.end + 1) if line in rows]
        return Quote(found.text, min(there), max(there))

    def find_again(self, quote: Quote, unit: Unit) -> Quote | None:
        """Return a quote with its places in what this source counts.

        It is looked for near where it stood, also where `unit`, in which it is placed, is another.
        """
        near = quote.start
        if unit != self.unit:
            source = self._source
            known = unit == source.origin and source.origins
            there = [*zip(source.locators, source.origins, strict=True)] if known else [(0, 0)]
            near = next((line for line, place in there if place >= quote.start), there[-1][0])
        return self.find(quote.text, near)

    @cached_property
    def _origins_by_line(self) -> dict[int, int]:
        return dict(zip(self._source.locators, self._source.origins, strict=True))

    def _occurrences(self, needle: str) -> list[int]:
        found: list[int] = []
        at = self._text.find(needle)
        while at >= 0 and len(found) < 50:
            if not self._inside_word(at, needle):
                found.append(at)
            at = self._text.find(needle, at + 1)
        return found

    def _beginning_on(self, line: int, needle: str) -> Iterator[int]:
        """Yield where the needle begins on a line, however often it stands before."""
        for i, number in enumerate(self._lines):
            if number == line:
                stop = self._starts[i] + len(self._pieces[i]) + len(needle)
                at = self._text.find(needle, self._starts[i], stop)
                while at >= 0:
                    if not self._inside_word(at, needle):
                        yield at
                        break
                    at = self._text.find(needle, at + 1, stop)

    def _inside_word(self, at: int, needle: str) -> bool:
        end = at + len(needle)
        before = at > 0 and self._text[at - 1].isalnum() and needle[0].isalnum()
        after = end < len(self._text) and self._text[end].isalnum() and needle[-1].isalnum()
        return before or after

    def _place(self, at: int, needle: str) -> Quote:
        first = bisect_right(self._starts, at) - 1
        last = bisect_right(self._starts, at + len(needle) - 1) - 1
        lines = self._lines[first : last + 1]
        rows, part = self._rows_of[first : last + 1], self._source.origin
        seen = self._seen_of(rows)
        if part not in PARTS:
            return Quote(needle, min(lines), max(lines), seen=seen)
        parts = [self._source.origins[row] for row in rows]
        return Quote(needle, min(lines), max(lines), min(parts), max(parts), part, seen)

    def _seen_of(self, rows: list[int]) -> Seen:
        """Return whether a quote on these rows is read from a picture; a description counts most.

        What is described is further from the file than what is read.
        """
        seen = {self._source.seen[row] for row in rows} if self._source.seen else set()
        return "description" if "description" in seen else "words" if "words" in seen else ""
