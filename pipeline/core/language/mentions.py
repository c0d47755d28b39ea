"""Names of pages, found in prose word by word.

The time that a text takes grows with its length, not with the number of names.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, count
from operator import neg

# for bytes of UTF-8: every ASCII sign becomes a space
_SPACES = bytes(c if c > 127 or chr(c).isalnum() else 32 for c in range(256))
_SIGNS = str.maketrans(dict.fromkeys("‐‑‒–—―‘’“”„«»…·•、。「」（）", " "))
_WORD = re.compile(r"[^\W_]+")
_HIDDEN = "\x00"  # replaces what is not prose; it is neither a word nor a space
_ASIDE = re.compile(
    r"!?\[\[[^\[\]]*\]\]|!?\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])|\[\^[^\[\]\s]*\]|\b(?:https?|mailto):[^\s<>]+|<[^<>]*>"
)
_LINKED = re.compile(r"\[\[[^\[\]\n]*\]\]")  # the most frequent of what `_ASIDE` hides
# how headings and definitions begin
_NO_PROSE = re.compile(r"[ \t>]*#{1,6}[ \t]|\[\^[^\]]+\]:|\[[^\]]+\]: ")
_BETWEEN = re.compile(r"[\s'’&/+‐-―-]*")
_CAPITAL_AFTER = re.compile(r" [A-ZÀ-ÖØ-Þ]")
_NAME_BEFORE = re.compile(r"(?<![\w'’-])[A-ZÀ-ÖØ-Þ][\w'’-]* (of (?:the )?|de |van |von )?$")
_CAPITAL_BEFORE = re.compile(  # without words that open sentences but no names
    r"\b(?!(?:The|An?|In|On|At|Of|For|With|By|From|To|Like|As|And|But|When|While|If|Unlike|Although|Since|Both)"
    r" $)[A-ZÀ-ÖØ-Þ][\w'’-]* $"
)
_LONGEST_WORD = 100  # characters of a word and of what ties it to the next one
_ENDS = re.compile(r"[.'’](?:\W|$)|['’]s(?:\W|$)")  # a full stop, a closing quote, a genitive
# before the first word of a sentence
_OPENS = re.compile(r"(?:^|[.!?:|>\x00(\"“*_-])[ \t]*(?:\[[ xX]\][ \t]+|\[![\w-]+\][+-]?[ \t]+)?$")
# a word beside one of these is a part of something else: an address, a path, a compound
_PARTS = frozenset("-‐‑–/\\@#_.'’$&=+`")


@dataclass(frozen=True)
class Mention:
    """A page's name found in prose: the page's slug, the words as written, and where they stand.

    `line` and `column` are 1-based, in the text that was searched.
    """

    slug: str
    words: str
    line: int
    column: int


def words_of(text: str) -> list[bytes]:
    """Return the words of a text in the form in which names are looked up.

    Case, hyphens and signs do not count. This takes a third of the time that a pattern would.
    """
    plain = text if text.isascii() else text.translate(_SIGNS)
    return plain.casefold().encode("utf-8", "replace").translate(_SPACES).split()


class Phrases:
    """Names of pages with their slugs, prepared for finding them in texts.

    Names are kept by their first two words (or their only one), with the lengths that such names
    have. At each word of a text two look-ups tell whether a name may begin there, and the longest
    one that does is taken. So the time does not grow with the number of names. A name that two
    pages have stands for neither; it is kept, so that no shorter name is found inside it.
    """

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._names: dict[tuple[bytes, ...], tuple[str, str]] = {}
        # lengths of names, longest first, by their first two words or their only one
        self._lengths: dict[tuple[bytes, ...], list[int]] = {}
        for name, slug in names:
            for words in _forms(words_of(name)):
                first = self._names.setdefault(words, (slug, name))
                if first[0] != slug:
                    self._names[words] = ("", name)
                lengths = self._lengths.setdefault(words[:2], [])
                if len(words) not in lengths:
                    insort(lengths, len(words), key=neg)
        self._single = {begin[0] for begin in self._lengths if len(begin) == 1}
        self._first = {begin[0] for begin in self._lengths}

    def pages_named_in(self, text: str) -> dict[str, str]:
        """Return each page that a text may name, as slug and one of its names.

        This is quick, and does not know what is a heading or in brackets.
        """
        hits = self._hits(words_of(_LINKED.sub("|", text)))
        return {
            slug: name
            for _, _, slug, name in hits
            if slug and (not _one_word(name) or name in text)
        }

    def _hits(self, words: list[bytes]) -> list[tuple[int, int, str, str]]:
        """Return the longest name at each place, as (first word, last word, slug, name).

        Names do not overlap: of two that share words the longer one counts. Where they are of one
        length, they are one place that stands for neither.
        """
        names, after, last = self._names, 0, len(words) - 1
        found = []
        for at in self._beginnings(words):
            if at < after:
                continue
            lengths = self._lengths.get((words[at], words[at + 1]), ()) if at < last else ()
            for length in (*lengths, 1):
                some = tuple(words[at : at + length])
                if some in names:
                    (slug, name), end = names[some], at + len(some)
                    begins, ends = (
                        self._rival(words, at, end) if end - at > 1 and end <= last else (at, at)
                    )
                    if ends - begins > end - at:
                        break
                    if ends - begins == end - at:
                        slug, end = (
                            slug if names[tuple(words[begins:ends])][0] == slug else "",
                            ends,
                        )
                    after = end
                    found.append((at, end - 1, slug, name))
                    break
        return found

    def _rival(self, words: list[bytes], at: int, end: int) -> tuple[int, int]:
        """Return the longest name that begins inside these words and goes on behind them.

        It is returned as (first word, one past the last); both are `at` where there is none.
        """
        best = (at, at)
        for i in range(at + 1, end):
            for length in self._lengths.get((words[i], words[i + 1]), ()):
                if i + length <= end or length < best[1] - best[0]:
                    break
                if i + length <= len(words) and tuple(words[i : i + length]) in self._names:
                    best = (i, i + length)
                    break
        return best

    def _beginnings(self, words: list[bytes]) -> Iterable[int]:
        """Return the places at which two words begin a name, or one is a name."""
        some = compress(count(), map(self._first.__contains__, words))
        return [
            at
            for at in some
            if words[at] in self._single or tuple(words[at : at + 2]) in self._lengths
        ]

    def spans(self, line: str) -> list[tuple[int, int]]:
        """Return the offsets at which names begin and end in a line, also in code and links.

        Of two names that overlap, the one span covers both.
        """
        words = list(_WORD.finditer(line if line.isascii() else line.translate(_SIGNS)))
        hits = self._hits([m[0].casefold().encode("utf-8", "replace") for m in words])
        return [(words[first].start(), words[last].end()) for first, last, _, _ in hits]

    def mentions(self, masked: str, wanted: Collection[str]) -> Iterator[Mention]:
        """Yield the places where the prose of a masked body names pages of the wanted slugs.

        A name that goes over a line end is not found.
        """
        for number, line in enumerate(masked.split("\n"), 1):
            if (
                not line.strip()
                or _NO_PROSE.match(line)
                or not any(h[2] in wanted for h in self._hits(words_of(line)))
            ):
                continue
            prose = _ASIDE.sub(lambda m: _HIDDEN * len(m[0]), line)
            words = list(_WORD.finditer(prose if prose.isascii() else prose.translate(_SIGNS)))
            folded = [m[0].casefold().encode("utf-8", "replace") for m in words]
            for first, last, slug, name in self._hits(folded):
                start, end = words[first].start(), words[last].end()
                gaps = zip(words[first:last], words[first + 1 : last + 1], strict=True)
                whole = prose[start:end] == name or all(
                    _BETWEEN.fullmatch(prose, a.end(), b.start()) for a, b in gaps
                )
                if slug in wanted and whole and _meant(prose, start, end, name):
                    yield Mention(slug, prose[start:end], number, start + 1)


def _forms(words: list[bytes]) -> Iterator[tuple[bytes, ...]]:
    """Yield the words of a name, and of its plural; nothing for one or two letters or a number."""
    if not words or (len(words) == 1 and (len(words[0]) < 3 or words[0].isdigit())):
        return
    yield tuple(words)
    if len(words) > 1 and words[-1].isalpha() and not words[-1].endswith(b"s"):
        yield (*words[:-1], words[-1] + b"s")


@lru_cache(maxsize=50_000)  # the same names are on many pages
def _one_word(name: str) -> bool:
    return len(words_of(name)) == 1


def _meant(prose: str, start: int, end: int, name: str) -> bool:
    """Tell whether a name's words are meant as that name where they stand."""
    before, after = prose[:start], prose[end:]
    if before[-1:] in _PARTS or (after[:1] in _PARTS and not _ENDS.match(after)):
        return False
    if _in_a_name(prose, start, end):
        return False
    if not _one_word(name):
        return True
    if prose[start:end] != name:
        return False
    if name[:1].isupper() and name[1:] == name[1:].lower():
        part = _CAPITAL_AFTER.match(after) or _CAPITAL_BEFORE.search(before)  # of a longer name
        return not (part or _OPENS.search(before))
    return True


def _in_a_name(prose: str, start: int, end: int) -> bool:
    """Tell whether capitalised words are part of a longer name that the text gives.

    Examples are `Berlin` in `Berlin Wall` and in `University of Berlin`. The word that opens a
    sentence does not count, since it has its capital from that.
    """
    if not prose[start].isupper():
        return False
    if prose[start:end].split(" ")[-1][:1].isupper() and _CAPITAL_AFTER.match(prose, end):
        return True
    near = max(0, start - _LONGEST_WORD)
    first = _NAME_BEFORE.search(prose[near:start])
    return first is not None and bool(first[1] or not _OPENS.search(prose[: near + first.start()]))
