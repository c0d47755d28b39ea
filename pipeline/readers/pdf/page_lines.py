"""Join the pieces of text on PDF pages to rows, and the rows to lines that read as sentences.

A PDF says where to draw pieces of text, often single words, and says nothing of lines, paragraphs
or running headers. All three are found by position, size of type and repetition, in pure functions
over the pieces, in their order in the file. There is no analysis of the layout: columns are read in
the order in which the file draws them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_BULLET = re.compile(r"^[●•◦▪■○‣·]\s*")
_LIST_ITEM = re.compile(r"^(?:- |\d{1,3}[.)] |[a-zA-Z][.)] )")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_EDGE_LINES = 3  # rows at the top and the bottom that may be a running header or footer
_FEWEST_PAGES = 3  # on which running text stands
_HEADER_GAP = 1.25  # between a header and the text, in usual distances of two rows
_LONGEST_NUMBERED_ROW = 120  # characters of a row that ends with the number of its page
_NUMBER = re.compile(r"\d+")
# What may follow the number of a page: nothing, or of how many pages it is one.
_AFTER_NUMBER = re.compile(r"[\W_]*(?:(?:of|von|de|di|du|sur|из|av|van)?[\W_]*\d+)?[\W_]*")
_PAGE_WORDS = re.compile(  # what a page is called beside its number
    r"pages?|pp?|pg|of|seite|s|von|página|pagina|pág|pag|de|di|du|sur|sida|side|av|strona|str|стр|страница|из|oldal|sivu|van"
    r"|第|页|頁|ページ"
)


@dataclass(frozen=True)
class PdfRow:
    """One row of text on a page; `y` grows upwards, and all lengths are in points."""

    text: str
    x: float
    y: float
    size: float
    alone: bool = False  # it was placed anew, not right behind the piece before it


def join_rows(pieces: Iterable[PdfRow]) -> list[PdfRow]:
    """Join the pieces of a page that stand on one baseline.

    Many programs place every word, or parts of words, on their own.
    """
    out: list[PdfRow] = []
    for piece in pieces:
        if not piece.text.strip():
            if out and not out[-1].text.endswith(" ") and _same_baseline(out[-1], piece):
                out[-1] = replace(out[-1], text=out[-1].text + " ")
            continue
        last = out[-1] if out else None
        if last is None or not _same_baseline(last, piece):
            out.append(piece)
            continue
        # A piece that was placed anew is a word of its own; any other goes on with a word.
        glue = " " if piece.alone or piece.x - last.x > len(last.text) * last.size else ""
        out[-1] = replace(last, text=last.text + glue + piece.text)
    return [replace(row, text=_clean(row.text)) for row in out if _clean(row.text)]


def _same_baseline(one: PdfRow, two: PdfRow) -> bool:
    """Tell whether two pieces are one row; a gap wider than six letters divides columns."""
    reach = (0.6 * len(one.text) + 6) * one.size
    level = abs(one.y - two.y) < 0.3 * max(one.size, two.size)
    return level and -0.1 * one.size <= two.x - one.x <= reach


def _clean(text: str) -> str:
    return _BULLET.sub("- ", " ".join(text.translate(_LIGATURES).split()))


def drop_running_text(
    pages: Sequence[Sequence[PdfRow]],
) -> tuple[list[list[PdfRow]], tuple[str, ...]]:
    """Drop headers, footers and page numbers that repeat; return the pages and what was dropped.

    Running text stands in the same place on three pages or more that have something of their own to
    say: pages that differ in nothing but numbers are a form, and their words are what they say. It
    is the same on each page, or differs by a number that counts the pages; and it stands apart from
    the text, or is the outermost line and the same on each. Only the three outermost lines at the
    top and the bottom of a page are looked at, so cost follows the number of rows.
    """
    sizes = _count_sizes(pages)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    distance = _leading(pages).get(body, 1.2 * body)
    places = [_edge_rows(page, body) for page in pages]
    own = _with_words_of_their_own(pages)
    counts = Counter(
        key for n in own for key in {key for row in places[n] for key in _keys(row, n)}
    )
    running = {key for key, count in counts.items() if count >= _FEWEST_PAGES}
    kept, said = [], set()
    for n, page in enumerate(pages):
        found = {
            id(row): key
            for row in places[n]
            for key in reversed([*_keys(row, n)])
            if key in running
        }
        left_out = {id(row) for row in _outer_running_rows(page, found, distance)}
        kept.append([row for row in page if id(row) not in left_out])
        said |= {found[row].said for row in left_out}
    return kept, tuple(sorted(said))


def _count_sizes(pages: Sequence[Sequence[PdfRow]]) -> Counter[float]:
    counts: Counter[float] = Counter()
    for row in (row for page in pages for row in page):
        counts[row.size] += len(row.text)
    return counts


def _edge_rows(page: Sequence[PdfRow], body: float) -> list[PdfRow]:
    """Return the rows of a page that may be running text.

    Larger type is a heading, even where only its number differs from the next one.
    """
    lines = _baselines(page)
    return [
        row
        for line in [*lines[:_EDGE_LINES], *lines[max(_EDGE_LINES, len(lines) - _EDGE_LINES) :]]
        for row in line
        if row.size <= 1.1 * body
    ]


def _baselines(page: Sequence[PdfRow]) -> list[list[PdfRow]]:
    """Return the rows of a page from top to bottom, those on one baseline together."""
    lines: list[list[PdfRow]] = []
    for row in sorted(page, key=lambda row: -row.y):
        if lines and lines[-1][0].y - row.y < 0.3 * row.size:
            lines[-1].append(row)
        else:
            lines.append([row])
    return lines


def _with_words_of_their_own(pages: Sequence[Sequence[PdfRow]]) -> list[int]:
    """Return the numbers of the pages that have something of their own to say.

    That is a row that does not stand on many pages, whatever its numbers.
    """
    words = [
        {" ".join(_NUMBER.sub(" ", row.text).casefold().split()) for row in page} for page in pages
    ]
    times = Counter(row for page in words for row in page)
    return [
        n
        for n, page in enumerate(words)
        if any(times[row] < _FEWEST_PAGES and _WORDS.search(row) for row in page)
    ]


@dataclass(frozen=True)
class _Key:
    """What the rows of one running text share: words, height, and how their number counts pages."""

    text: str  # with `#` for the number
    y: int
    # By how much the number rises from page to page, and from what; None if all rows are the same.
    counts: tuple[int, int] | None = None

    @property
    def alone(self) -> bool:
        """Whether the text is surely no line of the page's own.

        It is none if it is the same on each page, or is a page's number and what that is called.
        """
        return self.counts is None or all(
            _PAGE_WORDS.fullmatch(word) for word in _WORDS.findall(self.text)
        )

    @property
    def said(self) -> str:
        """What a note says of the running text."""
        return (
            " ".join(self.text.replace("#", " ").split())
            if _WORDS.search(self.text)
            else "page numbers"
        )


def _keys(row: PdfRow, page: int) -> Iterator[_Key]:
    """Yield how a row may be running text: as it is, or with a number at either end of it.

    The number counts pages, or spreads of two.
    """
    text, y = " ".join(row.text.casefold().split()), round(row.y)
    yield _Key(text, y)
    if len(text) >= _LONGEST_NUMBERED_ROW or "#" in text:
        return
    for found in _NUMBER.finditer(text):
        before, after, number = text[: found.start()], text[found.end() :], found.group()
        # A row over a spread of two pages also holds the number of the next page.
        next_one = (
            re.sub(rf"(?<!\d){int(number) + 1}(?!\d)", "##", after) if len(number) < 6 else after
        )
        if len(number) < 6 and (not _WORDS.search(before) or _AFTER_NUMBER.fullmatch(next_one)):
            yield from (
                _Key(f"{before}#{next_one}", y, (by, int(number) - by * page)) for by in (1, 2)
            )


def _outer_running_rows(
    page: Sequence[PdfRow], found: Mapping[int, _Key], distance: float
) -> Iterator[PdfRow]:
    """Yield the running rows at the top or bottom of a page that stand apart from its text."""
    down = _baselines(page)
    for lines in (down, down[::-1]):
        size = next((n for n, line in enumerate(lines) if not _is_running(line, found)), len(lines))
        apart = [
            n
            for n in range(1, size + 1)
            if n == len(lines) or _gap(lines[n - 1], lines[n]) > _HEADER_GAP * distance
        ]
        outer = lines[: max(apart, default=0)]
        if not apart and size and all(found[id(row)].alone for row in lines[0] if id(row) in found):
            outer = lines[:1]
        yield from (row for line in outer for row in line if id(row) in found)


def _is_running(line: Sequence[PdfRow], found: Mapping[int, _Key]) -> bool:
    """Tell whether a line is running text, whatever number stands beside it."""
    rest = [row for row in line if id(row) not in found]
    return len(rest) < len(line) and not any(_WORDS.search(row.text) for row in rest)


def _gap(one: Sequence[PdfRow], two: Sequence[PdfRow]) -> float:
    return abs(one[0].y - two[0].y)


def join_paragraphs(pages: Sequence[Sequence[PdfRow]]) -> list[list[str]]:
    """Join the rows of each paragraph to one line, page by page.

    A blank line stands before each new block.
    """
    words = _vocabulary([row.text for page in pages for row in page])
    leading = _leading(pages)
    return [list(_paragraphs(page, leading, words)) for page in pages]


def _vocabulary(texts: Sequence[str]) -> Counter[str]:
    """Count the words that are surely whole, as those next to a hyphen at a row's end are not."""
    words: Counter[str] = Counter()
    for before, text in zip(("", *texts), texts, strict=False):
        whole = _WORDS.findall(text.casefold())
        words.update(whole[before.endswith("-") : len(whole) - text.endswith("-")])
    return words


def _leading(pages: Sequence[Sequence[PdfRow]]) -> dict[float, float]:
    """Return the usual distance of two rows for each size of type."""
    found: dict[float, Counter[float]] = {}
    for page in pages:
        for one, two in pairwise(page):
            if one.size == two.size and 0 < one.y - two.y < 3 * one.size:
                found.setdefault(one.size, Counter())[round(one.y - two.y, 1)] += 1
    return {size: distances.most_common(1)[0][0] for size, distances in found.items()}


def _paragraphs(
    page: Sequence[PdfRow], leading: dict[float, float], words: Counter[str]
) -> Iterator[str]:
    widest: dict[float, int] = {}
    for row in page:
        widest[row.size] = max(widest.get(row.size, 0), len(row.text))
    line, before = "", None
    for row in page:
        if before is not None and _continues_paragraph(before, row, leading, widest):
            line = _join_texts(line, row.text, words)
        else:
            if line:
                yield line
            if before is not None and not _are_near(before, row, leading):
                yield ""
            line = row.text
        before = row
    if line:
        yield line


def _are_near(one: PdfRow, two: PdfRow, leading: dict[float, float]) -> bool:
    usual = leading.get(one.size, 1.2 * one.size)
    return abs(one.size - two.size) < 0.1 * one.size and 0 < one.y - two.y < 1.25 * usual


def _continues_paragraph(
    one: PdfRow, two: PdfRow, leading: dict[float, float], widest: dict[float, int]
) -> bool:
    if not _are_near(one, two, leading) or _LIST_ITEM.match(two.text):
        return False
    if two.text[0].islower() or one.text.endswith(("-", "\u00ad")):
        return True
    return len(one.text) >= 0.7 * widest[one.size]


def _join_texts(line: str, text: str, words: Counter[str]) -> str:
    """Join two rows of a paragraph.

    A hyphen at the end of the first goes only where the document itself shows that it is no part of
    the word.
    """
    if line.endswith("\u00ad"):
        return line[:-1] + text
    if not line.endswith("-") or not text[0].islower() or not line[-2:-1].isalpha():
        return f"{line} {text}"
    head, tail = (
        _WORDS.findall(line)[-1].casefold().split("-")[-1],
        _WORDS.findall(text)[0].casefold(),
    )
    whole = words[head + tail] > words[f"{head}-{tail}"]
    broken = not words[f"{head}-{tail}"] and not words[tail] and not words[head]
    return line[:-1] + text if whole or broken else line + text
